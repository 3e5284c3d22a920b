"""Sets: one of them, those of a mapper, a search, and what happens to them."""

from datetime import UTC, datetime

from watcher.simulator import scoring
from watcher.simulator.http import Refused, number, offset
from watcher.simulator.model import (
    APPROVED,
    DAY,
    GRAVEYARD,
    LOVED,
    MODES,
    PENDING,
    QUALIFIED,
    RANKED,
    WIP,
    Difficulty,
    MapEvent,
    MapSet,
    Mod,
)
from watcher.simulator.v2 import maps, users
from watcher.simulator.v2.ask import JSON, Ask, with_cursor
from watcher.simulator.world import World

GENRES = {2: "Video Game", 3: "Anime", 4: "Rock", 5: "Pop", 10: "Electronic"}
LANGUAGES = {2: "English", 3: "Japanese", 5: "Instrumental"}
STATES = {
    "ranked": {RANKED, APPROVED}, "qualified": {QUALIFIED}, "loved": {LOVED}, "pending": {PENDING, WIP}, "wip": {WIP},
    "graveyard": {GRAVEYARD}, "leaderboard": {RANKED, APPROVED, QUALIFIED, LOVED},
    "any": {RANKED, APPROVED, QUALIFIED, LOVED, PENDING, WIP, GRAVEYARD},
}  # fmt: skip


def _known(ask: Ask, text: str) -> MapSet:
    found = ask.world.sets.get(int(text))
    if found is None or found.deleted:
        raise Refused(404, {"error": "Specified beatmap couldn't be found."})
    return found


def listed(world: World, row: MapSet) -> JSON:
    """A set as the lists of its mapper show it."""
    return maps.wide_set(world, row) | {"beatmaps": [maps.plain(world, world.maps[each]) for each in row.difficulties]}


def searched(world: World, row: MapSet) -> JSON:
    """A set as a search shows it."""
    rows = [maps.plain(world, world.maps[each]) | {"max_combo": world.maps[each].combo} for each in row.difficulties]
    return listed(world, row) | {"beatmaps": rows, "pack_tags": [f"S{row.id}"] if row.status == RANKED else []}


def one(ask: Ask, text: str) -> JSON:
    """`/beatmapsets/{id}`."""
    return _full(ask.world, _known(ask, text))


def _full(world: World, row: MapSet) -> JSON:
    creator = users.card(world, world.players[row.creator])
    nominated = [
        {"beatmapset_id": row.id, "rulesets": None, "reset": False, "user_id": each} for each in row.nominators
    ]
    return searched(world, row) | {
        "beatmaps": [_difficulty(world, world.maps[each]) for each in row.difficulties],
        "converts": [_convert(world, world.maps[each]) for each in row.difficulties if world.maps[each].mode == 0],
        "current_nominations": nominated,
        "description": {"description": ""},
        "genre": {"id": row.genre, "name": GENRES[row.genre]},
        "language": {"id": row.language, "name": LANGUAGES[row.language]},
        "ratings": [0] * 11,
        "recent_favourites": [],
        "related_users": [creator],
        "related_tags": [],
        "user": creator,
        "version_count": 0,
    }


def _difficulty(world: World, row: Difficulty) -> JSON:
    return maps.plain(world, row) | {
        "current_user_playcount": 0,
        "current_user_tag_ids": [],
        "failtimes": {"fail": [0] * 100, "exit": [0] * 100},
        "max_combo": row.combo,
        "owners": maps.owners(world, row),
        "top_tag_ids": [],
    }


def _convert(world: World, row: Difficulty) -> JSON:
    converted = {
        "mode": "taiko",
        "mode_int": 1,
        "convert": True,
        "difficulty_rating": number(round(row.stars * 0.8, 5)),
    }
    found = _difficulty(world, row) | converted
    return {name: value for name, value in found.items() if not name.startswith("current_user") and name != "max_combo"}


def lookup(ask: Ask) -> JSON:
    """`/beatmapsets/lookup?beatmap_id=`."""
    return _full(ask.world, ask.world.sets[maps.known(ask, ask.request.one("beatmap_id")).set_id])


def find_map(ask: Ask) -> JSON:
    """`/beatmaps/lookup?checksum=|filename=|id=`."""
    wanted = ask.request.one
    rows = ask.world.maps.values()
    found = next((row for row in rows if wanted("checksum") == row.checksum or wanted("id") == str(row.id)), None)
    if found is None:
        raise Refused(404, maps.NO_MAP)
    return maps.full(ask.world, found)


def attributes(ask: Ask, text: str) -> JSON:
    """`POST /beatmaps/{id}/attributes`: the star rating with mods, sent as a number, as words, or as objects."""
    row, form = maps.known(ask, text), ask.request.form()
    mode = form.get("ruleset_id", MODES.index(form["ruleset"]) if form.get("ruleset") in MODES else row.mode)
    stars = scoring.stars(row, _mods(form.get("mods", [])))
    found: JSON = {"star_rating": stars, "max_combo": row.combo}
    if int(mode) == 0:
        found |= {
            "aim_difficulty": stars * 0.52,
            "aim_difficult_slider_count": row.sliders / 3,
            "speed_difficulty": stars * 0.47,
            "speed_note_count": row.circles / 2,
            "slider_factor": 0.98,
            "aim_difficult_strain_count": row.objects / 9,
            "speed_difficult_strain_count": row.objects / 12,
        }
    return {"attributes": found}


