"""Which endpoint of API v1 is answered by whom."""

from collections.abc import Callable
from typing import Any

from watcher.simulator.http import Request, Response, as_json
from watcher.simulator.v1 import maps, matches, users
from watcher.simulator.world import World

_ENDPOINTS: dict[str, Callable[[World, Request], Any]] = {
    "get_user": users.get_user,
    "get_user_best": users.get_user_best,
    "get_user_recent": users.get_user_recent,
    "get_beatmaps": maps.get_beatmaps,
    "get_scores": maps.get_scores,
    "get_replay": maps.get_replay,
    "get_match": matches.get_match,
}


def answer(world: World, request: Request) -> Response | None:
    """The answer to a request; None where there is no such endpoint."""
    endpoint = _ENDPOINTS.get(request.path.removeprefix("/api/").strip("/"))
    return None if endpoint is None else as_json(endpoint(world, request), escape=True)
