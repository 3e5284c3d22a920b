"""Disk: there is little room left where the store is, and there is again. Told while there still is room to tell it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Cause, Event, Step, numbered
from watcher.notification import Notification
from watcher.osu.nouns import Disk

VERSION = 1
OURS = True

LOW = 100 * 2**20
"""Less room than this is little (bytes); of a small disk, less than a twentieth of it."""


class Memory(Struct, frozen=True):
    """Since when there is little room (ms UTC, 0: there is enough), and how often that was told."""

    since: int = 0
    revision: int = 0


class DiskLowFacts(Struct, frozen=True, kw_only=True):
    """There is little room left for the store. folder: where. free: bytes that are left."""

    folder: str
    free: int


class DiskFineFacts(Struct, frozen=True, kw_only=True):
    """There is room for the store again. folder: where. free: bytes. since: when it began to be little (ms UTC)."""

    folder: str
    free: int
    since: int


KINDS: dict[str, type[Struct]] = {"disk_low": DiskLowFacts, "disk_fine": DiskFineFacts}
DEFAULT = ("disk_low", "disk_fine")
SAMPLES: dict[str, Struct] = {
    "disk_low": DiskLowFacts(folder="/var/lib/osu-watcher", free=73_400_320),
    "disk_fine": DiskFineFacts(folder="/var/lib/osu-watcher", free=8_589_934_592, since=1_790_000_000_000),
}


def concerned(seen: Disk) -> Iterable[str]:
    """The watch over a server as a whole."""
    return (f"{seen.server}/disk",)


READS = {Disk: concerned}


def diff(memory: Memory | None, seen: Disk, _now: int) -> Step:
    """Speak when room becomes little, the first time too, and when there is twice as much as that."""
    before, little = memory or Memory(), min(LOW, seen.size // 20)
    if not before.since and seen.free < little:
        after = Memory(seen.asked, before.revision + 1)
        return Step(after, (_event("disk_low", after, seen, DiskLowFacts(folder=seen.folder, free=seen.free)),))
    if before.since and seen.free >= 2 * little:
        after = Memory(0, before.revision + 1)
        facts = DiskFineFacts(folder=seen.folder, free=seen.free, since=before.since)
        return Step(after, (_event("disk_fine", after, seen, facts),))
    return Step(memory)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, DiskFineFacts):
        return Notification(
            title="There is room on the disk again",
            body=f"{_size(facts.free)} in {facts.folder}; it was little since {say.moment(facts.since)}",
        )
    assert isinstance(facts, DiskLowFacts)
    return Notification(
        title=f"The disk is nearly full: {_size(facts.free)} left",
        body=f"In {facts.folder}\nOnce it is full, nothing is looked at until there is room; "
        "what is known by then is still told, as far as a reserve goes",
    )


def _size(count: int) -> str:
    return f"{count / 2**30:.1f} GiB" if count >= 2**30 else f"{count / 2**20:.1f} MiB"


def _event(kind: str, memory: Memory, seen: Disk, facts: Struct) -> Event:
    subject = f"{seen.server}/disk"
    return numbered(kind, subject, memory.revision, cause=Cause.OURS, happened=seen.asked, facts=facts)
