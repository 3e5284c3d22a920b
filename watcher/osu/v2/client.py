"""Every endpoint of API v2 that a monitor needs, one method each."""

import copy
from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Self, TypeVar
from urllib.parse import quote

import msgspec

from watcher.osu.errors import Invalid, Malformed, TooOld
from watcher.osu.http import IN_FLIGHT, USER_AGENT, Budget, MachineClock, Priority, httpx
from watcher.osu.nouns import Mode
from watcher.osu.v2 import models
from watcher.osu.v2.auth import Credentials
from watcher.osu.v2.reading import Reader
from watcher.osu.v2.session import Session

T = TypeVar("T")

BATCH = 50

Ranking = Literal["performance", "global", "score", "charts"]
Board = Literal["global", "country", "friend", "team"]
SetsOf = Literal["favourite", "graveyard", "guest", "loved", "nominated", "pending", "ranked"]


class Client:
    """API v2 with client credentials.

    client_id, client_secret: an OAuth application, made at osu.ppy.sh/home/account/edit#oauth.
    url: where osu! is; the API is below it at `/api/v2`, the token at `/oauth/token` unless `token_url` says otherwise.
    budget: shared by everybody who asks osu! anything; without one, 60 requests a minute.
    patience: seconds after which a request is given up, 30 at most.

    Every method asks once, and raises `watcher.osu.errors.OsuError`: Unavailable (later), Refused (no), NotFound,
    Invalid. An id of a list that is unknown or restricted is left out of the answer.
    """

    def __init__(
        self,
        client_id: int | str,
        client_secret: str,
        *,
        url: str = "https://osu.ppy.sh",
        token_url: str | None = None,
        budget: Budget | None = None,
        user_agent: str = USER_AGENT,
        patience: float = IN_FLIGHT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._session = Session(
            Credentials(str(client_id), client_secret),
            url=f"{self.url}/api/v2",
            token_url=token_url or f"{self.url}/oauth/token",
            budget=budget or Budget(MachineClock()),
            user_agent=user_agent,
            patience=patience,
            transport=transport,
        )
        self._priority = Priority.LIVE

    def at(self, priority: Priority) -> "Client":
        """The same client (token, budget, connections), for questions that are more or less urgent."""
        other = copy.copy(self)
        other._priority = priority  # noqa: SLF001  # it is ours
        return other

    @property
    def budget(self) -> Budget:
        """What is spent and what is left."""
        return self._session.budget

    async def close(self) -> None:
        """Let go of connections."""
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _get(self, path: str, type_: type[T], cost: int = 1, **params: Any) -> T:
        return await self._session.get(path, type_, params, cost=cost, priority=self._priority)

    # Players

    async def user(self, user: int | str, mode: Mode) -> models.User:
        """A whole profile, by id or name (old names work too). The only one with a country rank."""
        return await self._get(f"/users/{_in_path(user)}/{mode.value}", models.User)

    async def users(self, ids: Sequence[int]) -> list[models.User]:
        """Up to 50 players with their statistics in every mode. Costs as much as asking for one after the other."""
        return (await self._get("/users", models.Users, cost=_batch(ids), ids=ids)).users

    async def lookup(self, users: Sequence[int | str], mode: Mode | None = None) -> list[models.User]:
        """Up to 50 players, by id or name, for the price of one: cards, and with a mode the global rank.

        Undocumented, so without promise (osu-web: Users/LookupController).
        """
        _batch(users)
        ids = [_named(user) for user in users]
        ruleset = mode.number if mode else None
        return (await self._get("/users/lookup", models.Users, ids=ids, ruleset_id=ruleset)).users

    async def user_scores(
        self,
        user_id: int,
        kind: Literal["best", "firsts", "recent", "pinned"],
        mode: Mode,
        *,
        limit: int = 100,
        offset: int = 0,
        include_fails: bool = False,
        legacy_only: bool = False,
    ) -> list[models.Score]:
        """A player's plays, at most 100 at once, with map and set.

        best: 200 in all, cached for 30 s; a page may be shorter than `limit` without being the last.
        recent: 24 hours, newest first, fails only if asked for. firsts: `legacy_only` for stable's first places.
        """
        return await self._get(
            f"/users/{user_id}/scores/{kind}",
            list[models.Score],
            mode=mode.value,
            limit=limit,
            offset=offset,
            include_fails=include_fails,
            legacy_only=legacy_only,
        )

    async def recent_activity(
        self, user_id: int, *, limit: int = 100, offset: int = 0, legacy_only: bool = False
    ) -> list[models.Event]:
        """A player's events, the newest first, 100 in all; ranks of lazer's leaderboards, or only stable's."""
        return await self._get(
            f"/users/{user_id}/recent_activity",
            list[models.Event],
            limit=limit,
            offset=offset,
            legacy_only=legacy_only,
        )

    async def user_beatmapsets(
        self, user_id: int, kind: SetsOf, *, limit: int = 100, offset: int = 0
    ) -> list[models.Beatmapset]:
        """The sets that a player made or likes."""
        return await self._get(
            f"/users/{user_id}/beatmapsets/{kind}", list[models.Beatmapset], limit=limit, offset=offset
        )

    async def most_played(self, user_id: int, *, limit: int = 100, offset: int = 0) -> list[models.Playcount]:
        """The difficulties that a player played most."""
        return await self._get(
            f"/users/{user_id}/beatmapsets/most_played", list[models.Playcount], limit=limit, offset=offset
        )

    # Everybody

    async def scores(self, after: int | None = None, mode: Mode | None = None) -> models.Feed:
        """Everybody's ranked plays after a score id, oldest first, at most 1 000; without one, the newest.

        Raises:
            TooOld: the id lies more than 10 000 000 behind.
        """
        return await self._feed(models.Feed, after, mode)

    async def glance(self, after: int | None = None) -> "Glance":
        """The same page of everybody's plays, hardly read: for who wants few of them. Raises as `scores`."""
        raw = await self._feed(models.RawFeed, after, None)
        reader = self._session.reader
        rows = reader.rows(raw.scores, models.FeedRow)
        if raw.scores and not rows:
            raise Malformed("nothing in osu!'s answer has the expected shape")
        return Glance(rows, reader)

    async def _feed(self, type_: type[T], after: int | None, mode: Mode | None) -> T:
        try:
            return await self._get("/scores", type_, cursor={"id": after}, ruleset=mode.value if mode else None)
        except Invalid as error:
            if after is None:
                raise
            raise TooOld(str(error)) from error

    async def events(self, after: int | None = None, *, oldest_first: bool = False) -> models.Events:
        """Fifty of everybody's events, from the event id `after` on: back in time, or forward with `oldest_first`."""
        sort = "id_asc" if oldest_first else "id_desc"
        return await self._get("/events", models.Events, sort=sort, cursor={"event_id": after})

    async def rankings(
        self,
        mode: Mode,
        kind: Ranking,
        *,
        page: int = 1,
        country: str | None = None,
        variant: Literal["4k", "7k"] | None = None,
    ) -> models.Rankings:
        """Fifty players; 200 pages. `country` is an ISO code, and only with it there are country ranks."""
        return await self._get(
            f"/rankings/{mode.value}/{kind}", models.Rankings, cursor={"page": page}, country=country, variant=variant
        )

    async def country_rankings(self, mode: Mode, *, page: int = 1) -> models.CountryRankings:
        """Fifty countries."""
        return await self._get(f"/rankings/{mode.value}/country", models.CountryRankings, cursor={"page": page})

    # Maps

    async def beatmap(self, beatmap_id: int) -> models.Beatmap:
        """One difficulty with its set."""
        return await self._get(f"/beatmaps/{beatmap_id}", models.Beatmap)

    async def beatmaps(self, ids: Sequence[int]) -> list[models.Beatmap]:
        """Up to 50 difficulties with their sets, for the price of one."""
        _batch(ids)
        return (await self._get("/beatmaps", models.Beatmaps, ids=ids)).beatmaps

    async def find_beatmap(self, *, checksum: str | None = None, filename: str | None = None) -> models.Beatmap:
        """The difficulty of a file: by MD5 or by name."""
        return await self._get("/beatmaps/lookup", models.Beatmap, checksum=checksum, filename=filename)

    async def score(self, score_id: int) -> models.Score:
        """One play, by its id of today."""
        return await self._get(f"/scores/{score_id}", models.Score)

    async def legacy_score(self, mode: Mode, legacy_id: int) -> models.Score:
        """One play, by the id that stable and v1 know."""
        return await self._get(f"/scores/{mode.value}/{legacy_id}", models.Score)

    async def beatmap_scores(
        self,
        beatmap_id: int,
        mode: Mode,
        *,
        mods: Sequence[str] = (),
        kind: Board = "global",
        limit: int = 100,
        legacy_only: bool = False,
    ) -> models.Scores:
        """The leaderboard of a map, at most 100. `mods` are acronyms, `NM` for none. Unranked maps have no rows."""
        return await self._get(
            f"/beatmaps/{beatmap_id}/scores",
            models.Scores,
            mode=mode.value,
            mods=mods,
            type=kind,
            limit=limit,
            legacy_only=legacy_only,
        )

    async def beatmap_user_score(self, beatmap_id: int, user_id: int, mode: Mode) -> models.BeatmapUserScore:
        """A player's best on a map and its place. NotFound where there is none."""
        path = f"/beatmaps/{beatmap_id}/scores/users/{user_id}"
        return await self._get(path, models.BeatmapUserScore, mode=mode.value)

    async def beatmap_user_scores(self, beatmap_id: int, user_id: int, mode: Mode) -> list[models.Score]:
        """All of a player's plays on a map's leaderboards, one per combination of mods."""
        path = f"/beatmaps/{beatmap_id}/scores/users/{user_id}/all"
        return (await self._get(path, models.Scores, mode=mode.value)).scores

    async def beatmapset(self, beatmapset_id: int) -> models.Beatmapset:
        """A whole set with its difficulties."""
        return await self._get(f"/beatmapsets/{beatmapset_id}", models.Beatmapset)

    async def beatmapset_of(self, beatmap_id: int) -> models.Beatmapset:
        """The whole set that a difficulty belongs to."""
        return await self._get("/beatmapsets/lookup", models.Beatmapset, beatmap_id=beatmap_id)

    async def search_beatmapsets(
        self,
        query: str | None = None,
        *,
        mode: Mode | None = None,
        status: str | None = None,
        sort: str | None = None,
        nsfw: bool | None = None,
        cursor_string: str | None = None,
    ) -> models.BeatmapsetSearch:
        """Fifty sets, cached for a minute.

        status: any, leaderboard (default), ranked, qualified, loved, pending, wip, graveyard. sort: `ranked_desc`,
        `updated_desc`, `plays_desc`, …; a cursor belongs to its sort.
        """
        return await self._get(
            "/beatmapsets/search",
            models.BeatmapsetSearch,
            q=query,
            m=mode.number if mode else None,
            s=status,
            sort=sort,
            nsfw=None if nsfw is None else str(nsfw).lower(),
            cursor_string=cursor_string,
        )

    async def beatmapset_events(
        self,
        *,
        types: Sequence[str] = (),
        beatmapset_id: int | None = None,
        page: int = 1,
        limit: int = 50,
        since: str | None = None,
        oldest_first: bool = False,
    ) -> models.BeatmapsetEvents:
        """What was done to sets (nominate, qualify, rank, love, disqualify …), the newest first. Undocumented.

        since: a day, `2026-09-21`, from whose beginning (UTC) on.
        """
        return await self._get(
            "/beatmapsets/events",
            models.BeatmapsetEvents,
            types=types,
            beatmapset_id=beatmapset_id,
            page=page,
            limit=limit,
            min_date=since,
            sort="id_asc" if oldest_first else None,
        )

    async def beatmapset_discussions(
        self, *, beatmapset_id: int | None = None, page: int = 1, limit: int = 50
    ) -> models.Discussions:
        """What is written about sets, or one set: the beginnings, the newest first, 50 at most. May change."""
        return await self._get(
            "/beatmapsets/discussions", models.Discussions, beatmapset_id=beatmapset_id, page=page, limit=limit
        )

    # Matches and rooms

    async def matches(
        self, after: int | None = None, *, oldest_first: bool = False, active: bool | None = None, limit: int = 50
    ) -> models.Matches:
        """Public matches of stable, the newest first or forward from the match id `after`."""
        sort = "id_asc" if oldest_first else "id_desc"
        cursor = {"match_id": after}
        return await self._get("/matches", models.Matches, cursor=cursor, sort=sort, active=active, limit=limit)

    async def match(
        self, match_id: int, *, before: int | None = None, after: int | None = None, limit: int = 100
    ) -> models.MatchPage:
        """A stable match with its last events, or those before or after an event id. At most 101.

        Raises:
            Refused: it is private.
        """
        return await self._get(f"/matches/{match_id}", models.MatchPage, before=before, after=after, limit=limit)

    async def rooms(
        self,
        *,
        group: Literal["playlists", "realtime", "ranked-play"] = "playlists",
        mode: Literal["active", "all", "ended"] = "active",
        category: str | None = None,
        limit: int = 250,
    ) -> list[models.Room]:
        """Lazer's rooms; of a category (`normal`, `spotlight`, `featured_artist`, `daily_challenge`) or of all."""
        return await self._get("/rooms", list[models.Room], type_group=group, mode=mode, category=category, limit=limit)

    async def room(self, room_id: int) -> models.Room:
        """One room with its playlist."""
        return await self._get(f"/rooms/{room_id}", models.Room)

    async def room_events(
        self, room_id: int, *, before: int | None = None, after: int | None = None, limit: int = 100
    ) -> models.RoomEvents:
        """What happened in a room, games with their scores. Not offered for playlists (Invalid). May change."""
        return await self._get(f"/rooms/{room_id}/events", models.RoomEvents, before=before, after=after, limit=limit)

    async def room_leaderboard(self, room_id: int) -> models.RoomLeaderboard:
        """The best fifty of a room, by the sum over its playlist."""
        return await self._get(f"/rooms/{room_id}/leaderboard", models.RoomLeaderboard)

    async def playlist_scores(
        self, room_id: int, item_id: int, *, limit: int = 50, cursor_string: str | None = None
    ) -> models.Scores:
        """The scores of one map of a room."""
        path = f"/rooms/{room_id}/playlist/{item_id}/scores"
        return await self._get(path, models.Scores, limit=limit, cursor_string=cursor_string)


class Glance:
    """A page of everybody's plays, of which only those that matter are read in full: a tenth of the work."""

    def __init__(self, rows: list[tuple[msgspec.Raw, models.FeedRow]], reader: Reader) -> None:
        self._rows = rows
        self._reader = reader

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def newest(self) -> int:
        """The highest id, 0 where there is none."""
        return max((row.id for _, row in self._rows if row.id is not None), default=0)

    @property
    def ends(self) -> list[datetime]:
        """When the plays ended."""
        return [row.ended_at for _, row in self._rows if row.ended_at]

    def plays(self, wants: Callable[[int, int, float | None], bool]) -> list[models.Score]:
        """Those of players, modes and pp that are wanted."""
        wanted = [text for text, row in self._rows if wants(row.user_id, row.ruleset_id, row.pp)]
        return [play for _, play in self._reader.rows(wanted, models.Score)]


def _named(user: int | str) -> str:
    return f"@{user}" if isinstance(user, str) else str(user)


def _in_path(user: int | str) -> str:
    return quote(_named(user), safe="@")


def _batch(asked: Sequence[object]) -> int:
    if not 1 <= len(asked) <= BATCH:
        raise ValueError(f"{len(asked)} at once, but the API takes 1–{BATCH}")
    return len(asked)
