"""Stable matches."""

from watcher.simulator.http import Refused, number, offset, zulu
from watcher.simulator.model import MODES, Game, GameScore, Match, MatchEvent
from watcher.simulator.v2 import maps, scores, users
from watcher.simulator.v2.ask import JSON, Ask, with_cursor
from watcher.simulator.world import World

SCORING = ("score", "accuracy", "combo", "scorev2")
TEAMS = ("head-to-head", "tag-coop", "team-vs", "tag-team-vs")
NO_MATCH = {"error": "Specified LegacyMatch\\LegacyMatch couldn't be found."}


def _head(row: Match) -> JSON:
    return {
        "id": row.id,
        "start_time": offset(row.started),
        "end_time": None if row.ended is None else offset(row.ended),
        "name": row.name,
    }


def _event(ask: Ask, row: Match, event: MatchEvent) -> JSON:
    detail = {"type": event.kind} | ({"text": row.name} if event.game else {})
    answer: JSON = {"id": event.id, "detail": detail, "timestamp": offset(event.at), "user_id": event.user_id}
    return answer | ({"game": _game(ask, row, event.game)} if event.game else {})


def _game(ask: Ask, row: Match, game: Game) -> JSON:
    answer: JSON = {
        "beatmap_id": game.beatmap_id,
        "id": game.id,
        "start_time": zulu(game.started),
        "end_time": None if game.ended is None else zulu(game.ended),
        "match_id": row.id,
        "mode": MODES[game.mode],
        "mode_int": game.mode,
        "scoring_type": SCORING[game.scoring],
        "team_type": TEAMS[game.teams],
        "mods": [mod.acronym for mod in game.mods],
    }
    if (found := _map(ask.world, game.beatmap_id)) is not None:
        answer["beatmap"] = found
    return answer | {"scores": [_score(ask, game, score) for score in game.scores]}


def _map(world: World, beatmap_id: int) -> JSON | None:
    """The map of a game; there is none where it was deleted."""
    found = world.maps.get(beatmap_id)
    if found is None or world.sets[found.set_id].deleted:
        return None
    return maps.short(world, found) | {"beatmapset": maps.short_set(world, world.sets[found.set_id])}


def _score(ask: Ask, game: Game, row: GameScore) -> JSON:
    place = {"slot": row.slot, "team": row.team, "pass": row.alive}
    if ask.new_scores:
        nothing = {
            "id": None,
            "best_id": None,
            "pp": None,
            "legacy_score_id": None,
            "legacy_total_score": row.score.total,
        }
        return scores.new(row.score) | nothing | {"type": "legacy_match_score", "passed": row.alive, "match": place}
    return scores.old(row.score) | {
        "created_at": zulu(game.started),
        "id": None,
        "best_id": None,
        "pp": None,
        "score": row.score.total,
        "type": "legacy_match_score",
        "passed": row.alive,
        "replay": False,
        "match": place,
    }


def one(ask: Ask, text: str) -> JSON:
    """`/matches/{id}?before=&after=&limit=`: oldest first; without bounds the last 100. A game is one row."""
    row = ask.world.matches.get(int(text))
    if row is None:
        raise Refused(404, NO_MATCH)
    if row.private:
        raise Refused(403, {"error": None})
    limit = ask.request.integer("limit", 100, 1, 101)
    after = ask.request.integer("after", 0, 0, 2**62)
    before = ask.request.integer("before", 2**62, 0, 2**62)
    rows = [event for event in row.events if after < event.id < before]
    page = rows[:limit] if after else rows[-limit:]
    running = [event.game for event in row.events if event.game]
    alive = running and running[-1].ended is None and not row.ended
    return {
        "match": _head(row),
        "events": [_event(ask, row, event) for event in page],
        "users": _people(ask.world, page),
        "first_event_id": row.events[0].id,
        "latest_event_id": row.events[-1].id,
        "current_game_id": running[-1].id if alive else None,
    }


def _people(world: World, page: list[MatchEvent]) -> list[JSON]:
    ids = {event.user_id for event in page if event.user_id} | {
        s.user_id for e in page if e.game for s in e.game.scores
    }
    return [users.with_country(world, world.players[number]) for number in sorted(ids) if number in world.players]


def listing(ask: Ask) -> JSON:
    """`/matches?limit=&sort=&active=&cursor[match_id]=`: those that are not private, newest first."""
    limit, sort = ask.request.integer("limit", 50, 1, 50), ask.request.one("sort") or "id_desc"
    active, cursor = ask.request.one("active"), ask.cursor("match_id")
    forward = sort == "id_asc"
    rows = sorted(ask.world.matches.values(), key=lambda row: row.id, reverse=not forward)
    rows = [row for row in rows if not row.private and (not active or (active == "1") == (row.ended is None))]
    if cursor is not None:
        rows = [row for row in rows if (row.id > cursor if forward else row.id < cursor)]
    page = rows[:limit]
    last = {"match_id": page[-1].id} if len(rows) > limit else None
    params = {"limit": number(limit), "sort": sort, "active": None if not active else active == "1"}
    return {"matches": [_head(row) for row in page], "params": params, **with_cursor(last)}
