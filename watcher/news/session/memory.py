"""What is remembered of a player's sessions. Pure."""

from collections.abc import Sequence
from typing import Self

from msgspec import Struct, structs

from watcher.osu.nouns import Activity, Mode, Play
from watcher.sitting import Seat

MOST_CHOKES = 3
WRITTEN = 60_000
"""How long after a play osu! has written down what came of it (ms)."""


class Deeds(Struct, frozen=True, array_like=True):
    """What osu! wrote down during a session: when that was asked for (ms UTC), medals, titles of maps taken first."""

    asked: int = 0
    medals: tuple[str, ...] = ()
    firsts: tuple[str, ...] = ()

    def read(self, seen: Activity, mode: Mode, since: int, until: int) -> Self:
        """The same, with what a later answer says of a time (ms UTC)."""
        lines = [deed for deed in reversed(seen.deeds) if since <= deed.happened < until]
        first = [each.title for each in lines if each.kind == "rank" and each.rank == 1 and each.mode == mode]
        return structs.replace(
            self,
            asked=seen.asked,
            medals=_joined(self.medals, [each.medal for each in lines if each.kind == "medal"]),
            firsts=_joined(self.firsts, first),  # both boards may tell of one place
        )


class Story(Struct, frozen=True):
    """What is worth telling of a session.

    best: the passed play of the most pp, or else the last one passed. chokes: the plays of the most pp that lost the
    combo, one of each map. deeds: what osu! wrote down. unpriced: of some plays the API does not say what they are
    worth, but in the list of the best. listed: when that list was asked for (ms UTC).
    """

    best: Play | None = None
    chokes: tuple[Play, ...] = ()
    deeds: Deeds = Deeds()
    unpriced: bool = False
    listed: int = 0

    def played(self, play: Play) -> Self:
        """The same after one more play, or after one whose pp is known by now."""
        if not play.passed:
            return self
        best = play if self.best is None or worth(play) >= worth(self.best) else self.best
        unpriced = self.unpriced or play.no_pp == "not offered"
        return structs.replace(self, best=best, chokes=self._with_choke(play), unpriced=unpriced)

    def is_whole(self, ended: int) -> bool:
        """Whether all was asked that can be told of a session whose last play ended then (ms UTC)."""
        return self.deeds.asked >= ended + WRITTEN and (not self.unpriced or self.listed >= ended + WRITTEN)

    @property
    def told(self) -> tuple[Play, ...]:
        """The plays that are told of, once each."""
        best = (self.best,) if self.best and self.best not in self.chokes else ()
        return (*best, *self.chokes)

    def _with_choke(self, play: Play) -> tuple[Play, ...]:
        if play.full_combo or not play.pp:
            return self.chokes
        best_of_each: dict[int, Play] = {}
        for one in sorted((*self.chokes, play), key=worth):
            best_of_each[one.beatmap_id] = one
        return tuple(sorted(best_of_each.values(), key=lambda one: -worth(one))[:MOST_CHOKES])


class Memory(Struct, frozen=True):
    """What must be remembered of a player's sessions. closing: all is seen but what osu! wrote down meanwhile."""

    subject: str
    seat: Seat
    story: Story = Story()
    closing: bool = False

    def left(self) -> Self:
        """The same after a session."""
        return structs.replace(self, seat=self.seat.left(), story=Story(), closing=False)


def worth(play: Play) -> float:
    """The pp of a play; nothing where that is not known."""
    return play.pp or 0.0


def _joined(known: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))
