"""First places: what osu! claims, what the leaderboard makes of it, and what is told."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import activity, board, deed, play

from watcher.osu.nouns import Mode

FAMILY = FAMILIES["firsts"]


def line(kind, happened, *, rank=0, on=7, mode=Mode.OSU, where="lazer"):
    return deed(kind, happened, mode=mode, beatmap_id=on, rank=rank, grade="S" if rank else "", board=where)


def mine(ended=60, score=900, **more):
    return play(7, 300.0, ended, score=score, username="Mira", **more)


def sol(ended=30, score=800, **more):
    return play(7, 250.0, ended, score=score, user_id=3, username="Sol", **more)


def claimed(*lines):
    world = World("firsts")
    assert world.events([activity(*lines, asked=100)]) == []
    return world


def only(events):
    (event,) = events
    return event


def test_a_claim_is_held_and_the_leaderboard_and_the_map_are_asked_for():
    world = World("firsts")
    looks = [("beatmap", 0), ("board", 0), ("activity", 600)]
    assert world.looks(activity(line("rank", 60, rank=1), asked=100)) == looks


def test_a_play_is_a_reason_to_look_a_minute_later_and_further_ones_ten_minutes_after_that():
    world = World("firsts")
    first, second = play(7, 300.0, 60), play(8, 300.0, 130)
    assert [world.looks(one) for one in (first, first, second, second)] == [
        [("activity", 60)],
        [],
        [("activity", 590)],
        [],
    ]
    assert world.looks(activity(asked=125)) == [("activity", 595)]
    assert world.looks(play(9, 300.0, 600)) == []
    assert world.looks(play(9, 300.0, 600, passed=False)) == []


LAZER, STABLE = "bancho/board/osu/7", "bancho/stable/osu/7"


@pytest.mark.parametrize(
    ("claim", "boards"),
    [
        pytest.param(line("rank", 60, rank=1), [LAZER], id="a first place"),
        pytest.param(line("rank", 60, rank=1, where=""), [LAZER], id="a first place on v1, whatever it shows"),
        pytest.param(line("rank", 60, rank=1, where="stable"), [LAZER, STABLE], id="on stable's, without countries"),
        pytest.param(line("rank_lost", 60, where="stable"), [STABLE], id="a first place lost on stable's"),
        pytest.param(line("rank", 60, rank=27), [LAZER], id="another place"),
        pytest.param(line("rank", 60, rank=27, where="stable"), [LAZER], id="another place on stable's"),
        pytest.param(line("rank", 60, rank=27, where=""), [], id="another place on v1, which tells no countries"),
        pytest.param(line("rank", 60, rank=270), [], id="a place that no leaderboard shows"),
    ],
)
def test_which_leaderboards_are_asked_for(claim, boards):
    ((_, step),) = World("firsts").see(activity(claim, asked=100))
    assert [look.subject for look in step.looks if look.question == "board"] == boards


def test_a_first_place_is_told_with_whom_it_is_ahead_of():
    event = only(claimed(line("rank", 60, rank=1)).events([board(mine(), sol(), asked=101)]))
    assert (event.kind, event.subject, event.key) == (
        "first_place",
        "bancho/osu/2",
        "first_place/bancho/osu/2/7/1790000060",
    )
    said = FAMILY.words([event])
    assert said.title == "Mira: #1 on map 7"
    assert said.body.splitlines()[1] == "100 points ahead of Sol"


def test_a_first_place_lost_is_told_with_by_whom_and_by_how_much():
    event = only(claimed(line("rank_lost", 60)).events([board(sol(ended=59, score=950), mine(ended=-900), asked=101)]))
    assert (event.kind, event.facts.rival, event.facts.margin, event.facts.confirmed) == (
        "first_place_lost",
        "Sol",
        50,
        True,
    )
    assert FAMILY.words([event]).title == "Mira: lost #1 on map 7 to Sol"


@pytest.mark.parametrize(
    ("claim", "rows", "told"),
    [
        pytest.param(line("rank_lost", 60), [sol(ended=-999), mine(ended=-900)], [], id="an older play stands above"),
        pytest.param(line("rank_lost", 60), [mine(ended=-900), sol()], [], id="it was not lost"),
        pytest.param(
            line("rank_lost", 60, where=""), [mine(ended=-900), sol()], [False], id="perhaps on another board"
        ),
        pytest.param(line("rank_lost", 60), [mine(ended=200), sol(ended=59)], [False], id="taken back already"),
        pytest.param(line("rank", 60, rank=1), [sol(ended=90), mine()], [False], id="lost again already"),
        pytest.param(line("rank", 60, rank=1), [mine()], [True], id="nobody else there"),
    ],
)
def test_what_the_leaderboard_makes_of_a_claim(claim, rows, told):
    events = claimed(claim).events([board(*rows, asked=300)])
    assert [event.facts.confirmed for event in events] == told


def test_points_of_stable_and_lazer_are_not_compared():
    rows = [mine(lazer=True), sol(lazer=False)]
    assert only(claimed(line("rank", 60, rank=1)).events([board(*rows, asked=101)])).facts.margin is None


@pytest.mark.parametrize("ranks", [(1, 1), (1, 3), (3, 1)])
def test_the_rows_of_both_leaderboards_are_one_fact(ranks):
    lazer, stable = ranks
    world = claimed(line("rank", 61, rank=lazer), line("rank", 60, rank=stable, where="stable"))
    boards = [board(mine(), sol(), asked=101), board(mine(), sol(), asked=102, stable=True)]
    event = only(world.events(boards))
    assert (event.kind, event.happened) == ("first_place", 1_790_000_060_000)


def test_a_row_that_comes_in_a_later_answer_is_the_same_fact():
    world = claimed(line("rank", 60, rank=1))
    world.events([board(mine(), sol(), asked=101)])
    both = activity(line("rank", 60, rank=1), line("rank", 61, rank=4, where="stable"), asked=200)
    assert world.events([both]) == []


def test_taking_it_back_is_told_as_such():
    world = claimed(line("rank_lost", 60))
    world.events([board(sol(ended=59, score=950), mine(ended=-900), asked=101)])
    world.events([activity(line("rank", 400, rank=1), asked=450)])
    event = only(world.events([board(mine(ended=400, score=999), sol(ended=59), asked=451)]))
    assert event.facts.regained
    assert FAMILY.words([event]).title == "Mira: took back #1 on map 7"


def test_without_a_leaderboard_it_is_told_later_as_osu_told_it():
    world = claimed(line("rank", 60, rank=1))
    assert world.events([activity(line("rank", 60, rank=1), asked=500)]) == []
    event = only(world.events([activity(asked=700)]))
    assert (event.kind, event.facts.confirmed, event.facts.play) == ("first_place", False, None)
    assert world.events([board(mine(), sol(), asked=701), activity(asked=1400)]) == []


def test_a_leaderboard_of_before_the_claim_settles_nothing():
    assert claimed(line("rank", 60, rank=1)).events([board(sol(), asked=90)]) == []


def test_a_leaderboard_of_another_map_mode_or_kind_settles_nothing():
    world = claimed(line("rank", 60, rank=1))
    others = [
        board(play(8, 1.0, 60), asked=101),
        board(mine(), asked=101, mode=Mode.TAIKO),
        board(mine(), asked=101, stable=True),
    ]
    assert world.events(others) == []


def test_other_places_are_told_at_once():
    event = only(World("firsts").events([activity(line("rank", 60, rank=27, mode=Mode.TAIKO), asked=100)]))
    assert (event.kind, event.subject, event.facts.place) == ("placement", "bancho/taiko/2", 27)
    assert FAMILY.words([event]).title == "Mira (osu!taiko): #27 on map 7"


def test_the_memory_stays_small_and_nothing_old_comes_back():
    lines = [line("rank", 100 * n, rank=2, on=n) for n in range(1, 300)]
    world = World("firsts")
    assert (
        len(
            world.events(
                [activity(*lines[:n], asked=100 * n) for n in range(50, 300, 50)] + [activity(*lines, asked=30_000)]
            )
        )
        == 299
    )
    assert len(world.recall("bancho/user/2").known) == 128
    assert world.events([activity(*lines, asked=30_100)]) == []


# -- of a country ------------------------------------------------------------------------------------------------------


def of(country, *rows):
    return [structs.replace(row, country=country) for row in rows]


def miras(world, *seen):
    """The news of Mira alone: the others who stand there have theirs."""
    return [event for event in world.events(seen) if event.facts.player.id == 2]


@pytest.mark.parametrize(
    ("rows", "news"),
    [
        pytest.param([*of("JP", sol(score=950)), *of("NO", mine())], [("country_first", 2, "")], id="the only one"),
        pytest.param(of("NO", mine(), sol()), [("country_first", 1, "Sol")], id="ahead of a compatriot"),
        pytest.param(of("NO", sol(score=950), mine()), [], id="behind a compatriot"),
        pytest.param(of("NO", mine(ended=-100_000)), [], id="all along"),
        pytest.param([mine()], [], id="countries are not told"),
        pytest.param(of("NO", mine()), [("country_first", 1, "")], id="alone there"),
    ],
)
def test_the_first_place_of_a_country(rows, news):
    world = claimed(line("rank", -60, rank=300))
    events = miras(world, board(*rows, asked=101), board(*rows, asked=102))
    assert [(event.kind, event.facts.place, event.facts.rival) for event in events] == news


def test_it_is_lost_to_a_later_play_of_a_compatriot_only():
    world = claimed(line("rank", -60, rank=300))
    miras(world, board(*of("NO", mine(ended=60)), asked=101))
    [lost] = miras(world, board(*of("NO", sol(ended=200, score=950), mine(ended=60)), asked=300))
    assert (lost.kind, lost.facts.rival, lost.facts.margin) == ("country_first_lost", "Sol", 50)
    assert FAMILY.words([lost]).title == "Mira: no longer first of NO on map 7"
    [back] = miras(world, board(*of("NO", mine(ended=400, score=990), sol(ended=200)), asked=500))
    assert back.kind == "country_first"
    hidden = of("NO", sol(ended=-100_000, score=995), mine(ended=400, score=990))
    assert miras(world, board(*hidden, asked=600)) == [], "who had been hidden stands above again"


def test_it_is_lost_although_the_player_did_better_since_but_not_as_well():
    world = claimed(line("rank", -60, rank=300))
    miras(world, board(*of("NO", mine(ended=60)), asked=101))
    [lost] = miras(world, board(*of("NO", sol(ended=200, score=950), mine(ended=250, score=920)), asked=300))
    assert (lost.kind, lost.facts.rival, lost.facts.margin) == ("country_first_lost", "Sol", 30)
