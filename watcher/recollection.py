"""Memories as families know them, and as the store keeps them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
import structlog

from watcher.events import Family
from watcher.store import Transaction, memories
from watcher.store.memories import Remembered

log = structlog.get_logger()

KEPT = 6_000_000
"""Bytes of memories, as stored, of which the decoded form is kept: twice that at most. Decoded they are six times as
big. A thousand players with their best plays are 10 MB."""


class Recollection:
    """Recalls memories, and makes of them what is stored.

    Who plays is seen again soon, and to decode takes longer than to compare: the decoded form of late ones is kept.
    It counts only where the store has the very bytes that it stands for, so it can't be out of date.
    """

    def __init__(self, families: Mapping[str, Family]) -> None:
        self._families = families
        self._late: dict[tuple[str, str], tuple[Remembered, Any]] = {}
        self._earlier: dict[tuple[str, str], tuple[Remembered, Any]] = {}
        self._size = 0

    def recall(
        self, tx: Transaction, name: str, subjects: Iterable[str], since: Mapping[str, int]
    ) -> dict[str, Any | None]:
        """What a family remembers of these subjects, watched since then.

        Those it knows nothing of are left out; None is a memory that can't be read.
        """
        found = memories.recall(tx, name, list(subjects), since)
        return {subject: self._decoded(name, subject, each) for subject, each in found.items()}

    def stored(self, name: str, subject: str, memory: Any) -> Remembered:
        """A memory as the store keeps it."""
        made = Remembered(self._families[name].VERSION, msgspec.msgpack.encode(memory))
        self._keep((name, subject), made, memory)
        return made

    def _decoded(self, name: str, subject: str, found: Remembered) -> Any | None:
        key = (name, subject)
        known = self._late.get(key) or self._earlier.get(key)
        if known is not None and known[0] == found:
            memory = known[1]
        else:
            memory = decoded(self._families[name], name, subject, found)
        if key not in self._late:
            self._keep(key, found, memory)
        return memory

    def _keep(self, key: tuple[str, str], stored: Remembered, memory: Any) -> None:
        if self._size > KEPT:
            self._earlier, self._late, self._size = self._late, {}, 0
        before = self._late.get(key)
        self._size += len(stored.body) - (len(before[0].body) if before else 0)
        self._late[key] = (stored, memory)


def recalled(tx: Transaction, family: Family, name: str, since: Mapping[str, int]) -> dict[str, Any]:
    """What a family remembers of these subjects, watched since then. Those it knows nothing of are left out."""
    known = Recollection({name: family}).recall(tx, name, since, since)
    return {subject: memory for subject, memory in known.items() if memory is not None}


def decoded(family: Family, name: str, subject: str, found: Remembered) -> Any | None:
    """A stored memory as the family's own type, or None.

    A memory that can't be read is as good as none: the subject gets a new silent baseline.
    """
    try:
        if found.version == family.VERSION:
            return msgspec.msgpack.decode(found.body, type=family.Memory)
        upgrade: Callable[[int, Any], Any] = family.upgrade  # type: ignore[attr-defined]  # there from version 2 on
        return upgrade(found.version, msgspec.msgpack.decode(found.body))
    except (msgspec.MsgspecError, AttributeError, LookupError, TypeError, ValueError) as error:
        log.warning("memory_unreadable", family=name, subject=subject, version=found.version, reason=str(error))
        return None
