"""Sink: one that takes nothing any more, and takes things again. Told through another one where it is the admin sink.

A hiccup is not news; ten minutes are, and so is an answer that only a person can do something about.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from watcher import words as say
from watcher.events import Cause, Event, Step, numbered
from watcher.notification import Notification
from watcher.osu.nouns import SinkAnswer

VERSION = 1
OURS = True

PATIENCE = 10 * 60_000


class Memory(Struct, frozen=True):
    """Since when the sink has taken nothing (ms UTC, 0: it does), whether that was told, and how often it happened."""

    since: int = 0
    told: bool = False
    revision: int = 0


class SinkFailingFacts(Struct, frozen=True, kw_only=True):
    """A sink takes nothing. sink: its name. since: ms UTC of the first failure. reason: of the latest, in words."""

    sink: str
    since: int
    reason: str


class SinkBackFacts(Struct, frozen=True, kw_only=True):
    """A sink takes messages again. sink: its name. since: when it began to fail (ms UTC). seconds: for how long."""

    sink: str
    since: int
    seconds: int


KINDS: dict[str, type[Struct]] = {"sink_failing": SinkFailingFacts, "sink_back": SinkBackFacts}
DEFAULT = ("sink_failing", "sink_back")
SAMPLES: dict[str, Struct] = {
    "sink_failing": SinkFailingFacts(sink="club", since=1_790_000_000_000, reason="discord.com answered 404 Not Found"),
    "sink_back": SinkBackFacts(sink="club", since=1_790_000_000_000, seconds=5400),
}


def concerned(seen: SinkAnswer) -> Iterable[str]:
    """The sink itself."""
    return (_subject(seen),)


READS = {SinkAnswer: concerned}


def diff(memory: Memory | None, seen: SinkAnswer, _now: int) -> Step:
    """Count from the first failure; speak once when it lasts, and once when it is over."""
    before = memory or Memory()
    if seen.ok:
        return Step(memory) if not before.since else _over(before, seen)
    if before.told:
        return Step(memory)
    after = before if before.since else structs.replace(before, since=seen.asked)
    if not seen.lasting and seen.asked - after.since < PATIENCE:
        return Step(memory if after == before else after)
    facts = SinkFailingFacts(sink=seen.sink, since=after.since, reason=seen.reason)
    return Step(structs.replace(after, told=True), (_event("sink_failing", after, seen, facts),))


def _over(memory: Memory, seen: SinkAnswer) -> Step:
    after = Memory(revision=memory.revision + 1)
    if not memory.told:
        return Step(after)
    facts = SinkBackFacts(sink=seen.sink, since=memory.since, seconds=(seen.asked - memory.since) // 1000)
    return Step(after, (_event("sink_back", memory, seen, facts),))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, SinkBackFacts):
        return Notification(
            title=f"Sink {facts.sink} takes messages again",
            body=f"It took none for {say.span(facts.seconds)}, since {say.moment(facts.since)}; now what waited comes",
        )
    assert isinstance(facts, SinkFailingFacts)
    return Notification(title=f"Sink {facts.sink} has failed since {say.moment(facts.since)}", body=facts.reason)


def _subject(seen: SinkAnswer) -> str:
    return f"{seen.server}/sink/{seen.sink}"


def _event(kind: str, memory: Memory, seen: SinkAnswer, facts: Struct) -> Event:
    return numbered(kind, _subject(seen), memory.revision, cause=Cause.OURS, happened=seen.asked, facts=facts)
