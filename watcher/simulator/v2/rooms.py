"""Lazer's multiplayer rooms. Here aborts are said explicitly, and scores hang on the playlist."""

from collections.abc import Iterable

from watcher.simulator.http import Refused, offset
from watcher.simulator.model import Game, Match, MatchEvent
from watcher.simulator.v2 import maps, scores, users
from watcher.simulator.v2.ask import JSON, Ask
from watcher.simulator.world import World

NO_ROOM = {"error": "Specified Multiplayer\\Room couldn't be found."}


def _known(ask: Ask, text: str) -> Match:
    found = ask.world.rooms.get(int(text))
    if found is None:
        raise Refused(404, NO_ROOM)
    return found


def _head(row: Match) -> JSON:
    games = row.games
    return {
        "id": row.id,
        "name": row.name,
        "description": None,
        "category": row.category,
        "status": "playing" if games and games[-1].ended is None and not games[-1].aborted else "idle",
        "type": "playlists" if row.playlist else "team_versus",
        "user_id": row.host,
        "starts_at": offset(row.started),
        "ends_at": None if (ends := row.ended or row.closes) is None else offset(ends),
        "max_attempts": None,
        "max_participants": None,
        "participant_count": len(row.players),
        "channel_id": row.id + 60_000_000,
        "active": row.ended is None,
        "has_password": row.private,
        "queue_mode": "host_only",
        "auto_skip": False,
        "pinned": False,
    }


def _item(world: World, row: Match, game: Game) -> JSON:
    found = world.maps[game.beatmap_id]
    return {
        "id": game.id,
        "room_id": row.id,
        "beatmap_id": game.beatmap_id,
        "created_at": offset(game.started),
        "ruleset_id": game.mode,
        "allowed_mods": [],
        "required_mods": [{"acronym": mod.acronym} for mod in game.mods],
        "freestyle": False,
        "expired": game.ended is not None,
        "owner_id": row.host,
        "playlist_order": None,
        "played_at": None if game.ended is None else offset(game.ended),
        "beatmap": maps.short(world, found)
        | {
            "beatmapset": maps.short_set(world, world.sets[found.set_id]),
            "checksum": found.checksum,
            "max_combo": found.combo,
        },
    }


def _current(world: World, row: Match, game: Game) -> JSON:
    found = _item(world, row, game)
    del found["beatmap"]["checksum"], found["beatmap"]["max_combo"]
    return found


def _people(world: World, row: Match, others: Iterable[int] = ()) -> list[JSON]:
    return [users.with_country(world, world.players[each]) for each in dict.fromkeys([*row.players, *others])]


def listing(ask: Ask) -> list[JSON] | JSON:
    """`/rooms`: a bare list, or an object for clients that say they know it. The default group is playlists."""
    kind, mode = ask.request.one("type_group") or "playlists", ask.request.one("mode") or "active"
    category = ask.request.one("category")
    rows = [row for row in reversed(list(ask.world.rooms.values())) if row.playlist == (kind == "playlists")]
    rows = [row for row in rows if category in {"", row.category}]
    rows = [row for row in rows if mode == "all" or (row.ended is None) == (mode != "ended")]
    found = [_listed(ask.world, row) for row in rows[: ask.request.integer("limit", 250, 1, 250)]]
    return {"rooms": found, "cursor": None, "cursor_string": None} if ask.version >= 99_999_999 else found


def _listed(world: World, row: Match) -> JSON:
    games = row.games
    stars = [maps.short(world, world.maps[game.beatmap_id])["difficulty_rating"] for game in games]
    return _head(row) | {
        "current_playlist_item": _current(world, row, games[-1]) if games else None,
        "difficulty_range": {"max": max(stars, default=0), "min": min(stars, default=0)},
        "host": users.with_country(world, world.players[row.host]),
        "playlist_item_stats": {
            "count_active": sum(game.ended is None for game in games),
            "count_total": len(games),
            "ruleset_ids": sorted({game.mode for game in games}),
        },
        "recent_participants": [users.card(world, world.players[each]) for each in row.players[:10]],
    }


