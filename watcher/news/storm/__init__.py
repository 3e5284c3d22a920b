"""Recalculations: when many players' known plays change their value and nobody played, that is one notice.

The subject is the world. Profiles whose pp moved without a play are a suspicion; lists of best plays prove it.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from watcher.events import Cause, Event, Look, Step
from watcher.news.storm.facts import KINDS, SAMPLES, RecalculationFacts, RecalculationOverFacts, notification
from watcher.news.storm.tally import WINDOW, Tally
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Stir

__all__ = ["KINDS", "SAMPLES"]
VERSION = 1
NAME = "storm"
OURS = True
FOR_ALL = True  # told to everybody whose news it keeps back
DEFAULT = ("recalculation", "recalculation_over")

CALM = 30 * 60_000
"""How long nothing may have changed its value until it is over (ms)."""
WITNESSES = 5
"""How many lists are asked for where profiles raise a suspicion."""


class Memory(Struct, frozen=True):
    """What the looks of the last hour brought, of profiles and of lists; since when (ms UTC) pp is recalculated, or 0.

    suspected: when lists were last asked for. last: when a value last changed. moved: how many lists have changed since
    it began. revision: how many recalculations there were.
    """

    profiles: Tally = Tally()
    lists: Tally = Tally()
    since: int = 0
    suspected: int = 0
    last: int = 0
    moved: int = 0
    revision: int = 0


def concerned(seen: Stir) -> tuple[str]:
    """The world."""
    return (keys.world(seen.server),)


READS = {Stir: concerned}


def diff(memory: Memory | None, seen: Stir, now: int) -> Step:
    """Count, and say when it begins and when it is over."""
    before = memory or Memory()
    after = structs.replace(
        before,
        profiles=before.profiles.after(seen.profiles, seen.asked),
        lists=before.lists.after(seen.lists, seen.asked),
    )
    if after == before:
        return Step(memory)
    return _raging(after, seen, now) if after.since else _calm(after, seen, now)


def _calm(memory: Memory, seen: Stir, now: int) -> Step:
    if memory.lists.shaken:
        return _begun(memory, seen, now)
    if not memory.profiles.shaken or memory.suspected + WINDOW > seen.asked:
        return Step(memory)
    moved = memory.profiles.moved
    witnesses = [one for one in reversed(moved) if memory.lists.looked.get(one, 0) < moved[one]][:WITNESSES]
    looks = tuple(_ask_list(subject, now) for subject in witnesses)
    return Step(structs.replace(memory, suspected=seen.asked), (), looks)


def _begun(memory: Memory, seen: Stir, now: int) -> Step:
    moved = len(memory.lists.moved)
    memory = structs.replace(memory, since=seen.asked, last=seen.asked, moved=moved, revision=memory.revision + 1)
    facts = RecalculationFacts(server=seen.server, began=seen.asked, moved=moved, looked=len(memory.lists.looked))
    return Step(memory, (_event("recalculation", memory, seen, facts),), tuple(_look_again(memory, now)))


def _raging(memory: Memory, seen: Stir, now: int) -> Step:
    new = sum(seen.lists.values())
    if new or any(seen.profiles.values()):
        memory = structs.replace(memory, last=seen.asked, moved=memory.moved + new)
        return Step(memory, (), tuple(_look_again(memory, now)))
    if seen.asked < memory.last + CALM:
        return Step(memory)
    facts = RecalculationOverFacts(
        server=seen.server, began=memory.since, seconds=(seen.asked - memory.since) // 1000, moved=memory.moved
    )
    event = _event("recalculation_over", memory, seen, facts)
    return Step(Memory(suspected=seen.asked, revision=memory.revision), (event,))


def _look_again(memory: Memory, now: int) -> Iterator[Look]:
    """Somebody has to be looked at for it to be over."""
    for subject in list(memory.lists.looked)[-1:]:
        yield _ask_list(subject, now + CALM + 1000)


def _ask_list(subject: str, due: int) -> Look:
    return Look(question="best", subject=subject, due=due, asker=NAME)


def _event(kind: str, memory: Memory, seen: Stir, facts: Struct) -> Event:
    subject = keys.world(seen.server)
    key = f"{kind}/{subject}/{memory.revision}"
    return Event(key=key, kind=kind, subject=subject, cause=Cause.REVALUED, happened=seen.asked, facts=facts)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return notification(events)
