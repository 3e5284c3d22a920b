"""Every endpoint of API v2 that a monitor needs, one method each."""

from collections.abc import Sequence
from types import TracebackType
from typing import Literal, Self
from urllib.parse import quote

from watcher.osu.errors import Invalid, TooOld
from watcher.osu.http import USER_AGENT, Budget, MachineClock, Priority, httpx
from watcher.osu.nouns import Mode
from watcher.osu.v2.auth import Credentials
from watcher.osu.v2.models import Beatmap, Beatmaps, Feed, MatchPage, Score, User, Users
from watcher.osu.v2.session import Session

BATCH = 50


class Client:
    """API v2 with client credentials.

    url: where osu! is; the API is below it at `/api/v2`, the token at `/oauth/token` unless `token_url` says otherwise.
    budget: shared by everybody who asks osu! anything; without one, 60 requests a minute.

    Every method raises `watcher.osu.errors.OsuError`: Unavailable (later), Refused (no), NotFound, Invalid. A method
    asks once. `priority` says how urgent it is when the budget is short.
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
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        url = url.rstrip("/")
        self._session = Session(
            Credentials(str(client_id), client_secret),
            url=f"{url}/api/v2",
            token_url=token_url or f"{url}/oauth/token",
            budget=budget or Budget(MachineClock()),
            user_agent=user_agent,
            transport=transport,
        )
        self._get = self._session.get

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

    async def user(self, user: int | str, mode: Mode, *, priority: Priority = Priority.SWEEP) -> User:
        """A whole profile, by id or name (old names work too). The only one with a country rank."""
        return await self._get(f"/users/{_user(user)}/{mode.value}", User, priority=priority)

    async def users(self, ids: Sequence[int], *, priority: Priority = Priority.SWEEP) -> list[User]:
        """Up to 50 players with their statistics in every mode, no country rank. Costs as much as one question each."""
        _batch(ids)
        found = await self._get("/users", Users, {"ids": ids}, cost=len(ids), priority=priority)
        return found.users

    async def lookup(
        self, users: Sequence[int | str], mode: Mode | None = None, *, priority: Priority = Priority.SWEEP
    ) -> list[User]:
        """Up to 50 players, by id or name, for the price of one: cards, and with a mode the global rank.

        Undocumented, so without promise (osu-web: Users/LookupController).
        """
        _batch(users)
        params = {"ids": [_plain_user(user) for user in users], "ruleset_id": mode.number if mode else None}
        return (await self._get("/users/lookup", Users, params, priority=priority)).users

    async def user_scores(
        self,
        user_id: int,
        kind: Literal["best", "firsts", "recent", "pinned"],
        mode: Mode,
        *,
        limit: int = 100,
        offset: int = 0,
        include_fails: bool = False,
        priority: Priority = Priority.SWEEP,
    ) -> list[Score]:
        """A player's plays, at most 100 at once, with map and set.

        best: 200 in all, cached for 30 s; a page may be shorter than `limit` without being the last.
        recent: 24 hours, newest first, fails only if asked for.
        """
        params = {"mode": mode.value, "limit": limit, "offset": offset, "include_fails": include_fails}
        return await self._get(f"/users/{user_id}/scores/{kind}", list[Score], params, priority=priority)

    async def scores(
        self, after: int | None = None, mode: Mode | None = None, *, priority: Priority = Priority.FEED
    ) -> Feed:
        """Everybody's ranked plays after a score id, oldest first, at most 1 000; without one, the newest.

        Raises:
            TooOld: the id lies more than 10 000 000 behind.
        """
        params = {"cursor[id]": after, "ruleset": mode.value if mode else None}
        try:
            return await self._get("/scores", Feed, params, priority=priority)
        except Invalid as error:
            if after is None:
                raise
            raise TooOld(str(error)) from error

    async def beatmaps(self, ids: Sequence[int], *, priority: Priority = Priority.SWEEP) -> list[Beatmap]:
        """Up to 50 difficulties with their sets, for the price of one. Unknown ones are left out."""
        _batch(ids)
        return (await self._get("/beatmaps", Beatmaps, {"ids": ids}, priority=priority)).beatmaps

    async def match(
        self,
        match_id: int,
        *,
        before: int | None = None,
        after: int | None = None,
        limit: int = 100,
        priority: Priority = Priority.LIVE,
    ) -> MatchPage:
        """A stable match with its last events, or those before or after an event id. At most 101.

        Raises:
            Refused: it is private.
        """
        params = {"before": before, "after": after, "limit": limit}
        return await self._get(f"/matches/{match_id}", MatchPage, params, priority=priority)


def _plain_user(user: int | str) -> str:
    return f"@{user}" if isinstance(user, str) else str(user)


def _user(user: int | str) -> str:
    return quote(_plain_user(user), safe="@")


def _batch(asked: Sequence[object]) -> None:
    if not 1 <= len(asked) <= BATCH:
        raise ValueError(f"{len(asked)} at once, but the API takes 1–{BATCH}")
