"""Contact: osu! stopped answering, and answers again. A hiccup is not news; silence of three minutes is.

That it answers again is told once what was missed has been asked for, with how many plays that brought to light.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from watcher import words as say
from watcher.events import Cause, Event, Step, numbered
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Contact, Play

VERSION = 1
OURS = True

PATIENCE = 3 * 60_000
CATCHING_UP = 10 * 60_000
"""How long after the first answer it is told at the latest (ms)."""
MOST_KNOWN = 5000


class Memory(Struct, frozen=True):
    """Since when osu! has not answered (ms UTC, 0: it does), whether that was told, and how often it happened.

    back: when it answered again, while we are still catching up. plays: how many of the time between were seen since.
    known: which, the newest ones: the feed is read with an overlap.
    """

    since: int = 0
    told: bool = False
    revision: int = 0
    back: int = 0
    plays: int = 0
    known: tuple[str, ...] = ()


class UnreachableFacts(Struct, frozen=True, kw_only=True):
    """osu! does not answer. server: which one. since: ms UTC of the first failure. reason: of the latest, in words.

    refused: it does, and says no to who we are: a person must act, as the reason tells.
    """

    server: str
    since: int
    reason: str
    refused: bool = False


class BackFacts(Struct, frozen=True, kw_only=True):
    """osu! answers again. server: which one. since, until: when it did not (ms UTC). seconds: how long that was.

    plays: how many plays of that time, of those watched, were found afterwards.
    """

    server: str
    since: int
    until: int
    seconds: int
    plays: int = 0


KINDS: dict[str, type[Struct]] = {"unreachable": UnreachableFacts, "back": BackFacts}
DEFAULT = ("unreachable", "back")
SAMPLES: dict[str, Struct] = {
    "unreachable": UnreachableFacts(server="bancho", since=1_790_000_000_000, reason="503 Service Unavailable"),
    "back": BackFacts(server="bancho", since=1_790_000_000_000, until=1_790_001_800_000, seconds=1800, plays=12),
}


def concerned(seen: Contact) -> Iterable[str]:
    """The server as a whole."""
    return (f"{seen.server}/contact",)


READS = {Contact: concerned}


def diff(memory: Memory | None, seen: Contact, _now: int) -> Step:
    """Count silence from its first failure; speak once when it lasts, and once when it is over and made up for."""
    memory = memory or Memory()
    if not seen.ok:
        return _silent(memory, seen)
    if not memory.since:
        return Step(memory)
    if not memory.told:
        return Step(Memory(revision=memory.revision + 1))
    return _answered(memory, seen)


def _silent(memory: Memory, seen: Contact) -> Step:
    if not memory.since:
        return Step(structs.replace(memory, since=seen.asked))
    if memory.told or seen.asked - memory.since < PATIENCE:
        return Step(memory)
    facts = UnreachableFacts(server=seen.server, since=memory.since, reason=seen.reason, refused=seen.refused)
    return Step(structs.replace(memory, told=True), (_event("unreachable", memory, seen, facts),))


def _answered(memory: Memory, seen: Contact) -> Step:
    back = memory.back or seen.asked
    found = _of_the_time(seen.plays, memory.since, back)
    new = [key for key in found if key not in memory.known]
    plays = memory.plays + len(new)
    if seen.behind and seen.asked - back < CATCHING_UP:
        return Step(structs.replace(memory, back=back, plays=plays, known=(*memory.known, *new)[-MOST_KNOWN:]))
    seconds = (back - memory.since) // 1000
    facts = BackFacts(server=seen.server, since=memory.since, until=back, seconds=seconds, plays=plays)
    return Step(Memory(revision=memory.revision + 1), (_event("back", memory, seen, facts),))


def _of_the_time(plays: Iterable[Play], since: int, until: int) -> list[str]:
    return list(dict.fromkeys(keys.play(play) for play in plays if since <= play.ended <= until))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, BackFacts):
        found = say.plural(facts.plays, "play") if facts.plays else "no play"
        return Notification(
            title=f"{say.server(facts.server)} answers again, {found} recovered",
            body=f"It was unreachable for {say.span(facts.seconds)}, since {say.moment(facts.since)}",
        )
    assert isinstance(facts, UnreachableFacts)
    trouble = "refuses us" if facts.refused else "unreachable"
    return Notification(
        title=f"{say.server(facts.server)} {trouble} since {say.moment(facts.since)}", body=facts.reason
    )


def _event(kind: str, memory: Memory, seen: Contact, facts: Struct) -> Event:
    subject = f"{seen.server}/contact"
    return numbered(kind, subject, memory.revision, cause=Cause.OURS, happened=seen.asked, facts=facts)
