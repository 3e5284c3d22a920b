"""Plays: in both formats, in a player's lists, on the leaderboard of a map, and in everybody's feed."""

from collections.abc import Mapping, Sequence

from watcher.simulator.http import Refused, number, zulu
from watcher.simulator.model import DAY, MODES, Hits, Score
from watcher.simulator.v2 import maps, users
from watcher.simulator.v2.ask import JSON, Ask, with_cursor
from watcher.simulator.world import World

Boards = Mapping[tuple[int, int], Sequence[Score]]
"""(map, mode) → the plays of its leaderboard, best first."""

# which judgement is which count of stable's, by mode
_NAMES = (
    {"great": "great", "ok": "ok", "meh": "meh", "miss": "miss", "large_tick_hit": "ticks", "slider_tail_hit": "tails"},
    {"great": "great", "ok": "ok", "miss": "miss"},
    {"great": "great", "large_tick_hit": "ok", "small_tick_hit": "meh", "small_tick_miss": "katu", "miss": "miss"},
    {"perfect": "geki", "great": "great", "good": "katu", "ok": "ok", "meh": "meh", "miss": "miss"},
)


def _judgements(mode: int, hits: Hits) -> JSON:
    """Zeroes are left out, as the server does."""
    return {name: getattr(hits, count) for name, count in _NAMES[mode].items() if getattr(hits, count)}


def _most(mode: int, hits: Hits) -> JSON:
    objects = hits.great + hits.ok + hits.meh + hits.miss
    if mode == 2:
        most = {"great": hits.great + hits.miss, "large_tick_hit": hits.ok, "small_tick_hit": hits.meh + hits.katu}
    elif mode == 3:
        most = {"perfect": objects + hits.geki + hits.katu}
    else:
        most = {"great": objects, "large_tick_hit": hits.ticks, "slider_tail_hit": hits.tails}
    return {name: count for name, count in most.items() if count}


