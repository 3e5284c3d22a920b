"""Difficulties and sets."""

from watcher.simulator.http import Refused, number, zulu
from watcher.simulator.model import APPROVED, LOVED, MODES, QUALIFIED, RANKED, STATUS, Difficulty, MapSet
from watcher.simulator.v2.ask import JSON, Ask
from watcher.simulator.world import World

NO_MAP = {"error": "Specified beatmap difficulty couldn't be found."}


def short(world: World, row: Difficulty) -> JSON:
    """A difficulty as it stands in a match."""
    return {
        "beatmapset_id": row.set_id,
        "difficulty_rating": number(row.stars),
        "id": row.id,
        "lazer_only": False,
        "mode": MODES[row.mode],
        "status": STATUS[world.status(row.id)],
        "total_length": row.length,
        "user_id": row.owner,
        "version": row.version,
    }


def plain(world: World, row: Difficulty) -> JSON:
    """A difficulty as it stands beside a score."""
    status = world.status(row.id)
    return short(world, row) | {
        "accuracy": number(row.od),
        "ar": number(row.ar),
        "bpm": number(row.bpm),
        "convert": False,
        "count_circles": row.circles,
        "count_sliders": row.sliders,
        "count_spinners": row.spinners,
        "cs": number(row.cs),
        "deleted_at": None,
        "drain": number(row.hp),
        "hit_length": row.length - row.length // 10,
        "is_scoreable": status >= RANKED,
        "last_updated": zulu(row.updated),
        "mode_int": row.mode,
        "passcount": row.passes,
        "playcount": row.plays,
        "ranked": status,
        "url": f"https://osu.ppy.sh/beatmaps/{row.id}",
        "checksum": row.checksum,
    }


def owners(world: World, row: Difficulty) -> list[JSON]:
    """Who made this difficulty: the guest, where it is one."""
    found = world.players.get(row.owner)
    return [{"id": row.owner, "username": found.name if found else "[deleted user]"}]


def full(world: World, row: Difficulty) -> JSON:
    """A difficulty as its own endpoint shows it, with its set."""
    return plain(world, row) | {
        "beatmapset": wide_set(world, world.sets[row.set_id]) | {"ratings": [0] * 11},
        "current_user_playcount": 0,
        "failtimes": {"fail": [0] * 100, "exit": [0] * 100},
        "max_combo": row.combo,
        "owners": owners(world, row),
    }


def short_set(world: World, row: MapSet) -> JSON:
    """A set as it stands beside a score."""
    covers = f"https://assets.ppy.sh/beatmaps/{row.id}/covers/"
    stamp = row.updated // 1000
    creator = world.players.get(row.creator)
    return {
        "anime_cover": False,
        "artist": row.artist,
        "artist_unicode": row.artist,
        "covers": {
            f"{kind}{size}": f"{covers}{kind}{size}.jpg?{stamp}"
            for kind in ("cover", "card", "list", "slimcover")
            for size in ("", "@2x")
        },
        "creator": creator.name if creator else "[deleted user]",
        "favourite_count": row.favourites,
        "genre_id": row.genre,
        "hype": None if row.status > 0 else {"current": 0, "required": 5},
        "id": row.id,
        "language_id": row.language,
        "nsfw": row.nsfw,
        "offset": 0,
        "play_count": sum(world.maps[number].plays for number in row.difficulties),
        "preview_url": f"https://b.ppy.sh/preview/{row.id}.mp3",
        "source": row.source,
        "spotlight": False,
        "status": STATUS[row.status],
        "title": row.title,
        "title_unicode": row.title,
        "track_id": None,
        "user_id": row.creator,
        "video": row.video,
    }


def wide_set(world: World, row: MapSet) -> JSON:
    """A set as it stands inside a difficulty."""
    return short_set(world, row) | {
        "bpm": number(max((world.maps[each].bpm for each in row.difficulties), default=0)),
        "can_be_hyped": row.status <= 0,
        "deleted_at": None,
        "discussion_enabled": True,
        "discussion_locked": False,
        "is_scoreable": row.status >= RANKED,
        "last_updated": zulu(row.updated),
        "legacy_thread_url": f"https://osu.ppy.sh/community/forums/topics/{row.id}",
        "nominations_summary": {
            "current": len(row.nominators),
            "eligible_main_rulesets": [MODES[world.maps[row.difficulties[0]].mode]] if row.difficulties else None,
            "required_meta": {"main_ruleset": 2, "non_main_ruleset": 1},
        },
        "ranked": row.status,
        "ranked_date": None if row.ranked_at is None else zulu(row.ranked_at),
        "rating": 8.5 if row.status in {RANKED, APPROVED, QUALIFIED, LOVED} else 0,
        "storyboard": row.storyboard,
        "submitted_date": zulu(row.submitted),
        "tags": row.tags,
        "availability": {"download_disabled": False, "more_information": None},
    }


def known(ask: Ask, text: str) -> Difficulty:
    """The difficulty of that id. Raises Refused 404."""
    found = ask.world.maps.get(int(text)) if text.isdigit() else None
    if found is None or ask.world.sets[found.set_id].deleted:
        raise Refused(404, NO_MAP)
    return found


def batch(ask: Ask) -> JSON:
    """`/beatmaps?ids[]=`: at most 50, the rest is cut silently, unknown ones are left out."""
    ids = [int(text) for text in ask.request.many("ids")[:50] if text.isdigit()]
    found = [ask.world.maps[number] for number in dict.fromkeys(ids) if number in ask.world.maps]
    return {"beatmaps": [full(ask.world, row) for row in found if not ask.world.sets[row.set_id].deleted]}


def one(ask: Ask, text: str) -> JSON:
    """`/beatmaps/{id}`."""
    return full(ask.world, known(ask, text))
