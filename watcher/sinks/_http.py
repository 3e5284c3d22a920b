"""HTTP for sinks: one question, what its status means, when to come again, and whom not to connect to.

The only module of the sinks that imports httpx, and not before something is sent or an address is read: the command
line starts without it. No exception of httpx leaves it.
"""

import asyncio
import ipaddress
import logging
import math
import ssl
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from watcher import __version__
from watcher.notification import NotDelivered, Reason, Undeliverable

if TYPE_CHECKING:
    import httpx

__all__ = ["Answer", "address", "ask", "client", "is_private", "judge", "phrase", "retry_after"]

_LONGEST = 4096  # bytes of an answer that are read: enough for a reason, too few to hurt
_PATIENCE = 3.0  # seconds to wait for the body once the status is there
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_REASONS = {
    401: Reason.AUTH,
    402: Reason.AUTH,
    403: Reason.AUTH,
    404: Reason.GONE,
    407: Reason.AUTH,
    410: Reason.GONE,
}
_LATER = {408: Reason.TIMEOUT, 425: Reason.SERVER, 429: Reason.RATE}
_HINTS = {
    Reason.AUTH: "check the token or password",
    Reason.GONE: "there is nothing at that address any more",
    Reason.PAYLOAD: "it does not like the message",
}


class Answer(Struct, frozen=True):
    """What came back: the status, the headers (any case) and the beginning of the body."""

    status: int
    headers: Mapping[str, str]
    text: str


def address(text: str) -> "httpx.URL":
    """The address that this text is. Raises ValueError for what is none."""
    import httpx

    try:
        return httpx.URL(text)
    except httpx.InvalidURL:
        raise ValueError("this is not an address") from None


def client(*, direct: bool = False) -> "httpx.AsyncClient":
    """A client for one sink. `direct`: not through the proxy that the environment may name; loopback never is.

    It follows no redirects: a message goes to the address that the user wrote down, unless the sink decides otherwise.
    """
    import httpx

    for chatty in ("httpx", "httpcore"):  # at INFO they write whole addresses into the log, tokens included
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return httpx.AsyncClient(
        headers={"User-Agent": f"osu-watcher/{__version__}"},
        follow_redirects=False,
        trust_env=not direct,
        mounts={f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")},
        timeout=60,  # of one step; `ask` keeps the time over all of them
        limits=httpx.Limits(max_connections=2, keepalive_expiry=30),
    )


async def ask(
    http: "httpx.AsyncClient", request: "httpx.Request", *, seconds: float, private: bool = True, most: int = _LONGEST
) -> Answer:
    """Send one request. `private`: whether an address that is not on the public internet may be connected to.

    `most`: bytes of the answer that are read.

    Raises NotDelivered when no status comes, Undeliverable when the address is not allowed.
    Does not judge the status; that is `judge`.
    """
    import httpx

    host = request.url.host
    if not private:
        request.extensions["trace"] = _only_public(host)
    try:
        async with asyncio.timeout(seconds):
            response = await http.send(request, stream=True)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise NotDelivered(Reason.TIMEOUT, f"{host} did not answer within {seconds:g} s") from error
    except httpx.ProtocolError as error:  # its text may hold what a header says
        raise NotDelivered(Reason.NETWORK, f"{host} broke off, or speaks no proper HTTP") from error
    except httpx.HTTPError as error:
        reason = Reason.TLS if any(isinstance(one, ssl.SSLError) for one in _causes(error)) else Reason.NETWORK
        raise NotDelivered(reason, f"{host} can't be reached: {error or type(error).__name__}") from error
    try:
        return Answer(response.status_code, response.headers, await _beginning(response, most))
    finally:
        await response.aclose()


def judge(answer: Answer, host: str, now: int, detail: str = "") -> str:
    """`200 OK`, when the status means that the message was taken. `now` (ms UTC) reads a Retry-After that is a date.

    `detail` is what the service said about it, for the end of the sentence.
    Raises NotDelivered (429, 5xx) or Undeliverable (the other 4xx, redirects).
    """
    status = answer.status
    said, detail = f"{host} answered {phrase(status)}", f" ({detail})" if detail else ""
    if 200 <= status < 300:
        return phrase(status)
    if 300 <= status < 400:
        raise Undeliverable(Reason.GONE, f"{said}: it moved to {_moved(answer)}, which is not followed")
    if status >= 500 or status in _LATER:
        wait = retry_after(answer.headers.get("Retry-After", ""), now)
        raise NotDelivered(_LATER.get(status, Reason.SERVER), said + detail, retry_after=wait)
    reason = _REASONS.get(status, Reason.PAYLOAD)
    raise Undeliverable(reason, f"{said}: {_HINTS[reason]}{detail}")


def retry_after(text: str, now: int) -> float | None:
    """Seconds to wait: from `3`, `0.25` or an HTTP date (`now` is ms UTC). None for what is neither."""
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - now / 1000
        except (ValueError, OverflowError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def phrase(status: int) -> str:
    """`404 Not Found`; a number nobody defined stands alone."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def is_private(address: str) -> bool:
    """Whether an IP address is anything but an ordinary one on the public internet, also when wrapped in IPv6."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ipaddress.IPv4Address(ip.packed[-4:]) if ip in _NAT64 else ip.ipv4_mapped or ip.sixtofour or ip
    return not ip.is_global or ip.is_multicast


def _only_public(host: str) -> Any:
    # httpcore's trace speaks up between the connect and the first byte sent: this is the address really connected
    # to, whatever a name server said a moment before.
    async def check(event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            stream = info["return_value"]
            address = stream.get_extra_info("server_addr")[0]
            if is_private(address):
                await stream.aclose()
                text = f"{host} is at {address}, which is not on the public internet"
                raise Undeliverable(Reason.NETWORK, text)

    return check


async def _beginning(response: "httpx.Response", most: int) -> str:
    # The status has decided already: a body that breaks off or drips changes nothing.
    import httpx

    read = b""
    try:
        async with asyncio.timeout(_PATIENCE):
            async for chunk in response.aiter_bytes():
                read += chunk
                if len(read) >= most:
                    break
    except (TimeoutError, httpx.HTTPError):
        pass
    return read[:most].decode("utf-8", "replace")


def _moved(answer: Answer) -> str:
    # Only scheme and host: the rest may hold a token.
    try:
        to = address(answer.headers.get("Location", ""))
    except ValueError:
        return "somewhere else"
    return f"{to.scheme}://{to.host}" if to.host else "another path of its own"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
