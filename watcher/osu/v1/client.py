"""The client of API v1: one method per endpoint, with the names and parameters of `osuapi`.

Each method is declared twice, for a connector that is awaited and one that is not, and written once.
"""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, overload

from watcher.osu.enums import OsuMode
from watcher.osu.errors import Unavailable
from watcher.osu.mods import OsuMod
from watcher.osu.v1 import reading
from watcher.osu.v1.connectors import RETRIES, AsyncConnector, Connector
from watcher.osu.v1.models import Beatmap, BeatmapScore, Match, RecentScore, Replay, SoloScore, User

C_co = TypeVar("C_co", bound=Connector | AsyncConnector, covariant=True)

API_BASE = "https://osu.ppy.sh/api"
REPLAYS_PER_MINUTE = 10

_USERS = reading.rows(User)
_BESTS = reading.rows(SoloScore)
_RECENTS = reading.rows(RecentScore)
_SCORES = reading.rows(BeatmapScore)
_BEATMAPS = reading.rows(Beatmap)


class OsuApi(Generic[C_co]):
    """API v1 of osu!, or of a server that speaks it.

    key: the legacy API key; empty for servers that need none.
    connector: who does the asking. With `AHConnector` every method gives an awaitable, with `ReqConnector` the value.
    base_url: where the endpoints are, for Ripple `https://ripple.moe/api`.
    params: sent along with every question, for Akatsuki `{"rx": 0}`.
    retries: how often the connector may ask one question.
    monotonic: seconds, for counting replays.

    Whoever is asked about is a `str`, a name, or an `int`, an id. Every method raises `watcher.osu.v1.HTTPError` and
    `Malformed`, both of them `OsuError`s. An empty list is what the server says of unknown and restricted players, of
    unknown maps, and where there is nothing.
    """

    def __init__(
        self,
        key: str,
        *,
        connector: C_co,
        base_url: str = API_BASE,
        params: Mapping[str, str | int] | None = None,
        retries: int = RETRIES,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not base_url.startswith(("https://", "http://")):
            raise ValueError(f"{base_url!r} is no address of an API, {API_BASE!r} would be one")
        self.key = key
        self.connector = connector
        self._base = base_url.rstrip("/")
        self._params = dict(params or {})
        self._retries = retries
        self._monotonic = monotonic
        self._replays: deque[float] = deque(maxlen=REPLAYS_PER_MINUTE)

    @overload
    def close(self: "OsuApi[AsyncConnector]") -> Awaitable[None]: ...
    @overload
    def close(self: "OsuApi[Connector]") -> None: ...
    def close(self) -> Any:
        """Close the connector, if it can be closed."""
        close = getattr(self.connector, "close", None)
        return close() if close else None

    @overload
    def get_user(
        self: "OsuApi[AsyncConnector]", username: str | int, *, mode: OsuMode = OsuMode.osu, event_days: int = 31
    ) -> Awaitable[list[User]]: ...
    @overload
    def get_user(
        self: "OsuApi[Connector]", username: str | int, *, mode: OsuMode = OsuMode.osu, event_days: int = 31
    ) -> list[User]: ...
    def get_user(self, username: str | int, *, mode: OsuMode = OsuMode.osu, event_days: int = 31) -> Any:
        """A player, as a list of one or none.

        event_days: how many days back `events` go, 1–31.
        """
        return self._ask("get_user", {**_player(username), "m": mode.value, "event_days": event_days}, _USERS)

    @overload
    def get_user_best(
        self: "OsuApi[AsyncConnector]", username: str | int, *, mode: OsuMode = OsuMode.osu, limit: int = 50
    ) -> Awaitable[list[SoloScore]]: ...
    @overload
    def get_user_best(
        self: "OsuApi[Connector]", username: str | int, *, mode: OsuMode = OsuMode.osu, limit: int = 50
    ) -> list[SoloScore]: ...
    def get_user_best(self, username: str | int, *, mode: OsuMode = OsuMode.osu, limit: int = 50) -> Any:
        """A player's best stable scores, highest pp first.

        limit: 1–100.
        """
        return self._ask("get_user_best", {**_player(username), "m": mode.value, "limit": limit}, _BESTS)

    @overload
    def get_user_recent(
        self: "OsuApi[AsyncConnector]", username: str | int, *, mode: OsuMode = OsuMode.osu, limit: int = 10
    ) -> Awaitable[list[RecentScore]]: ...
    @overload
    def get_user_recent(
        self: "OsuApi[Connector]", username: str | int, *, mode: OsuMode = OsuMode.osu, limit: int = 10
    ) -> list[RecentScore]: ...
    def get_user_recent(self, username: str | int, *, mode: OsuMode = OsuMode.osu, limit: int = 10) -> Any:
        """A player's stable plays of the last 24 hours, newest first, fails included.

        limit: 1–50.
        """
        return self._ask("get_user_recent", {**_player(username), "m": mode.value, "limit": limit}, _RECENTS)

    @overload
    def get_scores(
        self: "OsuApi[AsyncConnector]",
        beatmap_id: int,
        *,
        username: str | int | None = None,
        mode: OsuMode = OsuMode.osu,
        mods: OsuMod | None = None,
        limit: int = 50,
    ) -> Awaitable[list[BeatmapScore]]: ...
    @overload
    def get_scores(
        self: "OsuApi[Connector]",
        beatmap_id: int,
        *,
        username: str | int | None = None,
        mode: OsuMode = OsuMode.osu,
        mods: OsuMod | None = None,
        limit: int = 50,
    ) -> list[BeatmapScore]: ...
    def get_scores(
        self,
        beatmap_id: int,
        *,
        username: str | int | None = None,
        mode: OsuMode = OsuMode.osu,
        mods: OsuMod | None = None,
        limit: int = 50,
    ) -> Any:
        """The leaderboard of a difficulty, best first.

        username: only this player's scores; the server then ignores `limit`.
        mods: only scores with exactly these, `OsuMod.NoMod` for those without. None for all.
        limit: 1–100.
        """
        asked = {"b": beatmap_id, **_player(username), "m": mode.value, "mods": _bits(mods), "limit": limit}
        return self._ask("get_scores", asked, _SCORES)

    @overload
    def get_beatmaps(
        self: "OsuApi[AsyncConnector]",
        *,
        since: datetime | None = None,
        beatmapset_id: int | None = None,
        beatmap_id: int | None = None,
        username: str | int | None = None,
        mode: OsuMode | None = None,
        include_converted: bool = False,
        beatmap_hash: str | None = None,
        limit: int = 500,
    ) -> Awaitable[list[Beatmap]]: ...
    @overload
    def get_beatmaps(
        self: "OsuApi[Connector]",
        *,
        since: datetime | None = None,
        beatmapset_id: int | None = None,
        beatmap_id: int | None = None,
        username: str | int | None = None,
        mode: OsuMode | None = None,
        include_converted: bool = False,
        beatmap_hash: str | None = None,
        limit: int = 500,
    ) -> list[Beatmap]: ...
    def get_beatmaps(
        self,
        *,
        since: datetime | None = None,
        beatmapset_id: int | None = None,
        beatmap_id: int | None = None,
        username: str | int | None = None,
        mode: OsuMode | None = None,
        include_converted: bool = False,
        beatmap_hash: str | None = None,
        limit: int = 500,
    ) -> Any:
        """Difficulties. Give one filter at least: without any the server answers with some 500 unranked ones.

        since: ranked or loved since then. A time without a zone is UTC.
        username: maps of this player.
        include_converted: with a `mode`, also osu! maps converted to it.
        beatmap_hash: the MD5 of the `.osu` file.
        limit: 1–500. A full page is an incomplete one.
        """
        asked = {
            "since": _utc(since),
            "s": beatmapset_id,
            "b": beatmap_id,
            **_player(username),
            "m": None if mode is None else mode.value,
            "a": int(include_converted),
            "h": beatmap_hash,
            "limit": limit,
        }
        return self._ask("get_beatmaps", asked, _BEATMAPS)

    @overload
    def get_match(self: "OsuApi[AsyncConnector]", match_id: int) -> Awaitable[Match]: ...
    @overload
    def get_match(self: "OsuApi[Connector]", match_id: int) -> Match: ...
    def get_match(self, match_id: int) -> Any:
        """A multiplayer match with all its games.

        Raises:
            NotFound: it is unknown, expired or private.
        """
        return self._ask("get_match", {"mp": match_id}, reading.match)

    @overload
    def get_replay(
        self: "OsuApi[AsyncConnector]",
        beatmap_id: int,
        username: str | int,
        *,
        mode: OsuMode = OsuMode.osu,
        mods: OsuMod | None = None,
    ) -> Awaitable[Replay]: ...
    @overload
    def get_replay(
        self: "OsuApi[Connector]",
        beatmap_id: int,
        username: str | int,
        *,
        mode: OsuMode = OsuMode.osu,
        mods: OsuMod | None = None,
    ) -> Replay: ...
    def get_replay(
        self, beatmap_id: int, username: str | int, *, mode: OsuMode = OsuMode.osu, mods: OsuMod | None = None
    ) -> Any:
        """The replay of a player's best score on a difficulty. The server allows ten a minute.

        mods: of the score with exactly these; None for the best one.

        Raises:
            NotFound: the server has none.
            Unavailable: this would be the eleventh within a minute; it was not asked for. See `retry_after`.
        """
        self._count_replay()
        asked = {"b": beatmap_id, **_player(username), "m": mode.value, "mods": _bits(mods)}
        return self._ask("get_replay", asked, reading.replay)

    def _count_replay(self) -> None:
        now = self._monotonic()
        if len(self._replays) == REPLAYS_PER_MINUTE and now - self._replays[0] < 60:
            wait = 60 - (now - self._replays[0])
            raise Unavailable(f"the next replay may be asked for in {wait:.0f} s", reason="rate", retry_after=wait)
        self._replays.append(now)

    def _ask(self, endpoint: str, asked: Mapping[str, Any], type_: Callable[[Any], Any]) -> Any:
        data = {"k": self.key or None, **self._params, **asked}
        given = {name: value for name, value in data.items() if value is not None}
        return self.connector.process_request(f"{self._base}/{endpoint}", given, type_, self._retries)


def _player(username: str | int | None) -> dict[str, str | int]:
    """Who is meant, and how to read it: a name of digits is no id."""
    return {} if username is None else {"u": username, "type": "id" if isinstance(username, int) else "string"}


def _bits(mods: OsuMod | None) -> int | None:
    return None if mods is None else mods.value


def _utc(since: datetime | None) -> str | None:
    if since is None:
        return None
    return f"{since.astimezone(UTC) if since.tzinfo else since:%Y-%m-%d %H:%M:%S}"
