"""Leaderboards: of a map, and of players by pp, score or country."""

from bisect import bisect_left

from watcher.simulator import creation, names, scoring
from watcher.simulator.http import Refused, number
from watcher.simulator.model import MODES, Player, Score
from watcher.simulator.v2 import maps, scores, users
from watcher.simulator.v2.ask import JSON, Ask, with_cursor

PAGE, PAGES = 50, 200
STABLE = frozenset({"1", "true"})


def _rows(ask: Ask, beatmap_id: int, mode: int) -> list[Score]:
    stable = ask.request.one("legacy_only") in STABLE
    boards = ask.world.stable_boards if stable else ask.world.boards
    found = [row for row in boards.get((beatmap_id, mode), ()) if not ask.world.players[row.user_id].restricted]
    mods = ask.request.many("mods")
    if not mods:
        return found
    wanted = {word for word in mods if word != "NM"}
    return [row for row in found if {mod.acronym for mod in row.mods} - {"CL"} == wanted]


def _with_user(ask: Ask, score: Score) -> JSON:
    return scores.shown(ask, score) | {"user": users.ranked(ask.world, ask.world.players[score.user_id])}


def of_map(ask: Ask, text: str) -> JSON:
    """`/beatmaps/{id}/scores`: 50 rows by default, 100 at most. Lists of friends and countries need a user's token."""
    row = maps.known(ask, text)
    if ask.request.one("type") in {"country", "friend"}:
        raise Refused(422, {"error": "Only supporters can use this ranking."})
    if ask.world.status(row.id) <= 0:
        return {"scores": []}
    mode = ask.mode(ask.request.one("mode") or None, row.mode)
    where = "stable_board" if ask.request.one("legacy_only") in STABLE else "board"
    ask.world.truth.asked(where, row.id, MODES[mode], ask.now)
    found = _rows(ask, row.id, mode)
    limit = ask.request.integer("limit", 50, 1, 100)
    return {"scores": [_with_user(ask, score) for score in found[:limit]], "score_count": len(found)}


def of_map_and_user(ask: Ask, text: str, who: str) -> JSON:
    """`/beatmaps/{id}/scores/users/{u}`: the player's best there and its place. Raises Refused 404."""
    row = maps.known(ask, text)
    found = _rows(ask, row.id, ask.mode(ask.request.one("mode") or None, row.mode))
    for place, score in enumerate(found, 1):
        if str(score.user_id) == who:
            return {"position": place, "score": scores.with_map(ask, score)}
    raise Refused(404, {"error": None})


def all_of_user(ask: Ask, text: str, who: str) -> JSON:
    """`/beatmaps/{id}/scores/users/{u}/all`: every passed play of the player there, highest score first."""
    row, player = maps.known(ask, text), ask.user(who)
    mode = ask.mode(ask.request.one("mode") or ask.request.one("ruleset") or None, row.mode)
    mine = ask.world.standing(player.id, mode)
    kept = [] if mine is None else [*mine.recent, *(each for each in [mine.best.get(row.id)] if each)]
    found = {score.id: score for score in kept if score.beatmap_id == row.id and score.passed}
    return {"scores": [scores.shown(ask, each) for each in sorted(found.values(), key=lambda each: -each.total)]}


def ranking(ask: Ask, mode: str, kind: str) -> JSON:
    """`/rankings/{mode}/{type}`: 50 a page, by `page` or `cursor[page]`; page 200 is the last."""
    if kind not in {"performance", "global", "score", "country", "charts", "team"}:
        raise Refused(404, {"error": "invalid type specified"})
    page = min(max(ask.cursor("page") or ask.request.integer("page", 1, 1, PAGES), 1), PAGES)
    number = ask.mode(mode)
    if kind == "country":
        return _countries(ask, number)
    if kind == "charts":
        return _chart(number)
    rows = _by_score(ask, number, page) if kind == "score" else _by_pp(ask, number, page)
    more = {"page": page + 1} if page < PAGES and (kind != "score" or len(rows) == PAGE) else None
    return {**with_cursor(more), "ranking": rows, "total": PAGE * PAGES}


