"""Store trouble: our store was deleted, exchanged, or could not be used for a while. Told as soon as it can be."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.notification import Notification
from watcher.osu.nouns import StoreTrouble

VERSION = 1
OURS = True


class Memory(Struct, frozen=True):
    """When the last one of this kind that was told was over (ms UTC)."""

    over: int


class StoreDeletedFacts(Struct, frozen=True, kw_only=True):
    """The file of the store was deleted while it was in use, and written anew: nothing is lost.

    file: its name. found: when that was noticed (ms UTC).
    """

    file: str
    found: int


class StoreReplacedFacts(Struct, frozen=True, kw_only=True):
    """Another file was put in the place of the store while it was in use, and is used since the daemon started again.

    file: where the one is that was in use. found: when that was noticed (ms UTC).
    """

    file: str
    found: int


class StoreBackFacts(Struct, frozen=True, kw_only=True):
    """The store can be used again. since: since when it could not (ms UTC). until: till when. reason: why."""

    since: int
    until: int
    reason: str


KINDS: dict[str, type[Struct]] = {
    "store_deleted": StoreDeletedFacts,
    "store_replaced": StoreReplacedFacts,
    "store_back": StoreBackFacts,
}
DEFAULT = tuple(KINDS)
SAMPLES: dict[str, Struct] = {
    "store_deleted": StoreDeletedFacts(file="watcher.db", found=1_790_000_800_000),
    "store_replaced": StoreReplacedFacts(file="watcher.db.replaced-20260921T122640Z", found=1_790_000_800_000),
    "store_back": StoreBackFacts(
        since=1_790_000_800_000,
        until=1_790_001_040_000,
        reason="watcher.db can't be used now (attempt to write a readonly database)",
    ),
}


def concerned(seen: StoreTrouble) -> Iterable[str]:
    """Each kind of trouble for itself."""
    return (f"{seen.server}/store/{seen.what}",)


READS = {StoreTrouble: concerned}


def diff(memory: Memory | None, seen: StoreTrouble, _now: int) -> Step:
    """Each one is told once, the first one too: trouble has no baseline."""
    if memory is not None and memory.over == seen.over:
        return Step(memory)
    event = Event(
        key=f"store_{seen.what}/{seen.server}/{seen.over}",
        kind=f"store_{seen.what}",
        subject=f"{seen.server}/store/{seen.what}",
        cause=Cause.OURS,
        happened=seen.over,
        facts=_facts(seen),
    )
    return Step(Memory(seen.over), (event,))


def _facts(seen: StoreTrouble) -> Struct:
    if seen.what == "back":
        return StoreBackFacts(since=seen.since, until=seen.over, reason=seen.reason)
    kind = StoreDeletedFacts if seen.what == "deleted" else StoreReplacedFacts
    return kind(file=seen.file, found=seen.over)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, StoreBackFacts):
        span = say.span((facts.until - facts.since) / 1000)
        return Notification(
            title=f"The store can be used again, after {span}",
            body=f"{facts.reason}\nFrom {say.moment(facts.since)} on nothing was looked at or told; nothing is lost",
        )
    if isinstance(facts, StoreDeletedFacts):
        return Notification(
            title="The store was deleted, and written anew",
            body=f"{facts.file}, found {say.moment(facts.found)}. Nothing is lost",
        )
    assert isinstance(facts, StoreReplacedFacts)
    return Notification(
        title="Another file took the place of the store",
        body=f"Found {say.moment(facts.found)}; that one is used now\nThe one that was in use is now {facts.file}",
    )
