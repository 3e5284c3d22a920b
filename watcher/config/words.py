"""Small words of the config: durations, players, modes, matches. Each raises ValueError with what would be right."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from watcher.config.mistakes import unknown
from watcher.osu.nouns import Mode
from watcher.pool import Slot, forced
from watcher.rules import Cap, CatchUp, Finding, Lobby

_UNITS = {
    "ms": 1,
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1_000),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hour", "hours"), 3_600_000),
    **dict.fromkeys(("d", "day", "days"), 86_400_000),
}
_DURATION = re.compile(r"(?:\s*[0-9]{1,9}(?:\.[0-9]{1,3})?\s*[a-z]+)+\s*")
_PART = re.compile(r"([0-9.]+)\s*([a-z]+)")

_MODES: dict[str, Mode] = {
    "osu": Mode.OSU,
    "taiko": Mode.TAIKO,
    "catch": Mode.CATCH,
    "fruits": Mode.CATCH,
    "ctb": Mode.CATCH,
    "mania": Mode.MANIA,
}
ModeName = Literal["osu", "taiko", "catch", "fruits", "ctb", "mania"]
_USER_LINK = re.compile(r"https?://[^/\s]+/(?:users|u)/(?P<who>[^/?#\s]+).*")
_MATCH_LINK = re.compile(r"(?:https?://)?[^/\s]+/(?:community/matches|mp)/(?P<id>[0-9]{1,15})(?:[/?#].*)?")
_MAP_LINK = re.compile(
    r"https?://[^/\s]+/(?:beatmaps/|b/|beatmapsets/[0-9]{1,15}/?#[a-z]+/)(?P<id>[0-9]{1,15})(?:[/?#&].*)?"
)
_SET_LINK = re.compile(r"https?://[^/\s]+/(?:beatmapsets|s)/(?P<id>[0-9]{1,15})(?:[/?#&].*)?")
_ROOM_LINK = re.compile(r"(?:https?://)?[^/\s]+/multiplayer/rooms/(?P<id>[0-9]{1,15})(?:[/?#].*)?")


def milliseconds(text: object) -> int:
    """`10s`, `5 min`, `2h`, `1h 30min`, `500ms` in milliseconds."""
    if not isinstance(text, str) or not _DURATION.fullmatch(text):
        raise ValueError("a time with its unit is needed, such as 10s, 5 min, 2h or 1d")
    total = 0.0
    for number, unit in _PART.findall(text):
        if unit not in _UNITS:
            raise ValueError(f"no unit {unit!r}, there is ms, s, min, h, d")
        total += float(number) * _UNITS[unit]
    return round(total)


_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_CAP = re.compile(r"([1-9][0-9]{0,4}) per (second|minute|hour|day|.+)")
_NEWEST = re.compile(r"newest ([1-9][0-9]{0,3})")
_DROP = re.compile(r"drop older than (.+)")


def time_of_day(text: object) -> int:
    """`09:30` in minutes since midnight."""
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("a time of day is needed, such as 09:30")
    return int(found[1]) * 60 + int(found[2])


def cap(text: object) -> Cap:
    """`5 per minute`, `20 per hour`, `3 per 10 min`."""
    found = _CAP.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("a number and a time is needed, such as 5 per minute, or 20 per 10 min")
    within = milliseconds(f"1 {found[2]}" if found[2].isalpha() else found[2])
    if within < 1000:
        raise ValueError("a second is the shortest time that counts")
    return Cap(most=int(found[1]), within=within)


def end_of_day(text: object) -> int:
    """`2026-12-31`: when that day ends, in ms UTC."""
    try:
        day = date.fromisoformat(text if isinstance(text, str) else "")
        return round(datetime.combine(day + timedelta(days=1), time(), UTC).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise ValueError("a date is needed, such as 2026-12-31") from None


def zone(text: object) -> str:
    """A time zone by its IANA name."""
    try:
        return ZoneInfo(text).key if isinstance(text, str) else ZoneInfo("").key
    except (ValueError, OSError, LookupError):
        raise ValueError("a time zone is needed, such as Europe/Oslo or UTC") from None


def catch_up(said: str) -> CatchUp:
    """What becomes of old news: `all`, `digest`, `newest 5`, `drop older than 2h`."""
    if said == "all":
        return CatchUp(how="all")
    if said == "digest":
        return CatchUp(how="digest")
    if newest := _NEWEST.fullmatch(said):
        return CatchUp(how="newest", most=int(newest[1]))
    if drop := _DROP.fullmatch(said):
        return CatchUp(how="drop", age=milliseconds(drop[1]))
    raise ValueError("must be all, digest, newest 5 (or another number), or drop older than 2h (or another time)")


def mode(text: object) -> Mode:
    """A mode by its name: osu, taiko, catch (also fruits or ctb), mania."""
    found = _MODES.get(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(unknown(text, ("osu", "taiko", "catch", "mania")))
    return found


def player(value: object) -> str | int:
    """A player: an id, a name, or the link of a profile. Digits in quotes are a name."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    if not isinstance(value, str):
        raise ValueError("a player is a name, an id or a link; put a name such as 'true' in quotes")  # noqa: TRY004  # pydantic collects this
    if link := _USER_LINK.fullmatch(value.strip()):
        who = link["who"]
        return int(who) if who.isdecimal() and len(who) <= 15 else who.removeprefix("@")
    name = value.strip()
    if not name or len(name) > 40 or not name.isprintable() or "/" in name:
        raise ValueError(
            "a name has 1 to 40 characters and no slash; a link looks like https://osu.ppy.sh/users/124493"
        )
    return name


