"""Damage: the store could not be read any more, and watching began anew. What was remembered is gone; say so."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.notification import Notification
from watcher.osu.nouns import Damage

VERSION = 1
OURS = True


class Memory(Struct, frozen=True):
    """The last one that was told."""

    file: str


class StoreDamagedFacts(Struct, frozen=True, kw_only=True):
    """The store could not be read, and a new one was begun: what happened in between may never be told.

    file: where the damaged one is now. found: when that was noticed (ms UTC).
    """

    file: str
    found: int


KINDS: dict[str, type[Struct]] = {"store_damaged": StoreDamagedFacts}
DEFAULT = ("store_damaged",)
SAMPLES: dict[str, Struct] = {
    "store_damaged": StoreDamagedFacts(file="watcher.db.damaged-20260921T122640Z", found=1_790_000_800_000)
}


def concerned(seen: Damage) -> Iterable[str]:
    """The watch over a server as a whole."""
    return (f"{seen.server}/store",)


READS = {Damage: concerned}


def diff(memory: Memory | None, seen: Damage, _now: int) -> Step:
    """Told once by each store, the first time too: damage has no baseline."""
    if memory is not None and memory.file == seen.file:
        return Step(memory)
    event = Event(
        key=f"store_damaged/{seen.server}/{seen.file}",
        kind="store_damaged",
        subject=f"{seen.server}/store",
        cause=Cause.OURS,
        happened=seen.found,
        facts=StoreDamagedFacts(file=seen.file, found=seen.found),
    )
    return Step(Memory(seen.file), (event,))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, StoreDamagedFacts)
    return Notification(
        title="The store was damaged: watching began anew",
        body=f"Found {say.moment(facts.found)}; what was not told before is lost\nThe damaged file is now {facts.file}",
    )
