"""The curve of a player's pp, and of the rank where it is known."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from watcher import words
from watcher.events import Event
from watcher.pictures.canvas import DIM, MODES, PALE, PINK, WHITE, Canvas

if TYPE_CHECKING:
    from watcher.pictures import Point

WIDTH, HEIGHT = 1000, 420
_BOX = (88, 134, WIDTH - 100, HEIGHT - 70)
_RANK = (255, 206, 120)


def plot(event: Event, points: "Sequence[Point]") -> bytes:
    """The curve as PNG: pp as an area, the rank as a line of its own, better is higher."""
    player = event.facts.player  # type: ignore[attr-defined]  # whoever asks for a curve has seen to it
    tint = MODES.get(getattr(event.facts, "mode", ""), PINK)
    canvas = Canvas(WIDTH, HEIGHT, tint, player.id)
    canvas.panel((20, 20, WIDTH - 20, HEIGHT - 20), 22, (18, 13, 20, 150))
    last = points[-1]
    canvas.text((48, 78), words.player_name(player), 36, WHITE, bold=True, width=420)
    canvas.text((48, 106), _span(points), 17, DIM)
    canvas.text((WIDTH - 48, 76), words.pp(last.pp), 34, WHITE, bold=True, right=True)
    beside = canvas.measured(words.rank(last.rank), 19) if last.rank else 0
    if last.rank:
        canvas.text((WIDTH - 48, 106), words.rank(last.rank), 19, _RANK, right=True)
    gained = f"{words.signed(last.pp - points[0].pp)}pp"
    canvas.text((WIDTH - 60 - beside, 106), gained, 19, tint, bold=True, right=True)
    _curves(canvas, points, tint)
    return canvas.png()


def _curves(canvas: Canvas, points: "Sequence[Point]", tint: tuple[int, int, int]) -> None:
    places = _across([point.time for point in points])
    worth = [(x, y) for x, y in zip(places, _up([point.pp for point in points]), strict=True)]
    _grid(canvas, [point.pp for point in points])
    canvas.area(worth, _BOX[3], tint)
    ranked = [(x, -point.rank) for x, point in zip(places, points, strict=True) if point.rank]
    if len(ranked) > 1:
        heights = _up([rank for _, rank in ranked])
        canvas.line([(x, y) for (x, _), y in zip(ranked, heights, strict=True)], _RANK, 2)
        for rank, y in ((max, _BOX[1]), (min, _BOX[3])):
            canvas.text((_BOX[2] + 12, y + 5), words.rank(-rank(value for _, value in ranked)), 13, _RANK)
    canvas.line(worth, tint, 4)
    canvas.dot(worth[-1], 6, WHITE)
    for number, right in ((0, False), (-1, True)):
        moment = datetime.fromtimestamp(points[number].time / 1000, UTC)
        canvas.text((_BOX[2] if right else _BOX[0], _BOX[3] + 26), f"{moment:%-d %b %Y}", 15, DIM, right=right)


def _grid(canvas: Canvas, values: Sequence[float]) -> None:
    low, high = min(values), max(values)
    for step in range(4):
        share = step / 3
        y = _BOX[3] - share * (_BOX[3] - _BOX[1])
        canvas.pen.line([_BOX[0] * 2, y * 2, _BOX[2] * 2, y * 2], (255, 255, 255, 20), 2)
        if high > low or step == 0:
            canvas.text((_BOX[0] - 8, y + 5), words.number(low + share * (high - low)), 13, PALE, right=True)


def _across(times: Sequence[int]) -> list[float]:
    span = max(1, times[-1] - times[0])
    return [_BOX[0] + (time - times[0]) / span * (_BOX[2] - _BOX[0]) for time in times]


def _up(values: Sequence[float]) -> list[float]:
    low, span = min(values), (max(values) - min(values)) or 1
    return [_BOX[3] - (value - low) / span * (_BOX[3] - _BOX[1]) for value in values]


def _span(points: "Sequence[Point]") -> str:
    return f"pp and rank over {words.span((points[-1].time - points[0].time) / 1000)}"
