"""What is told of a match: the facts of a finished game and of the whole series. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from watcher import facts as samples
from watcher.events import Cause, Event
from watcher.facts import MapFacts
from watcher.news.match.outcome import outcome, points
from watcher.osu import keys
from watcher.osu.nouns import Game, Match, Mod


class ResultFacts(Struct, frozen=True, kw_only=True):
    """One player's result. `accuracy` is percent, `team` is `red`, `blue` or empty, `mods` the effective ones."""

    user_id: int
    name: str
    team: str
    score: int
    accuracy: float
    combo: int
    misses: int
    grade: str
    passed: bool
    mods: tuple[Mod, ...]


class MatchGameStartedFacts(Struct, frozen=True, kw_only=True):
    """A game of a match began.

    match_id, match_name, game_id: of the match and the game. mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    scoring: `score`, `accuracy`, `combo` or `score_v2`.
    teams: `head_to_head`, `tag_coop`, `team_vs` or `tag_team_vs`.
    mods: those of the whole game. wins: the series so far, per `red` and `blue`, or per player's id.
    names: how people say those.
    """

    match_id: int
    match_name: str
    game_id: int
    mode: str
    scoring: str
    teams: str
    map: MapFacts
    mods: tuple[Mod, ...]
    wins: dict[str, int]
    names: dict[str, str]


class MatchGameAbortedFacts(MatchGameStartedFacts, frozen=True, kw_only=True):
    """A game of a match was aborted: it will never end.

    match_id, match_name, game_id: of the match and the game. mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    scoring: `score`, `accuracy`, `combo` or `score_v2`.
    teams: `head_to_head`, `tag_coop`, `team_vs` or `tag_team_vs`.
    mods: those of the whole game. wins: the series so far, per `red` and `blue`, or per player's id.
    names: how people say those.
    """


class MatchGameFacts(Struct, frozen=True, kw_only=True):
    """A finished game of a match.

    match_id, match_name, game_id: of the match and the game.
    number: which game it was, aborted ones left out. mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    scoring: `score`, `accuracy`, `combo` or `score_v2`.
    teams: `head_to_head`, `tag_coop`, `team_vs` or `tag_team_vs`.
    mods: those of the whole game.
    winner: `red`, `blue`, a player's id, or empty (a tie, or a shared effort); winner_name: how people say it.
    margin: by how much, in what the game is scored by (accuracy in percent).
    wins: the series so far, in the terms of `winner`; names: how people say those.
    results: one per player, best first.
    """

    match_id: int
    match_name: str
    game_id: int
    number: int
    mode: str
    scoring: str
    teams: str
    map: MapFacts
    winner: str
    winner_name: str
    margin: float
    wins: dict[str, int]
    names: dict[str, str]
    results: tuple[ResultFacts, ...]
    mods: tuple[Mod, ...] = ()


class MatchFinishedFacts(Struct, frozen=True, kw_only=True):
    """A match that was closed.

    match_id, match_name: of the match. games: how many were finished.
    wins: per `red` and `blue`, or per player's id; names: how people say those.
    winner: who won most games, empty for a tie; winner_name: how people say it. seconds: how long the room was open.
    mvp: the name of the player with the best rating, empty where nobody was compared; mvp_rating: 1 is average.
    """

    match_id: int
    match_name: str
    games: int
    wins: dict[str, int]
    names: dict[str, str]
    winner: str
    winner_name: str
    seconds: int
    mvp: str = ""
    mvp_rating: float = 0.0


def _side(winner: str, names: Mapping[int, str]) -> str:
    return {"red": "Red", "blue": "Blue", "": ""}.get(winner) or names.get(int(winner), f"player {winner}")


def _sides(wins: Mapping[str, int], names: Mapping[int, str]) -> dict[str, str]:
    return {side: _side(side, names) for side in wins}


def game_started(seen: Match, game: Game, wins: dict[str, int]) -> Event:
    """The event of a game that began, or of one that will never end."""
    facts = (MatchGameAbortedFacts if game.aborted else MatchGameStartedFacts)(
        match_id=seen.id,
        match_name=seen.name,
        game_id=game.id,
        mode=game.mode.value,
        scoring=game.scoring,
        teams=game.teams,
        map=_map(game),
        mods=game.mods,
        wins=wins,
        names=_sides(wins, seen.names),
    )
    happened = seen.asked if game.aborted else game.started
    return _event("match_game_aborted" if game.aborted else "match_game_started", seen, f"/{game.id}", happened, facts)


