"""The token: one for everybody, renewed ahead of its end.

POST /oauth/token  grant_type=client_credentials, scope=public  →  access_token, expires_in (a day)
"""

import asyncio
import logging
from typing import Annotated

import msgspec

from watcher.osu.errors import Invalid, Malformed, NotFound, OsuError, Refused
from watcher.osu.http import UNREADABLE, Budget, Priority, exchange, httpx, judged

log = logging.getLogger("watcher.osu")

AHEAD = 300.0  # renew so many seconds before the end
PAUSE = 60.0  # between two attempts to renew a token that is still good, and after a refusal


class Credentials(msgspec.Struct, frozen=True):
    """An OAuth application: made at osu.ppy.sh/home/account/edit#oauth. The secret never shows in a repr."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"Credentials(client_id={self.client_id!r}, client_secret='***')"


class _Granted(msgspec.Struct, frozen=True):
    access_token: Annotated[str, msgspec.Meta(pattern="^[!-~]+$")]  # what a header can carry
    expires_in: Annotated[float, msgspec.Meta(gt=0)] = 3600.0


class TokenKeeper:
    """Keeps the one token. A token endpoint in trouble never throws a good token away."""

    def __init__(self, http: httpx.AsyncClient, budget: Budget, url: str, credentials: Credentials) -> None:
        self._http = http
        self._budget = budget
        self._url = url
        self._credentials = credentials
        self._lock = asyncio.Lock()
        self._token = ""
        self._ends = self._renew_at = 0.0
        self._overdue = False
        self._refusal, self._ask_again = "", 0.0

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be read in a log or an error."""
        return self._credentials.client_secret, self._token

    async def token(self) -> str:
        """The token, renewed if its end is near.

        Raises:
            Refused: osu! does not know these credentials.
            Unavailable: the token endpoint is in trouble, and there is no good token.
        """
        async with self._lock:
            now = self._budget.clock.monotonic()
            if not self._token or now >= self._ends:
                await self._renew()
            elif now >= self._renew_at:
                await self._renew_ahead(now)
            return self._token

    async def replace(self, refused: str) -> str:
        """Another token than this one, which was answered with 401. The old one is kept until there is another."""
        async with self._lock:
            if self._token == refused:
                await self._renew()
            return self._token

    def distrust(self, refused: str) -> None:
        """This token was answered with 401 as soon as it was given: for a while nobody need try the next one."""
        if self._token == refused:
            self._token = ""
            self._refuse("osu! does not accept the token that it has just given; the application may be blocked")

    async def _renew_ahead(self, now: float) -> None:
        try:
            await self._renew()
        except OsuError as error:
            self._renew_at = now + PAUSE
            say = log.debug if self._overdue else log.warning  # once for each token
            self._overdue = True
            say("the token could not be renewed yet, the old one is good for %.0f s: %s", self._ends - now, error)

    async def _renew(self) -> None:
        if self._refusal and self._budget.clock.monotonic() < self._ask_again:
            raise Refused(self._refusal)
        form = {
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret,
            "grant_type": "client_credentials",
            "scope": "public",
        }
        granted = await self._ask(form)
        now = self._budget.clock.monotonic()
        self._token, self._overdue = granted.access_token, False
        self._ends = now + granted.expires_in
        self._renew_at = self._ends - min(AHEAD, granted.expires_in / 10)

    async def _ask(self, form: dict[str, str]) -> _Granted:
        try:
            request = self._http.build_request("POST", self._url, data=form)
            response, text = await exchange(
                self._http, request, self._budget, priority=Priority.LIVE, secrets=self.secrets
            )
            judged(response, text, self._budget, self.secrets)
        except (Refused, Invalid, NotFound) as error:
            told = f"osu! gives no token: check client_id and client_secret ({error})"
            self._refuse(told)
            raise Refused(told) from error
        try:
            return msgspec.json.decode(text, type=_Granted)
        except UNREADABLE as error:
            raise Malformed("the token endpoint's answer can't be read") from error

    def _refuse(self, reason: str) -> None:
        self._refusal = reason
        self._ask_again = self._budget.clock.monotonic() + PAUSE
