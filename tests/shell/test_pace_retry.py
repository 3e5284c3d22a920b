"""When to look again, and when to try again: never in the past, never too soon, never too late."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher import pace, retry, rules
from watcher.notification import NotDelivered, Reason, Undeliverable

NOW = 1_790_000_000_000
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

times = st.integers(0, 2**53)
chances = st.floats(0, 1, exclude_max=True)
waits = st.none() | st.floats(0, 3600)
any_waits = st.none() | st.floats(allow_nan=True, allow_infinity=True)


# -- looks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "chance", "after"),
    [
        (5 * SECOND, 0.0, 5 * SECOND),
        (10 * SECOND, 0.99, 10 * SECOND),
        (MINUTE, 0.0, 57 * SECOND),
        (MINUTE, 0.5, MINUTE),
        (10 * MINUTE, 0.0, 9.5 * MINUTE),
        (HOUR, 0.5, HOUR),
    ],
)
def test_a_look_is_repeated_after_its_interval_give_or_take(every, chance, after):
    assert pace.again(every, NOW, chance) == NOW + after


@given(every=st.integers(1, 10**10), now=times, chance=chances)
def test_a_repeated_look_lies_ahead_within_a_twentieth_of_its_interval(every, now, chance):
    due = pace.again(every, now, chance)
    assert due > now
    assert abs(due - now - every) <= every / 20 + 1


@given(every=st.integers(10_001, 10**8), chance=chances)
def test_the_spread_does_not_drift(every, chance):
    early, late = pace.again(every, 0, chance), pace.again(every, 0, 1 - chance)
    assert abs(early + late - 2 * every) <= 1


@pytest.mark.parametrize(
    ("misses", "asked", "after"),
    [
        (0, None, 5 * SECOND),
        (1, None, 10 * SECOND),
        (3, None, 40 * SECOND),
        (6, None, 5 * MINUTE),
        (10_000, None, 5 * MINUTE),
        (0, 0.0, 5 * SECOND),
        (0, 60.0, MINUTE),
        (9, 60.0, 5 * MINUTE),
    ],
)
def test_a_failed_look_is_repeated_later_and_later_and_not_before_it_was_told_to(misses, asked, after):
    assert pace.after_failure(misses, NOW, 0.5, asked) == NOW + after


@given(misses=st.integers(0, 10**6), now=times, chance=chances, asked=waits)
def test_a_failed_look_lies_seconds_ahead_and_no_more_than_minutes(misses, now, chance, asked):
    due = pace.after_failure(misses, now, chance, asked)
    asked = round((asked or 0) * SECOND)
    assert now + max(3 * SECOND, asked) <= due <= now + max(7 * MINUTE, asked)


# -- deliveries ------------------------------------------------------------------------------------------------------


def later(asked=None):
    return NotDelivered(Reason.SERVER, "503", retry_after=asked)


@pytest.mark.parametrize(
    ("made", "chance", "asked", "after"),
    [
        (1, 0.0, None, 2 * SECOND),
        (1, 0.8, None, 1.6 * SECOND),
        (2, 0.0, None, 4 * SECOND),
        (9, 0.0, None, 512 * SECOND),
        (10, 0.0, None, 15 * MINUTE),
        (10_000, 0.0, None, 15 * MINUTE),
        (1, 0.0, 0, SECOND),
        (1, 0.0, 0.4, SECOND),
        (1, 0.0, 1.5, 1.5 * SECOND),
        (7, 0.9, 3600, HOUR),
        (1, 0.0, 10 * 365 * 86_400, DAY),
    ],
)
def test_a_delivery_is_tried_again(made, chance, asked, after):
    assert retry.next_attempt(made, NOW, chance, later(asked)) == NOW + after


@pytest.mark.parametrize("reason", Reason)
def test_a_no_is_never_tried_again(reason):
    assert retry.next_attempt(1, NOW, 0.5, Undeliverable(reason, "no")) is None


@given(made=st.integers(1, 10**6), now=times, chance=chances, asked=any_waits)
def test_a_try_lies_a_second_ahead_at_least_and_a_day_at_most(made, now, chance, asked):
    due = retry.next_attempt(made, now, chance, later(asked))
    assert now + retry.SOONEST <= due <= now + retry.LONGEST


@given(chance=chances)
def test_without_a_word_from_the_service_the_pauses_never_shrink(chance):
    pauses = [retry.next_attempt(made, 0, chance, later()) for made in range(1, 20)]
    assert pauses == sorted(pauses)


def test_news_outlives_the_longest_pause_by_far():
    assert rules.NEWS_LIVES > 2 * retry.LONGEST
