"""What is believed of a player's habits, and when that makes the next look due."""

from itertools import accumulate
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from watcher import belief, pace
from watcher.belief import Belief, Market

NOW = 1_790_000_000_000
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
FOUR_HOURS = 4 * 3600.0

beliefs = st.builds(
    Belief,
    inside=st.floats(0, 1),
    looked=st.just(NOW),
    since=st.integers(NOW - 100 * DAY, NOW),
    gap=st.floats(20, 1800),
    starts=st.tuples(*[st.integers(0, 50)] * 24),
    gaps=st.integers(0, 100),
    mean=st.floats(20, 10**6),
    square=st.floats(400, 10**12),
)
prices = st.floats(0.01, 10**7)


def looks(*whens, start=None):
    """What is believed after looks: `(seconds, ends of the plays that are new, in seconds)`."""
    known = start or Belief()
    for now, *ends in whens:
        known = belief.seen(known, [NOW + round(end * SECOND) for end in ends], NOW + round(now * SECOND))
    return known


# -- what is believed ------------------------------------------------------------------------------------------------


def test_who_has_just_played_is_probably_playing():
    assert looks((0,), (100, 90)).inside > 0.95


def test_who_played_an_hour_ago_is_probably_not():
    assert looks((0,), (3600, 10)).inside < 0.1


def test_every_look_at_which_nothing_is_new_makes_it_less_likely():
    inside = [
        looks((0,), (100, 90), *((100 + 120 * more,) for more in range(1, 1 + count))).inside for count in range(6)
    ]
    assert inside == sorted(inside, reverse=True)
    assert inside[-1] < 0.15


@given(st.lists(st.tuples(st.integers(1, 10**6), st.lists(st.integers(-1000, 10**6), max_size=4)), max_size=30))
def test_whatever_is_seen_it_stays_a_probability(rows):
    times = accumulate(wait for wait, _ in rows)
    known = looks(*((now, *(now - ago for ago in ends)) for now, (_, ends) in zip(times, rows, strict=True)))
    assert 0 <= known.inside <= 1
    assert known.begins(NOW) > 0
    assert belief.FLOOR <= belief.wait(known, 100.0, FOUR_HOURS) <= FOUR_HOURS


def test_the_same_list_again_changes_nothing_but_the_doubt():
    once, twice = looks((0,), (100, 90, 50)), looks((0,), (100, 90, 50), (160, 90, 50))
    assert structs.replace(twice, inside=once.inside, looked=once.looked) == once


def test_sessions_are_expected_at_the_hours_at_which_they_began():
    evenings = [(day * 86_400 + more, day * 86_400 + more - 50) for day in range(1, 15) for more in (100, 200, 300)]
    known = looks((0,), *evenings)
    assert known.begins(NOW + 15 * DAY) > 5 * known.begins(NOW + 15 * DAY + 12 * HOUR)


def test_what_was_played_before_the_first_look_is_no_habit_yet():
    assert sum(looks((0, -80_000, -40_000, -100)).starts) == 0


@pytest.mark.parametrize(("gaps", "bursty"), [([60] * 9 + [80_000] + [60] * 9, True), ([5000, 7000, 3000] * 9, False)])
def test_plays_come_in_sessions_or_at_a_constant_rate(gaps, bursty):
    ends = list(accumulate(gaps))
    assert looks((0,), (ends[-1] + 1, *ends)).is_bursty is bursty


def test_a_first_session_does_not_look_like_a_constant_rate_once_it_is_over():
    ends = list(range(0, 3000, 100))
    assert not looks((0,), (3000, *ends)).is_bursty
    assert looks((0,), (3000, *ends), (5000,)).is_bursty


def test_a_belief_is_read_as_it_was_written():
    known = looks((0,), (100, 90))
    assert Belief.read(known.written) == known


@pytest.mark.parametrize("text", ["", "1790000000000", "[1, 2", '["a"]'])
def test_what_is_no_belief_is_a_beginning(text):
    assert Belief.read(text) == Belief()


# -- the next look ---------------------------------------------------------------------------------------------------


@given(beliefs, prices)
def test_a_look_lies_within_its_bounds(known, price):
    assert belief.FLOOR <= belief.wait(known, price, FOUR_HOURS) <= FOUR_HOURS


@given(beliefs, prices, st.floats(1, 100))
def test_the_dearer_the_later(known, price, times):
    assert belief.wait(known, price, FOUR_HOURS) <= belief.wait(known, price * times, FOUR_HOURS) + 1


@given(prices)
def test_who_is_probably_playing_is_looked_at_sooner(price):
    awake, asleep = Belief(inside=0.9, looked=NOW, since=NOW), Belief(inside=0.01, looked=NOW, since=NOW)
    assert belief.wait(awake, price, FOUR_HOURS) <= belief.wait(asleep, price, FOUR_HOURS)


@pytest.mark.parametrize("gap", [30.0, 110.0])
def test_fifty_plays_of_a_session_never_pass_unseen(gap):
    known = Belief(inside=0.99, looked=NOW, since=NOW, gap=gap)
    assert belief.wait(known, 1e9, FOUR_HOURS) <= 50 * gap


def test_at_constant_rates_looks_go_with_the_square_root_of_the_rate():
    def wait(mean):
        return belief.wait(Belief(looked=NOW, played=NOW, gaps=50, mean=mean, square=2 * mean**2 / 1.5), 1000, 1e9)

    assert wait(40_000) / wait(10_000) == pytest.approx(sqrt(4))


def test_the_price_finds_the_pace_that_is_asked_for():
    market, waits = Market(), []
    for _ in range(5000):
        waits.append(sqrt(2 * market.price(300) * 4000))
        market.settled(waits[-1], 300)
    assert waits[-1] == pytest.approx(300, rel=0.02)


# -- on the agenda ---------------------------------------------------------------------------------------------------


def test_what_is_believed_is_kept_in_the_row():
    known = pace.Pace.read("~120000/14400000").learnt([NOW - MINUTE], NOW)
    assert pace.Pace.read(known.written) == known
    assert known.written.startswith("~120000/14400000@")


def test_a_look_by_habit_is_irregular_and_a_minute_away_at_least():
    known = pace.Pace.read("~120000/14400000").learnt([NOW - MINUTE], NOW)
    dues = {pace.by_habit(known.habits, known, Market(), chance / 10) for chance in range(10)}
    assert len(dues) == 10
    assert min(dues) >= NOW + MINUTE
