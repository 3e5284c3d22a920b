"""When a player is probably playing: what is believed of one player, where each has to be asked for. Pure.

A player is in a session or not; sessions begin at hours of their own, last about an hour, and hold a play every minute
or two. The next look is due when the waiting that has probably piled up since the last one, summed over plays, reaches
a price that is the same for everybody: whoever probably plays is looked at often, sleepers seldom, and for somebody
with a constant rate this is the best there is (looks go with the square root of the rate).
"""

from math import exp, inf, log, sqrt
from typing import NamedTuple

import msgspec
from msgspec import Struct, structs

HOUR = 3_600_000
SESSION = 3600.0
"""How long a session lasts, in the mean (seconds)."""
PAUSE = 1800.0
"""A gap longer than this (seconds) lies between two sessions."""
GAP = 110.0
STARTS = 0.5
"""Sessions a day of somebody of whom nothing is known."""
FLOOR = 66.0
"""Nobody is asked about more often (seconds)."""
LISTED = 45
"""So many plays may pass unseen: osu! shows fifty, and some gaps are shorter than others."""
BURSTY = 3.0
"""Squared variation of the gaps from which on plays come in sessions. A constant rate has 1."""
ENOUGH = 8
SILENCE = 8
"""At a constant rate no gap in three thousand is so many times as long as the mean."""
LEARNING = 0.005
DAY = 86_400.0


class Belief(Struct, frozen=True, array_like=True):
    """What is believed of one player.

    inside: the probability of being in a session at the last look. looked, played, since: ms UTC of that look, of the
    newest play, and of the first look. gap: seconds between two plays of a session. starts: sessions seen to begin, by
    the hour (UTC). gaps, mean, square: how many gaps of any kind were seen, their mean, and that of their squares.
    """

    inside: float = 0.02
    looked: int = 0
    played: int = 0
    since: int = 0
    gap: float = GAP
    starts: tuple[int, ...] = (0,) * 24
    gaps: int = 0
    mean: float = 0.0
    square: float = 0.0

    @classmethod
    def read(cls, text: str) -> "Belief":
        """What `written` wrote; anything else is no belief yet."""
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.DecodeError:
            return cls()

    @property
    def written(self) -> str:
        """As text."""
        return msgspec.json.encode(self).decode()

    @property
    def is_bursty(self) -> bool:
        """Whether plays come in sessions: they do until enough gaps say otherwise, the one now open among them."""
        silent = (self.looked - self.played) / 1000 > SILENCE * self.mean
        return self.gaps < ENOUGH or silent or self.square / self.mean**2 > BURSTY

    def begins(self, time: int) -> float:
        """How many sessions begin in a second at that time, of somebody who is in none."""
        days = max(0.0, (time - self.since) / 1000 / DAY) if self.since else 0.0
        often = (sum(self.starts) + 2 * STARTS) / (days + 2)
        hour = time // HOUR % 24
        near = self.starts[hour - 1] + 2 * self.starts[hour] + self.starts[(hour + 1) % 24]
        return often / DAY * 24 * (near + 2) / (4 * sum(self.starts) + 48)


def seen(before: Belief, ends: list[int], now: int) -> Belief:
    """After a look at `now` (ms) that showed plays that ended then."""
    new = sorted(end for end in set(ends) if end > before.played)
    belief = before
    for end in new:
        belief = _played(belief, end)
    if not before.looked:  # nobody knows for how long we would have had to look to see what lies before
        belief = structs.replace(belief, since=now, starts=before.starts)
    inside = _after_play(belief, now) if new else _after_nothing(belief, now)
    return structs.replace(belief, inside=inside, looked=now)


def _played(belief: Belief, end: int) -> Belief:
    if not belief.played:
        return structs.replace(belief, played=end)
    gap = (end - belief.played) / 1000
    weight = 1 / min(belief.gaps + 1, 50)
    belief = structs.replace(
        belief,
        played=end,
        gaps=belief.gaps + 1,
        mean=belief.mean + weight * (gap - belief.mean),
        square=belief.square + weight * (gap * gap - belief.square),
    )
    if gap <= PAUSE:
        return structs.replace(belief, gap=max(20.0, belief.gap + 0.1 * (gap - belief.gap)))
    hour = end // HOUR % 24
    starts = tuple(count + (place == hour) for place, count in enumerate(belief.starts))
    return structs.replace(belief, starts=starts)


