"""What both generations say alike of sets: genres, languages, tags, and deeds of a mapper's activity. Pure."""

from collections.abc import Iterable

from watcher.osu import nouns
from watcher.osu.enums import BeatmapGenre, BeatmapLanguage
from watcher.osu.nouns import Activity, Beatmap, Deed, MapDeed, MapEvent

_SILENT = {"any", "unspecified"}
_DEEDS: dict[str, MapDeed] = {
    "uploaded": "uploaded",
    "updated": "updated",
    "revived": "revived",
    "deleted": "deleted",
    "qualified": "qualified",
    "ranked": "ranked",
    "approved": "approved",
    "loved": "loved",
}


def genre(number: int | None) -> str:
    """`video game` of 2; empty where nobody said."""
    return "" if number is None else _word(BeatmapGenre(number).name)


def language(number: int | None) -> str:
    """`japanese` of 3; empty where nobody said."""
    return "" if number is None else _word(BeatmapLanguage(number).name)


def _word(name: str) -> str:
    return "" if name in _SILENT else name.replace("_", " ")


def easiest_first(difficulties: Iterable[Beatmap]) -> tuple[Beatmap, ...]:
    """By mode, then by stars."""
    return tuple(sorted(difficulties, key=lambda one: (one.mode.number, one.stars, one.id)))


def told(seen: Activity) -> list[MapEvent]:
    """What a mapper's activity tells of sets, oldest first."""
    found = [event for deed in seen.deeds if (event := _event(seen, deed))]
    return sorted(found, key=lambda event: event.happened)


def _event(seen: Activity, deed: Deed) -> MapEvent | None:
    if deed.kind != "map" or deed.how not in _DEEDS or not deed.beatmapset_id:
        return None
    return nouns.MapEvent(
        server=seen.server,
        beatmapset_id=deed.beatmapset_id,
        what=_DEEDS[deed.how],
        happened=deed.happened,
        creator_id=seen.user_id,
        creator=seen.username,
        title="" if deed.title == "(no title)" else deed.title,
    )
