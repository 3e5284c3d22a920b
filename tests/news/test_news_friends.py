"""Where a player stands on a map among the others of a watch: by best lists and plays, with no question asked."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import T, beatmap, play, top_plays

from watcher.facts import PlayerFacts, complete
from watcher.remembering import Readers

MIRA, SOL, NORI = 2, 3, 4
V2 = {"no_pp": "pending"}
V1 = {"no_pp": "not offered"}


def known():
    """Three whose best lists were seen: of Sol and Nori, the map 1 is in them, and 2 of Sol only."""
    world = World("friends")
    lists = (
        top_plays(play(1, 300.0, -900), play(9, 280.0, -950), asked=1),
        top_plays(play(1, 310.0, -800, user_id=SOL), play(2, 200.0, -700, user_id=SOL), asked=2),
        top_plays(play(1, 320.0, -600, user_id=NORI), asked=3),
    )
    assert world.events(lists) == []
    return world


def stands(event):
    """(place, of how many, how many were passed, margin, behind)."""
    facts = event.facts
    return facts.place, facts.of, facts.beaten, facts.margin, facts.behind


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(play(1, 330.0, 60), (1, 3, 2, 10.0, None), id="past both"),
        pytest.param(play(1, 312.5, 60), (2, 3, 1, 2.5, 7.5), id="past one"),
        pytest.param(play(1, 305.0, 60), (3, 3, 0, None, 5.0), id="better than the own best, and still the last"),
        pytest.param(play(1, 320.0, 60), (2, 3, 1, 10.0, 0.0), id="equal pp: the older play stands first"),
        pytest.param(play(2, 210.0, 60), (1, 2, 1, 10.0, None), id="the first play there, past one"),
        pytest.param(play(1, 340.0, 60, user_id=NORI), (1, 3, 0, 30.0, None), id="the leader, further ahead"),
    ],
)
def test_a_better_play_is_placed_among_the_others(seen, expected):
    world = known()
    (event,) = world.events([seen])
    assert stands(event) == expected
    assert world.events([seen]) == []


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(play(1, 290.0, 60), id="worse than the own best"),
        pytest.param(play(9, 290.0, 60), id="a map that nobody else has played"),
        pytest.param(play(1, None, 60, passed=False, grade="F", no_pp="none"), id="a fail"),
        pytest.param(play(1, None, 60, no_pp="none"), id="a map that gives no pp"),
    ],
)
def test_what_changes_no_place_is_no_news(seen):
    assert known().events([seen]) == []


@pytest.mark.parametrize("why", [V1, V2], ids=["v1", "v2"])
def test_a_play_without_pp_waits_for_the_list(why):
    world = known()
    waiting = play(1, None, 60, **why)
    assert world.looks(waiting) == [("best", 45)]
    assert world.looks(waiting) == []
    listed = top_plays(play(1, 312.5, 60), asked=105)
    (event,) = world.events([listed, waiting, listed])
    assert stands(event) == (2, 3, 1, 2.5, 7.5)
    assert event.facts.best_before == 300.0


@pytest.mark.parametrize("later", [play(1, 312.5, 60), play(1, None, 60, **V1)], ids=["v2", "v1"])
def test_a_play_that_its_list_shows_first_is_told_when_it_is_seen(later):
    world = known()
    (event,) = world.events([top_plays(play(1, 312.5, 60), asked=105), later, later])
    assert (stands(event), event.facts.best_before) == ((2, 3, 1, 2.5, 7.5), 300.0)


def test_a_list_from_before_the_play_takes_nothing_back():
    world = known()
    world.events([play(1, 312.5, 60), top_plays(play(1, 300.0, -900), asked=70)])
    (event,) = world.events([play(1, 315.0, 90)])
    assert event.facts.best_before == 312.5


def test_another_value_of_a_known_play_is_no_play_and_counts_from_then_on():
    world = known()
    assert world.events([top_plays(play(1, 305.0, -800, user_id=SOL), asked=5000)]) == []
    (event,) = world.events([play(1, 306.0, 6000)])
    assert stands(event) == (2, 3, 1, 1.0, 14.0)


def test_what_is_gone_from_a_list_is_replaced_by_what_the_list_has_now():
    world = known()
    world.events([play(1, 330.0, 60), top_plays(play(1, 300.0, -900), asked=9000)])
    (event,) = world.events([play(1, 325.0, 9060)])
    assert event.facts.best_before == 300.0


def test_a_crowd_is_remembered_by_its_best():
    world = World("friends")
    world.events([play(1, 100.0 + number, number, user_id=number) for number in range(1, 400)])
    (memory,) = world.memories.values()
    assert len(memory.bests) == 200


@pytest.fixture
def facts():
    (event,) = known().events([play(1, 312.5, 60, username="Mira", beatmap=beatmap(1))])
    return complete(event.facts, names={SOL: "Sol", NORI: "Nori Vale"})


def test_a_watch_sees_its_own_players_alone(facts):
    assert facts.among({MIRA, SOL}).friends == facts.friends[1:]
    assert (facts.among({MIRA, SOL}).place, facts.among({MIRA, SOL}).of) == (1, 2)
    assert facts.among({MIRA}) is None


@pytest.mark.parametrize(
    ("friends", "line"),
    [
        pytest.param({SOL, NORI}, "2.5pp past Sol · 7.5pp behind Nori Vale", id="between two"),
        pytest.param({SOL}, "2.5pp past Sol", id="ahead"),
        pytest.param({NORI}, "7.5pp behind Nori Vale", id="behind"),
    ],
)
def test_words(facts, friends, line):
    (event,) = known().events([play(1, 312.5, 60)])
    mine = facts.among(friends)
    said = FAMILIES["friends"].words([structs.replace(event, facts=mine)])
    assert said.title == f"Mira: #{mine.place} of {mine.of} friends on Aurora Band - Song 1 [Insane]"
    assert said.body.splitlines()[1] == line


def test_words_of_two_who_were_passed_at_once():
    (event,) = known().events([play(1, 330.0, 60)])
    named = complete(event.facts, names={SOL: "Sol", NORI: "Nori Vale"}).among({SOL, NORI})
    assert named.friends[0].player == PlayerFacts(id=NORI, name="Nori Vale")
    said = FAMILIES["friends"].words([structs.replace(event, facts=named)])
    assert said.body.splitlines()[1] == "10pp past Nori Vale and 1 more"


@pytest.mark.parametrize(
    ("pp", "line"),
    [
        pytest.param(320.0, "10pp past Sol · level with Nori Vale", id="level with who stands above"),
        pytest.param(320.004, "level with Nori Vale", id="ahead by less than is said"),
        pytest.param(320.02, "0.02pp past Nori Vale and 1 more", id="ahead by the least that is said"),
    ],
)
def test_words_where_two_have_the_same(pp, line):
    (event,) = known().events([play(1, pp, 60)])
    named = complete(event.facts, names={SOL: "Sol", NORI: "Nori Vale"}).among({SOL, NORI})
    said = FAMILIES["friends"].words([structs.replace(event, facts=named)])
    assert said.body.splitlines()[1] == line


@pytest.mark.parametrize(
    ("seen", "concerns"),
    [
        pytest.param(play(75, 300.0, 60), True, id="a play of one who is watched"),
        pytest.param(play(75, 300.0, -60), False, id="a play from before the watch"),
        pytest.param(play(75, 300.0, 60, user_id=9), False, id="a play of somebody else"),
        pytest.param(top_plays(play(75, 300.0, -60), asked=60), True, id="a list of one who is watched"),
    ],
)
def test_whose_plays_concern_the_map_on_which_friends_are_compared(seen, concerns):
    readers = Readers(FAMILIES)
    readers.since = {"friends": {"bancho/osu/2": T}}
    assert list(readers.concerned(seen)) == ([("friends", "bancho/board/osu/75")] if concerns else [])
