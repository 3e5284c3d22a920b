"""Which path of API v2 is answered by whom, and what it costs."""

import re
from collections.abc import Callable
from typing import Any

from watcher.simulator.http import Refused
from watcher.simulator.v2 import activity, boards, maps, matches, press, rooms, scores, search, sets, users
from watcher.simulator.v2.ask import Ask

Handler = Callable[..., Any]

_MODE = "(osu|taiko|fruits|mania)"
_KINDS = "favourite|graveyard|guest|loved|nominated|pending|ranked"
_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", r"/users", users.batch),
    ("GET", r"/users/lookup", users.lookup),
    ("GET", r"/users/([^/]+)/scores/(best|firsts|pinned|recent)", scores.of_user),
    ("GET", r"/users/([^/]+)/recent_activity", activity.recent),
    ("GET", r"/users/([^/]+)/beatmapsets/most_played", sets.most_played),
    ("GET", rf"/users/([^/]+)/beatmapsets/({_KINDS})", sets.of_user),
    ("GET", r"/users/([^/]+)(?:/(osu|taiko|fruits|mania))?", users.one),
    ("GET", r"/scores", scores.feed),
    ("GET", r"/scores/(\d+)", scores.one),
    ("GET", r"/scores/(osu|taiko|fruits|mania)/(\d+)", scores.legacy),
    ("GET", r"/events", activity.everybody),
    ("GET", rf"/rankings/{_MODE}/(\w+)", boards.ranking),
    ("GET", r"/beatmaps", maps.batch),
    ("GET", r"/beatmaps/lookup", sets.find_map),
    ("GET", r"/beatmaps/(\d+)", maps.one),
    ("POST", r"/beatmaps/(\d+)/attributes", sets.attributes),
    ("GET", r"/beatmaps/(\d+)/(?:solo-)?scores", boards.of_map),
    ("GET", r"/beatmaps/(\d+)/scores/users/(\d+)", boards.of_map_and_user),
    ("GET", r"/beatmaps/(\d+)/scores/users/(\d+)/all", boards.all_of_user),
    ("GET", r"/beatmapsets/search", search.search),
    ("GET", r"/beatmapsets/events", sets.events),
    ("GET", r"/beatmapsets/discussions", sets.discussions),
    ("GET", r"/beatmapsets/lookup", sets.lookup),
    ("GET", r"/beatmapsets/(\d+)", sets.one),
    ("GET", r"/news", press.news),
    ("GET", r"/changelog", press.changelog),
    ("GET", r"/matches", matches.listing),
    ("GET", r"/matches/(\d+)", matches.one),
    ("GET", r"/rooms", rooms.listing),
    ("GET", r"/rooms/(\d+)", rooms.one),
    ("GET", r"/rooms/(\d+)/leaderboard", rooms.leaderboard),
    ("GET", r"/rooms/(\d+)/events", rooms.events),
    ("GET", r"/rooms/(\d+)/playlist/(\d+)/scores", rooms.item_scores),
)
_OPEN = {"/api/v2/news", "/api/v2/changelog"}
_COMPILED = tuple((method, re.compile(f"/api/v2{path}/?"), handler) for method, path, handler in _ROUTES)


def answer(ask: Ask) -> Any:
    """The JSON body for a request. Raises Refused."""
    for method, pattern, handler in _COMPILED:
        if method == ask.request.method and (found := pattern.fullmatch(ask.request.path)):
            return handler(ask, *(group for group in found.groups() if group is not None))
    raise Refused(404, {"error": None})


def is_open(ask: Ask) -> bool:
    """Whether a request needs no token (osu-web: tests/api_routes.json, routes without a scope)."""
    return ask.request.method == "GET" and ask.request.path.rstrip("/") in _OPEN


def cost(ask: Ask) -> int:
    """The units a request costs. osu-web: RequestCost – the number of ids for a batch of users, else 1."""
    if ask.request.path.rstrip("/") == "/api/v2/users":
        factor = 3 if ask.request.one("include_variant_statistics") in {"1", "true"} else 1
        return max(1, len(ask.request.many("ids")[:50])) * factor
    return 1
