"""The shadow list: what we believe a player's best plays to be, one per map. Pure.

It is kept sorted as the server sorts it, highest pp first; of equal ones the older stands first.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from watcher.osu import scoring
from watcher.osu.nouns import Play


class Row(Struct, frozen=True, array_like=True):
    """One best play: its map, its pp, and when it ended (seconds UTC). Map and second are its identity."""

    beatmap_id: int
    pp: float
    ended: int

    @classmethod
    def of(cls, play: Play) -> "Row":
        """The row of a play that has pp. Raises ValueError where it has none."""
        if play.pp is None:
            raise ValueError(f"play on map {play.beatmap_id} has no pp")
        return cls(play.beatmap_id, play.pp, play.ended // 1000)

    @property
    def identity(self) -> tuple[int, int]:
        """Which play it is, whatever it is worth today."""
        return self.beatmap_id, self.ended


Rows = tuple[Row, ...]


class Entry(NamedTuple):
    """A play that entered the list: where, what it brought in total, which row of the same map it replaced."""

    rows: Rows
    place: int
    gain: float
    replaced: Row | None


def ordered(rows: Iterable[Row], window: int) -> Rows:
    """The rows as the server would show them: sorted, the best of each map, at most `window`."""
    best: dict[int, Row] = {}
    for row in sorted(rows, key=lambda row: (-row.pp, row.ended, row.beatmap_id)):
        best.setdefault(row.beatmap_id, row)
    return tuple(best.values())[:window]


def enter(rows: Rows, new: Row, window: int) -> Entry | None:
    """Where a play lands, or None if it changes nothing: known, no better than the map's best, or too low."""
    old = next((row for row in rows if row.beatmap_id == new.beatmap_id), None)
    if old and (old.ended == new.ended or old.pp >= new.pp):
        return None
    after = ordered((*(row for row in rows if row is not old), new), window)
    if new not in after:
        return None
    return Entry(after, after.index(new) + 1, round(worth(after) - worth(rows), 3), old)


def worth(rows: Rows) -> float:
    """The player's pp as far as the list tells. The bonus of maps below the window cancels out in a difference."""
    return scoring.total((row.pp for row in rows), len(rows))
