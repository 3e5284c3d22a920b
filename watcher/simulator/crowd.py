"""The rest of the world: plays of strangers that fill the feed, made out of their ids and kept nowhere. Pure.

They exist for whoever reads the feed; no other endpoint knows them or their players. The truth log leaves them out.
"""

from collections.abc import Sequence

from msgspec import structs

from watcher.simulator import creation, performance
from watcher.simulator.model import Difficulty, Score

STRANGERS = 40_000_000
HELD = 1_500  # ms: so long some stranger's play waits for its value and holds up the others
_PATTERNS = 64


class Crowd:
    """So many plays a second by people nobody knows.

    start, first_id, rate: when ids begin, with which, and how many there are a second, of all plays.
    """

    def __init__(
        self, per_second: float, maps: Sequence[Difficulty], *, seed: int, start: int, first_id: int, rate: int
    ) -> None:
        self._start, self._first, self._rate = start, first_id, rate
        self._step = max(1, int(rate / per_second))
        luck = creation.chance(seed, "crowd")
        player = creation.stranger(seed, STRANGERS, start)
        self._patterns = [performance.performed(luck, player, luck.choice(maps), start) for _ in range(_PATTERNS)]

    def owns(self, number: int) -> bool:
        """Whether that score id is one of theirs."""
        return number % self._step == 0

    def plays(self, after: int, newest: int, most: int) -> list[Score]:
        """The oldest of the plays with ids after one and up to another, so many at most."""
        first = after - after % self._step + self._step
        last = min(newest + 1, first + self._step * most)
        return [self._play(number) for number in range(first, last, self._step)]

    def newest(self, newest: int, most: int) -> list[Score]:
        """The newest of the plays with ids up to one, oldest first."""
        return self.plays(newest - self._step * most, newest, most)

    def _play(self, number: int) -> Score:
        pattern = self._patterns[number // self._step % _PATTERNS]
        ended = self._start + (number - self._first) * 1000 // self._rate
        return structs.replace(
            pattern,
            id=number,
            user_id=STRANGERS + number * 2_654_435_761 % 20_000_000,
            legacy_id=None if pattern.lazer else number // 2,
            pp=pattern.value,
            ended=ended,
            started=ended - (pattern.ended - pattern.started),
            committed=ended,
            processed=ended,
        )