def game_finished(seen: Match, game: Game, wins: dict[str, int], number: int) -> Event:
    """The event of a finished game; `wins` and `number` count it already."""
    winner, margin = outcome(game)
    facts = MatchGameFacts(
        match_id=seen.id,
        match_name=seen.name,
        game_id=game.id,
        number=number,
        mode=game.mode.value,
        scoring=game.scoring,
        teams=game.teams,
        map=_map(game),
        winner=winner,
        winner_name=_side(winner, seen.names) if winner else "",
        margin=margin,
        wins=wins,
        names=_sides(wins, seen.names),
        results=_results(game, seen.names),
        mods=game.mods,
    )
    return _event("match_game", seen, f"/{game.id}", game.ended or game.started, facts)


def _map(game: Game) -> MapFacts:
    return MapFacts.of(game.beatmap) if game.beatmap else MapFacts(id=game.beatmap_id)


def _event(kind: str, seen: Match, which: str, happened: int, facts: Struct) -> Event:
    subject = keys.match(seen.server, seen.id)
    return Event(
        key=f"{kind}/{subject}{which}",
        kind=kind,
        subject=subject,
        cause=Cause.PLAYED,
        happened=happened,
        facts=facts,
    )


def _results(game: Game, names: Mapping[int, str]) -> tuple[ResultFacts, ...]:
    ranking = sorted(game.scores, key=lambda score: points(game, [score]), reverse=True)
    return tuple(
        ResultFacts(
            user_id=score.user_id,
            name=names.get(score.user_id, f"player {score.user_id}"),
            team=score.team,
            score=score.score,
            accuracy=round(score.accuracy * 100, 4),
            combo=score.max_combo,
            misses=score.misses,
            grade=score.grade,
            passed=score.passed,
            mods=score.mods,
        )
        for score in ranking
    )


def finished(seen: Match, wins: dict[str, int], games: int, ratings: Mapping[int, float]) -> Event:
    """The event of a closed match. `ratings`: per player's id, see `outcome.shares`."""
    leaders = sorted(wins.items(), key=lambda side: side[1], reverse=True)
    tied = not leaders or (len(leaders) > 1 and leaders[0][1] == leaders[1][1])
    winner = "" if tied else leaders[0][0]
    best = max(ratings, key=lambda user_id: ratings[user_id], default=None)
    ended = seen.ended or seen.asked
    facts = MatchFinishedFacts(
        match_id=seen.id,
        match_name=seen.name,
        games=games,
        wins=wins,
        names=_sides(wins, seen.names),
        winner=winner,
        winner_name=_side(winner, seen.names) if winner else "",
        seconds=(ended - seen.started) // 1000,
        mvp=_side(str(best), seen.names) if best is not None else "",
        mvp_rating=round(ratings[best], 2) if best is not None else 0.0,
    )
    return _event("match_finished", seen, "", ended, facts)


_BEGUN: dict[str, Any] = {
    "match_id": 105,
    "match_name": "ACR: (Norway) vs (Japan)",
    "game_id": 7,
    "mode": "osu",
    "scoring": "score_v2",
    "teams": "team_vs",
    "map": samples.MAP,
    "mods": (Mod("NF"),),
    "wins": {"red": 2, "blue": 1},
    "names": {"red": "Red", "blue": "Blue"},
}

SAMPLES: dict[str, Struct] = {
    "match_game_started": MatchGameStartedFacts(**_BEGUN),
    "match_game_aborted": MatchGameAbortedFacts(**_BEGUN),
    "match_game": MatchGameFacts(
        match_id=105,
        match_name="ACR: (Norway) vs (Japan)",
        game_id=7,
        number=4,
        mode="osu",
        scoring="score_v2",
        teams="team_vs",
        map=samples.MAP,
        winner="red",
        winner_name="Red",
        margin=120_345,
        wins={"red": 3, "blue": 1},
        names={"red": "Red", "blue": "Blue"},
        results=(
            ResultFacts(
                user_id=2,
                name="Mira",
                team="red",
                score=987_654,
                accuracy=98.76,
                combo=1204,
                misses=0,
                grade="S",
                passed=True,
                mods=(Mod("HD"),),
            ),
        ),
        mods=(Mod("NF"),),
    ),
    "match_finished": MatchFinishedFacts(
        match_id=105,
        match_name="ACR: (Norway) vs (Japan)",
        games=9,
        wins={"red": 5, "blue": 4},
        names={"red": "Red", "blue": "Blue"},
        winner="red",
        winner_name="Red",
        seconds=3600,
        mvp="Mira",
        mvp_rating=1.31,
    ),
}
