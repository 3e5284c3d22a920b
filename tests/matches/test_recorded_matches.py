"""Recorded matches, look by look: what is told and how it stands.

The recordings are other people's data and not part of this project: WATCHER_ANSWERS says where they are.
"""

import json
import os
from pathlib import Path

import pytest
from msgspec import structs

from watcher.news import families
from watcher.osu.v1 import reading, translation
from watcher.series import Terms

ANSWERS = os.environ.get("WATCHER_ANSWERS")
pytestmark = pytest.mark.skipif(not ANSWERS, reason="WATCHER_ANSWERS does not say where the recordings are")
MATCH = families()["match"]
LOOKS = (
    "constructed/v1__get_match__t0*",
    "constructed/v1__get_match__t1*",
    "constructed/v1__get_match__t2*",
    "constructed/v1__get_match__t3*",
    "constructed/v1__get_match__t4*",
    "constructed/v1__get_match__t5*",
    "v1/get_match__teamvs_two_aborted*",
)


def seen(pattern, asked):
    (path,) = Path(ANSWERS).glob(pattern)
    return translation.match(reading.match(json.loads(path.read_text())), {}, "bancho", asked)


def events_of(patterns):
    memory, events = MATCH.start(0), []
    for number, pattern in enumerate(patterns):
        step = MATCH.diff(memory, seen(pattern, 1_700_000_000_000 + number), 0)
        memory = step.memory
        events += step.events
    return events


def test_a_final_look_by_look():
    events = events_of(LOOKS)
    assert len({event.key for event in events}) == len(events)
    kinds = [event.kind for event in events]
    assert (kinds.count("match_game"), kinds.count("match_finished")) == (10, 1)
    aborted = [event.facts.game_id for event in events if event.kind == "match_game_aborted"]
    assert aborted == [538152481, 538154296]
    end = events[-1].facts
    assert (end.games, end.wins, end.winner) == (10, {"red": 6, "blue": 4}, "")


def test_its_series_by_the_terms_of_a_watch():
    terms = Terms(best_of=11, red="Russian Federation")
    told = [event.facts.under(terms) for event in events_of(LOOKS) if event.kind in {"match_game", "match_finished"}]
    *_, last, end = told
    assert (last.stage, end.winner_name, sorted(end.wins.values())) == ("won", end.names[end.winner], [4, 6])
    assert end.names == {"red": "Russian Federation", "blue": "France"}
    assert [one.stage for one in told[:-1]].count("won") == 1


@pytest.mark.parametrize("skipped", range(1, len(LOOKS) - 1))
def test_a_look_that_was_missed_costs_no_game_and_no_point(skipped):
    calm, blind = events_of(LOOKS), events_of([*LOOKS[:skipped], *LOOKS[skipped + 1 :]])
    finished = [[(e.key, e.facts.wins) for e in events if e.kind == "match_game"] for events in (calm, blind)]
    assert finished[0] == finished[1]
    assert calm[-1].facts == blind[-1].facts


@pytest.mark.parametrize(("of", "team"), [("tag_coop", False), ("tag_team_vs", True), ("team_tie", True)])
def test_ways_to_play_that_have_no_single_winner(of, team):
    lobby = before_it_began(seen(f"constructed/v1__get_match__{of}*", 1))
    step = MATCH.diff(MATCH.diff(None, lobby, 0).memory, seen(f"constructed/v1__get_match__{of}*", 2), 0)
    games = [event.facts for event in step.events if event.kind == "match_game"]
    assert games
    assert all((set(game.totals) == {"red", "blue"}) == team for game in games)
    if of != "tag_team_vs":
        assert any(game.winner == "" for game in games)


def before_it_began(match):
    return type(match)(
        server=match.server,
        id=match.id,
        name=match.name,
        started=match.started,
        ended=None,
        asked=match.asked,
        moved=match.started,
    )


BITS = {1: "NF", 2: "EZ", 8: "HD", 16: "HR", 64: "DT", 1024: "FL"}
SIDES = {"2": "Russian Federation", "1": "France"}
FIRST_TO = 6


def raw_games():
    """The finished games as the recording has them: nothing of ours has touched them."""
    (path,) = Path(ANSWERS).glob(LOOKS[-1])
    answer = json.loads(path.read_text())
    return answer["match"]["name"], [game for game in answer["games"] if game["end_time"]]


def reckoned():
    """The messages of all games, put together here from the recording alone."""
    name, games = raw_games()
    wins = dict.fromkeys(SIDES.values(), 0)
    for number, game in enumerate(games, 1):
        sums = dict.fromkeys(SIDES.values(), 0)
        for score in game["scores"]:
            sums[SIDES[score["team"]]] += int(score["score"]) if score["pass"] == "1" else 0
        winner = max(sums, key=sums.get)
        wins[winner] += 1
        red, blue = SIDES.values()
        close = [side for side in wins if wins[side] == FIRST_TO - 1]
        stands = f"match point for {close[0]}" if len(close) == 1 else "the next win decides" if close else "best of 11"
        stands = f"{winner} wins the series" if wins[winner] == FIRST_TO else stands
        best = sorted(game["scores"], key=lambda score: -int(score["score"]))[:3]
        mods = "".join(said for bit, said in BITS.items() if int(game["mods"]) & bit)
        yield (
            f"{name}, game {number}: {winner} wins by {abs(sums[red] - sums[blue]):,}\n"
            f"map {game['beatmap_id']}{' +' + mods if mods else ''} · {sums[red]:,} – {sums[blue]:,}\n"
            f"{red} {wins[red]} – {wins[blue]} {blue} · {stands} · "
            + ", ".join(f"player {score['user_id']} {int(score['score']):,}" for score in best)
        )


def test_every_message_of_a_final_word_by_word():
    terms = Terms(best_of=11, red="Russian Federation")
    told = []
    for event in events_of(LOOKS):
        if event.kind == "match_game":
            said = MATCH.words([structs.replace(event, facts=event.facts.under(terms))])
            told.append(f"{said.title}\n{said.body}")
    assert told == list(reckoned())
    assert len(told) == 10
