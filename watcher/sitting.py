"""When somebody sits down to play, and when they get up. Pure.

A sitting begins with the first play after a pause. It goes on until a look, a whole pause after the last sign of play,
finds none: time passes by what was seen, never by the clock, so that being blind ends none.
"""

from typing import Self

from msgspec import Struct, structs

from watcher.events import is_outdated
from watcher.osu.nouns import Play, Profile

MOST_KNOWN = 500
HALF_AN_HOUR = 1800
"""The pause that ends a sitting, where nobody says (seconds)."""


class Standing(Struct, frozen=True, array_like=True):
    """What a profile said: when (ms UTC), pp, rank, tries, whole level, name."""

    asked: int
    pp: float
    rank: int | None
    tries: int
    level: int
    name: str

    @classmethod
    def of(cls, seen: Profile) -> "Standing":
        """What of a profile matters here."""
        return cls(seen.asked, seen.pp, seen.global_rank, seen.play_count, int(seen.level), seen.username)


class Sitting(Struct, frozen=True):
    """Play without a long pause.

    began, ended: when the first and the last play that was seen ended; active: the last sign of play, also of plays
    that no feed shows (ms UTC). before: how the player stood. seen, passes: how many plays were seen, and passed.
    known: their maps and seconds, as far as they may be shown again.
    """

    began: int
    ended: int
    active: int
    before: Standing | None
    seen: int = 0
    passes: int = 0
    known: tuple[tuple[int, int], ...] = ()

    def joined(self, play: Play) -> Self:
        """The same with one more play."""
        return structs.replace(
            self,
            began=min(self.began, play.ended),
            ended=max(self.ended, play.ended),
            active=max(self.active, play.ended),
            seen=self.seen + 1,
            passes=self.passes + play.passed,
            known=(*self.known, _identity(play))[-MOST_KNOWN:],
        )


class Seat(Struct, frozen=True):
    """Where one player sits down in one mode.

    pause: how long without a sign of play ends a sitting (ms). until: plays up to here (ms UTC) belong to sittings that
    are over, or to none. standing: what the newest profile said. earlier: what one said before tries were counted
    that nobody had seen as plays yet; moving: the newest counted such.
    """

    pause: int
    until: int
    standing: Standing | None = None
    sitting: Sitting | None = None
    earlier: Standing | None = None
    moving: bool = False

    def is_new(self, play: Play) -> bool:
        """Whether it belongs to a sitting of ours, and was not seen before."""
        known = self.sitting.known if self.sitting else ()
        return play.ended > self.until and _identity(play) not in known

    def is_over(self, at: int) -> bool:
        """Whether there was no sign of play for a whole pause, as far as is known at that time (ms UTC)."""
        return self.sitting is not None and at - self.sitting.active >= self.pause

    @property
    def ends(self) -> int:
        """When the sitting is over, if nothing more comes (ms UTC)."""
        return self.pause + (self.sitting.active if self.sitting else self.until)

    def played(self, play: Play) -> Self:
        """The same after one more play, perhaps the first."""
        sitting = self.sitting or Sitting(play.ended, play.ended, play.ended, self._before(play.ended))
        return structs.replace(self, sitting=sitting.joined(play))

    def _before(self, moment: int) -> Standing | None:
        """How the player stood at that time (ms UTC): plays may be shown long after the profile has counted them."""
        return next((one for one in (self.standing, self.earlier) if one and one.asked <= moment), None)

    def looked(self, seen: Profile) -> Self:
        """The same after a look at the profile: tries that no feed shows are a sign of play, too.

        The same object where the answer is no newer than what is known.
        """
        before, sitting = self.standing, self.sitting
        if before and is_outdated(seen.asked, before.asked):
            return self
        moving = before is not None and seen.play_count > before.tries
        if sitting and moving:
            sitting = structs.replace(sitting, active=max(sitting.active, seen.asked))
        earlier = before if moving and not self.moving else self.earlier
        return structs.replace(self, standing=Standing.of(seen), sitting=sitting, earlier=earlier, moving=moving)

    def left(self) -> Self:
        """The same after the sitting."""
        until = self.sitting.active if self.sitting else self.until
        return structs.replace(self, until=until, sitting=None)

    @property
    def after(self) -> Standing | None:
        """How the player stands after the last play; None where nobody has looked since."""
        return None if self.sitting and self.standing and self.standing.asked < self.sitting.ended else self.standing

    @property
    def changed(self) -> tuple[Standing, Standing] | None:
        """How the player stood before the sitting, and after its last play; None where either is not known."""
        before = self.sitting.before if self.sitting else None
        return (before, self.after) if before and self.after else None


def _identity(play: Play) -> tuple[int, int]:
    return play.beatmap_id, play.ended // 1000
