"""The world itself: the same seed makes the same one, and everything follows from what is played."""

import pytest
from miniature import START, Miniature

from watcher.simulator import accounts, life, scoring
from watcher.simulator.model import DAY, HOUR, Hits, Mod
from watcher.simulator.world import World


def lived(life_of, hours, players=12, steps=1, seed=1):
    world = World(seed, START, players=players, depth=20)
    life_of(world)
    for step in range(1, steps + 1):
        world.advance(START + int(hours * HOUR * step / steps))
    return world


@pytest.mark.parametrize(("life_of", "hours", "players"), [(life.show, 0.5, 12), (life.everyday, 24, 40)])
def test_one_seed_makes_one_world_however_often_it_is_looked_at(life_of, hours, players):
    once = lived(life_of, hours, players)
    often = lived(life_of, hours, players, steps=500)
    assert len(once.truth.facts) > 20
    assert once.truth.lines() == often.truth.lines()
    assert lived(life_of, hours, players, seed=2).truth.lines() != once.truth.lines()


def test_one_more_play_of_one_player_leaves_the_others_luck_alone():
    def others(world):
        return [fact for fact in world.truth.facts if fact.kind == "play" and fact.facts["user_id"] != 1005]

    quiet, stirred = (World(1, START) for _ in range(2))
    for world in (quiet, stirred):
        life.show(world)
    stirred.later(START + 60_000, stirred.play, 1005)
    for world in (quiet, stirred):
        world.advance(START + 600_000)
    facts = [[{**fact.facts, "score_id": 0} for fact in others(world)] for world in (quiet, stirred)]
    assert facts[0] == facts[1]


def test_a_top_play_gains_what_the_weights_say_and_moves_the_rank():
    world = World(1, START)
    mine = world.standing(1001, 0)
    before, rank, country = mine.pp, world.rank(1001, 0), world.rank(1001, 0, "AU")
    values = sorted([score.pp for score in mine.top] + [900.0], reverse=True)
    world.play(1001, pp=900)
    expected = sum(pp * 0.95**index for index, pp in enumerate(values)) + (417 - 1 / 3) * (1 - 0.995 ** len(values))
    assert mine.pp == pytest.approx(expected, abs=0.001)
    assert world.rank(1001, 0) < rank
    assert world.rank(1001, 0, "AU") < country
    kinds = {fact.kind: fact.facts for fact in world.truth.facts}
    assert kinds["top_play"]["place"] == 1
    assert kinds["top_play"]["gained"] == pytest.approx(mine.pp - before, abs=0.001)
    assert kinds["rank"] == {"user_id": 1001, "mode": "osu", "before": rank, "after": world.rank(1001, 0)}


def test_who_is_overtaken_falls_by_one():
    world = World(1, START)
    goal = world.standing(1001, 0).pp
    before = world.rank(1001, 0)
    while world.standing(1009, 0).pp <= goal:
        world.play(1009)
    assert world.rank(1001, 0) == before + 1


def test_a_restriction_moves_everybody_below_up_and_comes_undone():
    world = World(1, START)
    before = world.rank(1002, 0)
    accounts.restrict(world, 1001)
    assert (world.player(1001), world.rank(1001, 0), world.rank(1002, 0)) == (None, None, before - 1)
    accounts.release(world, 1001)
    assert world.rank(1002, 0) == before


def test_a_worse_play_on_a_known_map_changes_nothing():
    world = World(1, START)
    best = world.standing(1001, 0).top[0]
    pp = world.standing(1001, 0).pp
    world.play(1001, beatmap_id=best.beatmap_id, pp=best.pp - 1)
    assert world.standing(1001, 0).pp == pp
    assert "top_play" not in {fact.kind for fact in world.truth.facts}


def test_a_rework_revalues_every_play_and_keeps_the_lists_in_order():
    world = World(1, START)
    before = {score.beatmap_id: score.pp for score in world.standing(1001, 0).top}
    accounts.rework(world)
    top = world.standing(1001, 0).top
    assert sum(before[score.beatmap_id] != score.pp for score in top) > 90
    assert [score.pp for score in top] == sorted((score.pp for score in top), reverse=True)
    score = world.play(1001, beatmap_id=top[0].beatmap_id, pp=1000)
    assert score.pp == scoring.rework(1000, score.beatmap_id, scoring.bits(score.mods), 1)


def test_a_deleted_play_takes_its_pp_along():
    world = World(1, START)
    before = world.standing(1001, 0).pp
    gone = accounts.remove_score(world, 1001)
    assert world.standing(1001, 0).pp < before
    assert gone not in world.listing
    with pytest.raises(LookupError, match="place 500"):
        accounts.remove_score(world, 1001, place=500)


