"""When to try a delivery again, or never. Pure: the time and the dice are passed in."""

from watcher.notification import DeliveryError, NotDelivered

FIRST = 2_000
SLOWEST = 15 * 60_000
SOONEST = 1_000
"""Never less than this between two tries, whatever the service asks for."""

LONGEST = 24 * 3_600_000
"""Nor more than this: a service that asks for a year is asked again after a day."""


def next_attempt(made: int, now: int, chance: float, failure: DeliveryError) -> int | None:
    """When to try again (ms UTC) after `made` attempts, or None: never.

    The pause doubles from 2 s to 15 min, and a quarter of it is left to chance (in [0, 1)), so that many don't return
    at once. A service that says when to come back is taken at its word, within a second and a day.
    """
    if not isinstance(failure, NotDelivered):
        return None
    pause = min(FIRST << min(made - 1, 16), SLOWEST) * (1 - chance / 4)
    if failure.retry_after is not None:
        pause = min(LONGEST, failure.retry_after * 1000)
    return now + round(max(SOONEST, pause))
