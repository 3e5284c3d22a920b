"""Pictures that go with a message: a card of a play, a curve of pp and rank. Needs Pillow (the extra `pictures`).

A picture is an addition: whoever draws gives it a time and goes without it. Pillow is imported when something is drawn.
"""

from collections.abc import Sequence
from importlib.util import find_spec

from msgspec import Struct

from watcher.events import Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts

MOST_POINTS = 400
LEAST_POINTS = 3


class Point(Struct, frozen=True):
    """A player's pp and global rank at a time (ms UTC)."""

    time: int
    pp: float
    rank: int | None


def available() -> bool:
    """Whether Pillow is there."""
    return find_spec("PIL") is not None


def is_plotted(event: Event) -> bool:
    """Whether the picture of this event is a curve, which needs the player's changes of rank."""
    facts = event.facts
    return (
        isinstance(getattr(facts, "player", None), PlayerFacts) and hasattr(facts, "rank_after") and not _played(facts)
    )


def draw(events: Sequence[Event], points: Sequence[Point]) -> bytes:
    """The picture for this news as PNG, the first event being the fact. Empty where there is none to draw."""
    first = events[0]
    if _played(first.facts):
        from watcher.pictures.card import Card

        return Card.of(events).png()
    if is_plotted(first) and len(points) >= LEAST_POINTS:
        from watcher.pictures.plot import plot

        return plot(first, points[-MOST_POINTS:])
    return b""


def _played(facts: Struct) -> bool:
    found = getattr(facts, "map", None)
    known = isinstance(found, MapFacts) and bool(found.title)
    return known and isinstance(getattr(facts, "play", None), PlayFacts) and hasattr(facts, "player")
