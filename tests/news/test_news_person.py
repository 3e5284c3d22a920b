"""What belongs to a player in no mode: the name, the team, groups and badges, over time."""

import pytest
from news_world import FAMILIES, World
from sightings import card, profile

from watcher.osu.nouns import Mode, Team

FAMILY = FAMILIES["person"]
KETTLES, NOBODY = Team(12, "The Kettles"), Team()
CUP = {"https://assets.ppy.sh/cup.png": "Kettle Cup 3 Winning Team"}
NOTHING = {"team": NOBODY, "groups": {}, "badges": {}}


@pytest.mark.parametrize(
    ("before", "after", "kind", "title", "body"),
    [
        ({}, {"username": "Mirabel"}, "renamed", "Mira is now called Mirabel", ""),
        ({}, {"team": KETTLES}, "team_change", "Mira joined the team The Kettles", ""),
        ({"team": KETTLES}, {}, "team_change", "Mira left the team The Kettles", ""),
        (
            {"team": Team(3, "Lids")},
            {"team": KETTLES},
            "team_change",
            "Mira joined the team The Kettles",
            "Was in Lids",
        ),
        (
            {},
            {"groups": {"BN": "Beatmap Nominators"}},
            "group_change",
            "Mira is now in BN",
            "Beatmap Nominators",
        ),
        ({"groups": {"BN": "Nominators"}}, {}, "group_change", "Mira is no longer in BN", "Nominators"),
        (
            {"groups": {"BN": "Nominators"}},
            {"groups": {"NAT": "Assessment"}},
            "group_change",
            "Mira is now in NAT, is no longer in BN",
            "Assessment, Nominators",
        ),
        ({}, {"badges": CUP}, "badge", "Mira got a badge", "Kettle Cup 3 Winning Team"),
        ({"supporter": True}, {"supporter": False}, "supporter_over", "Mira is no osu! supporter any more", ""),
    ],
)
def test_each_change_is_told(before, after, kind, title, body):
    world = World("person")
    (event,) = world.events([profile(0, **NOTHING | before), profile(60, **NOTHING | after)])
    assert (event.kind, event.cause, event.subject) == (kind, "account", "bancho/user/2")
    assert (FAMILY.words([event]).title, FAMILY.words([event]).body) == (title, body)


def test_a_card_tells_all_but_badges():
    world = World("person")
    world.events([profile(0, **NOTHING | {"badges": CUP, "supporter": True})])
    seen = card(600, username="Mirabel", team=KETTLES, groups={"BN": "Nominators"}, supporter=False)
    told = [event.kind for event in world.events([seen])]
    assert told == ["renamed", "team_change", "group_change", "supporter_over"]
    same = {"username": "Mirabel", "team": KETTLES, "groups": {"BN": "Nominators"}, "badges": CUP}
    assert world.events([profile(1200, **same)]) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(NOTHING, NOTHING, id="nothing_changes"),
        pytest.param({}, NOTHING | {"team": KETTLES, "badges": CUP}, id="told for the first time"),
        pytest.param(NOTHING | {"badges": CUP, "team": KETTLES}, {}, id="an answer that does not tell"),
        pytest.param(NOTHING | {"badges": CUP}, NOTHING, id="a badge that is hidden"),
        pytest.param({"team": KETTLES}, {"team": Team(12, "The Lids")}, id="a team is renamed"),
        pytest.param({}, {"mode": Mode.MANIA}, id="another mode"),
        pytest.param({"supporter": False}, {"supporter": True}, id="support, which the activity tells"),
        pytest.param({"supporter": True}, {}, id="an answer that does not tell of support"),
        pytest.param({}, {"supporter": False}, id="told for the first time to be no supporter"),
    ],
)
def test_what_is_no_news(before, after):
    assert World("person").events([profile(0, **before), profile(60, **after)]) == []


def test_badges_that_some_answers_do_not_tell_are_told_once():
    world = World("person")
    seen = [profile(0, badges={}), profile(60), profile(120, badges=CUP), profile(180), profile(240, badges=CUP)]
    assert [event.kind for event in world.events(seen)] == ["badge"]


def test_a_rename_seen_in_two_modes_is_one_fact():
    world = World("person")
    world.events([profile(0), profile(1, mode=Mode.TAIKO)])
    renames = world.events([profile(600, username="Mirabel"), profile(601, username="Mirabel", mode=Mode.TAIKO)])
    assert [event.kind for event in renames] == ["renamed"]


def test_whoever_takes_an_old_name_again_and_again_is_told_each_time():
    names = ["Mira", "Mirabel", "Mira", "Mirabel"]
    events = World("person").events([profile(60 * n, username=name) for n, name in enumerate(names)])
    assert len({event.key for event in events}) == 3