def _ladder(ask: Ask, mode: int) -> list[Player]:
    country, world = ask.request.one("country"), ask.world
    ids = [user for (user, played), mine in world.standings.items() if played == mode and mine.ladder is not None]
    return [world.players[each] for each in ids if not country or world.players[each].country == country]


def _by_score(ask: Ask, mode: int, page: int) -> list[JSON]:
    """The people of this world; the strangers between them are not listed."""
    people = sorted(_ladder(ask, mode), key=lambda player: -ask.world.reached(player.id, mode).ranked_score)
    return [_line(ask, player, mode) for player in people[(page - 1) * PAGE : page * PAGE]]


def _by_pp(ask: Ask, mode: int, page: int) -> list[JSON]:
    """The people of this world at their ranks, and strangers at the others."""
    country = ask.request.one("country")
    places = {ask.world.rank(player.id, mode, country) or 0: player for player in _ladder(ask, mode)}
    known = sorted(places)
    rows = []
    for rank in range((page - 1) * PAGE + 1, page * PAGE + 1):
        here = places.get(rank)
        strangers = rank - bisect_left(known, rank)
        rows.append(_line(ask, here, mode) if here else _stranger(ask, rank, strangers, mode))
    return rows


def _line(ask: Ask, player: Player, mode: int) -> JSON:
    row = users.statistics(ask.world, player, mode)
    return _dressed(ask, row, player, mode)


def _stranger(ask: Ask, rank: int, nth: int, mode: int) -> JSON:
    """The stranger at a rank. `nth`: how many strangers stand so high; who overtakes one makes him no other."""
    world, country = ask.world, ask.request.one("country")
    share = names.COUNTRIES[country][2] if country else 1.0
    nation = [*names.COUNTRIES].index(country) + 1 if country else 0
    player = creation.stranger(world.seed, 30_000_000 + 100_000 * nation + nth, world.start)
    player.country = country or player.country
    row = users.statistics(world, player, mode)
    pp = scoring.pp_at(nth, mode, share)
    row |= {"pp": number(pp), "global_rank": world.place(pp, mode) if country else rank, "is_ranked": True}
    return _dressed(ask, row, player, mode, rank)


def _dressed(ask: Ask, row: JSON, player: Player, mode: int, rank: int | None = None) -> JSON:
    country = ask.request.one("country")
    if country:
        row["country_rank"] = rank or ask.world.rank(player.id, mode, country)
    else:
        row["rank_change_since_30_days"] = creation.chance(ask.world.seed, "month", player.id).randrange(-500, 500)
    return row | {"user": users.ranked(ask.world, player)}


def _countries(ask: Ask, mode: int) -> JSON:
    sums: dict[str, JSON] = {}
    for (user, played), mine in ask.world.standings.items():
        if played == mode and mine.ladder is not None:
            code = ask.world.players[user].country
            row = sums.setdefault(code, {"code": code, **dict.fromkeys(_SUMMED, 0)})
            for name, value in zip(_SUMMED, (1, mine.play_count, mine.ranked_score, mine.pp), strict=True):
                row[name] = number(round(row[name] + value, 3))
            row["country"] = {"code": code, "name": names.COUNTRIES[code][0]}
    rows = sorted(sums.values(), key=lambda row: -row["performance"])
    return {**with_cursor(None), "ranking": rows[:PAGE], "total": len(rows)}


_SUMMED = ("active_users", "play_count", "ranked_score", "performance")


def _chart(mode: int) -> JSON:
    day = "2026-06-01T00:00:00+00:00"
    chart = {"end_date": day, "id": 300, "mode_specific": True, "name": f"Spotlight {MODES[mode]}"}
    chart |= {"start_date": day, "type": "monthly", "participant_count": 0}
    return {"beatmapsets": [], "ranking": [], "spotlight": chart}
