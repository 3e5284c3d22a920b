"""`get_match`: always the whole match."""

from typing import Any

from watcher.simulator import scoring
from watcher.simulator.http import Request
from watcher.simulator.model import Game, GameScore
from watcher.simulator.v1.texts import date, flag
from watcher.simulator.world import World

_TEAMS = {"none": "0", "blue": "1", "red": "2"}


def get_match(world: World, request: Request) -> dict[str, Any]:
    """A match; `{"match":0,"games":[]}` for one that is unknown or private."""
    row = world.matches.get(request.integer("mp", 0, 0, 2**62))
    if row is None or row.private:
        return {"match": 0, "games": []}
    head = {
        "match_id": str(row.id),
        "name": row.name,
        "start_time": date(row.started),
        "end_time": None if row.ended is None else date(row.ended),
    }
    return {"match": head, "games": [_game(game) for game in row.games]}


def _game(game: Game) -> dict[str, Any]:
    return {
        "game_id": str(game.id),
        "start_time": date(game.started),
        "end_time": None if game.ended is None else date(game.ended),
        "beatmap_id": str(game.beatmap_id),
        "play_mode": str(game.mode),
        "match_type": "0",
        "scoring_type": str(game.scoring),
        "team_type": str(game.teams),
        "mods": str(scoring.bits(game.mods)),
        "scores": [_score(game, row) for row in game.scores],
    }


def _score(game: Game, row: GameScore) -> dict[str, str | None]:
    score, hits = row.score, row.score.hits
    return {
        "slot": str(row.slot),
        "team": _TEAMS[row.team],
        "user_id": str(row.user_id),
        "score": str(score.total),
        "maxcombo": str(score.combo),
        "rank": "0",
        "count50": str(hits.meh),
        "count100": str(hits.ok),
        "count300": str(hits.great),
        "countmiss": str(hits.miss),
        "countgeki": str(hits.geki),
        "countkatu": str(hits.katu),
        "perfect": flag(score.perfect),
        "pass": flag(row.alive),
        # a player's own mods, where the game leaves them free
        "enabled_mods": str(scoring.bits(score.mods)) if game.freemod else None,
    }
