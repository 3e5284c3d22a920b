"""Coverage: when we were blind. What nobody saw can't be told, but that nobody saw can."""

from collections.abc import Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Gap

VERSION = 1
OURS = True  # about the watcher itself: always wanted, told to the admin sink


class Memory(Struct, frozen=True):
    """Up to when (ms UTC) we have said that we could not see."""

    until: int


class GapFacts(Struct, frozen=True, kw_only=True):
    """What happened between two times may never be known.

    asked: the subject we could not see (`bancho/feed`). since, until: ms UTC. seconds: how long that is.
    reason: why, in words.
    """

    asked: str
    since: int
    until: int
    seconds: int
    reason: str


KINDS: dict[str, type[Struct]] = {"gap": GapFacts}
DEFAULT = ("gap",)
SAMPLES: dict[str, Struct] = {
    "gap": GapFacts(
        asked="bancho/feed",
        since=1_790_000_000_000,
        until=1_790_001_800_000,
        seconds=1800,
        reason="the feed no longer reaches back to where we stopped",
    )
}


def concerned(seen: Gap) -> tuple[str]:
    """Whoever was asked about."""
    return (seen.subject,)


READS = {Gap: concerned}


def diff(memory: Memory | None, seen: Gap, _now: int) -> Step:
    """A hole that reaches past what was already said is news, the first one too: there is no baseline for blindness."""
    said = memory.until if memory else 0
    if seen.until <= said:
        return Step(memory)
    since = max(seen.since, said)
    event = Event(
        key=f"gap/{seen.subject}/{since}",
        kind="gap",
        subject=seen.subject,
        cause=Cause.OURS,
        happened=seen.until,
        facts=GapFacts(
            asked=seen.subject,
            since=since,
            until=seen.until,
            seconds=(seen.until - since) // 1000,
            reason=seen.reason,
        ),
    )
    return Step(Memory(until=seen.until), (event,))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, GapFacts)
    return Notification(
        title=f"Blind for {say.span(facts.seconds)}: {_called(facts.asked)}",
        body=f"From {say.moment(facts.since)} to {say.moment(facts.until)}\n{facts.reason}",
        url="https://osu.ppy.sh",
    )


def _called(asked: str) -> str:
    """What we could not see, as people call it."""
    if keys.is_player(asked):
        player = keys.read_player(asked)
        return f"player {player.user_id} in {player.mode.title}"
    server, _, what = asked.partition("/")
    return f"the plays of {say.server(server)}" if what == "feed" else asked
