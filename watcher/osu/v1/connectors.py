"""How questions reach the server: one connector waits asynchronously, one does not.

Both ask again, with growing pauses, on 429, 502, 503 and 504, when no answer comes, and when an answer can't be read.
Anything else with the same `process_request` serves `OsuApi` as well.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec

from watcher.osu.budget import IN_FLIGHT
from watcher.osu.errors import Malformed, Unavailable
from watcher.osu.http import MAX_BODY, USER_AGENT, body, httpx, redacted, retry_after, translated, trusted
from watcher.osu.v1.errors import HTTPError

T = TypeVar("T")

RETRIES = 5
TIMEOUT = 20.0
_PATIENCE = 120.0  # who asks for a longer pause gets no retry: the caller should know
_RATE_PAUSE = 60.0  # the server counts by the minute


class Connector(Protocol):
    """A connector whose answers are there when the method returns."""

    def process_request(
        self, endpoint: str, data: Mapping[str, Any], type_: Callable[[Any], T], retries: int = RETRIES
    ) -> T:
        """GET `endpoint` (a whole URL) with `data` as query, and return `type_` of the parsed JSON."""
        ...


class AsyncConnector(Protocol):
    """A connector whose answers are awaited."""

    def process_request(
        self, endpoint: str, data: Mapping[str, Any], type_: Callable[[Any], T], retries: int = RETRIES
    ) -> Awaitable[T]:
        """GET `endpoint` (a whole URL) with `data` as query, and give `type_` of the parsed JSON."""
        ...


class Reply(NamedTuple):
    """What came back: an answer that was read, or the fault why there is none. `code` 0: nothing came at all."""

    code: int
    reason: str
    said: bytes = b""
    retry_after: str | None = None
    answer: Any = None
    fault: Unavailable | None = None


class AHConnector:
    """The asynchronous connector: `await api.get_user(…)`.

    sess: an httpx.AsyncClient, or a transport to build one on; left out, there will be a new one. It is closed by
        `close()`.
    loop: ignored; `osuapi` had it.
    within: seconds for a whole answer; a server that dribbles is as good as one that hangs.
    sleep, now: how to wait (seconds), and what time it is (Unix seconds).
    """

    def __init__(
        self,
        sess: httpx.AsyncClient | httpx.AsyncBaseTransport | None = None,
        loop: object = None,  # noqa: ARG002  # osuapi's signature
        *,
        within: float = IN_FLIGHT,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        if not isinstance(sess, httpx.AsyncClient):
            sess = httpx.AsyncClient(
                transport=sess, timeout=TIMEOUT, headers={"User-Agent": USER_AGENT}, verify=trusted()
            )
        self.sess = sess
        self._within = within
        self._sleep = sleep
        self._now = now

    def close(self) -> Awaitable[None]:
        """Let go of the connections. Need not be awaited, but a running loop is needed."""
        return asyncio.ensure_future(self.sess.aclose())

    async def process_request(
        self, endpoint: str, data: Mapping[str, Any], type_: Callable[[Any], T], retries: int = RETRIES
    ) -> T:
        """Ask at most `retries` times. Raises HTTPError, Malformed, and whatever `type_` raises."""
        attempt = 1
        while (wait := pause(reply := await self._get(endpoint, data), attempt, retries, self._now())) is not None:
            await self._sleep(wait)
            attempt += 1
        return finish(reply, data, type_, self._now())

    async def _get(self, endpoint: str, data: Mapping[str, Any]) -> Reply:
        try:
            with translated(_secrets(data)):
                async with asyncio.timeout(self._within), self.sess.stream("GET", endpoint, params=data) as response:
                    return _reply(response, await body(response))
        except Unavailable as fault:
            return Reply(0, str(fault), fault=fault)


class ReqConnector:
    """The synchronous connector: `api.get_user(…)`.

    sess: an httpx.Client, or a transport to build one on; left out, there will be a new one. It is closed by `close()`.
    within: seconds for a whole answer; a server that dribbles is as good as one that hangs.
    sleep, now: how to wait (seconds), and what time it is (Unix seconds).
    """

    def __init__(
        self,
        sess: httpx.Client | httpx.BaseTransport | None = None,
        *,
        within: float = IN_FLIGHT,
        sleep: Callable[[float], object] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        if not isinstance(sess, httpx.Client):
            sess = httpx.Client(transport=sess, timeout=TIMEOUT, headers={"User-Agent": USER_AGENT}, verify=trusted())
        self.sess = sess
        self._within = within
        self._sleep = sleep
        self._now = now

    def close(self) -> None:
        """Let go of the connections."""
        self.sess.close()

    def process_request(
        self, endpoint: str, data: Mapping[str, Any], type_: Callable[[Any], T], retries: int = RETRIES
    ) -> T:
        """Ask at most `retries` times. Raises HTTPError, Malformed, and whatever `type_` raises."""
        attempt = 1
        while (wait := pause(reply := self._get(endpoint, data), attempt, retries, self._now())) is not None:
            self._sleep(wait)
            attempt += 1
        return finish(reply, data, type_, self._now())

    def _get(self, endpoint: str, data: Mapping[str, Any]) -> Reply:
        try:
            with translated(_secrets(data)), self.sess.stream("GET", endpoint, params=data) as response:
                return _reply(response, _body(response, self._within))
        except Unavailable as fault:
            return Reply(0, str(fault), fault=fault)


def _reply(response: httpx.Response, content: bytes) -> Reply:
    came = Reply(response.status_code, response.reason_phrase, content, response.headers.get("Retry-After"))
    if came.code != 200:
        return came
    try:
        return came._replace(answer=msgspec.json.decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return came._replace(fault=Malformed("osu!'s answer is no JSON: cut off, or a page for people"))


def _body(response: httpx.Response, within: float) -> bytes:
    """`http.body` without waiting: the whole body, if it comes in time and is not too long."""
    deadline = time.monotonic() + within
    content = bytearray()
    for part in response.iter_bytes():
        content += part
        if len(content) > MAX_BODY:
            raise Malformed(f"osu!'s answer is longer than {MAX_BODY} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(content)


def pause(reply: Reply, attempt: int, retries: int, now: float) -> float | None:
    """How many seconds to wait before asking again, after so many attempts of `retries`. None: this answer is final."""
    asked = retry_after(reply.retry_after, now)
    if reply.code == 429:
        wait = _RATE_PAUSE if asked is None else asked
    elif reply.fault or reply.code in (502, 503, 504):
        wait = max(asked or 0.0, 2.0 ** (attempt - 1))
    else:
        return None
    return wait if attempt < retries and wait <= _PATIENCE else None


def finish(reply: Reply, data: Mapping[str, Any], type_: Callable[[Any], T], now: float) -> T:
    """Read the last reply, or raise what it amounts to: HTTPError or Malformed, without the key."""
    secrets = _secrets(data)
    if reply.code != 200:
        said = redacted(reply.said.decode(errors="replace"), secrets)
        asked = retry_after(reply.retry_after, now)
        raise HTTPError(reply.code, reply.reason, said, retry_after=asked) from reply.fault
    if reply.fault:
        raise reply.fault
    try:
        return type_(reply.answer)
    except HTTPError as error:
        raise HTTPError(error.code, error.reason, redacted(error.body, secrets)) from None


def _secrets(data: Mapping[str, Any]) -> list[str]:
    return [str(data["k"])] if data.get("k") else []


def _hide_key(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(
            arg.copy_set_param("k", "***") if isinstance(arg, httpx.URL) and "k" in arg.params else arg
            for arg in record.args
        )
    return True


logging.getLogger("httpx").addFilter(_hide_key)  # it logs whole URLs, and v1 has its key there
