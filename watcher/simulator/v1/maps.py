"""`get_beatmaps`, `get_scores` and `get_replay`."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from watcher.simulator import scoring
from watcher.simulator.http import Request
from watcher.simulator.model import LOVED, MODES, RANKED, Difficulty, MapSet, Mod, Score
from watcher.simulator.v1.texts import Row, date, flag, judged, mode, text, who
from watcher.simulator.world import World

_HARDER = {2: "EZ", 16: "HR", 64: "DT", 256: "HT", 1024: "FL"}  # other mods change no difficulty


def get_beatmaps(world: World, request: Request) -> list[Row]:
    """One row per difficulty, 500 at most. Without a filter: pending maps, in no order to rely on."""
    limit = request.integer("limit", 500, 1, 500)
    wanted = _wanted(world, request)
    found = [(row, made) for row in world.maps.values() if wanted(row, made := world.sets[row.set_id])]
    if request.one("since"):
        found.sort(key=lambda pair: pair[1].ranked_at or 0)
    elif not any(request.one(name) for name in "sbuh"):
        found = [pair for pair in found if pair[1].status <= 0][::-1]
    bits = request.integer("mods", 0, 0, 2**31)
    return [_row(world, row, made, bits) for row, made in found[:limit]]


def _wanted(world: World, request: Request) -> Callable[[Difficulty, MapSet], bool]:
    """Whether a difficulty is asked for."""
    asked = {name: request.one(name) for name in ("b", "s", "h", "u", "m", "a", "since")}
    creator, number = who(world, request), mode(request)

    def is_wanted(row: Difficulty, made: MapSet) -> bool:
        return (
            not made.deleted
            and (not asked["b"] or asked["b"] == str(row.id))
            and (not asked["s"] or asked["s"] == str(made.id))
            and (not asked["h"] or asked["h"] == row.checksum)
            and (not asked["u"] or (creator is not None and creator.id == made.creator))
            and (not asked["m"] or row.mode == number or (asked["a"] == "1" and row.mode == 0))
            and (not asked["since"] or _since(asked["since"], made))
        )

    return is_wanted


def _since(asked: str, made: MapSet) -> bool:
    """Approved or loved since then; qualified ones are not among them."""
    if made.status not in {RANKED, 2, LOVED} or made.ranked_at is None:
        return False
    try:
        begin = datetime.fromisoformat(asked).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return False
    return made.ranked_at >= begin * 1000


def _row(world: World, row: Difficulty, made: MapSet, bits: int) -> Row:
    creator = world.players.get(made.creator)
    mods = [Mod(word) for bit, word in _HARDER.items() if bits & bit]
    stars = scoring.stars(row, mods)
    return {
        "beatmapset_id": str(made.id),
        "beatmap_id": str(row.id),
        "approved": str(made.status),
        "total_length": str(row.length),
        "hit_length": str(row.length - row.length // 10),
        "version": row.version,
        "file_md5": row.checksum,
        "diff_size": text(row.cs),
        "diff_overall": text(row.od),
        "diff_approach": text(row.ar),
        "diff_drain": text(row.hp),
        "mode": str(row.mode),
        "count_normal": str(row.circles),
        "count_slider": str(row.sliders),
        "count_spinner": str(row.spinners),
        "submit_date": date(made.submitted),
        "approved_date": None if made.ranked_at is None else date(made.ranked_at),
        "last_update": date(made.updated),
        "artist": made.artist,
        "artist_unicode": None if made.plain else made.artist,
        "title": made.title,
        "title_unicode": None if made.plain else made.title,
        "creator": creator.name if creator else "",
        "creator_id": str(made.creator),
        "bpm": text(row.bpm),
        "source": made.source,
        "tags": made.tags,
        "genre_id": str(made.genre),
        "language_id": str(made.language),
        "favourite_count": str(made.favourites),
        "rating": "8.5" if made.status > 0 else "0",
        "storyboard": flag(made.storyboard),
        "video": flag(made.video),
        "download_unavailable": "0",
        "audio_unavailable": "0",
        "playcount": str(row.plays),
        "passcount": str(row.passes),
        "packs": f"S{made.id}" if made.status == RANKED else None,
        "max_combo": str(row.combo),
        "diff_aim": text(round(stars * 0.52, 5)) if row.mode in {0, 2} else None,
        "diff_speed": text(round(stars * 0.47, 5)) if row.mode == 0 else None,
        "difficultyrating": text(round(stars, 5)),
    }


def get_scores(world: World, request: Request) -> list[Row]:
    """The leaderboard of stable, 50 rows by default, 100 at most; with `u` only that player's, whatever the limit."""
    wanted, limit = request.one("mods"), request.integer("limit", 50, 1, 100)
    rows = list(_board(world, request))
    world.truth.asked("v1.board", request.integer("b", 0, 0, 2**31), MODES[mode(request)], world.now)
    if request.one("u"):
        player = who(world, request)
        rows, limit = [row for row in rows if player and row.user_id == player.id], 100
    if wanted.isdigit():
        rows = [row for row in rows if scoring.bits(row.mods) == int(wanted)]
    return [_ranked(world, row) for row in rows[:limit]]


def _board(world: World, request: Request) -> Iterator[Score]:
    number = request.integer("b", 0, 0, 2**31)
    for row in world.stable_boards.get((number, mode(request)), ()):
        if not world.players[row.user_id].restricted:
            yield row


def _ranked(world: World, score: Score) -> Row:
    found = judged(score)
    begin: Row = {"score_id": str(score.legacy_id), "score": found.pop("score")}
    begin["username"] = world.players[score.user_id].name
    return begin | found | {"pp": None if score.pp is None else text(score.pp), "replay_available": flag(True)}


def get_replay(world: World, request: Request) -> dict[str, str]:
    """The keys pressed, packed; where there is none, the answer is an error with status 200."""
    rows = list(_board(world, request))
    player = who(world, request)
    found = any(str(row.legacy_id) == request.one("s") or (player and row.user_id == player.id) for row in rows)
    if not found:
        return {"error": "Replay not available."}
    return {"content": b64encode(b"\x5d\x00\x00\x20\x00" + bytes(59)).decode(), "encoding": "base64"}