def test_a_sniped_player_loses_the_first_place_and_is_told():
    mini = Miniature()
    mini.world.play(1001, beatmap_id=50010, total=2_000_000)
    before = mini.get("/users/1001/osu")["scores_first_count"]
    mini.do("first-lost", user_id=1002, victim=1001, beatmap_id=50010)
    assert mini.get("/users/1001/osu")["scores_first_count"] == before - 1
    assert mini.get("/users/1001/recent_activity")[0]["type"] == "rankLost"
    assert mini.get("/beatmaps/50010/scores")["scores"][0]["user_id"] == 1002


def test_a_party_is_37_plays_in_90_seconds():
    mini = Miniature()
    mini.do("party", user_id=1004)
    mini.sleep(90)
    facts = [fact for fact in mini.world.truth.facts if fact.kind == "top_play"]
    assert [fact.facts["user_id"] for fact in facts] == [1004] * 37


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda world: world.play(77), LookupError, "no player 77"),
        (lambda world: world.play("nobody"), LookupError, "no player 'nobody'"),
        (lambda world: world.play(1001, beatmap_id=1), LookupError, "no map 1"),
        (lambda world: accounts.rename(world, 1001, "miso_cat"), ValueError, "somebody is called"),
        (lambda world: accounts.unlock(world, 1001, 9999), ValueError, "no medal 9999, there is 1, "),
    ],
)
def test_mistakes_of_a_script_are_told_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call(World(1, START))


def test_ids_rise_as_fast_as_in_the_real_world():
    world = World(1, START)
    first = world.play(1001).id
    world.advance(START + HOUR)
    assert world.play(1001).id - first == pytest.approx(3600 * 61, rel=0.01)


def test_a_likely_day_has_about_as_many_plays_as_real_people_have():
    world = lived(life.everyday, 24, players=150)
    plays = [fact for fact in world.truth.facts if fact.kind == "play" and fact.at < START + DAY]
    assert 9 < len(plays) / 150 < 35
    assert 0.15 < sum(fact.facts["passed"] for fact in plays) / len(plays) < 0.35


@pytest.mark.parametrize(
    ("mode", "hits", "lazer", "accuracy"),
    [
        (0, Hits(90, 8, 1, 0, 0, 1), False, (300 * 90 + 100 * 8 + 50) / 30_000),
        (0, Hits(90, 8, 1, 0, 0, 1, ticks=10, tails=20), True, (27_850 + 3_300) / (30_000 + 3_300)),
        (1, Hits(90, 6, 0, 0, 0, 4), False, 0.93),
        (2, Hits(80, 10, 6, 0, 3, 1), False, 0.96),
        (3, Hits(40, 2, 1, 50, 6, 1), False, (300 * 90 + 1200 + 200 + 50) / 30_000),
        (3, Hits(40, 2, 1, 50, 6, 1), True, (305 * 50 + 12_000 + 1200 + 200 + 50) / 30_500),
        (0, Hits(0, 0, 0, 0, 0, 0), False, 1.0),
    ],
)
def test_accuracy(mode, hits, lazer, accuracy):
    assert scoring.accuracy(mode, hits, lazer) == pytest.approx(accuracy)


@pytest.mark.parametrize(
    ("mode", "hits", "mods", "stable", "lazer"),
    [
        (0, Hits(100, 0, 0, 0, 0, 0), (), "X", "X"),
        (0, Hits(100, 0, 0, 0, 0, 0), ("HD",), "XH", "XH"),
        (0, Hits(95, 5, 0, 0, 0, 0), ("FL",), "SH", "SH"),
        (0, Hits(91, 9, 0, 0, 0, 0), (), "S", "A"),
        (0, Hits(95, 4, 0, 0, 0, 1), (), "A", "A"),
        (0, Hits(88, 11, 0, 0, 0, 1), (), "B", "A"),
        (3, Hits(0, 0, 0, 100, 0, 0), (), "X", "X"),
        (2, Hits(980, 0, 0, 0, 20, 0), (), "A", "S"),
    ],
)
def test_one_play_may_have_two_grades(mode, hits, mods, stable, lazer):
    words = tuple(Mod(word) for word in mods)
    assert scoring.stable_grade(mode, hits, words) == stable
    assert scoring.lazer_grade(mode, hits, words, lazer=False) == lazer


@pytest.mark.parametrize("mode", range(4))
def test_ranks_fall_with_pp_and_turn_back_into_pp(mode):
    ranks = [scoring.strangers_above(pp, mode) for pp in range(0, 40_000, 250)]
    assert ranks == sorted(ranks, reverse=True)
    for rank in (50, 1000, 9999):
        assert scoring.strangers_above(scoring.pp_at(rank, mode), mode) == pytest.approx(rank, abs=2)


@pytest.mark.parametrize(("total", "level"), [(0, 1), (29_999, 1), (30_000, 2), (26_931_190_829, 100)])
def test_levels(total, level):
    assert int(scoring.level(total)) == level
