"""How a series is counted: warm-ups, games left out, best of, match point, tie-breaker, and what nobody said."""

import pytest

from watcher.series import Outcome, Terms, near, ratings, series, team_names

R, B, T = "red", "blue", ""
BEST_OF_5 = Terms(best_of=5)


def after(winners, terms):
    return series([Outcome(number, winner) for number, winner in enumerate(winners, 1)], terms)


@pytest.mark.parametrize(
    ("winners", "terms", "wins", "stage", "winner"),
    [
        pytest.param([], BEST_OF_5, {}, "", "", id="nothing_was_played"),
        pytest.param([R, B, R], Terms(), {R: 2, B: 1}, "", "", id="nobody_said_best_of"),
        pytest.param([R, R, B], Terms(warmups=2), {B: 1}, "", "", id="two_warmups"),
        pytest.param([R, R], Terms(warmups=2, best_of=3), {}, "warm-up", "", id="in_the_warmup"),
        pytest.param([R, B, R], Terms(exclude=(2,)), {R: 2}, "", "", id="a_game_is_left_out"),
        pytest.param([R, B], Terms(exclude=(2,), best_of=3), {R: 1}, "excluded", "", id="the_last_is_left_out"),
        pytest.param([R], BEST_OF_5, {R: 1}, "open", "", id="open"),
        pytest.param([R, R], BEST_OF_5, {R: 2}, "match point", "", id="match_point"),
        pytest.param([R, R, B, B], BEST_OF_5, {R: 2, B: 2}, "tie-breaker", "", id="tie_breaker"),
        pytest.param([R, R, B, B, B], BEST_OF_5, {R: 2, B: 3}, "won", B, id="won"),
        pytest.param([R, R, R, B], BEST_OF_5, {R: 3}, "after", R, id="a_farewell_map_does_not_count"),
        pytest.param([R, T, R, R], BEST_OF_5, {R: 3}, "won", R, id="a_tie_is_nobodys"),
        pytest.param([B], Terms(best_of=1), {B: 1}, "won", B, id="a_single_game_decides"),
        pytest.param(["2", "3", "2"], Terms(best_of=3), {"2": 2, "3": 1}, "won", "2", id="players_each_alone"),
    ],
)
def test_how_it_stands(winners, terms, wins, stage, winner):
    found = after(winners, terms)
    assert (found.wins, found.stage, found.winner) == (wins, stage, winner)


@pytest.mark.parametrize(
    ("winners", "sides"),
    [([R], ()), ([R, R], (R,)), ([R, R, B, B], (R, B)), ([R, R, R], ())],
)
def test_who_needs_one_more_win(winners, sides):
    assert near(after(winners, BEST_OF_5), BEST_OF_5) == sides


NAME = "ACR: (Norway) vs (Japan)"


@pytest.mark.parametrize(
    ("name", "terms", "names"),
    [
        pytest.param(NAME, Terms(), ("Red", "Blue"), id="the_name_does_not_say_who_is_red"),
        pytest.param(NAME, Terms(red="Norway"), ("Norway", "Japan"), id="the_other_one_follows"),
        pytest.param(NAME, Terms(red="japan"), ("japan", "Norway"), id="sides_swapped"),
        pytest.param(NAME, Terms(blue="Norway"), ("Japan", "Norway"), id="blue_named"),
        pytest.param(NAME, Terms(red="Us", blue="Them"), ("Us", "Them"), id="both_named"),
        pytest.param("a room", Terms(red="Us"), ("Us", "Blue"), id="a_name_without_teams"),
        pytest.param("acr:(A b)vs. (C)", Terms(red="c"), ("c", "A b"), id="written_loosely"),
    ],
)
def test_what_the_teams_are_called(name, terms, names):
    assert tuple(team_names(name, terms).values()) == names


def test_the_best_took_part_in_at_least_half_of_the_games():
    counted = [Outcome(1, R, {2: 1.2, 3: 0.8}), Outcome(2, R, {2: 1.1, 3: 0.9}), Outcome(3, B, {4: 1.9, 3: 0.1})]
    assert ratings(counted) == {2: (2, pytest.approx(1.15)), 3: (3, pytest.approx(0.6))}
    assert list(ratings(counted)) == [2, 3]