def new(score: Score) -> JSON:
    """A play in the format since 2022. osu-web: ScoreTransformer."""
    most = _most(score.mode, score.hits)
    if not score.lazer and score.mode == 0:
        most["legacy_combo_increase"] = max(1, score.combo // 4)
    return {
        "classic_total_score": score.legacy_total or score.total * 8,
        "preserve": score.passed,
        "processed": score.processed is not None or not score.lazer,
        "ranked": score.ranked,
        "maximum_statistics": most,
        "mods": [{"acronym": mod.acronym} | ({"settings": mod.settings} if mod.settings else {}) for mod in score.mods],
        "statistics": _judgements(score.mode, score.hits),
        "beatmap_id": score.beatmap_id,
        "best_id": None,
        "id": score.id,
        "rank": score.grade,
        "type": "solo_score",
        "user_id": score.user_id,
        "accuracy": number(round(score.accuracy, 6)),
        "build_id": 8301 if score.lazer else None,
        "ended_at": zulu(score.ended),
        "has_replay": score.passed,
        "is_perfect_combo": score.perfect,
        "legacy_perfect": score.perfect,
        "legacy_score_id": score.legacy_id,
        "legacy_total_score": score.legacy_total,
        "max_combo": score.combo,
        "passed": score.passed,
        "pp": None if score.pp is None else number(score.pp),
        "ruleset_id": score.mode,
        "started_at": zulu(score.started) if score.lazer else None,
        "total_score": score.total,
        "replay": score.passed,
        "current_user_attributes": {"pin": None},
    } | ({"total_score_without_mods": score.total} if score.lazer else {})


def old(score: Score) -> JSON:
    """A play in the format before: lazer plays lose their mods' settings and show a score of 0."""
    shown = score.id if score.lazer else score.legacy_id
    return {
        "accuracy": score.accuracy,
        "best_id": shown if score.best else None,
        "created_at": zulu(score.ended),
        "id": shown,
        "max_combo": score.combo,
        "mode": MODES[score.mode],
        "mode_int": score.mode,
        "mods": [mod.acronym for mod in score.mods if mod.acronym != "CL"],
        "passed": score.passed,
        "perfect": score.perfect,
        "pp": None if score.pp is None or not score.best else number(score.pp),
        "rank": score.grade if score.lazer else score.stable_grade,
        "replay": score.passed,
        "score": score.legacy_total,
        "statistics": counts(score),
        "type": "solo_score" if score.lazer else f"score{'_best' if score.best else ''}_{MODES[score.mode]}",
        "user_id": score.user_id,
        "current_user_attributes": {"pin": None},
    }


def counts(score: Score) -> JSON:
    """Stable's counts; lazer plays have neither geki nor katu."""
    hits = score.hits
    return {
        "count_100": hits.ok,
        "count_300": hits.great,
        "count_50": hits.meh,
        "count_geki": None if score.lazer and score.mode != 3 else hits.geki,
        "count_katu": None if score.lazer and score.mode != 3 else hits.katu,
        "count_miss": hits.miss,
    }


def shown(ask: Ask, score: Score) -> JSON:
    """A play in the format asked for."""
    return new(score) if ask.new_scores else old(score)


def with_map(ask: Ask, score: Score) -> JSON:
    """A play with its map, its set and its player."""
    row = ask.world.maps[score.beatmap_id]
    return shown(ask, score) | {
        "beatmap": maps.plain(ask.world, row),
        "beatmapset": maps.short_set(ask.world, ask.world.sets[row.set_id]),
        "user": users.card(ask.world, ask.world.players[score.user_id]),
    }


def of_user(ask: Ask, who: str, kind: str) -> list[JSON]:
    """`/users/{id}/scores/{best|firsts|pinned|recent}`."""
    player = ask.user(who)
    mode = ask.mode(ask.request.one("mode") or None, player.main)
    start, limit = ask.page(5, 100)
    found = _LISTS[kind](ask, player.id, mode)
    rows = found[start : start + limit]
    ask.world.truth.asked(kind, player.id, MODES[mode], ask.now)
    if kind != "best":
        return [with_map(ask, score) for score in rows]
    return _weighted(ask, found, rows)


def _weighted(ask: Ask, found: Sequence[Score], rows: Sequence[Score]) -> list[JSON]:
    places = {id(score): place for place, score in enumerate(found)}
    answer = []
    # osu-web: UserScoreable – the page is cut from the cached list, then loses deleted rows and is put in order anew
    for score in sorted((row for row in rows if not row.removed), key=lambda row: -(row.pp or 0)):
        share = 100 * 0.95 ** places[id(score)]
        weight = {"percentage": number(share), "pp": number((score.pp or 0) * share / 100)}
        answer.append(with_map(ask, score) | {"weight": weight})
    return answer


def _best(ask: Ask, user_id: int, mode: int) -> list[Score]:
    """At most 200, from a search index that is asked only every 30 s."""

    def find() -> list[Score]:
        mine = ask.world.standing(user_id, mode)
        return [] if mine is None else mine.top[:200]

    kept: list[Score] = ask.shelf.get(("best", user_id, mode), ask.now, 30, find)
    return kept


def _recent(ask: Ask, user_id: int, mode: int) -> list[Score]:
    """The plays of the last 24 hours, newest first, 100 at most; fails only on request."""
    mine = ask.world.standing(user_id, mode)
    fails = ask.request.one("include_fails") in {"1", "true"}
    rows = [] if mine is None else [score for score in mine.recent if score.ended > ask.now - DAY]
    return sorted((row for row in reversed(rows) if row.passed or fails), key=lambda row: -row.ended)[:100]


def _firsts(ask: Ask, user_id: int, mode: int) -> list[Score]:
    """The maps on whose leaderboard the player stands first, newest first."""
    mine = ask.world.standing(user_id, mode)
    stable = ask.request.one("legacy_only") == "1"
    boards = ask.world.stable_boards if stable else ask.world.boards
    maps_played = set() if mine is None else {score.beatmap_id for score in [*mine.best.values(), *mine.recent]}
    tops = (board(ask.world, number, mode, boards)[:1] for number in maps_played)
    return sorted((row for top in tops for row in top if row.user_id == user_id), key=lambda row: -row.ended)[:100]


def _pinned(_ask: Ask, _user_id: int, _mode: int) -> list[Score]:
    """Nobody here pins anything."""
    return []


_LISTS = {"best": _best, "recent": _recent, "firsts": _firsts, "pinned": _pinned}


def board(world: World, beatmap_id: int, mode: int, boards: Boards | None = None) -> list[Score]:
    """The leaderboard of a map: one play each, without those of restricted players. By default the one of all plays."""
    rows = (world.boards if boards is None else boards).get((beatmap_id, mode), ())
    return [score for score in rows if not world.players[score.user_id].restricted]


def feed(ask: Ask) -> JSON:
    """`/scores`: everybody's ranked plays, oldest first, at most 1000 behind a cursor.

    osu-web: ScoresController. Fresh pages stop before the first play that is not processed and are cached 5 s; pages
    more than 10 000 ids behind are not cut and cached 600 s; more than 10 000 000 ids behind is an error.
    """
    word = ask.request.one("ruleset")
    if word and word not in MODES:
        raise Refused(422, {"error": "invalid ruleset parameter"})
    cursor = ask.cursor("id")
    newest = ask.world.newest_id()
    if cursor is not None and cursor < newest - 10_000_000:
        raise Refused(422, {"error": "cursor is too old"})
    old = cursor is not None and cursor < newest - 10_000
    mode = MODES.index(word) if word else None
    page: JSON = ask.shelf.get(
        ("feed", word, cursor), ask.now, 600 if old else 5, lambda: _page(ask.world, mode, cursor, old)
    )
    return page


def _page(world: World, mode: int | None, cursor: int | None, old: bool) -> JSON:
    rows = world.feed(mode, cursor, cut=not old)
    last = rows[-1].id if rows else cursor
    return {"scores": [new(score) for score in rows], **with_cursor(None if last is None else {"id": last})}


def one(ask: Ask, text: str) -> JSON:
    """`/scores/{id}`, in the new numbers. Raises Refused 404."""
    return _single(ask, ask.world.scores.get(int(text)))


def legacy(ask: Ask, mode: str, text: str) -> JSON:
    """`/scores/{mode}/{id}`, in the old numbers. Raises Refused 404."""
    number, wanted = ask.mode(mode), int(text)
    rows = ask.world.scores.values()
    return _single(ask, next((row for row in rows if row.legacy_id == wanted and row.mode == number), None))


def _single(ask: Ask, score: Score | None) -> JSON:
    if score is None or ask.world.players[score.user_id].restricted:
        raise Refused(404, {"error": "Invalid score id."})
    rows = board(ask.world, score.beatmap_id, score.mode)
    place = rows.index(score) + 1 if score in rows else None
    answer = with_map(ask, score)
    row, player = ask.world.maps[score.beatmap_id], ask.world.players[score.user_id]
    mapper = ask.world.players.get(row.owner)
    answer["beatmap"] |= {"max_combo": row.combo, "owners": maps.owners(ask.world, row)}
    answer["beatmap"] |= {"user": users.card(ask.world, mapper) if mapper else None}
    answer["user"] = users.wide(ask.world, player)
    return answer | {"rank_global": place, "replay_views": 0}
