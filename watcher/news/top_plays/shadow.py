"""The shadow list: what we believe a player's best plays to be, one per map. Pure.

It is kept sorted as the server sorts it, highest pp first; of equal ones the older stands first.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from watcher.events import Cause
from watcher.osu import scoring
from watcher.osu.nouns import Play

SAME_PP = 0.05
"""Values this near are the same: API generations round differently."""


Identity = tuple[int, int]
"""Which play of a player it is: its map, and the second it ended. What it is worth may change."""


class Row(Struct, frozen=True, array_like=True, gc=False):
    """One best play: its map, its pp, and when it ended (seconds UTC)."""

    beatmap_id: int
    pp: float
    ended: int

    @classmethod
    def of(cls, play: Play) -> "Row":
        """The row of a play. One without pp is worth 0 here, and has no place in a list."""
        return cls(play.beatmap_id, play.pp or 0.0, play.ended // 1000)

    @property
    def identity(self) -> Identity:
        """Which play it is, whatever it is worth today."""
        return self.beatmap_id, self.ended


Rows = tuple[Row, ...]


class Entry(NamedTuple):
    """A play that entered the list: where, what it brought in total, which row of the same map it replaced."""

    rows: Rows
    place: int
    gain: float
    replaced: Row | None


class Difference(NamedTuple):
    """One row that is not what it was believed to be, and why; None where it is not in the list."""

    cause: Cause
    before: Row | None
    after: Row | None


def ordered(rows: Iterable[Row], window: int) -> Rows:
    """The rows as the server would show them: sorted, the best of each map, at most `window`."""
    best: dict[int, Row] = {}
    for row in sorted(rows, key=lambda row: (-row.pp, row.ended, row.beatmap_id)):
        best.setdefault(row.beatmap_id, row)
    return tuple(best.values())[:window]


def enter(rows: Rows, new: Row, window: int, *, listed: bool = False) -> Entry | None:
    """Where a play lands, or None if it changes nothing: known, no better than the map's best, or too low.

    `listed`: the server's list has it, so an older play on the map that we took for better is gone or worth less.
    """
    if not listed and len(rows) >= window and new.pp <= rows[-1].pp:
        return None  # most plays: they need no search for their map
    old = next((row for row in rows if row.beatmap_id == new.beatmap_id), None)
    if listed and old and old.ended < new.ended and old.pp >= new.pp:
        rows, old = tuple(row for row in rows if row is not old), None
    if old and (old.ended == new.ended or old.pp >= new.pp):
        return None
    if len(rows) >= window and new.pp <= rows[-1].pp:
        return None
    after = ordered((*(row for row in rows if row is not old), new), window)
    return Entry(after, after.index(new) + 1, round(worth(after) - worth(rows), 3), old)


def worth(rows: Rows) -> float:
    """The player's pp as far as the list tells. The bonus of maps below the window cancels out in a difference."""
    return scoring.total((row.pp for row in rows), len(rows))


def differences(before: Rows, after: Rows, window: int) -> list[Difference]:
    """What changed between a believed list and a real one, where nobody played."""
    was, now = {row.identity for row in before}, {row.identity for row in after}
    maps = {row.beatmap_id for row in before}
    return [
        *(found for row in before if row.identity not in now and (found := _gone(row, after, window))),
        *_moved([row for row in before if row.identity in now], [row for row in after if row.identity in was]),
        *(Difference(Cause.BUBBLED_IN, None, row) for row in after if row.beatmap_id not in maps),
    ]


def _gone(row: Row, after: Rows, window: int) -> Difference | None:
    """Why a row is no longer there. One that fell below the window is not gone, only out of sight."""
    other = next((other for other in after if other.beatmap_id == row.beatmap_id), None)
    if other is not None:
        return Difference(Cause.REPLACED if other.pp >= row.pp else Cause.REMOVED, row, other)
    return None if is_full(after, window) and row.pp <= after[-1].pp else Difference(Cause.REMOVED, row, None)


def is_full(rows: Rows, window: int) -> bool:
    """Whether there may be more below. osu-web cuts the list first and then drops deleted plays: a few may lack."""
    return len(rows) >= window * 0.9


def _moved(before: list[Row], after: list[Row]) -> Iterable[Difference]:
    """Rows of both lists with another value, or, with the same value, in another order."""
    places = {row.identity: (place, row) for place, row in enumerate(after)}
    for place, row in enumerate(before):
        place_now, row_now = places[row.identity]
        if abs(row_now.pp - row.pp) >= SAME_PP:
            yield Difference(Cause.REVALUED, row, row_now)
        elif place_now != place:
            yield Difference(Cause.REORDERED, row, row_now)
