"""How often a subject is looked at: as often as something happens, in step, and never impolitely."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher import pace
from watcher.pace import Manners, Pace

NOW = 1_790_000_000_000
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
FEED = Pace(10 * SECOND, MINUTE)
PROFILE = Pace(10 * MINUTE, 2 * HOUR)
PLAYER = "bancho/osu/2"

times = st.integers(0, 2**53)


# -- the interval ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "quiet", "interval"),
    [
        (FEED, 0, 10 * SECOND),
        (FEED, 20 * MINUTE - 1, 10 * SECOND),
        (FEED, 20 * MINUTE, MINUTE),
        (FEED, 30 * HOUR, MINUTE),
        (FEED, -HOUR, 10 * SECOND),  # the clock was set back
        (PROFILE, 20 * MINUTE, 10 * MINUTE),
        (PROFILE, HOUR, 20 * MINUTE),
        (PROFILE, 24 * HOUR, 2 * HOUR),
        (Pace(10 * SECOND), 24 * HOUR, 10 * SECOND),
    ],
)
def test_who_does_nothing_is_looked_at_more_and_more_seldom(plan, quiet, interval):
    assert plan.seen(NOW - quiet)._replace(moved=NOW - quiet).interval(NOW) == interval


def test_what_never_moved_sleeps():
    assert FEED.interval(NOW) == MINUTE


@pytest.mark.parametrize(
    ("plan", "moved", "known"), [(FEED, 7, 7), (FEED._replace(moved=9), 7, 9), (Pace(10 * SECOND), 7, 0)]
)
def test_the_latest_happening_is_noted_where_it_matters(plan, moved, known):
    assert plan.seen(moved).moved == known


@pytest.mark.parametrize("text", ["0", "10000", "10000/60000", "10000/60000@1790000000000"])
def test_a_pace_is_read_as_it_was_written(text):
    assert Pace.read(text).written == text


def test_a_look_without_a_pace_is_made_once():
    assert Pace.read("") == Pace(0)


# -- the next look ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "rest", "after"),
    [
        (0, 0, 10),
        (0.3, 0, 10),
        (9.9, 0, 10),
        (10, 0, 20),
        (47, 0, 50),
        (0.3, 5, 10),
        (7, 5, 12),
        (-3600, 0, 10),  # it was asked before it was due
    ],
)
def test_the_feed_keeps_in_step_with_when_it_was_due(late, rest, after):
    now = NOW + round(late * SECOND)
    assert pace.onward(Pace(10 * SECOND), NOW, now, 0.5, rest * SECOND) == NOW + after * SECOND


@given(every=st.integers(1, pace.EXACT), late=st.integers(0, 10**10), rest=st.integers(0, 5000))
def test_in_step_means_ahead_of_now_and_no_later_than_needed(every, late, rest):
    due = pace.onward(Pace(every), NOW, NOW + late, 0.5, rest)
    assert max(1, rest) <= due - NOW - late <= max(every, rest)


@given(chance=st.floats(0, 1, exclude_max=True), late=st.integers(0, HOUR))
def test_slow_looks_are_irregular_and_two_minutes_apart_at_least(chance, late):
    after = pace.onward(PROFILE.seen(NOW), NOW - late, NOW, chance) - NOW
    assert max(2 * MINUTE, 9.5 * MINUTE) <= after <= 10.5 * MINUTE


@pytest.mark.parametrize(("took", "after"), [(0, 1), (0.4, 1), (1, 1), (3, 3), (86_400, 86_400)])
def test_a_backlog_is_read_at_a_page_a_second(took, after):
    assert pace.further(NOW, NOW + round(took * SECOND)) == NOW + after * SECOND


# -- manners ---------------------------------------------------------------------------------------------------------


class Look(NamedTuple):
    question: str
    subject: str
    asker: str


def ask(manners, at, *looks):
    """Ask what may be asked; the answers come at once."""
    chosen = manners.choose([Look(*look) for look in looks], at)
    manners.answered(chosen, at, more=False)
    return [tuple(look) for look in chosen]


REGULAR = ("profile", PLAYER, "")
FOLLOW_UP = ("profile", PLAYER, "top_plays")


@pytest.mark.parametrize(
    ("look", "at", "allowed"),
    [
        (REGULAR, 59.9, False),
        (REGULAR, 60, True),
        (FOLLOW_UP, 1, True),  # what completes a change just seen is another question
        (("profile", "bancho/taiko/2", ""), 1, True),
        (("profile", "bancho/osu/3", ""), 1, True),
        (("best", PLAYER, ""), 1, True),
    ],
)
def test_the_same_about_the_same_is_asked_once_a_minute(look, at, allowed):
    manners = Manners()
    assert ask(manners, 0, REGULAR) == [REGULAR]
    assert ask(manners, at, look) == [look] * allowed


def test_two_askers_of_the_same_are_one_question():
    both = [("best", PLAYER, "scores"), ("best", PLAYER, "top_plays")]
    assert ask(Manners(), 0, *both) == both


@pytest.mark.parametrize("question", ["feed", "match"])
def test_the_feed_and_a_running_match_are_faster(question):
    manners, look = Manners(), (question, "bancho/feed", "")
    assert [ask(manners, at, look) for at in range(3)] == [[look]] * 3


def test_a_minute_counts_from_the_answer_not_from_when_it_began_to_wait_for_it():
    manners, look = Manners(), Look(*REGULAR)
    manners.choose([look], 0)
    manners.answered([look], 50, more=False)
    assert manners.choose([look], 100) == []
    assert manners.choose([look], 110) == [look]


def test_what_was_not_answered_may_be_asked_again():
    manners, look = Manners(), Look(*REGULAR)
    manners.choose([look], 0)
    manners.unanswered([look])
    assert manners.choose([look], 5) == [look]


@pytest.mark.parametrize(
    ("at", "subject", "allowed"),
    [
        (30, PLAYER, False),
        (30, "bancho/taiko/2", False),  # the same person
        (30, "bancho/osu/3", True),
        (60, PLAYER, True),
    ],
)
def test_a_player_is_followed_up_three_times_a_minute(at, subject, allowed):
    manners = Manners()
    looks = [("best", PLAYER, "a"), ("recent", PLAYER, "a"), ("best", "bancho/mania/2", "a")]
    assert ask(manners, 0, *looks) == looks
    look = ("profile", subject, "a")
    assert ask(manners, at, look) == [look] * allowed


class Earlier(NamedTuple):
    question: str
    subject: str
    follow_up: bool
    now: int
    monotonic: float


@pytest.mark.parametrize(
    ("now", "monotonic", "allowed"),
    [
        (NOW - 59_000, 941.0, False),
        (NOW - 61_000, 939.0, True),
        (NOW - HOUR, 970.0, False),  # the wall clock was set ahead since
        (NOW + HOUR, 970.0, False),  # or back
        (NOW - 30_000, 5000.0, False),  # the machine was started anew
        (NOW + HOUR, 5000.0, False),  # both: nobody knows
        (NOW - HOUR, 5000.0, True),
    ],
)
def test_what_an_earlier_process_asked_counts_by_the_clock_that_says_it_was_just_now(now, monotonic, allowed):
    manners = Manners()
    manners.recall([Earlier(*REGULAR[:2], False, now, monotonic)], NOW, 1000.0)
    assert ask(manners, 1000.0, REGULAR) == [REGULAR] * allowed


def test_follow_ups_of_an_earlier_process_count_too():
    manners = Manners()
    manners.recall([Earlier(word, PLAYER, True, NOW, 1000.0) for word in ("best", "recent", "score")], NOW, 1000.0)
    assert ask(manners, 1030.0, FOLLOW_UP) == []
    assert ask(manners, 1060.0, FOLLOW_UP) == [FOLLOW_UP]


wishes = st.tuples(st.floats(0, 5), st.sampled_from("ab"), st.sampled_from("12"), st.sampled_from(["", "x", "y"]))


@given(st.lists(wishes, max_size=300))
def test_whatever_is_wished_no_minute_holds_it_twice_nor_four_follow_ups(wished):
    manners, now, done = Manners(), 0.0, []
    for wait, question, user, asker in wished:
        now += wait
        done += [(now, look) for look in ask(manners, now, (question, f"bancho/osu/{user}", asker))]
    for at, (question, subject, asker) in done:
        minute = [look for when, look in done if at - 60 < when <= at]
        same = [look for look in minute if look[:2] == (question, subject) and bool(look[2]) == bool(asker)]
        assert len(same) == 1
        assert sum(bool(look[2]) and look[1] == subject for look in minute) <= 3