def one(ask: Ask, text: str) -> JSON:
    """`/rooms/{id}`."""
    row, world = _known(ask, text), ask.world
    return _head(row) | {
        "host": users.with_country(world, world.players[row.host]),
        "playlist": [_item(world, row, game) for game in row.games],
        "recent_participants": [users.card(world, world.players[each]) for each in row.players],
    }


def leaderboard(ask: Ask, text: str) -> JSON:
    """`/rooms/{id}/leaderboard`: 50 rows at most, by total score."""
    row, world = _known(ask, text), ask.world
    sums = {each: [game for game in row.games if any(s.user_id == each for s in game.scores)] for each in row.players}
    rows = [_sum(world, row, user_id, games) for user_id, games in sums.items() if games]
    return {"leaderboard": sorted(rows, key=lambda each: -each["total_score"])[:50], "user_score": None}


def _sum(world: World, row: Match, user_id: int, games: list[Game]) -> JSON:
    mine = [score.score for game in games for score in game.scores if score.user_id == user_id]
    return {
        "accuracy": sum(score.accuracy for score in mine) / len(mine),
        "attempts": len(mine),
        "completed": len(mine),
        "pp": 0,
        "room_id": row.id,
        "total_score": sum(score.total for score in mine),
        "user_id": user_id,
        "user": users.ranked(world, world.players[user_id]),
    }


def item_scores(ask: Ask, text: str, item: str) -> JSON:
    """`/rooms/{id}/playlist/{item}/scores`: highest first, always in the new format."""
    row = _known(ask, text)
    game = next((game for game in row.games if str(game.id) == item), None)
    if game is None:
        raise Refused(404, NO_ROOM)
    found = sorted(_scores(row, game), key=lambda each: -each["total_score"])
    for score in found:
        score["user"] = users.ranked(ask.world, ask.world.players[score["user_id"]])
    return {"params": {"limit": 50, "sort": "score_desc"}, "scores": found, "total": len(found), "user_score": None} | {
        "cursor": None,
        "cursor_string": None,
    }


def _scores(row: Match, game: Game) -> list[JSON]:
    return [
        {"playlist_item_id": game.id, "room_id": row.id, "solo_score_id": 6_000_000_000 + game.id * 16 + each.slot}
        | scores.new(each.score)
        | {"id": 6_000_000_000 + game.id * 16 + each.slot, "passed": each.alive}
        for each in game.scores
    ]


def events(ask: Ask, text: str) -> JSON:
    """`/rooms/{id}/events?after=&before=&limit=`: oldest first; the last id is `last_event_id` here."""
    row, world = _known(ask, text), ask.world
    if row.playlist:
        raise Refused(422, {"error": "Room events are only available for realtime rooms."})
    limit = ask.request.integer("limit", 100, 1, 101)
    after = ask.request.integer("after", 0, 0, 2**62)
    before = ask.request.integer("before", 2**62, 0, 2**62)
    rows = [event for event in row.events if after < event.id < before]
    page = rows[:limit] if after else rows[-limit:]
    games = list({event.game.id: event.game for event in page if event.game}.values())
    found = [world.maps[number] for number in dict.fromkeys(game.beatmap_id for game in games)]
    return {
        "beatmaps": [maps.short(world, each) | {"checksum": each.checksum, "max_combo": each.combo} for each in found],
        "beatmapsets": [
            maps.short_set(world, world.sets[number]) for number in dict.fromkeys(each.set_id for each in found)
        ],
        "current_playlist_item_id": row.games[-1].id if row.games else None,
        "events": [_event(event) for event in page],
        "first_event_id": row.events[0].id,
        "last_event_id": row.events[-1].id,
        "playlist_items": [_played(world, row, game) for game in games],
        "room": _head(row),
        "users": _people(world, row, (event.user_id for event in page if event.user_id)),
    }


def _event(event: MatchEvent) -> JSON:
    return {
        "created_at": offset(event.at),
        "event_type": event.kind,
        "id": event.id,
        "playlist_item_id": event.game.id if event.game else None,
        "user_id": event.user_id,
    }


def _played(world: World, row: Match, game: Game) -> JSON:
    found = _item(world, row, game)
    found.pop("beatmap")
    teams = {str(user_id): side for user_id, side in row.sides.items()}
    details = {"room_type": "team_versus", "teams": teams, "started_at": offset(game.started)}
    return found | {"details": details, "scores": _scores(row, game)}