def _mods(asked: object) -> list[Mod]:
    if isinstance(asked, list):
        return [
            Mod(each["acronym"], each.get("settings") or {}) if isinstance(each, dict) else Mod(each) for each in asked
        ]
    bits = int(asked) if isinstance(asked, int) or (isinstance(asked, str) and asked.isdigit()) else 0
    return [Mod(word) for word, bit in scoring.BITS.items() if bits & bit == bit]


def events(ask: Ask) -> JSON:
    """`/beatmapsets/events`: newest first, or by `sort=id_asc`; `limit` (5–50) a `page`, filtered by what is asked."""
    limit, page = ask.request.integer("limit", 5, 5, 50), ask.request.integer("page", 1, 1, 10_000)
    ordered = ask.world.map_events[:: 1 if ask.request.one("sort") == "id_asc" else -1]
    rows = [row for row in ordered if _asked_for(ask, row)][(page - 1) * limit :][:limit]
    ids = {row.user_id for row in rows if row.user_id}
    people = [users.card(ask.world, ask.world.players[each]) | {"groups": []} for each in sorted(ids)]
    return {"events": [_event(ask.world, row) for row in rows], "reviewsConfig": {"max_blocks": 100}, "users": people}


def _asked_for(ask: Ask, row: MapEvent) -> bool:
    types, one = ask.request.many("types"), ask.request.one
    found = ask.world.sets[row.set_id]
    return (
        (not types or row.kind in types)
        and (not one("beatmapset_id") or one("beatmapset_id") == str(row.set_id))
        and (not one("user") or one("user") == str(row.user_id))
        and (not one("min_date") or row.at >= _day(one("min_date")))
        and (not one("max_date") or row.at < _day(one("max_date")) + DAY)
        and not found.deleted
    )


def _day(text: str) -> float:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(422, {"error": "invalid date"}) from None
    at = (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000
    return at // DAY * DAY  # osu-web: from the beginning of the first day to the end of the last


def _event(world: World, row: MapEvent) -> JSON:
    made = world.sets[row.set_id]
    nothing = {"beatmap_discussion_id": None, "beatmap_discussion_post_id": None}
    return {
        "id": row.id,
        "type": row.kind,
        "comment": nothing | row.facts if row.facts else None,
        "created_at": offset(row.at),
        "user_id": row.user_id,
        "beatmapset": maps.short_set(world, made) | {"user": users.card(world, world.players[made.creator])},
        **({"discussion": row.discussion} if row.discussion else {}),
    }


def discussions(ask: Ask) -> JSON:
    """`/beatmapsets/discussions`: newest first; `limit` (5–50) a `page`. osu-web: BeatmapsetDiscussionsBundle."""
    limit, page = ask.request.integer("limit", 20, 5, 50), ask.request.integer("page", 1, 1, 10_000)
    world, only = ask.world, ask.request.one("beatmapset_id")
    there = [row for row in world.discussions[::-1] if not world.sets[row["beatmapset_id"]].deleted]
    found = [row for row in there if not only or only == str(row["beatmapset_id"])]
    shown = found[(page - 1) * limit :][:limit]
    sets = [world.sets[number] for number in dict.fromkeys(row["beatmapset_id"] for row in shown)]
    people = sorted({row["user_id"] for row in shown})
    more = page * limit < len(found)
    return {
        "beatmaps": [maps.plain(world, world.maps[each]) for row in sets for each in row.difficulties],
        "beatmapsets": [maps.wide_set(world, row) for row in sets],
        "discussions": shown,
        "included_discussions": [],
        "reviews_config": {"max_blocks": 100},
        "users": [users.card(world, world.players[each]) | {"groups": []} for each in people],
    } | with_cursor({"page": page + 1, "limit": limit} if more else None)


def of_user(ask: Ask, who: str, kind: str) -> list[JSON]:
    """`/users/{id}/beatmapsets/{kind}`: 100 in all."""
    player, world = ask.user(who), ask.world
    start, limit = ask.page(5, 100)
    rows = [row for row in world.sets.values() if not row.deleted and _belongs(world, row, player.id, kind)]
    rows.sort(key=lambda row: row.updated, reverse=True)
    return [listed(world, row) for row in rows[:100][start : start + limit]]


def _belongs(world: World, row: MapSet, user_id: int, kind: str) -> bool:
    if kind == "guest":
        return row.creator != user_id and any(world.maps[each].owner == user_id for each in row.difficulties)
    if kind == "nominated":
        return user_id in row.nominators
    return row.creator == user_id and row.status in STATES.get(kind, set())


def most_played(ask: Ask, who: str) -> list[JSON]:
    """`/users/{id}/beatmapsets/most_played`: the maps of the player's best plays."""
    player, world = ask.user(who), ask.world
    mine = world.standing(player.id, player.main)
    start, limit = ask.page(5, 100)
    rows = [] if mine is None else [world.maps[number] for number in mine.best]
    return [
        {
            "beatmap_id": row.id,
            "count": 1 + row.id % 40,
            "beatmap": maps.short(world, row),
            "beatmapset": maps.short_set(world, world.sets[row.set_id]),
        }
        for row in sorted(rows, key=lambda row: -(row.id % 40))[start : start + limit]
    ]
