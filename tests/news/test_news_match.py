"""A match from the room's opening to its end: what is told, what is only counted, and who won."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import at, game, match, result

from watcher.news.match.outcome import outcome, shares
from watcher.osu.nouns import Mod
from watcher.series import Terms, ratings, series

RED = game(1, result(2, 500_000, "red"), result(3, 400_000, "blue"), ended=500)
BLUE = game(2, result(2, 300_000, "red"), result(3, 400_000, "blue"), ended=800)
LAST = game(3, result(2, 600_000, "red"), result(3, 200_000, "blue"), ended=1100)
RUNNING = game(2, ended=None)
ABORTED = game(2, ended=None, aborted=True)


def opened(*games, asked=10):
    """A match that was being played when the watch began."""
    world = World("match", began=at(asked))
    assert world.events([match(*games, asked=asked)]) == []
    return world


def told(events):
    return [(event.kind, getattr(event.facts, "game_id", None)) for event in events]


def test_a_match_from_start_to_end():
    world = opened()
    looks = [
        match(game(1, ended=None), asked=400),
        match(RED, asked=510),
        match(RED, RUNNING, asked=700),
        match(RED, BLUE, asked=810),
        match(RED, BLUE, LAST, asked=1200, ended=1190),
    ]
    events = world.events([seen for seen in looks for _ in range(2)])
    assert told(events) == [
        ("match_game_started", 1),
        ("match_game", 1),
        ("match_game_started", 2),
        ("match_game", 2),
        ("match_game", 3),
        ("match_finished", None),
    ]
    end = events[-1].facts
    assert (end.games, end.wins, end.winner_name, end.mvp) == (3, {"red": 2, "blue": 1}, "", "Mira")
    said = FAMILIES["match"].words(events[-1:])
    assert said.title == "ACR: (Norway) vs (Japan) is over: Red 2 – 1 Blue"
    assert said.body == "3 games in 19 min\nMVP: Mira (1.16×), then Sol (0.84×)"


def test_a_look_in_mid_match_counts_what_it_finds_and_tells_what_follows():
    (event,) = opened(RED, RUNNING, asked=700).events([match(RED, BLUE, asked=810)])
    assert (event.facts.game_id, event.facts.number, event.facts.wins) == (2, 2, {"red": 1, "blue": 1})


def test_a_match_that_was_over_when_the_watch_began_is_never_told():
    ended = match(RED, BLUE, asked=5000, ended=900)
    assert World("match", began=at(4000)).events([ended, ended]) == []


@pytest.mark.parametrize(
    ("began", "expected"),
    [
        (0, [("match_game", 1), ("match_game_aborted", 2), ("match_game", 3), ("match_finished", None)]),
        (499, [("match_game", 1), ("match_game_aborted", 2), ("match_game", 3), ("match_finished", None)]),
        (500, [("match_game_aborted", 2), ("match_game", 3), ("match_finished", None)]),
        (700, [("match_game", 3), ("match_finished", None)]),
        (1100, [("match_finished", None)]),
        (1190, []),
    ],
)
def test_what_happened_after_the_watch_began_is_told_however_late_the_first_look_comes(began, expected):
    world = World("match", began=at(began))
    events = world.events([match(RED, ABORTED, LAST, asked=2000, ended=1190)])
    assert told(events) == expected
    counted = [event.facts.so_far for event in events if hasattr(event.facts, "so_far") and event.facts.so_far]
    before = sum(ended <= began for ended in (500, 1100))
    assert counted == ([before] if before and expected else [])


def test_an_aborted_game_is_not_a_finished_one_and_does_not_count():
    world = opened(RED, RUNNING, asked=700)
    replayed = game(3, result(2, 1, "red"), result(3, 2, "blue"), ended=1100)
    events = world.events(
        [match(RED, ABORTED, game(3, ended=None), asked=900), match(RED, ABORTED, replayed, asked=1200)]
    )
    assert told(events) == [("match_game_aborted", 2), ("match_game_started", 3), ("match_game", 3)]
    assert events[-1].facts.number == 2


def test_a_look_that_shows_only_the_latest_games_forgets_none():
    world = opened(RED, asked=510)
    (event,) = world.events([match(BLUE, asked=810)])
    assert (event.facts.number, event.facts.wins) == (2, {"red": 1, "blue": 1})
    assert world.events([match(RED, BLUE, asked=820)]) == []


def test_a_game_whose_map_is_unknown_asks_for_it_and_one_whose_map_is_deleted_does_not():
    world = opened()
    assert world.looks(match(RED, asked=510)) == [("beatmap", 0)]
    deleted = game(4, result(2, 5, "red"), result(3, 4, "blue"), ended=1500, beatmap_id=0)
    assert world.looks(match(RED, deleted, asked=1510)) == []


def test_a_finished_game_reads_well():
    world = opened(RED, asked=510)
    won = game(2, result(2, 300_000, "red"), result(3, 412_345, "blue"), ended=800, mods=(Mod("NF"), Mod("HR")))
    said = FAMILIES["match"].words(world.events([match(RED, won, asked=810)]))
    assert said.title == "ACR: (Norway) vs (Japan), game 2: Blue wins by 112,345"
    assert said.body == (
        "map 702 +NFHR · 300,000 – 412,345\n"
        "Red 1 – 1 Blue · with 1 game from before the watch began · Sol 412,345, Mira 300,000"
    )


VERSUS = {"teams": "head_to_head"}


@pytest.mark.parametrize(
    ("played", "winner"),
    [
        pytest.param(RED, ("red", 100_000), id="teams by score"),
        pytest.param(
            game(1, result(2, 9, "red", passed=False), result(3, 1, "blue"), ended=9),
            ("blue", 1),
            id="a failed player adds nothing to the team",
        ),
        pytest.param(game(1, result(2, 5, "red"), result(3, 5, "blue"), ended=9), ("", 0), id="team_tie"),
        pytest.param(game(1, result(2, 5), result(3, 7), result(4, 6), ended=9, **VERSUS), ("3", 1), id="each alone"),
        pytest.param(game(1, result(2, 5), result(3, 7, passed=False), ended=9, **VERSUS), ("2", 5), id="one failed"),
        pytest.param(game(1, result(2, 5), ended=9, **VERSUS), ("", 0), id="a single player wins against nobody"),
        pytest.param(game(1, result(2, 5), result(3, 7), ended=9, teams="tag_coop"), ("", 0), id="tag_coop"),
        pytest.param(
            game(1, result(2, 5, "red"), result(3, 7, "blue"), ended=9, teams="tag_team_vs"),
            ("blue", 2),
            id="tag_team_vs",
        ),
        pytest.param(
            game(1, result(2, 9, accuracy=0.9), result(3, 7, accuracy=0.955), ended=9, scoring="accuracy", **VERSUS),
            ("3", 5.5),
            id="by accuracy, in percent",
        ),
        pytest.param(
            game(1, result(2, 9, max_combo=10), result(3, 7, max_combo=300), ended=9, scoring="combo", **VERSUS),
            ("3", 290),
            id="by combo",
        ),
        pytest.param(game(1, ended=9), ("", 0), id="nobody played"),
    ],
)
def test_who_won(played, winner):
    assert outcome(played) == winner


def test_the_most_valuable_player_took_part_in_at_least_half_of_the_games():
    solo = game(4, result(4, 1_000_000, "red"), result(3, 100_000, "blue"), ended=1500)
    world = opened()
    events = world.events([match(RED, BLUE, LAST, solo, asked=2000, ended=1900)])
    assert events[-1].facts.mvp == "Mira"
    assert shares(RED) == {2: pytest.approx(1.111, abs=0.001), 3: pytest.approx(0.889, abs=0.001)}
    assert shares(game(1, result(2, 5), ended=9)) == {}


def test_a_memory_of_the_first_version_keeps_its_score_and_its_best_player():
    old = {
        "games": [1, 2, 3],
        "open": [1, 2, 3],
        "gone": [],
        "wins": {"red": 2},
        "tallies": {2: (3, 3.6), 3: (2, 1.6)},
        "over": False,
    }
    memory = FAMILIES["match"].upgrade(1, old)
    found = series(memory.played, Terms())
    assert (found.wins, [one.game_id for one in memory.played]) == ({"red": 2}, [1, 2, 3])
    assert ratings(found.counted) == {2: (3, pytest.approx(1.2)), 3: (2, pytest.approx(0.8))}
    with pytest.raises(ValueError, match="version 0"):
        FAMILIES["match"].upgrade(0, old)


def test_a_map_that_is_started_is_said_with_the_series_as_the_watch_counts_it():
    (event,) = opened(RED, asked=510).events([match(RED, RUNNING, asked=700)])
    facts = event.facts.under(Terms(best_of=9, blue="Norway"))
    said = FAMILIES["match"].words([structs.replace(event, facts=facts)])
    assert said.title == "ACR: (Norway) vs (Japan): now map 702"
    assert said.body == "Japan 1 – 0 Norway · best of 9"


def test_a_room_is_linked_as_one():
    world = World("match")
    assert world.events([match(asked=10, room=True)]) == []
    (event,) = world.events([match(RED, asked=510, room=True)])
    assert (event.subject, event.key) == ("bancho/room/105", "match_game/bancho/room/105/1")
    assert FAMILIES["match"].words([event]).url == "https://osu.ppy.sh/multiplayer/rooms/105"


def test_sixteen_players_each_alone():
    scores = [result(number, number * 1000) for number in range(1, 17)]
    (event,) = opened(asked=10).events([match(game(1, *scores, ended=500, teams="head_to_head"), asked=510)])
    assert (event.facts.winner, len(event.facts.results), event.facts.results[0].name) == ("16", 16, "player 16")
    assert (
        FAMILIES["match"].words([event]).body
        == "map 701\nplayer 16 1 · player 16 16,000, player 15 15,000, player 14 14,000"
    )


def test_two_games_between_two_looks():
    events = opened(asked=10).events([match(RED, BLUE, asked=900)])
    assert told(events) == [("match_game", 1), ("match_game", 2)]
    assert [event.facts.wins for event in events] == [{"red": 1}, {"red": 1, "blue": 1}]
