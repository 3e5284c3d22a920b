"""Feed: osu! answers, but what it shows of everybody's plays stands still: we are blind, and nobody refused anything.

What is normal is learnt from this server's own feed: only where plays came every two minutes for an hour is a quarter
of an hour without any a sign. Where few play, silence is no news.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from watcher import words as say
from watcher.events import Cause, Event, Step, numbered
from watcher.notification import Notification
from watcher.osu.nouns import Contact

VERSION = 1
OURS = True

PATIENCE = 15 * 60_000
STEADY = 60 * 60_000
"""For how long (ms) plays must have come without a pause before their absence says anything."""
PAUSE = 2 * 60_000
"""Longer (ms) without a play is a pause; longer without a look, and nobody was there to see."""


class Memory(Struct, frozen=True):
    """Up to when the feed showed plays, when that changed last, and when the feed was read last (ms UTC).

    steady: for how long plays came without a pause (ms), `STEADY` at most. told: the standstill was.
    """

    shown: int
    moved: int
    read: int
    steady: int = 0
    told: bool = False
    revision: int = 0


class FeedStillFacts(Struct, frozen=True, kw_only=True):
    """osu! answers, but shows no new plays of anybody. server: which one. since: ms UTC of the newest that it shows."""

    server: str
    since: int


class FeedMovesFacts(Struct, frozen=True, kw_only=True):
    """osu! shows new plays again. server: which one. since, until: when it did not (ms UTC). seconds: how long."""

    server: str
    since: int
    until: int
    seconds: int


KINDS: dict[str, type[Struct]] = {"feed_still": FeedStillFacts, "feed_moves": FeedMovesFacts}
DEFAULT = ("feed_still", "feed_moves")
SAMPLES: dict[str, Struct] = {
    "feed_still": FeedStillFacts(server="bancho", since=1_790_000_000_000),
    "feed_moves": FeedMovesFacts(server="bancho", since=1_790_000_000_000, until=1_790_003_000_000, seconds=3000),
}


def concerned(seen: Contact) -> Iterable[str]:
    """The feed of a server, where it was read."""
    return () if seen.shown is None else (f"{seen.server}/feed",)


READS = {Contact: concerned}


def diff(memory: Memory | None, seen: Contact, _now: int) -> Step:
    """Speak once when a feed that was steady has stood still for long while it was read, and once when it moves."""
    if seen.shown is None:
        return Step(memory)
    if memory is None:
        return Step(Memory(seen.shown, moved=seen.asked, read=seen.asked))
    shown = seen.shown or memory.shown  # an empty page tells nothing new
    if (seen.asked, shown) == (memory.read, memory.shown):
        return Step(memory)
    before = memory if 0 <= seen.asked - memory.read <= PAUSE else _unseen(memory, seen.asked)
    return _still(before, seen) if shown == memory.shown else _moved(before, seen, shown)


def _unseen(memory: Memory, asked: int) -> Memory:
    """Nobody read it for a while, or the clock was set. The waiting begins anew; what was learnt is soon outdated."""
    return structs.replace(memory, moved=asked, steady=memory.steady if abs(asked - memory.read) < STEADY else 0)


def _moved(memory: Memory, seen: Contact, shown: int) -> Step:
    waited = seen.asked - memory.moved
    steady = min(STEADY, memory.steady + waited) if waited <= PAUSE else 0
    after = Memory(shown, moved=seen.asked, read=seen.asked, steady=steady, revision=memory.revision)
    if not memory.told:
        return Step(after)
    seconds = max(0, seen.asked - memory.shown) // 1000
    facts = FeedMovesFacts(server=seen.server, since=memory.shown, until=seen.asked, seconds=seconds)
    return Step(structs.replace(after, revision=memory.revision + 1), (_event("feed_moves", memory, seen, facts),))


def _still(memory: Memory, seen: Contact) -> Step:
    after = structs.replace(memory, read=seen.asked)
    if memory.told or memory.steady < STEADY or seen.asked - memory.moved < PATIENCE:
        return Step(after)
    facts = FeedStillFacts(server=seen.server, since=memory.shown)
    return Step(structs.replace(after, told=True), (_event("feed_still", memory, seen, facts),))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, FeedMovesFacts):
        return Notification(
            title=f"{say.server(facts.server)} shows new plays again",
            body=f"Its feed stood still for {say.span(facts.seconds)}, since {say.moment(facts.since)}",
        )
    assert isinstance(facts, FeedStillFacts)
    return Notification(
        title=f"{say.server(facts.server)} shows no new plays since {say.moment(facts.since)}",
        body="It answers, but its feed of everybody's plays stands still. New plays are told late, once it moves again",
    )


def _event(kind: str, memory: Memory, seen: Contact, facts: Struct) -> Event:
    subject = f"{seen.server}/feed"
    return numbered(kind, subject, memory.revision, cause=Cause.OURS, happened=seen.asked, facts=facts)
