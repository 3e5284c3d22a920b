"""Every play once, with its pp if that comes in time, and what it is worth to the player."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import beatmap, play, top_plays

from watcher.osu.nouns import Mod

OLD = tuple(play(number, 300.0 - 10 * number, -1000 * number) for number in range(1, 11))


def known(*plays):
    world = World("scores")
    assert world.events([top_plays(*(plays or OLD), asked=1)]) == []
    return world


def told(events):
    """(map, pp, place, improvement) of each event."""
    return [(e.facts.map.id, e.facts.play.pp, e.facts.place, e.facts.improvement) for e in events]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(play(50, 285.0, 60), (50, 285.0, 2, None), id="new map"),
        pytest.param(play(5, 265.0, 60), (5, 265.0, 4, 15.0), id="better than the own best"),
        pytest.param(play(5, 245.0, 60), (5, 245.0, None, -5.0), id="worse than the own best"),
        pytest.param(play(50, None, 60, no_pp="none"), (50, None, None, None), id="a map without pp"),
        pytest.param(play(50, None, 60, no_pp="not offered"), (50, None, None, None), id="not the own best, no id"),
    ],
)
def test_a_play_is_told_at_once_with_what_it_is_worth(seen, expected):
    (event,) = known().events([seen])
    assert event.kind == "score"
    assert told([event]) == [expected]


@pytest.mark.parametrize(
    ("plays", "pp", "place"),
    [
        pytest.param(10, 285.0, 2, id="among the best"),
        pytest.param(10, 290.0, 2, id="equal pp: the older play stands first"),
        pytest.param(10, 10.0, 11, id="last of a list that is whole"),
        pytest.param(100, 0.5, None, id="below a list that may go on"),
        pytest.param(0, 285.0, None, id="the list is not known"),
    ],
)
def test_a_play_on_a_map_without_pp_knows_where_it_would_stand(plays, pp, place):
    old = tuple(play(number, max(300.0 - 10 * number, 1.0), -1000 * number) for number in range(1, plays + 1))
    world = known(*old) if old else World("scores")
    (event,) = world.events([play(5000, None, 60, no_pp="none")])
    facts = event.facts.if_worth(pp)
    assert (facts.if_ranked, facts.if_ranked_place) == (pp, place)


def test_a_fail_is_another_kind():
    (event,) = known().events([play(5, None, 60, passed=False, grade="F", username="Mira", beatmap=beatmap(5))])
    assert event.kind == "fail"
    assert FAMILIES["scores"].words([event]).title == "Mira failed Aurora Band - Song 5 [Insane]"


def test_what_ended_before_the_watch_is_never_told_however_often_it_is_read():
    before = play(50, 400.0, -1)
    world = World("scores")
    assert world.events([before, top_plays(*OLD, before, asked=1), before]) == []


def test_a_feed_that_is_read_again_with_an_overlap_tells_nothing_twice():
    page = [play(number, 100.0, number) for number in range(50, 90)]
    world = known()
    assert len(world.events(page)) == 40
    assert world.events(page[::-1]) == []


def test_other_ids_and_rounding_are_the_same_play():
    world = known()
    assert len(world.events([play(50, 285.0, 60, score_id=5), play(50, 285.001, 60, score_id=9_000_000_000)])) == 1


@pytest.mark.parametrize(
    "why", [{"no_pp": "pending", "score_id": 7}, {"no_pp": "not offered", "legacy_score_id": 7}], ids=["v2", "v1"]
)
def test_a_play_waits_for_its_pp(why):
    world = known()
    waiting = play(50, None, 60, **why)
    assert world.looks(waiting) == [("best", 45), ("beatmap", 0)]
    assert world.looks(waiting) == []
    events = world.events([top_plays(*OLD, play(50, 285.0, 60), asked=105, stale=0), waiting])
    assert told(events) == [(50, 285.0, 2, None)]


def test_a_play_that_gets_its_pp_on_the_feed_is_told_then():
    world = known()
    assert world.events([play(50, None, 60, no_pp="pending")]) == []
    assert told(world.events([play(50, 285.0, 60), play(50, 285.0, 60)])) == [(50, 285.0, 2, None)]


def test_a_play_whose_pp_never_comes_is_told_without():
    world = known()
    world.events([play(50, None, 60, no_pp="pending")])
    assert world.looks(top_plays(*OLD, asked=105)) == [("best", 90)]
    assert told(world.events([top_plays(*OLD, asked=500)])) == [(50, None, None, None)]
    assert world.events([play(50, 1.5, 60)]) == []


def test_a_play_first_seen_in_a_list_is_told_once():
    world = known()
    late = play(50, 285.0, 600)
    assert told(world.events([top_plays(*OLD, late, asked=700), late])) == [(50, 285.0, 2, None)]


def test_an_old_play_that_moves_up_into_the_list_is_no_new_play():
    world = known()
    assert world.events([top_plays(*OLD, asked=9000), top_plays(*OLD, play(60, 150.0, -7), asked=18_000)]) == []
    forgotten = play(61, 140.0, 100)
    assert world.events([top_plays(*OLD, forgotten, asked=27_000)]) == []


def test_a_list_too_old_for_a_play_does_not_lower_the_best():
    world = known()
    world.events([play(5, 265.0, 60), top_plays(*OLD, asked=70)])
    assert told(world.events([play(5, 266.0, 90)])) == [(5, 266.0, 4, 1.0)]


def test_the_memory_is_bounded():
    world = known()
    world.events([play(number, 1.0 + number, number) for number in range(1, 1000)])
    memory = world.memories["bancho/osu/2"]
    assert (len(memory.known), len(memory.best)) == (128, 200)


def test_words():
    seen = play(5, 265.0, 60, username="Mira", beatmap=beatmap(5), mods=(Mod("HR"), Mod("CL")), score_id=77)
    (event,) = known().events([seen])
    said = FAMILIES["scores"].words([event])
    assert said.title == "Mira: 265pp on Aurora Band - Song 5 [Insane] +HR"
    assert said.body == "98.76% · 1,100x/1,204x · 1 miss · A\n#4 of the best plays · +15pp on this map"
    assert said.url == "https://osu.ppy.sh/scores/77"
    lazer = structs.replace(event.facts, play=structs.replace(event.facts.play, lazer=True))
    assert FAMILIES["scores"].words([structs.replace(event, facts=lazer)]).body.startswith("98.76% · 1,100x/1,204x")
