"""What a handler of API v2 gets to see, and what several of them need."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from watcher.simulator.http import Refused, Request
from watcher.simulator.model import MODES, Player
from watcher.simulator.world import World

JSON = dict[str, Any]


class Shelf:
    """The server's caches: what was found once is answered again for a while."""

    def __init__(self) -> None:
        self._kept: dict[Any, tuple[int, Any]] = {}

    def get(self, key: Any, now: int, seconds: int, find: Callable[[], Any]) -> Any:
        """What `find` answered last, if that is less than so many seconds ago."""
        kept = self._kept.get(key)
        if kept is None or now >= kept[0]:
            kept = self._kept[key] = (now + seconds * 1000, find())
            self._sweep(now)
        return kept[1]

    def _sweep(self, now: int) -> None:
        if len(self._kept) > 10_000:
            self._kept = {key: kept for key, kept in self._kept.items() if kept[0] > now}


class Ask(Struct):
    """One request to API v2, with the world it is asked of."""

    world: World
    request: Request
    shelf: Shelf

    @property
    def now(self) -> int:
        """The world's time, ms UTC."""
        return self.world.now

    @property
    def version(self) -> int:
        """The x-api-version asked for; 0 where none is."""
        text = self.request.headers.get("x-api-version", "0")
        return int(text) if text.isdigit() else 0

    @property
    def new_scores(self) -> bool:
        """Whether scores are asked for in the new format. osu-web: from 20220705 on."""
        return self.version >= 20220705

    def user(self, who: str) -> Player:
        """The player of `id` or `@name` in a path. Raises Refused 404."""
        found = self.world.player(int(who) if who.isdigit() else who.removeprefix("@"))
        if found is None and self.request.one("key") == "username":
            found = self.world.player(who)
        if found is None:
            raise Refused(404, {"error": None})
        return found

    def mode(self, word: str | None, default: int = 0) -> int:
        """The number of a ruleset's word. Raises Refused 404 for an unknown one."""
        if not word:
            return default
        if word not in MODES:
            raise Refused(404, {"error": None})
        return MODES.index(word)

    def page(self, default: int, most: int) -> tuple[int, int]:
        """`offset` and `limit`, within bounds."""
        limit = self.request.integer("limit", default, 1, most)
        return self.request.integer("offset", 0, 0, 10_000), limit

    def cursor(self, name: str) -> int | None:
        """A number in the cursor, sent as `cursor[name]` or in `cursor_string`."""
        plain = self.request.one(f"cursor[{name}]")
        if plain.lstrip("-").isdigit():
            return int(plain)
        packed = self.request.one("cursor_string")
        if not packed:
            return None
        try:
            inside = msgspec.json.decode(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        except (ValueError, msgspec.DecodeError):
            return None
        found = inside.get(name) if isinstance(inside, dict) else None
        return found if isinstance(found, int) else None


def pack(cursor: JSON | None) -> str | None:
    """The opaque form of a cursor: base64url of its JSON, without padding."""
    return None if cursor is None else urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def with_cursor(cursor: JSON | None) -> JSON:
    """Both forms of a cursor, as they stand at the end of a page."""
    return {"cursor": cursor, "cursor_string": pack(cursor)}
