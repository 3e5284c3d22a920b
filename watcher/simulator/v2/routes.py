"""Which path of API v2 is answered by whom, and what it costs."""

import re
from collections.abc import Callable
from typing import Any

from watcher.simulator.http import Refused
from watcher.simulator.v2 import maps, matches, scores, users
from watcher.simulator.v2.ask import Ask

Handler = Callable[..., Any]

_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", r"/users", users.batch),
    ("GET", r"/users/lookup", users.lookup),
    ("GET", r"/users/([^/]+)/scores/(best|firsts|pinned|recent)", scores.of_user),
    ("GET", r"/users/([^/]+)(?:/(osu|taiko|fruits|mania))?", users.one),
    ("GET", r"/scores", scores.feed),
    ("GET", r"/scores/(\d+)", scores.one),
    ("GET", r"/scores/(osu|taiko|fruits|mania)/(\d+)", scores.legacy),
    ("GET", r"/beatmaps", maps.batch),
    ("GET", r"/beatmaps/(\d+)", maps.one),
    ("GET", r"/matches", matches.listing),
    ("GET", r"/matches/(\d+)", matches.one),
)
_COMPILED = tuple((method, re.compile(f"/api/v2{path}/?"), handler) for method, path, handler in _ROUTES)


def answer(ask: Ask) -> Any:
    """The JSON body for a request. Raises Refused."""
    for method, pattern, handler in _COMPILED:
        if method == ask.request.method and (found := pattern.fullmatch(ask.request.path)):
            return handler(ask, *(group for group in found.groups() if group is not None))
    raise Refused(404, {"error": None})


def cost(ask: Ask) -> int:
    """The units a request costs. osu-web: RequestCost – the number of ids for a batch of users, else 1."""
    if ask.request.path.rstrip("/") == "/api/v2/users":
        factor = 3 if ask.request.one("include_variant_statistics") in {"1", "true"} else 1
        return max(1, len(ask.request.many("ids")[:50])) * factor
    return 1