def _after_play(belief: Belief, now: int) -> float:
    """The newest play is so old: either no other has come yet, or the session has ended."""
    rate, end = 1 / belief.gap, 1 / SESSION
    faded = exp(-(rate + end) * max(0, now - belief.played) / 1000)
    over = end / (rate + end) * (1 - faded)
    return faded / (faded + over)


def _after_nothing(belief: Belief, now: int) -> float:
    """Nothing new since the last look, when `inside` was believed."""
    age = max(0, now - belief.looked) / 1000
    rate, end, begin = 1 / belief.gap, 1 / SESSION, belief.begins(now)
    stayed = belief.inside * exp(-(rate + end) * age) + (1 - belief.inside) * begin * (1 - exp(-rate * age)) / rate
    left = belief.inside * end / (rate + end) * (1 - exp(-(rate + end) * age))
    out = left + (1 - belief.inside) * exp(-begin * age)
    return stayed / (stayed + out)


class Pile(NamedTuple):
    """What has probably piled up since a look: plays × seconds, plays, and the probability of a session now."""

    waiting: float
    plays: float
    inside: float

    def later(self, begin: float, gap: float, seconds: float) -> "Pile":
        """So many seconds later. The probability of a session tends to what it is in the long run."""
        speed = begin + 1 / SESSION
        rest = begin / speed
        above, faded = self.inside - rest, exp(-speed * seconds)
        plays = (rest * seconds + above * (1 - faded) / speed) / gap
        waiting = (rest * seconds**2 / 2 + above * (seconds / speed - (1 - faded) / speed**2)) / gap
        return Pile(self.waiting + self.plays * seconds + waiting, self.plays + plays, rest + above * faded)


def wait(belief: Belief, price: float, longest: float) -> float:
    """Seconds from the last look to the next one: until so much waiting (plays × seconds) has probably piled up."""
    if not belief.is_bursty:
        return min(max(FLOOR, sqrt(2 * price * belief.mean)), longest)
    if belief.inside > 0.5:
        longest = min(longest, max(FLOOR, LISTED * belief.gap))
    return min(max(FLOOR, _reaches(belief, price, longest)), longest)


def _reaches(belief: Belief, price: float, longest: float) -> float:
    """When the waiting reaches the price, hour by hour: sessions begin at other rates in other hours."""
    passed, pile = 0.0, Pile(0.0, 0.0, belief.inside)
    while passed < longest:
        time = belief.looked + round(passed * 1000)
        step = min(longest - passed, (HOUR - time % HOUR) / 1000 or 1.0)
        begin = belief.begins(time)
        after = pile.later(begin, belief.gap, step)
        if after.waiting >= price:
            return passed + _within(pile, begin, belief.gap, step, price)
        pile = after
        passed += step
    return longest


def _within(pile: Pile, begin: float, gap: float, step: float, price: float) -> float:
    low, high = 0.0, step
    for _ in range(12):
        middle = (low + high) / 2
        if pile.later(begin, gap, middle).waiting < price:
            low = middle
        else:
            high = middle
    return high


class Market:
    """The price that spends the whole share of the budget, found while looking.

    The mean of the waits over all looks is the number of players divided by the looks a second. So the price rises
    while waits are shorter than they may be on average, and falls while they are longer.
    """

    def __init__(self) -> None:
        self._log = -inf

    def price(self, mean: float) -> float:
        """What it is now, where waits may be `mean` seconds on average."""
        if self._log == -inf:
            self._log = log(mean**2 / 2 / 40 / GAP)
        return exp(self._log)

    def settled(self, waited: float, mean: float) -> None:
        """A wait of so many seconds was chosen, where `mean` is the aim."""
        self._log += LEARNING * (1 - waited / mean)
