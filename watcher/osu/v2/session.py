"""Asking API v2: token, headers, budget, verdicts. Knows no endpoint."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from watcher.osu.http import IN_FLIGHT, USER_AGENT, Budget, Priority, client, exchange, httpx, judged
from watcher.osu.v2.auth import Credentials, TokenKeeper
from watcher.osu.v2.reading import Reader

T = TypeVar("T")

API_VERSION = "20240529"
Value = str | int | bool | None | Sequence[str | int] | Mapping[str, str | int | None]


class Session:
    """One API, one token, one budget. A question is asked once; whoever asks decides about asking again."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        url: str,
        token_url: str,
        budget: Budget,
        user_agent: str = USER_AGENT,
        patience: float = IN_FLIGHT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"Accept": "application/json", "User-Agent": user_agent}
        self._http = client(headers, patience=patience, transport=transport)
        self._url = url.rstrip("/")
        self.reader = Reader()
        self._keeper = TokenKeeper(self._http, budget, token_url, credentials)
        self._patience = patience
        self.budget = budget

    async def get(
        self,
        path: str,
        type_: type[T],
        params: Mapping[str, Value] | None = None,
        *,
        cost: int = 1,
        priority: Priority = Priority.SWEEP,
    ) -> T:
        """One answer, read as `type_`.

        Raises:
            Unavailable: try again later. Malformed: the same, the answer can't be read.
            Refused, NotFound, Invalid: as `watcher.osu.errors` says.
        """
        token = await self._keeper.token()
        response, text = await self._send(path, params, token, cost, priority)
        if response.status_code == 401:
            token = await self._keeper.replace(token)
            response, text = await self._send(path, params, token, cost, priority)
            if response.status_code == 401:
                self._keeper.distrust(token)
        return self.reader.read(judged(response, text, self.budget, self._keeper.secrets), type_)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def _send(
        self, path: str, params: Mapping[str, Value] | None, token: str, cost: int, priority: Priority
    ) -> tuple[httpx.Response, bytes]:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",  # osu!'s documentation asks for it, also where there is no content
            "x-api-version": API_VERSION,
        }
        request = self._http.build_request("GET", self._url + path, params=_query(params or {}), headers=headers)
        return await exchange(
            self._http,
            request,
            self.budget,
            cost=cost,
            priority=priority,
            patience=self._patience,
            secrets=self._keeper.secrets,
        )


def _query(params: Mapping[str, Value]) -> httpx.QueryParams:
    """As osu! reads them: `ids[]=1&ids[]=2`, `cursor[id]=3`, booleans as 1 and 0. None is left out."""
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for name, value in params.items():
        if isinstance(value, Mapping):
            pairs += [(f"{name}[{key}]", str(one)) for key, one in value.items() if one is not None]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            pairs += [(f"{name}[]", str(one)) for one in value]
        elif value is not None:
            pairs.append((name, str(int(value) if isinstance(value, bool) else value)))
    return httpx.QueryParams(pairs)
