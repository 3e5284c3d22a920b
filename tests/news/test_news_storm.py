"""When values that changed by themselves are a recalculation, and when they are not."""

import pytest
from news_world import FAMILIES, World
from sightings import at, stir

WORLD = "bancho/world"


def players(*numbers, moved):
    return {f"bancho/osu/{number}": moved for number in numbers}


def told(world, *seen):
    return [event.kind for event in world.events(seen)]


@pytest.mark.parametrize(
    ("lists", "news"),
    [
        pytest.param(players(2, 3, 4, moved=True), ["recalculation"], id="three of three"),
        pytest.param(
            players(2, 3, 4, moved=True) | players(5, 6, 7, moved=False), ["recalculation"], id="half of them"
        ),
        pytest.param(players(2, 3, 4, moved=True) | players(*range(5, 9), moved=False), [], id="less than half"),
        pytest.param(players(2, 3, moved=True), [], id="two: a map may be rated anew"),
    ],
)
def test_what_is_a_recalculation(lists, news):
    assert told(World("storm"), stir(10, lists=lists)) == news


def test_one_after_the_other_they_add_up_within_an_hour():
    world = World("storm")
    assert told(world, *(stir(10 * number, lists=players(number, moved=True)) for number in (2, 3))) == []
    assert told(world, stir(40, lists=players(4, moved=True))) == ["recalculation"]
    late = World("storm")
    assert told(late, *(stir(2000 * number, lists=players(number, moved=True)) for number in (2, 3, 4))) == []


def test_profiles_that_moved_alone_are_a_suspicion_for_which_lists_are_asked():
    world = World("storm")
    suspicion = stir(10, profiles=players(2, 3, 4, moved=True))
    assert world.looks(suspicion) == [("best", 0)] * 3
    assert world.looks(stir(20, profiles=players(5, moved=True))) == []
    assert told(world, stir(30, lists=players(2, 3, 4, moved=False))) == []


def test_lists_that_were_looked_at_long_ago_are_asked_for_again():
    world = World("storm")
    world.events([stir(0, lists=players(2, 3, 4, moved=False))])
    assert world.looks(stir(7200, profiles=players(2, 3, 4, moved=True))) == [("best", 0)] * 3


def test_it_is_told_once_and_over_when_nothing_has_moved_for_half_an_hour():
    world = World("storm")
    begins = stir(0, lists=players(2, 3, 4, moved=True))
    assert told(world, begins, begins, stir(600, lists=players(5, moved=True))) == ["recalculation"]
    assert told(world, stir(1900, lists=players(2, moved=False))) == []
    [over] = world.events([stir(2401, lists=players(3, moved=False))])
    assert (over.kind, over.facts.moved, over.facts.seconds) == ("recalculation_over", 4, 2401)
    assert told(world, stir(2500, lists=players(2, 3, 4, moved=True))) == ["recalculation"], "another one"


def test_somebody_is_looked_at_so_that_it_can_be_over():
    world = World("storm")
    assert world.looks(stir(0, lists=players(2, 3, 4, moved=True))) == [("best", 1801)]


def test_words():
    world = World("storm")
    [event] = world.events([stir(0, lists=players(2, 3, 4, moved=True))])
    assert event.subject == WORLD
    assert event.happened == at(0)
    said = FAMILIES["storm"].words([event])
    assert said.title == "osu! recalculates pp"
    assert said.body.splitlines()[0] == "The best plays of 3 of 3 players have other values"


def test_what_is_remembered_stays_small():
    world = World("storm")
    world.events([stir(number, lists=players(number, moved=False)) for number in range(1, 400)])
    assert len(world.memories[WORLD].lists.looked) == 200
