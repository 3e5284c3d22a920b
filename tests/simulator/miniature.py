"""A simulated site without sockets: ask it, let time pass, let things happen."""

import msgspec

from watcher.simulator.gate import Gate
from watcher.simulator.http import Request
from watcher.simulator.script import Script
from watcher.simulator.site import Site
from watcher.simulator.world import World

START = 1_790_000_000_000
CLIENT = {"client_id": "1", "client_secret": "s", "grant_type": "client_credentials", "scope": "public"}


class Miniature:
    def __init__(self, *, gate=None, life=None, **world):
        self.world = World(1, START, **world)
        if life:
            life(self.world)
        self.site = Site(self.world, gate or Gate(), Script(1, START))
        self.now = START
        self.renew()

    def renew(self):
        self.token = self.ask("POST", "/oauth/token", CLIENT)["access_token"]

    def sleep(self, seconds):
        self.now += int(seconds * 1000)
        self.world.advance(self.now)

    def answer(self, method, target, body=None, *, headers=(), version=20240529):
        data = body if isinstance(body, bytes) else msgspec.json.encode(body) if body is not None else b""
        known = {"x-api-version": str(version), "content-type": "application/json"}
        if hasattr(self, "token"):
            known["authorization"] = f"Bearer {self.token}"
        return self.site.answer(Request.parse(method, target, [*(known | dict(headers)).items()], data), self.now)

    def ask(self, method, target, body=None, kind="json", **options):
        response = self.answer(method, target, body, **options)
        return msgspec.json.decode(response.body) if kind == "json" else response

    def get(self, path, **options):
        return self.ask("GET", f"/api/v2{path}", **options)

    def v1(self, path):
        joint = "&" if "?" in path else "?"
        return self.ask("GET", f"/api/{path}{joint}k=key")

    def do(self, name, /, **args):
        done = self.ask("POST", f"/_simulator/trigger/{name}", args)
        assert "error" not in done, done["error"]
        return done

    def feed(self, cursor=None):
        return self.get("/scores" + (f"?cursor[id]={cursor}" if cursor is not None else ""))
