"""The whole site without its sockets: a request and the time in, an answer out."""

from collections import deque
from typing import Any

from watcher.simulator import control, mapfile, scenarios
from watcher.simulator.faults import Faults
from watcher.simulator.gate import Gate
from watcher.simulator.http import Refused, Request, Response, as_json
from watcher.simulator.model import Difficulty
from watcher.simulator.script import Script
from watcher.simulator.v1 import routes as v1_routes
from watcher.simulator.v2 import routes
from watcher.simulator.v2.ask import Ask, Shelf
from watcher.simulator.world import World


class Site:
    """One osu!: a world, its door, its caches, its script, and what is wrong with it.

    `served` keeps the last requests from outside as (time, method and path, status), `costs` as (time, units).
    """

    def __init__(self, world: World, gate: Gate, script: Script) -> None:
        self.world, self.gate, self.script, self.shelf = world, gate, script, Shelf()
        self.faults = Faults(world.seed)
        self.served: deque[tuple[int, str, int]] = deque(maxlen=100_000)
        self.costs: deque[tuple[int, int]] = deque(maxlen=100_000)
        for deed in script.deeds:
            world.later(deed.at, scenarios.replay, world, deed.run, deed.args)

    def run(self, name: str, args: dict[str, Any]) -> dict[str, Any]:
        """Run a scenario now, and write it down. Raises LookupError, TypeError or ValueError if it can't be."""
        done = scenarios.run(self.world, name, **args)
        self.script.add(self.world.now, name, args)
        return done

    def answer(self, request: Request, now: int) -> Response:
        """Answer a request at a time."""
        self.world.advance(now)
        if request.path.startswith("/_simulator/"):
            return control.answer(self, request)
        fault = self.faults.hitting(request, now)
        shelf = self.shelf if fault is None else Shelf()  # what comes out spoiled is kept in no cache
        try:
            response = self._answer(request, now, shelf)
        except Refused as refused:
            response = as_json(refused.body, refused.status, escape=not request.path.startswith("/api/v2/"))
        if fault is not None:
            response = self.faults.spoil(fault, response)
        self.costs.append((now, routes.cost(Ask(self.world, request, self.shelf))))
        self.served.append((now, f"{request.method} {request.path}", response.status))
        return response

    def _answer(self, request: Request, now: int, shelf: Shelf) -> Response:
        if request.path.rstrip("/") == "/oauth/token":
            return self.gate.token(request, now)
        if request.path.startswith("/api/v2/"):
            return self._v2(request, now, shelf)
        if (row := self._difficulty(request.path)) is not None:
            return Response(headers=[("Content-Type", "text/plain")], body=mapfile.text(row).encode())
        if request.path.startswith("/api/"):
            self.gate.admit_key(request)
            found = v1_routes.answer(self.world, request)
            if found is not None:
                return found
        return Response(status=404, headers=[("Content-Type", "text/html; charset=UTF-8")], body=_NOT_FOUND)

    def _difficulty(self, path: str) -> Difficulty | None:
        """The map whose file is asked for."""
        number = path.removeprefix("/osu/")
        return self.world.maps.get(int(number)) if path.startswith("/osu/") and number.isdecimal() else None

    def _v2(self, request: Request, now: int, shelf: Shelf) -> Response:
        ask = Ask(self.world, request, shelf)
        token = "a guest" if routes.is_open(ask) else self.gate.admit(request, now)
        counted = self.gate.charge(token, routes.cost(ask), now)
        status, body = _outcome(ask)
        answer = as_json(body, status)
        answer.headers += counted
        return answer


def _outcome(ask: Ask) -> tuple[int, Any]:
    try:
        return 200, routes.answer(ask)
    except Refused as refused:
        return refused.status, refused.body


_NOT_FOUND = b"<!DOCTYPE html>\n<html><head><title>page missing</title></head><body><h1>404</h1></body></html>\n"
