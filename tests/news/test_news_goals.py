"""Goals over time: what is reached, missed, and how far it is."""

import pytest
from news_world import FAMILIES
from sightings import T, at, profile

from watcher.osu import keys
from watcher.osu.keys import PlayerKey
from watcher.osu.nouns import Mode, Place

FAMILY = FAMILIES["goals"]
MIRA = PlayerKey("bancho", Mode.OSU, 2)


def told(measure, target, *seen, by=0):
    memory = FAMILY.about(keys.goal(MIRA, measure, target, by), T)
    events = []
    for one in seen:
        step = FAMILY.diff(memory, one, one.asked)
        assert not FAMILY.diff(step.memory, one, one.asked).events
        memory = step.memory
        events += step.events
    return events


def kinds(events):
    return [event.kind.removeprefix("goal_") for event in events]


@pytest.mark.parametrize(
    ("measure", "target", "before", "after"),
    [
        ("rank", 9_999, {"rank": 10_000}, {"rank": 9_999}),
        ("country_rank", 100, {"country_rank": 101}, {"country_rank": 90}),
        ("pp", 8000, {"pp": 7999.99}, {"pp": 8000.0}),
        ("level", 100, {"level": 99.99}, {"level": 100.0}),
        ("play_count", 6000, {"play_count": 5999}, {"play_count": 6020}),
    ],
)
def test_each_goal_is_reached_once(measure, target, before, after):
    seen = [profile(0, **before), profile(60, **before), profile(120, **after), profile(180, **before)]
    assert kinds(told(measure, target, *seen, profile(240, **after))) == ["reached"]


@pytest.mark.parametrize(
    ("seen", "by", "expected"),
    [
        pytest.param([profile(0, rank=9000), profile(60, rank=8000)], 0, [], id="reached before the first look"),
        pytest.param([profile(0), profile(60)], at(30), ["missed"], id="the day is over"),
        pytest.param([profile(0), profile(60), profile(90, rank=5)], at(30), ["missed"], id="missed is missed"),
        pytest.param([profile(60), profile(90)], at(30), [], id="over before the first look"),
        pytest.param([profile(0), profile(20, rank=5), profile(60)], at(30), ["reached"], id="in time"),
        pytest.param([profile(0), profile(60, rank=None, pp=0.0)], at(30), ["missed"], id="no rank at the end"),
        pytest.param([profile(0), profile(60, rank=None, pp=0.0)], 0, [], id="no rank is no rank 0"),
        pytest.param([profile(0, rank=None, pp=0.0), profile(60, rank=5)], 0, [], id="the first rank is the start"),
        pytest.param([profile(9), profile(5, rank=5)], 0, [], id="an answer older than the last"),
    ],
)
def test_a_rank_by_a_day(seen, by, expected):
    assert kinds(told("rank", 9_999, *seen, by=by)) == expected


def test_the_way_is_told_in_steps_and_never_twice():
    ranks = [19_999, 17_400, 16_000, 18_000, 12_000, 10_400, 10_300, 10_050, 12_000, 9_990]
    seen = [profile(60 * n, rank=rank) for n, rank in enumerate(ranks)]
    events = told("rank", 9_999, *seen)
    assert [(event.kind, int(event.facts.percent)) for event in events] == [
        ("goal_progress", 26),
        ("goal_progress", 80),
        ("goal_progress", 96),
        ("goal_progress", 99),
        ("goal_reached", 100),
    ]


def test_the_pp_to_a_rank_is_told_where_it_is_known():
    place = Place(server="bancho", subject="bancho/place/osu/9999", asked=at(5), pp=7012.4)
    seen = profile(0, rank=12_000), place, profile(60, rank=10_040)
    (event,) = told("rank", 9_999, *seen, by=at(86_400))
    said = FAMILY.words([event])
    assert (event.facts.pp_missing, said.title) == (12.4, "Mira: 12.4pp to #9,999")
    assert said.body == "98% of the way · #10,040 · 7,000pp · until 2026-09-22"
    (blind,) = told("rank", 9_999, seen[0], seen[2])
    assert FAMILY.words([blind]).title == "Mira: 41 places to #9,999"


@pytest.mark.parametrize(
    ("measure", "target", "seen", "title", "body"),
    [
        ("pp", 8000, {"pp": 8001.0}, "Mira reached the goal: 8,000pp", "Now 8,001pp"),
        ("rank", 100, {"rank": 99, "pp": 9000.0}, "Mira reached the goal: #100", "Now #99, 9,000pp"),
        ("country_rank", 9, {"country_rank": 9}, "Mira reached the goal: #9 in NO", "Now #9 in NO, 7,000pp"),
        ("play_count", 6000, {"play_count": 6001}, "Mira reached the goal: 6,000 plays", "Now 6,001 plays"),
        ("level", 100, {"level": 100.5}, "Mira reached the goal: level 100", "Now level 100.5"),
        ("pp", 9000, {}, "Mira missed the goal: 9,000pp", "2,000pp short · 7,000pp"),
    ],
)
def test_how_it_sounds(measure, target, seen, title, body):
    events = told(measure, target, profile(0), profile(7200, **seen), by=at(3600) if "missed" in title else 0)
    said = FAMILY.words(events)
    assert (said.title, said.body) == (title, body)


def test_whose_sightings_concern_a_goal():
    assert FAMILY.parts(keys.goal(MIRA, "rank", 9_999)) == ["bancho/osu/2", "bancho/place/osu/9999"]
    assert FAMILY.parts(keys.goal(MIRA, "pp", 8000)) == ["bancho/osu/2"]
