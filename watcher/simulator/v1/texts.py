"""How API v1 writes things: everything is text or null."""

from datetime import UTC, datetime

from watcher.simulator.http import Request
from watcher.simulator.model import Player, Score
from watcher.simulator.scoring import bits
from watcher.simulator.world import World

Row = dict[str, str | None]


def date(at: int) -> str:
    """A time in ms UTC as `2026-07-03 08:55:20`, without a zone."""
    return f"{datetime.fromtimestamp(at // 1000, UTC):%Y-%m-%d %H:%M:%S}"


def text(value: float) -> str:
    """A number without an empty fraction."""
    return str(int(value)) if value == int(value) else str(value)


def flag(value: bool) -> str:
    """`"0"` or `"1"`."""
    return "1" if value else "0"


def who(world: World, request: Request) -> Player | None:
    """The player of `u`: read as `type` says, else guessed – a name of digits only is then taken for an id."""
    asked, kind = request.one("u"), request.one("type")
    if kind == "id" or (kind != "string" and asked.isdigit()):
        return world.player(int(asked)) if asked.isdigit() else None
    return world.player(asked)


def mode(request: Request) -> int:
    """The mode of `m`, osu! by default."""
    return request.integer("m", 0, 0, 3)


def judged(score: Score) -> Row:
    """What every play has, in the order of the wire."""
    hits = score.hits
    return {
        "score": str(score.legacy_total),
        "maxcombo": str(score.combo),
        "count50": str(hits.meh),
        "count100": str(hits.ok),
        "count300": str(hits.great),
        "countmiss": str(hits.miss),
        "countkatu": str(hits.katu),
        "countgeki": str(hits.geki),
        "perfect": flag(score.perfect),
        "enabled_mods": str(bits(score.mods)),
        "user_id": str(score.user_id),
        "date": date(score.ended),
        "rank": score.stable_grade,
    }
