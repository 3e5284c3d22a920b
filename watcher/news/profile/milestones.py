"""Milestones: the round numbers that people wait for. Pure.

Each is passed once: what counts is the best ever seen, so that decay and gains across a number don't tell it again.
"""

from collections.abc import Mapping

from watcher.osu.nouns import Profile

RANKS = tuple(step * 10**power for power in range(7) for step in (1, 2, 3, 5) if step != 3 or power == 0)
"""1, 2, 3, 5, 10, 20, 50, 100, 200, 500 … 5,000,000."""
PP_STEP = 1000
FINE_PP = 100

STEPS: Mapping[str, float] = {
    "play_count": 10_000,
    "play_hours": 100,
    "ranked_score": 1_000_000_000,
    "accuracy": 1,
    "ss": 100,
    "s": 500,
    "a": 500,
}
"""What is counted besides rank and pp, and how far apart its milestones are (accuracy in percent)."""


def fine_ranks_reached(best: int | None, rank: int | None) -> tuple[int, ...]:
    """As `ranks_reached`, for ranks of one digit and zeros: 9, 8 … 1, 90, 80 …, 9,000, 8,000 …; the best one first."""
    if best is None or rank is None:
        return ()
    steps = (digit * 10**power for power in range(8) for digit in range(1, 10))
    return tuple(step for step in steps if rank <= step < best)


def roundness(number: int) -> int:
    """The largest of 100, 200, 250, 500, 1,000, 5,000 and 10,000 that divides a number; 1 if none does."""
    return max((step for step in (100, 200, 250, 500, 1000, 5000, 10_000) if number % step == 0), default=1)


def ranks_reached(best: int | None, rank: int | None) -> tuple[int, ...]:
    """The round ranks passed on the way up from the best rank so far, the best one first."""
    if best is None or rank is None:
        return ()
    return tuple(step for step in RANKS if rank <= step < best)


def steps_reached(best: float, value: float, step: float) -> tuple[int, ...]:
    """The multiples of `step` passed on the way up from the most so far, the highest first."""
    first, last = int(best // step) + 1, int(value // step)
    return tuple(round(number * step) for number in range(last, first - 1, -1))


def counters(seen: Profile) -> dict[str, float]:
    """What a profile counts, under the names of `STEPS`. What it does not tell is left out."""
    grades = seen.grades
    values: dict[str, float] = {
        "play_count": seen.play_count,
        "play_hours": seen.play_time / 3600,
        "ranked_score": seen.ranked_score,
        "accuracy": seen.accuracy * 100,
        "ss": grades.get("ss", 0) + grades.get("ssh", 0),
        "s": grades.get("s", 0) + grades.get("sh", 0),
        "a": grades.get("a", 0),
    }
    return {name: value for name, value in values.items() if value}
