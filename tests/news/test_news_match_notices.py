"""What a referee is told of a match, by the terms of a watch: each once, and only where it concerns that watch."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import at, game, match, result

from watcher.osu.nouns import Mod
from watcher.pool import Slot
from watcher.rules import Lobby, NewsRule, Watch, route
from watcher.series import Terms

POOL = Terms(pool=(Slot("NM1", 701), Slot("HD1", 702, ("HD",)), Slot("DT1", 703, ("DT",))))
HD, NF = Mod("HD"), Mod("NF")


def scores(*mods, of=(2, 3)):
    return [result(user, 100_000 * user, "red" if user == 2 else "blue", mods=mods) for user in of]


NM1 = game(1, *scores(NF), ended=500)
HD1 = game(2, *scores(NF, HD), ended=800)


def notices(looks, terms, began=0):
    """What is told of these looks to a watch of these terms, begun then: title and body."""
    world = World("match", began=at(began))
    watch = Watch(
        name="cup", matches=(Lobby(id=105, terms=terms),), news=(NewsRule(kind="match_notice"),), to=("club",)
    )
    found = []
    for event in world.events([structs.replace(seen, terms=(terms,)) for seen in looks for _ in range(2)]):
        if event.kind == "match_notice":
            assert route(event, [watch])
            said = FAMILIES["match"].words([structs.replace(event, facts=event.facts.under(terms))])
            found.append((said.title, said.body))
    assert len(found) == len(set(found))
    return found


NAME = "ACR: (Norway) vs (Japan)"


@pytest.mark.parametrize(
    ("looks", "terms", "told"),
    [
        pytest.param([match(NM1, HD1, asked=900)], POOL, [], id="all_is_well"),
        pytest.param(
            [match(NM1, game(9, ended=None), asked=900)],
            POOL,
            [(f"{NAME}: a map that is not in the pool", "map 709")],
            id="a_map_off_the_pool_is_told_when_it_begins",
        ),
        pytest.param([match(game(9, ended=None), asked=900)], Terms(), [], id="without_a_pool_every_map_is_right"),
        pytest.param([match(game(9, ended=None, aborted=True), asked=900)], POOL, [], id="an_aborted_map_off_the_pool"),
        pytest.param(
            [match(NM1, game(2, *scores(NF), *scores(NF, HD, of=(4,)), ended=800), asked=900)],
            POOL,
            [(f"{NAME}: played without HD", "HD1: map 702 · Mira, Sol")],
            id="a_forced_mod_is_missing",
        ),
        pytest.param(
            [match(game(3, *scores(Mod("NC")), ended=900), asked=910)], POOL, [], id="nightcore_is_double_time"
        ),
        pytest.param([match(game(2, ended=None), asked=900)], POOL, [], id="mods_are_judged_at_the_end"),
        pytest.param(
            [match(NM1, asked=900), match(NM1, asked=1099), match(NM1, asked=1100), match(NM1, asked=1900)],
            Terms(idle=600_000),
            [(f"{NAME}: nothing is played for 10 min", "")],
            id="idle_is_told_once",
        ),
        pytest.param(
            [match(NM1, asked=1100), match(NM1, HD1, asked=1390), match(NM1, HD1, asked=1400)],
            Terms(idle=600_000, pool=POOL.pool),
            [
                (f"{NAME}: nothing is played for 10 min", "1 of 3 maps of the pool played"),
                (f"{NAME}: nothing is played for 10 min", "2 of 3 maps of the pool played"),
            ],
            id="idle_again_after_another_map",
        ),
        pytest.param([match(NM1, game(2, ended=None), asked=2000)], Terms(idle=600_000), [], id="a_map_runs"),
        pytest.param(
            [match(asked=700)], Terms(idle=600_000), [(f"{NAME}: nothing is played for 10 min", "")], id="never"
        ),
        pytest.param([match(NM1, asked=1100)], Terms(idle=600_000, best_of=1), [], id="idle_after_the_series_is_right"),
        pytest.param(
            [match(NM1, asked=1700), match(NM1, asked=1800), match(NM1, asked=2000)],
            Terms(deadline=1_800_000, pool=POOL.pool),
            [(f"{NAME}: still open after 30 min", "1 of 3 maps of the pool played · not played: HD1, DT1")],
            id="the_deadline",
        ),
        pytest.param([match(NM1, asked=2000, ended=1790)], Terms(deadline=1_800_000), [], id="closed_in_time"),
        pytest.param(
            [match(NM1, HD1, asked=2000, ended=1990)],
            POOL,
            [(f"{NAME}: closed after 2 of 3 maps", "not played: DT1")],
            id="closed_too_early",
        ),
        pytest.param(
            [match(NM1, HD1, game(3, *scores(Mod("DT")), ended=1100), asked=2000, ended=1990)],
            POOL,
            [],
            id="closed_when_all_was_played",
        ),
    ],
)
def test_what_a_referee_is_told(looks, terms, told):
    assert notices([match(asked=10), *looks], terms) == told


def test_what_was_so_when_the_watch_began_is_not_told():
    terms = Terms(idle=600_000, deadline=1_800_000, pool=POOL.pool)
    assert notices([match(NM1, game(9, started=at(600), ended=700), asked=5000)], terms, began=5000) == []


def test_a_notice_concerns_only_the_watches_whose_terms_it_breaks():
    mine, other = Terms(idle=600_000, pool=POOL.pool), Terms(idle=900_000, pool=(Slot("NM1", 709),))
    looks = [match(asked=10), match(game(9, *scores(NF), ended=500), asked=510), match(asked=1100), match(asked=1400)]
    rule = (NewsRule(kind="match_notice"),)
    watches = [
        Watch(name=name, matches=(Lobby(id=105, terms=terms),), news=rule, to=(name,))
        for name, terms in (("mine", mine), ("other", other), ("neither", Terms()))
    ]
    events = World("match").events([structs.replace(seen, terms=(mine, other, Terms())) for seen in looks])
    told = [(e.facts.what, [way.sink for way in route(e, watches)]) for e in events if e.kind == "match_notice"]
    assert told == [("off pool", ["mine"]), ("idle", ["mine"]), ("idle", ["other"])]


def test_a_match_whose_series_is_decided_is_left_with_its_last_message():
    terms = Terms(best_of=1, leave=600_000)
    world = World("match")
    assert world.events([match(asked=10)]) == []
    seen = [structs.replace(match(NM1, asked=asked), terms=(terms,)) for asked in (510, 1099, 1100, 1200)]
    steps = [step for one in seen for _, step in world.see(one)]
    assert [[event.kind for event in step.events] for step in steps] == [["match_game"], [], ["match_finished"], []]
    assert [step.over for step in steps] == [False, False, True, False]
    (end,) = steps[2].events
    assert (end.happened, end.facts.seconds) == (seen[0].games[0].ended, 500)
    later = structs.replace(match(NM1, asked=9000, ended=8000), terms=(terms,))
    assert world.events([later]) == []


@pytest.mark.parametrize("others", [(Terms(),), (Terms(best_of=3),), (Terms(best_of=1, leave=3_600_000),)])
def test_it_is_followed_while_somebody_waits_for_more(others):
    world = World("match")
    terms = (Terms(best_of=1, leave=600_000), *others)
    looks = [structs.replace(match(*games, asked=asked), terms=terms) for games, asked in (((), 10), ((NM1,), 1200))]
    assert [event.kind for event in world.events(looks)] == ["match_game"]
