"""What is told of recalculations, and how it sounds. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Event
from watcher.notification import Notification


class RecalculationFacts(Struct, frozen=True, kw_only=True):
    """pp is being recalculated: known plays change their value, and nobody played.

    server: which one. began: when that was noticed (ms UTC). moved: how many players' lists had changed, of those
    `looked` at within an hour.
    """

    server: str
    began: int
    moved: int
    looked: int


class RecalculationOverFacts(Struct, frozen=True, kw_only=True):
    """The recalculation is over: for half an hour no value changed any more.

    server: which one. began: when it was noticed (ms UTC). seconds: how long it took.
    moved: how many lists of best plays had changed.
    """

    server: str
    began: int
    seconds: int
    moved: int


KINDS: dict[str, type[Struct]] = {"recalculation": RecalculationFacts, "recalculation_over": RecalculationOverFacts}
SAMPLES: dict[str, Struct] = {
    "recalculation": RecalculationFacts(server="bancho", began=1_790_000_000_000, moved=4, looked=5),
    "recalculation_over": RecalculationOverFacts(server="bancho", began=1_790_000_000_000, seconds=7500, moved=12),
}


def notification(events: Sequence[Event]) -> Notification:
    """One line for what, one for what follows from it."""
    facts = events[0].facts
    if isinstance(facts, RecalculationFacts):
        return Notification(
            title="osu! recalculates pp",
            body=f"The best plays of {facts.moved} of {say.plural(facts.looked, 'player')} have other values\n"
            "News of pp and ranks waits until it is over",
        )
    assert isinstance(facts, RecalculationOverFacts)
    return Notification(
        title=f"osu! has recalculated pp, in {say.span(facts.seconds)}",
        body=f"{say.plural(facts.moved, 'list')} of best plays changed; what was played meanwhile follows",
    )