def beatmap(value: object) -> int:
    """A map by its number or a pasted link (`/beatmaps/…`, `/b/…`, `/beatmapsets/…#osu/…`)."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    text = value.strip() if isinstance(value, str) else ""
    found = _MAP_LINK.fullmatch(text)
    number = found["id"] if found else text
    if number.isdecimal() and len(number) <= 15 and int(number):
        return int(number)
    raise ValueError(
        "a map is a number or a link such as https://osu.ppy.sh/beatmaps/129891; the link of a set names no difficulty"
    )


def beatmapset(value: object) -> int:
    """A set by its number or a pasted link (`/beatmapsets/…`, `/s/…`), also that of one of its difficulties."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    text = value.strip() if isinstance(value, str) else ""
    found = _SET_LINK.fullmatch(text)
    number = found["id"] if found else text
    if number.isdecimal() and len(number) <= 15 and int(number):
        return int(number)
    raise ValueError("a set is a number or a link such as https://osu.ppy.sh/beatmapsets/39804")


def pool(value: object) -> tuple[Slot, ...]:
    """A mappool: slot → map, or `{map: …, mods: HD}` where the name of the slot does not tell which mods it forces."""
    if not isinstance(value, dict) or not value:
        raise ValueError("a mappool names maps by their slots: {NM1: 129891, HD1: 774965}")
    return tuple(_slot(name, given) for name, given in value.items())


def _slot(name: str, given: object) -> Slot:
    if not name or len(name) > 12 or not name.isprintable():
        raise ValueError("a slot has a short name, such as NM1")
    if not isinstance(given, dict):
        return Slot(name, beatmap(given), forced(name))
    if "map" not in given or given.keys() - {"map", "mods"}:
        raise ValueError(f"{name}: a map, and the mods that it has to be played with: {{map: 129891, mods: HD}}")
    mods = given.get("mods", list(forced(name)))
    acronyms = tuple(str(mod).upper() for mod in (mods if isinstance(mods, list) else [mods]))
    if any(len(mod) != 2 for mod in acronyms):
        raise ValueError(f"{name}: mods are named by two letters, such as HD")
    return Slot(name, beatmap(given["map"]), acronyms)


def match(value: object) -> Lobby | Finding:
    """A match by its number or a pasted link (`/community/matches/…`, `/mp/…`), a room by its link only.

    Or what their names are like (`OWC2026:*`), or `theirs`: those in which the players of the watch are.
    """
    if isinstance(value, Lobby | Finding):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return Lobby(id=value)
    text = value.strip() if isinstance(value, str) else ""
    if link := _ROOM_LINK.fullmatch(text):
        return Lobby(id=int(link["id"]), room=True)
    if link := _MATCH_LINK.fullmatch(text):
        return Lobby(id=int(link["id"]))
    if text.isdecimal() and len(text) <= 15 and int(text):
        return Lobby(id=int(text))
    if text == "theirs" or ("*" in text and text.strip("* ") and len(text) <= 100):
        return Finding(theirs=True) if text == "theirs" else Finding(pattern=text)
    raise ValueError(
        "a match is a number or a link such as https://osu.ppy.sh/community/matches/105019274, "
        "a room a link such as https://osu.ppy.sh/multiplayer/rooms/1500001; "
        "'OWC2026:*' are all of such names, theirs the rooms in which these players are"
    )
