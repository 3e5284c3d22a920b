"""When to look again. Pure: the time and the dice are passed in.

Intervals are irregular, as osu!'s rules ask (osu-web: docs/info.md), without drifting: half of the spread lies before,
half after.
"""

URGENT = ("match", "feed", "beatmap")
"""Questions whose answer somebody waits for, most urgent first. All others follow, the longest waiting first."""

SPREAD = 0.1
FIRST_RETRY = 5_000
SLOWEST_RETRY = 5 * 60_000
REFUSED_RETRY = 10 * 60_000


def again(every: int, now: int, chance: float) -> int:
    """When to repeat a look that was answered now: after `every` ms, give or take. `chance` is in [0, 1).

    The feed and a running match are asked at short, exact intervals.
    """
    if every <= 10_000:
        return now + every
    return now + round(every * (1 + SPREAD * (chance - 0.5)))


def after_failure(misses: int, now: int, chance: float, retry_after: float | None = None) -> int:
    """When to try a failed look again: the pause doubles with each miss, up to five minutes.

    `retry_after` is what the server asked for, in seconds; we never come earlier.
    """
    pause = min(FIRST_RETRY << min(misses, 16), SLOWEST_RETRY)
    pause = round(pause * (0.75 + 0.5 * chance))
    return now + max(pause, round((retry_after or 0) * 1000))
