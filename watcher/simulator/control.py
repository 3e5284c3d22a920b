"""The strings behind the scenes: what a script does to the world, over HTTP at `/_simulator/…`.

`GET truth` answers the truth log as JSON lines (`?since=N` from the fact of that number on), `GET state` a summary;
`POST trigger/<name>`, or `POST <name>` for short, starts a scenario or does something to the site itself: `fault`
(the fields of `faults.Fault`, and `lasts` in seconds), `well` (no more faults), `outage` (503 for `seconds`),
`revoke` (no token is good any more). Arguments are a JSON object.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from watcher.simulator import scenarios
from watcher.simulator.faults import Fault
from watcher.simulator.http import Request, Response, as_json

if TYPE_CHECKING:  # a site hands itself over
    from watcher.simulator.site import Site


def answer(site: "Site", request: Request) -> Response:
    """Answer a request from behind the scenes. A mistake is told with 400 and a sentence."""
    word = request.path.removeprefix("/_simulator/").strip("/")
    if request.method == "GET":
        return _show(site, request, word)
    name = word.removeprefix("trigger/")
    try:
        if name in DEEDS:
            return as_json(DEEDS[name](site, **request.form()))
        return as_json(site.run(name, request.form()))
    except (LookupError, TypeError, ValueError, msgspec.ValidationError) as error:
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
        "scenarios": sorted([*scenarios.SCENARIOS, *DEEDS]),
        "served": len(site.served),
        "facts": len(world.truth.facts),
    }


def _fault(site: "Site", lasts: float | None = None, **args: Any) -> dict[str, Any]:
    """Add a fault that begins now."""
    now = site.world.now
    ends = None if lasts is None else now + int(lasts * 1000)
    site.faults.add(msgspec.convert(args | {"begins": now, "ends": ends}, Fault))
    return {"faults": len(site.faults.all)}


def _well(site: "Site") -> dict[str, Any]:
    """Take every fault away."""
    site.faults.clear()
    return {"faults": 0}


def _outage(site: "Site", seconds: float = 60) -> dict[str, Any]:
    """Both APIs answer 503 for a while."""
    return _fault(site, lasts=seconds, kind="html", status=503, path="*")


def _revoke(site: "Site") -> dict[str, Any]:
    """Make every token invalid."""
    site.gate.revoke()
    return {}


DEEDS: dict[str, Callable[..., dict[str, Any]]] = {"fault": _fault, "well": _well, "outage": _outage, "revoke": _revoke}
