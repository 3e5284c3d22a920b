"""The one door to osu!'s servers: the only module of `watcher.osu` that imports httpx.

Here a question passes the budget, httpx's errors become ours, and a status becomes a verdict. Knows no endpoint and
no key.
"""

import asyncio
import re
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import version

import httpx
import msgspec

from watcher.osu.budget import AT_ONCE, IN_FLIGHT, Budget, Clock, MachineClock, Priority, Spent
from watcher.osu.errors import Forbidden, Invalid, Malformed, NotFound, Refused, Unavailable

__all__ = [
    "AT_ONCE",
    "IN_FLIGHT",
    "MAX_BODY",
    "UNREADABLE",
    "USER_AGENT",
    "Budget",
    "Clock",
    "MachineClock",
    "Priority",
    "Spent",
    "body",
    "client",
    "exchange",
    "httpx",
    "judged",
    "redacted",
    "retry_after",
    "translated",
    "trusted",
]

USER_AGENT = f"osu-watcher/{version('osu-watcher')}"
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are no JSON of the expected shape."""
MAX_BODY = 16 * 1024 * 1024
THROTTLED = 60.0  # osu! drops Retry-After from its 429s; its window is a minute (osu-web: ThrottleRequests)


class _Told(msgspec.Struct):
    """What an error's body tells: `{"error": "text"}`, `{"error": null}`, or OAuth's `message`."""

    error: str | None = None
    message: str | None = None


@cache
def trusted() -> ssl.SSLContext:
    """Whom we believe to be osu!. Read once for all clients, since it takes 20 ms."""
    return httpx.create_ssl_context()


def client(
    headers: Mapping[str, str], *, patience: float, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    """A client for as many requests as may be under way at once, that says who asks."""
    return httpx.AsyncClient(
        headers={"User-Agent": USER_AGENT, **headers},
        verify=trusted(),
        transport=transport,
        limits=httpx.Limits(max_connections=AT_ONCE, keepalive_expiry=30.0),
        timeout=patience,
    )


async def exchange(
    http: httpx.AsyncClient,
    request: httpx.Request,
    budget: Budget,
    *,
    cost: int = 1,
    priority: Priority = Priority.SWEEP,
    patience: float = IN_FLIGHT,
    secrets: Iterable[str] = (),
) -> tuple[httpx.Response, bytes]:
    """One request and its whole answer, whatever its status, when the budget allows it.

    It is given up after `patience` seconds, 30 at most: that is what the budget reckons with after a restart.

    Raises:
        Unavailable: no answer, or none that can be read.
    """
    status = "none"
    async with budget.spend(cost, priority=priority) as turn:
        try:
            with translated(secrets):
                async with asyncio.timeout(min(patience, IN_FLIGHT)):
                    response = await http.send(request, stream=True)
                    try:
                        text = await body(response)
                    finally:
                        await response.aclose()
            status = str(response.status_code)
        finally:
            budget.answered(request.url.path, status)
        turn.troubled = response.status_code >= 500 or text.lstrip()[:1] == b"<"
    return response, text


def judged(response: httpx.Response, text: bytes, budget: Budget, secrets: Iterable[str] = ()) -> bytes:
    """The body of a good answer.

    Raises:
        Unavailable: 429 (then the whole budget is held), 408, 5xx, a redirect (the API has none), or a page of HTML,
            whatever its status: then the edge in front of the API spoke, and it says nothing about what was asked.
        Refused: 401, 403.
        NotFound: 404, 410.
        Invalid: any other 4xx.
    """
    if response.headers.get("X-Ratelimit-Remaining") == "0":
        budget.hold(THROTTLED)
    status = response.status_code
    if 200 <= status < 300:
        return text
    wait = retry_after(response.headers.get("Retry-After"), budget.clock.now() / 1000)
    sentence = redacted(f"osu! answered {status} to {response.request.url.path}{_told(text)}", secrets)
    if status == 429:
        wait = THROTTLED if wait is None else wait
        budget.hold(wait)
        raise Unavailable(sentence, reason="rate", retry_after=wait)
    if status >= 500 or status == 408 or status < 400 or text.lstrip()[:1] == b"<":
        raise Unavailable(sentence, reason="server", retry_after=wait)
    raise _VERDICTS.get(status, Invalid)(sentence)


_VERDICTS: dict[int, type[Refused | NotFound]] = {401: Refused, 403: Forbidden, 404: NotFound, 410: NotFound}


def _told(text: bytes) -> str:
    try:
        told = msgspec.json.decode(text, type=_Told)
    except UNREADABLE:
        return ""
    words = told.message or told.error
    return f": {words[:200]}" if words else ""


@contextmanager
def translated(secrets: Iterable[str] = ()) -> Iterator[None]:
    """Turn what httpx raises inside into Unavailable, without secrets in the text."""
    try:
        yield
    except (httpx.TimeoutException, TimeoutError) as error:
        raise Unavailable("osu! did not answer in time", reason="timeout") from error
    except httpx.DecodingError as error:
        raise Malformed("osu!'s answer could not be unpacked") from error
    except (httpx.TransportError, httpx.TooManyRedirects) as error:
        text = redacted(str(error) or type(error).__name__, secrets)
        raise Unavailable(f"osu! can't be reached: {text}") from error


async def body(response: httpx.Response, limit: int = MAX_BODY) -> bytes:
    """The whole, unpacked body of a streamed answer.

    Raises:
        Malformed: it is longer than `limit` bytes.
    """
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > limit:
            raise Malformed(f"osu!'s answer is longer than {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def retry_after(value: str | None, now: float, *, longest: float = 3600.0) -> float | None:
    """Seconds to wait, from a Retry-After header: whole or broken seconds, or an HTTP date. `now` is Unix seconds.

    None where the header is absent or makes no sense. Never more than `longest`.
    """
    if value is None:
        return None
    if re.fullmatch(r"\s*\d{1,15}(\.\d{0,15})?\s*", value, re.ASCII):
        return min(float(value), longest)
    try:
        seconds = parsedate_to_datetime(value).timestamp() - now
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), longest)


def redacted(text: str, secrets: Iterable[str]) -> str:
    """The text with each secret replaced by `***`."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return text
