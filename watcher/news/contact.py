"""Contact: osu! stopped answering, and answers again. A hiccup is not news; silence of three minutes is."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.notification import Notification
from watcher.osu.nouns import Contact

VERSION = 1
OURS = True

PATIENCE = 3 * 60_000


class Memory(Struct, frozen=True):
    """Since when osu! has not answered (ms UTC, 0: it does), whether that was told, and how often it happened."""

    since: int = 0
    told: bool = False
    revision: int = 0


class UnreachableFacts(Struct, frozen=True, kw_only=True):
    """osu! does not answer. server: which one. since: ms UTC of the first failure. reason: of the latest, in words."""

    server: str
    since: int
    reason: str


class BackFacts(Struct, frozen=True, kw_only=True):
    """osu! answers again. server: which one. since, until: when it did not (ms UTC). seconds: how long that was."""

    server: str
    since: int
    until: int
    seconds: int


KINDS: dict[str, type[Struct]] = {"unreachable": UnreachableFacts, "back": BackFacts}
DEFAULT = ("unreachable", "back")
SAMPLES: dict[str, Struct] = {
    "unreachable": UnreachableFacts(server="bancho", since=1_790_000_000_000, reason="503 Service Unavailable"),
    "back": BackFacts(server="bancho", since=1_790_000_000_000, until=1_790_001_800_000, seconds=1800),
}


def concerned(seen: Contact) -> Iterable[str]:
    """The server as a whole."""
    return (f"{seen.server}/contact",)


READS = {Contact: concerned}


def diff(memory: Memory | None, seen: Contact, _now: int) -> Step:
    """Count silence from its first failure; speak once when it lasts, and once when it ends."""
    memory = memory or Memory()
    if not seen.ok and not memory.since:
        return Step(structs.replace(memory, since=seen.asked))
    if not seen.ok and not memory.told and seen.asked - memory.since >= PATIENCE:
        facts = UnreachableFacts(server=seen.server, since=memory.since, reason=seen.reason)
        return Step(structs.replace(memory, told=True), (_event("unreachable", memory, seen, facts),))
    if seen.ok and memory.since:
        fine = Memory(revision=memory.revision + 1)
        seconds = (seen.asked - memory.since) // 1000
        facts_back = BackFacts(server=seen.server, since=memory.since, until=seen.asked, seconds=seconds)
        return Step(fine, (_event("back", memory, seen, facts_back),) if memory.told else ())
    return Step(memory)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, BackFacts):
        return Notification(
            title=f"{facts.server} answers again",
            body=f"It was unreachable for {say.span(facts.seconds)}, since {say.moment(facts.since)}",
        )
    assert isinstance(facts, UnreachableFacts)
    return Notification(title=f"{facts.server} unreachable since {say.moment(facts.since)}", body=facts.reason)


def _event(kind: str, memory: Memory, seen: Contact, facts: Struct) -> Event:
    return Event(
        key=f"{kind}/{seen.server}/contact/{memory.revision}",
        kind=kind,
        subject=f"{seen.server}/contact",
        cause=Cause.OURS,
        happened=seen.asked,
        facts=facts,
    )
