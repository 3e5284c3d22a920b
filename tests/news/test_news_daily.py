"""Streaks of daily challenges, as a profile shows them over days."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from news_world import FAMILIES, World
from sightings import at
from situations.challenge import challenge
from situations.daily import DAY, MIDNIGHT, daily

from watcher.osu.nouns import Mode

FAMILY = FAMILIES["daily"]
HOUR = 3600


def evening(number, hour=20, /, **changes):
    """What is seen so many hours after the beginning of that day."""
    return daily(MIDNIGHT + number * DAY + hour * HOUR, **changes)


def told(*sightings):
    return World("daily").events(sightings)


@pytest.mark.parametrize(
    ("sightings", "kinds"),
    [
        pytest.param([daily(0), daily(60)], [], id="nothing changes"),
        pytest.param([daily(0, streak=6), daily(DAY, day=1, streak=7)], ["daily_streak"], id="a week"),
        pytest.param([daily(0, streak=6), daily(9 * DAY, day=9, streak=15)], ["daily_streak"], id="several at once"),
        pytest.param([daily(0, streak=7), daily(DAY, day=1, streak=8)], [], id="no milestone"),
        pytest.param([daily(0), evening(1)], ["daily_streak_at_risk"], id="the day is nearly over"),
        pytest.param([daily(0), evening(1, 19.9)], [], id="the day is not nearly over"),
        pytest.param([daily(0), evening(1, 20), evening(1, 22)], ["daily_streak_at_risk"], id="told once a day"),
        pytest.param(
            [daily(0), evening(1, 20), daily(3 * DAY, day=2, streak=6), evening(3, 20, day=2)],
            ["daily_streak_at_risk", "daily_streak_lost", "daily_streak_at_risk"],
            id="again on another day",
        ),
        pytest.param([daily(0), evening(1, 20, day=1, streak=7)], ["daily_streak"], id="passed in time"),
        pytest.param([daily(0, streak=0), evening(1, streak=0)], [], id="no streak is in no danger"),
        pytest.param([daily(0, day=None, streak=0), evening(1, day=None, streak=0)], [], id="never played"),
        pytest.param([evening(1, 21)], [], id="the first look is silent"),
        pytest.param([daily(0), daily(2 * DAY)], ["daily_streak_lost"], id="a day missed, not yet reckoned"),
        pytest.param([daily(0), daily(2 * DAY, streak=0)], ["daily_streak_lost"], id="a day missed"),
        pytest.param([daily(0), daily(2 * DAY), daily(2 * DAY + 60, streak=0)], ["daily_streak_lost"], id="lost once"),
        pytest.param([daily(0), daily(5 * DAY, day=5, streak=1)], ["daily_streak_lost"], id="lost, and begun anew"),
        pytest.param(
            [daily(0), daily(DAY, day=1, streak=7), daily(4 * DAY, day=1, streak=0), daily(11 * DAY, day=11, streak=7)],
            ["daily_streak", "daily_streak_lost", "daily_streak"],
            id="a week in a row for the second time",
        ),
        pytest.param([daily(0), daily(60, top_half=1)], ["daily_placed"], id="the better half"),
        pytest.param([daily(0), daily(60, top_half=1, top_tenth=1)], ["daily_placed"], id="the best tenth, told once"),
    ],
)
def test_what_is_told(sightings, kinds):
    assert [event.kind for event in told(*sightings)] == kinds


@pytest.mark.parametrize(
    ("sightings", "title", "body"),
    [
        (
            [daily(0), daily(DAY, day=1, streak=7)],
            "Mira: 7 days of daily challenges in a row",
            "The longest was 9 days",
        ),
        (
            [daily(0), daily(DAY, day=1, streak=7, best=7)],
            "Mira: 7 days of daily challenges in a row",
            "The longest so far",
        ),
        (
            [daily(0), evening(1)],
            "Mira: a daily streak of 6 days ends in 4 h",
            "Today's daily challenge is not passed yet",
        ),
        ([daily(0), daily(3 * DAY, streak=0)], "Mira lost a daily streak of 6 days", "The longest was 9 days"),
        ([daily(0), daily(60, top_tenth=2)], "Mira was in the top 10% of a daily challenge", "2 times so far"),
    ],
)
def test_how_it_sounds(sightings, title, body):
    (event,) = told(*sightings)
    said = FAMILY.words([event])
    assert (said.title, said.body) == (title, body)


@pytest.mark.parametrize(
    ("seen", "hours"),
    [
        pytest.param(daily(0), 20, id="this evening"),
        pytest.param(evening(0, 21), 44, id="tomorrow evening"),
        pytest.param(evening(1, 3), 44, id="the evening of a day that is not passed"),
        pytest.param(daily(0, day=-1), 20, id="an old streak that still holds"),
    ],
)
def test_a_streak_is_looked_at_in_the_evening_and_asked_for_once(seen, hours):
    world = World("daily", kept=False)
    (_, step) = world.see(seen)[0]
    assert [(look.question, look.due) for look in step.looks] == [("daily", at(MIDNIGHT + hours * HOUR + 2 * 60))]
    (_, again) = world.see(seen)[0]
    assert again.looks == ()


@pytest.mark.parametrize("seen", [daily(0, streak=0), daily(0, day=-2), daily(0, day=None, streak=0)])
def test_without_a_streak_nobody_is_looked_at_in_the_evening(seen):
    assert World("daily").looks(seen) == []


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_a_streak_is_as_long_as_the_days_that_were_passed_and_ends_once(days):
    """Looked at every evening at nine and in the night at one."""
    world, streak, day, best = World("daily"), 0, None, 0
    world.see(evening(0, day=None, streak=0, best=0))
    events = []
    for number, passed in enumerate(days, 1):
        if passed:
            streak = streak + 1 if day == number - 1 else 1
            day, best = number, max(best, streak)
        events += world.events([evening(number, 21, day=day, streak=streak, best=best)])
        events += world.events([evening(number + 1, 1, day=day, streak=streak, best=best)])
    ends = sum(was and not is_ for was, is_ in pairwise(days))
    kinds = [event.kind for event in events]
    assert kinds.count("daily_streak_at_risk") == kinds.count("daily_streak_lost") == ends
    assert len({event.key for event in events}) == len(events)


def test_a_new_challenge_is_told_once_with_its_map_and_mods():
    world = World("challenge")
    events = world.events([challenge(1, -60), challenge(2, 600), challenge(2, 600), challenge(1, -60)])
    (said,) = [FAMILIES["challenge"].words([event]) for event in events]
    assert said.title == "New daily challenge: Aurora Band - Song 2 [Insane] +HD"
    assert said.body == "5.40★ · 3:20 · until 2026-09-22 14:23 UTC"


def test_a_challenge_in_another_mode_says_so():
    (event,) = World("challenge").events([challenge(2, 600, mode=Mode.MANIA, mods=())])
    assert FAMILIES["challenge"].words([event]).title.startswith("New daily challenge (osu!mania): ")
