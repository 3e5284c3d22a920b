"""What players did, as both generations of the API write it: their words for it, and their links."""

import re
from collections.abc import Mapping

from watcher.osu.nouns import DeedKind

WORDS: Mapping[str, tuple[DeedKind, str]] = {
    "rank": ("rank", ""),
    "rankLost": ("rank_lost", ""),
    "achievement": ("medal", ""),
    "beatmapPlaycount": ("map", "played"),
    "beatmapsetApprove": ("map", ""),  # how is the row's own word: ranked, approved, qualified, loved
    "beatmapsetDelete": ("map", "deleted"),
    "beatmapsetRevive": ("map", "revived"),
    "beatmapsetUpdate": ("map", "updated"),
    "beatmapsetUpload": ("map", "uploaded"),
    "userSupportFirst": ("supporter", "first"),
    "userSupportAgain": ("supporter", "again"),
    "userSupportGift": ("supporter", "gift"),
    "usernameChange": ("renamed", ""),
}
"""osu!'s word for a row → what it is, and how it was done (osu-web: Event)."""

_LINK = re.compile(r"/(u|users|b|beatmaps|s|beatmapsets)/(\d{1,18})(?![^?#/])", re.ASCII)
_LINKED = {"u": "user_id", "users": "user_id", "b": "beatmap_id", "beatmaps": "beatmap_id"}


def linked(url: str | None) -> dict[str, int]:
    """The id that a link names, under the name of what it is an id of. Both styles of links are read."""
    found = _LINK.search(url or "")
    return {_LINKED.get(found[1], "beatmapset_id"): int(found[2])} if found else {}
