"""Clock: somebody set the clock of the machine. What was waited for still is; times that are told may be odd."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Cause, Event, Step, numbered
from watcher.notification import Notification
from watcher.osu.nouns import ClockSet

VERSION = 1
OURS = True

LEAST = 60
"""A smaller step (seconds) is a clock put right, and not news."""


class Memory(Struct, frozen=True):
    """When it was set last, by the clock as it was then (ms UTC), and how often."""

    asked: int
    revision: int


class ClockSetFacts(Struct, frozen=True, kw_only=True):
    """The machine's clock was set while the daemon ran. seconds: by how many, below 0: back. to: what it said then."""

    seconds: int
    to: int


KINDS: dict[str, type[Struct]] = {"clock_set": ClockSetFacts}
DEFAULT = ("clock_set",)
SAMPLES: dict[str, Struct] = {"clock_set": ClockSetFacts(seconds=-3600, to=1_790_000_000_000)}


def concerned(seen: ClockSet) -> Iterable[str]:
    """The watch over a server as a whole."""
    return (f"{seen.server}/clock",)


READS = {ClockSet: concerned}


def diff(memory: Memory | None, seen: ClockSet, _now: int) -> Step:
    """Each step is told, the first one too. It is over when it is told: nothing is waited for."""
    if abs(seen.seconds) < LEAST or (memory is not None and memory.asked == seen.asked):
        return Step(memory)
    after = Memory(seen.asked, memory.revision + 1 if memory else 1)
    facts = ClockSetFacts(seconds=seen.seconds, to=seen.asked)
    subject = f"{seen.server}/clock"
    event = numbered("clock_set", subject, after.revision, cause=Cause.OURS, happened=seen.asked, facts=facts)
    return Step(after, (event,))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, ClockSetFacts)
    way = "back" if facts.seconds < 0 else "forward"
    return Notification(
        title=f"The clock was set {way} by {say.span(abs(facts.seconds))}",
        body=f"It says {say.moment(facts.to)} now; watching goes on as before",
    )
