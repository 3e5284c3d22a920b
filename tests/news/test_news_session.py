"""When a session begins, when it is over, and what is told of it."""

import pytest
from news_world import FAMILIES, World
from sightings import at, beatmap, play, profile

MINUTE = 60


def known(**standing):
    world = World("session")
    assert world.events([profile(0, **standing)]) == []
    return world


def sessions(events):
    return [event for event in events if event.kind == "session"]


def test_an_evening_is_one_message():
    world = known()
    evening = [
        play(1, 280.0, 2 * MINUTE, beatmap=beatmap(1)),
        play(2, None, 6 * MINUTE, passed=False, grade="F"),
        profile(10 * MINUTE, play_count=5010, pp=7010.0, rank=10_030),
        play(3, 285.0, 29 * MINUTE, beatmap=beatmap(3)),
        play(4, 120.0, 55 * MINUTE),
        profile(60 * MINUTE, play_count=5041, pp=7042.7, rank=9_998, level=100.2),
        profile(80 * MINUTE, play_count=5041, pp=7042.7, rank=9_998, level=100.2),
    ]
    assert world.events(evening) == []
    (event,) = world.events([profile(95 * MINUTE, play_count=5041, pp=7042.7, rank=9_998, level=100.2)])
    facts = event.facts
    assert (facts.seconds, facts.passes, facts.plays) == (53 * MINUTE, 3, 41)
    assert (facts.pp_change, facts.rank_gain, facts.map.id) == (42.7, 42, 3)
    said = FAMILIES["session"].words([event])
    assert said.title == "Mira played for 53 min: +42.7pp, #10,040 → #9,998 (+42)"
    assert said.body == "41 plays, 3 passes · 7,042.7pp · level 100\nBest: 285pp on Aurora Band - Song 3 [Insane]"


@pytest.mark.parametrize(
    "running",
    [
        pytest.param([profile(29 * MINUTE)], id="the pause is not long enough yet"),
        pytest.param([profile(20 * MINUTE, play_count=5001), profile(40 * MINUTE, play_count=5001)], id="unseen tries"),
        pytest.param([play(2, 1.0, 25 * MINUTE), profile(50 * MINUTE)], id="another play"),
        pytest.param([play(2, None, 25 * MINUTE, passed=False), profile(50 * MINUTE)], id="a fail is play, too"),
        pytest.param([], id="nothing was seen since: we may be blind"),
    ],
)
def test_a_session_goes_on(running):
    world = known()
    assert world.events([play(1, 280.0, MINUTE), *running]) == []


def test_two_plays_far_apart_are_two_sessions_even_without_a_look_between():
    world = known()
    (first,) = sessions(world.events([play(1, 280.0, MINUTE), play(2, 290.0, 45 * MINUTE)]))
    assert (first.facts.passes, first.facts.pp_after, first.happened) == (1, None, at(MINUTE))
    (second,) = world.events([profile(80 * MINUTE)])
    assert second.facts.began == at(45 * MINUTE)
    assert first.key != second.key


def test_plays_read_again_count_once():
    world = known()
    page = [play(number, 100.0, number * MINUTE) for number in range(1, 6)]
    world.events([*page, *page])
    (event,) = world.events([profile(60 * MINUTE)])
    assert event.facts.passes == 5


def test_a_play_that_is_shown_after_its_session_was_told_opens_no_new_one():
    world = known()
    world.events([play(1, 280.0, 5 * MINUTE)])
    assert len(world.events([profile(40 * MINUTE)])) == 1
    assert world.events([play(2, 290.0, 4 * MINUTE), play(1, 280.0, 5 * MINUTE), profile(90 * MINUTE)]) == []


def test_plays_from_before_the_watch_are_no_session():
    world = World("session")
    assert world.events([play(1, 280.0, -MINUTE), profile(0), profile(60 * MINUTE)]) == []


def test_what_is_not_known_is_not_told():
    world = World("session")
    (event,) = world.events([play(1, None, MINUTE, no_pp="none"), profile(2 * MINUTE), profile(40 * MINUTE)])
    assert (event.facts.pp_before, event.facts.pp_change, event.facts.plays) == (None, None, None)
    said = FAMILIES["session"].words([event])
    assert said.title == "Mira played for a moment"
    assert said.body == "1 pass · 7,000pp\nBest: 98.76% on map 1"


def test_only_the_best_play_asks_for_its_map():
    world = known()
    assert world.looks(play(1, 280.0, MINUTE)) == [("beatmap", 0)]
    assert world.looks(play(2, 20.0, 2 * MINUTE)) == []


def test_the_memory_of_a_long_session_is_bounded():
    world = known()
    world.events([play(number, 100.0, number * 10) for number in range(1, 900)])
    session = world.memories["bancho/osu/2"].session
    assert (session.passes, len(session.known)) == (899, 500)


@pytest.mark.parametrize(
    ("ended", "title"),
    [
        (29 * MINUTE, None),
        (31 * MINUTE, "Mira plays"),
        (12 * 24 * 60 * MINUTE, "Mira plays again after 12 d"),
    ],
)
def test_the_first_play_after_a_pause(ended, title):
    events = known().events([play(1, 280.0, ended, beatmap=beatmap(1)), play(2, 280.0, ended + 60)])
    assert [FAMILIES["session"].words([event]).title for event in events] == ([title] if title else [])


def test_how_long_somebody_was_away_is_counted_from_the_last_sign_of_play():
    world = known()
    world.events([play(1, 280.0, MINUTE), profile(10 * MINUTE, play_count=5003), profile(50 * MINUTE, play_count=5003)])
    (event,) = world.events([play(2, None, 100 * MINUTE, passed=False, grade="F")])
    assert (event.kind, event.facts.away) == ("session_started", 90 * MINUTE)
