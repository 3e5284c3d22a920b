"""`display_html`, taken apart: what happened to whom, on which map.

Rows of the old score server and of osu-web stand side by side in one answer, with two styles of links and of escaping
(osu-web: app/Models/Event.php).
"""

import re
from enum import StrEnum
from html import unescape

from msgspec import Struct

from watcher.osu.deeds import linked
from watcher.osu.enums import OsuMode


class EventKind(StrEnum):
    """What happened, in API v2's words."""

    RANK = "rank"
    RANK_LOST = "rankLost"
    ACHIEVEMENT = "achievement"
    BEATMAP_PLAYCOUNT = "beatmapPlaycount"
    BEATMAPSET_APPROVE = "beatmapsetApprove"
    BEATMAPSET_DELETE = "beatmapsetDelete"
    BEATMAPSET_REVIVE = "beatmapsetRevive"
    BEATMAPSET_UPDATE = "beatmapsetUpdate"
    BEATMAPSET_UPLOAD = "beatmapsetUpload"
    SUPPORT_FIRST = "userSupportFirst"
    SUPPORT_AGAIN = "userSupportAgain"
    SUPPORT_GIFT = "userSupportGift"
    USERNAME_CHANGE = "usernameChange"
    UNKNOWN = "unknown"


class Happening(Struct, frozen=True, kw_only=True):
    """What an event says. Whatever its kind does not tell is None; names and titles are plain text.

    text: the whole sentence without markup.
    username: the player's name; the *old* one in `usernameChange`, whose new one is `new_username`.
    title: of the map (`artist - title [difficulty]`) or of the set; may be empty.
    rank: the place reached on the map. grade: the letter beside it. medal: its name. count: how many plays.
    approval: ranked, approved, qualified or loved.
    """

    kind: EventKind
    text: str
    username: str | None = None
    user_id: int | None = None
    new_username: str | None = None
    title: str | None = None
    beatmap_id: int | None = None
    beatmapset_id: int | None = None
    mode: OsuMode | None = None
    rank: int | None = None
    grade: str | None = None
    medal: str | None = None
    count: int | None = None
    approval: str | None = None


_USER = r"(?:<b>)*<a href='(?P<user_url>[^']*)'>(?P<username>.*?)</a>(?:</b>)*"
_MAP = r"<a href='(?P<map_url>[^']*)'>(?P<title>.*?)</a>"
_MODE = r" \((?P<mode>[^()]*)\)"

_SHAPES = {
    EventKind.RANK: r"<img src='[^']*/(?P<grade>\w+)_small\.png'/> "
    rf"{_USER} achieved (?:<b>)?rank #(?P<rank>[\d,]+)(?:</b>)? on {_MAP}{_MODE}",
    EventKind.RANK_LOST: rf"{_USER} has lost first place on {_MAP}{_MODE}",
    EventKind.ACHIEVEMENT: rf'{_USER} unlocked the "<b>(?P<medal>.*)</b>" (?:medal|achievement)!',
    EventKind.BEATMAP_PLAYCOUNT: rf"{_MAP} has been played (?P<count>[\d,]+) times!",
    EventKind.BEATMAPSET_APPROVE: rf"{_MAP} by {_USER} has just been (?P<approval>\w+)!",
    EventKind.BEATMAPSET_DELETE: rf"{_MAP} has been deleted\.",
    EventKind.BEATMAPSET_REVIVE: rf"{_MAP} has been revived from eternal slumber(?: by {_USER})?\.",
    EventKind.BEATMAPSET_UPDATE: rf'{_USER} has updated the beatmap "{_MAP}"',
    EventKind.BEATMAPSET_UPLOAD: rf'{_USER} has submitted a new beatmap "{_MAP}"',
    EventKind.SUPPORT_FIRST: rf"{_USER} has become an osu! supporter - thanks for your generosity!",
    EventKind.SUPPORT_AGAIN: rf"{_USER} has once again chosen to support osu! - thanks for your generosity!",
    EventKind.SUPPORT_GIFT: rf"{_USER} has received the gift of osu! supporter!",
    EventKind.USERNAME_CHANGE: rf"{_USER} has changed their username to (?P<new_username>.*)!",
}
_PATTERNS = [(kind, re.compile(shape, re.DOTALL | re.ASCII)) for kind, shape in _SHAPES.items()]

_MODES = {
    "osu!": OsuMode.osu,
    "Taiko": OsuMode.taiko,
    "osu!taiko": OsuMode.taiko,
    "Catch the Beat": OsuMode.ctb,
    "osu!catch": OsuMode.ctb,
    "osu!mania": OsuMode.mania,
}

_LONGEST = 8192


def read_event(display_html: str) -> Happening:
    """What the HTML of an event says. A kind without a pattern here is `unknown`, with its text."""
    text = unescape(re.sub(r"<[^>]*>", "", display_html)).strip()
    if len(display_html) > _LONGEST:
        return Happening(kind=EventKind.UNKNOWN, text=text)
    for kind, pattern in _PATTERNS:
        if found := pattern.fullmatch(display_html.strip()):
            return _happening(kind, text, found.groupdict())
    return Happening(kind=EventKind.UNKNOWN, text=text)


def _happening(kind: EventKind, text: str, found: dict[str, str | None]) -> Happening:
    return Happening(
        kind=kind,
        text=text,
        username=_plain(found.get("username")),
        new_username=_plain(found.get("new_username")),
        title=_plain(found.get("title")),
        mode=_MODES.get(found.get("mode") or ""),
        rank=_number(found.get("rank")),
        grade=found.get("grade"),
        medal=found.get("medal"),  # the one thing that the server does not escape
        count=_number(found.get("count")),
        approval=found.get("approval"),
        **linked(found.get("user_url")),
        **linked(found.get("map_url")),
    )


def _plain(html: str | None) -> str | None:
    return None if html is None else unescape(html)


def _number(text: str | None) -> int | None:
    digits = (text or "").replace(",", "")
    return int(digits) if digits and len(digits) < 19 else None
