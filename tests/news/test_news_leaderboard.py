"""A watched map: which plays on its leaderboard are news, and which moves are not."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import board, play

from watcher.osu.nouns import Mod

FAMILY = FAMILIES["leaderboard"]
SOL = play(7, 250.0, -9000, user_id=3, username="Sol", score=800)
KEI = play(7, 200.0, -8000, user_id=4, username="Kei", score=700)


def mira(score, ended=60, **more):
    return play(7, 300.0, ended, score=score, username="Mira", **more)


def second_look(*rows, asked=100):
    world = World("leaderboard")
    assert world.events([board(SOL, KEI, asked=0)]) == []
    return [(event.kind, event.facts.place) for event in world.events([board(*rows, asked=asked)])]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param([SOL, KEI], [], id="nothing_changes"),
        pytest.param([KEI, SOL], [], id="reordered without a play"),
        pytest.param([KEI], [], id="somebody left"),
        pytest.param([SOL, KEI, mira(600, ended=-7000)], [], id="an old play bubbles in"),
        pytest.param([mira(900), SOL, KEI], [("board_first", 1)], id="a new first"),
        pytest.param([SOL, mira(750), KEI], [("board_top", 2)], id="a new row"),
        pytest.param([SOL, mira(750, ended=-300), KEI], [("board_top", 2)], id="one that came late"),
        pytest.param(
            [mira(900, full_combo=True), SOL, KEI], [("board_first", 1), ("board_full_combo", 1)], id="a full combo"
        ),
    ],
)
def test_what_a_second_look_tells(rows, told):
    assert second_look(*rows) == told


def test_a_full_combo_completes_the_message_of_its_place():
    world = World("leaderboard")
    first, combo = world.events([board(SOL, asked=0), board(mira(900, full_combo=True), SOL, asked=100)])
    assert combo.about == first.key
    said = FAMILY.words([first, combo])
    assert said.title == "Mira: full combo, #1 on map 7"
    assert said.body.splitlines()[1] == "100 points ahead of Sol"


def test_an_answer_without_rows_takes_nobody_away():
    world = World("leaderboard")
    empty = structs.replace(board(SOL, asked=100), plays=())
    assert world.events([board(SOL, asked=0), empty, board(SOL, asked=200)]) == []


def test_several_in_one_look_are_told_oldest_first():
    assert second_look(mira(900, ended=80), play(7, 1.0, 70, user_id=5, score=850), SOL) == [
        ("board_top", 2),
        ("board_first", 1),
    ]


def test_a_row_that_vanishes_and_comes_back_is_not_told_again():
    world = World("leaderboard")
    looks = [board(SOL, asked=0), board(mira(900), SOL, asked=100), board(SOL, asked=200)]
    assert len(world.events(looks)) == 1
    assert world.events([board(mira(900), SOL, asked=300)]) == []


def test_the_board_of_stable_is_another_one():
    world = World("leaderboard")
    world.events([board(SOL, asked=0)])
    assert world.events([board(mira(900), SOL, asked=100, stable=True)]) == []
    assert set(world.memories) == {"bancho/board/osu/7", "bancho/stable/osu/7"}


def facts(*rows, before=(SOL, KEI)):
    world = World("leaderboard")
    world.events([board(*before, asked=0)])
    return world.events([board(*rows, asked=100)])[0].facts


def test_a_given_player_enters_and_the_place_before_is_known():
    assert facts(SOL, mira(750), KEI).place_before is None
    assert facts(mira(900), SOL, before=(SOL, KEI, mira(650, ended=-500))).place_before == 3


@pytest.mark.parametrize(
    ("mods", "place"),
    [(("HR",), 1), (("DT", "HD"), 2), (("HD", "NC", "CL"), 2), ((), 1)],
    ids=["nobody else", "the second", "nightcore is double time, and CL is no mod", "without mods"],
)
def test_the_place_among_those_with_the_same_mods(mods, place):
    sol = structs.replace(SOL, mods=(Mod("HD"), Mod("DT")))
    mine = mira(750, mods=tuple(map(Mod, mods)))
    assert facts(sol, mine, structs.replace(KEI, mods=(Mod("HR"),))).mods_place == place


def of(country, *rows):
    return tuple(structs.replace(row, country=country) for row in rows)


@pytest.mark.parametrize(
    ("before", "rows", "rival"),
    [
        pytest.param(of("NO", SOL), of("NO", mira(900), SOL), "Sol", id="taken from a compatriot"),
        pytest.param(of("JP", SOL), (*of("JP", SOL), *of("NO", mira(750))), "", id="the first one of a country"),
        pytest.param(of("NO", SOL), of("NO", SOL, mira(750)), None, id="a compatriot stands above"),
        pytest.param(
            of("NO", mira(810, ended=-500), SOL), of("NO", mira(900), SOL), None, id="improved, but first all along"
        ),
        pytest.param((SOL,), (mira(900), SOL), None, id="countries are not told"),
    ],
)
def test_the_first_place_of_a_country(before, rows, rival):
    world = World("leaderboard")
    world.events([board(*before, asked=0)])
    firsts = [event for event in world.events([board(*rows, asked=100)]) if event.kind == "board_country_first"]
    assert [event.facts.country_rival for event in firsts] == ([] if rival is None else [rival])
    for event in firsts:
        assert FAMILY.words([event]).title.endswith("(first of NO) on map 7")
