"""The strings behind the scenes: what a script does to the world, over HTTP at `/_simulator/…`.

`GET truth` answers the truth log as JSON lines (`?since=N` from the fact of that number on), `GET state` a summary;
`POST play` and `POST match` take the arguments of those verbs as JSON, `POST trigger/<scenario>` starts a scenario.
"""

from typing import TYPE_CHECKING, Any

from watcher.simulator import scenarios
from watcher.simulator.http import Request, Response, as_json

if TYPE_CHECKING:  # a site hands itself over
    from watcher.simulator.site import Site


def answer(site: "Site", request: Request) -> Response:
    """Answer a request from behind the scenes. A mistake is told with 400 and a sentence."""
    word = request.path.removeprefix("/_simulator/").strip("/")
    if request.method == "GET":
        return _show(site, request, word)
    try:
        return as_json(site.run(word.removeprefix("trigger/"), request.form()))
    except (LookupError, TypeError, ValueError) as error:
        return as_json({"error": str(error)}, 400)


def _show(site: "Site", request: Request, word: str) -> Response:
    if word == "truth":
        lines = site.world.truth.lines(request.integer("since", 0, 0, 2**62))
        return Response(headers=[("Content-Type", "application/x-ndjson")], body=lines)
    if word == "state":
        return as_json(_state(site))
    return as_json({"error": f"no {word!r} to GET, there is state, truth"}, 404)


def _state(site: "Site") -> dict[str, Any]:
    world = site.world
    return {
        "now": world.now,
        "seed": world.seed,
        "players": {player.id: player.name for player in world.players.values()},
        "matches": {row.id: row.ended is None for row in world.matches.values()},
        "scenarios": sorted(scenarios.SCENARIOS),
        "served": site.served,
        "facts": len(world.truth.facts),
    }
