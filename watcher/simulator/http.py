"""Questions and answers in HTTP's words, without any sockets."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from msgspec import Struct, field

_LIST = re.compile(r"^(\w+)\[\d*\]$")


class Request(Struct, kw_only=True):
    """What a client asks. Header names are in lower case; `query` keeps the order and every repetition."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def parse(cls, method: str, target: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> "Request":
        """From the request line, the headers and the body."""
        parts = urlsplit(target)
        return cls(
            method=method,
            path=unquote(parts.path),
            query=parse_qsl(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in headers},
            body=body,
        )

    def one(self, name: str, default: str = "") -> str:
        """The last value of that name, as PHP reads it."""
        return next((value for key, value in reversed(self.query) if key == name), default)

    def many(self, name: str) -> list[str]:
        """The values of `name[]=…` or `name[0]=…`. A plain `name=…` is no list."""
        return [value for key, value in self.query if (found := _LIST.match(key)) and found[1] == name]

    def integer(self, name: str, default: int, least: int, most: int) -> int:
        """A number within bounds; what is no number counts as left out."""
        text = self.one(name)
        number = int(text) if text.lstrip("-").isdigit() else default
        return min(max(number, least), most)

    def form(self) -> dict[str, Any]:
        """The body, sent as JSON or as a form. Anything else is empty."""
        if "json" in self.headers.get("content-type", ""):
            try:
                body = msgspec.json.decode(self.body or b"{}")
            except msgspec.DecodeError:
                return {}
            return body if isinstance(body, dict) else {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


class Response(Struct, kw_only=True):
    """What the server answers. `manner`: how badly it is sent, as `faults.MANNERS` says; empty for well."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    manner: str = ""
    seconds: float = 0.0


class Refused(Exception):
    """A request that ends with an error: a status and a JSON body."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status} {body}")
        self.status, self.body = status, body


_OF_V1 = [("Content-Type", "application/json; charset=UTF-8"), ("Access-Control-Allow-Origin", "*")]


def as_json(body: Any, status: int = 200, escape: bool = False) -> Response:
    """A JSON answer; `escape` writes slashes as PHP does by default."""
    data = msgspec.json.encode(body)
    if escape:
        data = data.replace(b"/", b"\\/")
    headers = _OF_V1 if escape else [("Content-Type", "application/json")]
    return Response(status=status, headers=[*headers], body=data)


def number(value: float) -> float:
    """A number as PHP prints it: whole ones without a point."""
    return int(value) if value == int(value) else value


def zulu(at: int) -> str:
    """A time in ms UTC as `2026-07-03T08:55:20Z`."""
    return f"{datetime.fromtimestamp(at // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def offset(at: int) -> str:
    """A time in ms UTC as `2026-07-03T08:55:20+00:00`."""
    return zulu(at)[:-1] + "+00:00"
