"""Everything that can go wrong between a client and osu!, on request. Pure: spoils answers, touches no socket.

A fault says which requests it hits (path, time span, share of them, how many times) and what it does to their answers.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from random import Random
from typing import Any

import msgspec
from msgspec import Struct, structs

from watcher.simulator.http import Request, Response

HTML = (
    b"<!DOCTYPE html>\n<html><head><title>osu.ppy.sh | 502: Bad gateway</title></head>"
    b"<body><h1>Bad gateway</h1><p>The web server reported a bad gateway error.</p></body></html>\n"
)
MANNERS = {
    "hang": "takes the request and never answers",
    "slow": "sends the answer byte by byte, one every `seconds`",
    "late": "waits `seconds` before it answers",
    "reset": "resets the connection instead of answering",
    "cut": "hangs up in the middle of the body",
    "garbage": "answers something that is no HTTP",
}


class Fault(Struct, kw_only=True):
    """What goes wrong, and for whom.

    kind: one of `kinds()`. path: a pattern with `*`, as `/api/v2/users/*`. share: 0–1 of the requests it fits.
    begins, ends: ms UTC, `ends` None for ever. times: how many requests it hits, None for all.
    status, retry_after: of kind `status` and `html`. seconds: of kind `slow` and `late`, in real time.
    kept: of kind `repeated`, what it answers.
    """

    kind: str
    path: str = "*"
    share: float = 1.0
    begins: int = 0
    ends: int | None = None
    times: int | None = None
    status: int = 503
    retry_after: str | None = None
    seconds: float = 1.0
    kept: Response | None = None


class Faults:
    """The faults there are at the moment; of several that fit the first one counts."""

    def __init__(self, seed: int) -> None:
        self._luck = Random(f"{seed}/faults")
        self.all: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Add a fault. Raises ValueError for an unknown kind."""
        if fault.kind not in kinds():
            raise ValueError(f"no fault {fault.kind!r}, there is {', '.join(kinds())}")
        self.all.append(fault)

    def clear(self) -> None:
        """Let everything be well again."""
        self.all.clear()

    def hitting(self, request: Request, now: int) -> Fault | None:
        """The fault that hits this request, if one does. It counts as used."""
        fault = next((fault for fault in self.all if self._hits(fault, request.path, now)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
        return fault

    def spoil(self, fault: Fault, response: Response) -> Response:
        """The answer as it comes out of this."""
        if fault.kind in MANNERS:
            return structs.replace(response, manner=fault.kind, seconds=fault.seconds)
        return _SPOILERS[fault.kind](fault, response, self._luck)

    def _hits(self, fault: Fault, path: str, now: int) -> bool:
        return (
            fault.begins <= now
            and (fault.ends is None or now < fault.ends)
            and fault.times != 0
            and fnmatchcase(path, fault.path)
            and (fault.share >= 1 or self._luck.random() < fault.share)
        )


def kinds() -> dict[str, str]:
    """Every kind of fault, with what it does."""
    return {kind: (spoiler.__doc__ or "").strip() for kind, spoiler in _SPOILERS.items()} | MANNERS


def _status(fault: Fault, _: Response, __: Random) -> Response:
    """Answers `status` with the JSON that osu! has for it, and Retry-After if `retry_after` is given."""
    texts: dict[int, Any] = {401: {"authentication": "basic"}, 429: {"error": "Too Many Attempts."}}
    body = msgspec.json.encode(texts.get(fault.status, {"error": None}))
    return _replaced(fault, body, "application/json")


def _html(fault: Fault, _: Response, __: Random) -> Response:
    """Answers `status` with a page of HTML, as the edge does."""
    return _replaced(fault, HTML, "text/html; charset=UTF-8")


def _maintenance(_: Fault, __: Response, ___: Random) -> Response:
    """Answers 200 with a page of HTML."""
    return Response(headers=[("Content-Type", "text/html; charset=UTF-8")], body=HTML)


def _token(_: Fault, __: Response, ___: Random) -> Response:
    """Refuses as if the client's secret were wrong; meant for /oauth/token."""
    body = {"error": "invalid_client", "error_description": "Client authentication failed"}
    return Response(
        status=401,
        headers=[("Content-Type", "application/json")],
        body=msgspec.json.encode(body | {"message": "Client authentication failed"}),
    )


def _replaced(fault: Fault, body: bytes, kind: str) -> Response:
    headers = [("Content-Type", kind)]
    if fault.retry_after is not None:
        headers.append(("Retry-After", fault.retry_after))
    return Response(status=fault.status, headers=headers, body=body)


def _truncated(_: Fault, response: Response, __: Random) -> Response:
    """Leaves out the second half of the body; the length fits, the JSON ends in the middle."""
    return structs.replace(response, body=response.body[: len(response.body) // 2])


def _nothing(_: Fault, response: Response, __: Random) -> Response:
    """Answers with an empty body."""
    return structs.replace(response, body=b"")


def _object(_: Fault, response: Response, __: Random) -> Response:
    """Answers `{}`."""
    return structs.replace(response, body=b"{}")


def _huge(_: Fault, response: Response, __: Random) -> Response:
    """Puts 64 MiB of blanks behind the body."""
    return structs.replace(response, body=response.body + b" " * (64 << 20))


def _repeated(fault: Fault, response: Response, _: Random) -> Response:
    """Answers what the first of the requests was answered, as a cache does that has lost its clock."""
    fault.kept = fault.kept or response
    return fault.kept


def _on_json(change: Callable[[Any, Random], Any], words: str) -> Callable[[Fault, Response, Random], Response]:
    def spoil(_: Fault, response: Response, luck: Random) -> Response:
        body = msgspec.json.encode(change(msgspec.json.decode(response.body), luck))
        return structs.replace(response, body=body)

    spoil.__doc__ = words
    return spoil


def _every_list(body: Any, change: Callable[[list[Any]], list[Any]]) -> Any:
    """The body with its lists of rows changed, those inside of rows left alone."""
    if isinstance(body, list):
        return change(body)
    if isinstance(body, dict):
        return {name: change(part) if isinstance(part, list) else part for name, part in body.items()}
    return body


def _mistyped(body: Any, _: Random) -> Any:
    if isinstance(body, dict):
        return {name: _mistyped(part, _) for name, part in body.items()}
    if isinstance(body, list):
        return [_mistyped(part, _) for part in body]
    if isinstance(body, bool) or body is None:
        return "maybe"
    return str(body) if isinstance(body, int | float) else {"value": body}


def _recounted(body: Any, luck: Random) -> Any:
    numbers = {"total", "score_count", "pp", "global_rank", "play_count", "total_score"}
    if isinstance(body, dict):
        return {
            name: luck.randrange(10**6) if name in numbers and isinstance(part, int | float) else _recounted(part, luck)
            for name, part in body.items()
        }
    return [_recounted(part, luck) for part in body] if isinstance(body, list) else body


_SPOILERS: dict[str, Callable[[Fault, Response, Random], Response]] = {
    "status": _status,
    "html": _html,
    "maintenance": _maintenance,
    "token": _token,
    "truncated": _truncated,
    "nothing": _nothing,
    "object": _object,
    "huge": _huge,
    "repeated": _repeated,
    "empty": _on_json(lambda body, _: _every_list(body, lambda _: []), "Empties every list."),
    "short": _on_json(
        lambda body, _: _every_list(body, lambda rows: rows[: len(rows) // 2]), "Sends half of the rows."
    ),
    "doubled": _on_json(lambda body, _: _every_list(body, lambda rows: rows + rows), "Sends every row twice."),
    "shuffled": _on_json(
        lambda body, luck: _every_list(body, lambda rows: luck.sample(rows, len(rows))), "Shuffles the rows."
    ),
    "mistyped": _on_json(_mistyped, "Gives every value another type."),
    "recounted": _on_json(_recounted, "Makes totals, ranks and pp up."),
}
