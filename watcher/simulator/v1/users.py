"""`get_user` and the lists of a player's plays."""

from typing import Any

from watcher.simulator import scoring
from watcher.simulator.http import Request
from watcher.simulator.model import DAY, MODES, Happening, Player, Score, Standing
from watcher.simulator.v1 import html
from watcher.simulator.v1.texts import Row, date, flag, judged, mode, text, who
from watcher.simulator.world import World


def get_user(world: World, request: Request) -> list[dict[str, Any]]:
    """An array of one player, or of none."""
    player = who(world, request)
    if player is None:
        return []
    days = request.integer("event_days", 1, 1, 31)
    world.truth.asked("v1.user", player.id, "", world.now)
    mine = world.standing(player.id, mode(request))
    return [_account(player) | _numbers(world, player, mode(request), mine) | {"events": _events(world, player, days)}]


def _account(player: Player) -> Row:
    return {"user_id": str(player.id), "username": player.name, "join_date": date(player.joined)}


def _numbers(world: World, player: Player, number: int, mine: Standing | None) -> Row:
    if mine is None:
        return dict.fromkeys(_ORDER) | {"country": player.country}
    great, ok, meh, _ = mine.hits
    grades = mine.grades
    found = {
        "count300": great,
        "count100": ok,
        "count50": meh,
        "playcount": mine.play_count,
        "ranked_score": mine.ranked_score,
        "total_score": mine.total_score,
        # who is inactive has no pp here, but still a rank
        "pp_rank": world.place(mine.pp, number),
        "level": round(scoring.level(mine.total_score), 4),
        "pp_raw": 0 if mine.ladder is None else mine.pp,
        "accuracy": mine.accuracy * 100,
        "count_rank_ss": grades["ss"],
        "count_rank_ssh": grades["ssh"],
        "count_rank_s": grades["s"],
        "count_rank_sh": grades["sh"],
        "count_rank_a": grades["a"],
        "country": player.country,
        "total_seconds_played": mine.play_time,
        "pp_country_rank": world.place(mine.pp, number, player.country),
    }
    return {name: value if isinstance(value, str) else text(value) for name, value in found.items()}


_ORDER = (
    "count300", "count100", "count50", "playcount", "ranked_score", "total_score", "pp_rank", "level", "pp_raw",
    "accuracy", "count_rank_ss", "count_rank_ssh", "count_rank_s", "count_rank_sh", "count_rank_a", "country",
    "total_seconds_played", "pp_country_rank",
)  # fmt: skip


def _events(world: World, player: Player, days: int) -> list[Row]:
    since = world.now - days * DAY
    rows = [row for row in world.activity[player.id] if row.at >= since]
    return [_event(world, row) for row in reversed(rows)]


def _event(world: World, row: Happening) -> Row:
    beatmap_id = row.facts.get("beatmap_id")
    set_id = world.maps[beatmap_id].set_id if beatmap_id else row.facts.get("set_id")
    return {
        "display_html": html.sentence(world, row),
        "beatmap_id": str(beatmap_id) if beatmap_id else None,
        "beatmapset_id": str(set_id) if set_id else None,
        "date": date(row.at),
        "epicfactor": str(row.epic),
    }


def get_user_best(world: World, request: Request) -> list[Row]:
    """The best stable plays by pp, 10 by default, 100 at most."""
    player = who(world, request)
    mine = player and world.standing(player.id, mode(request))
    rows = sorted(mine.stable.values(), key=lambda score: -(score.pp or 0)) if mine else []
    if player:
        world.truth.asked("v1.best", player.id, MODES[mode(request)], world.now)
    return [_best(score) for score in rows[: request.integer("limit", 10, 1, 100)]]


def _best(score: Score) -> Row:
    head: Row = {"beatmap_id": str(score.beatmap_id), "score_id": str(score.legacy_id)}
    return head | judged(score) | {"pp": text(score.pp or 0), "replay_available": flag(True)}


def get_user_recent(world: World, request: Request) -> list[Row]:
    """The stable plays of the last 24 hours, newest first, fails included; 10 by default, 50 at most."""
    player = who(world, request)
    mine = player and world.standing(player.id, mode(request))
    rows = [score for score in mine.recent if not score.lazer and score.ended > world.now - DAY] if mine else []
    if player:
        world.truth.asked("v1.recent", player.id, MODES[mode(request)], world.now)
    rows.reverse()  # of the same second, the later one first
    rows.sort(key=lambda score: -score.ended)
    return [_recent(score) for score in rows[: request.integer("limit", 10, 1, 50)]]


def _recent(score: Score) -> Row:
    # the id stands last, and only bests have one
    head: Row = {"beatmap_id": str(score.beatmap_id)}
    return head | judged(score) | {"score_id": str(score.legacy_id) if score.legacy_id else None}
