"""The whole daemon on a virtual clock beside the simulated osu!, with a sink that keeps what it is told."""

import asyncio
from math import inf

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.store import Store

CONFIG = """
osu: {{url: "{url}", {access}}}
watches:
{watches}
sinks: {{club: console, admin: console}}
admin: admin
store: {store}
"""
V2 = "client_id: 1, client_secret: secret"
V1 = "api: v1, key: secret"


class Patient(VirtualClock):
    """Time that stands still while osu! is asked, and that passes once for all who sleep."""

    budget = None

    async def sleep(self, seconds):
        until = self.time + max(0, round(seconds * 1000))
        await asyncio.sleep(0)
        while self.budget and any(turn.leaves == inf for turn in self.budget._log):  # noqa: ASYNC110  # real answers
            await asyncio.sleep(0.0005)
        self.time = max(self.time, until)


class Club:
    """A sink that takes everything, and notes when."""

    keyed = True

    def __init__(self, clock):
        self.clock = clock
        self.messages = []

    async def send(self, message):
        self.messages.append((self.clock.now(), message))
        return "taken"

    async def close(self):
        """Nothing to let go of."""


class Day:
    """A simulated osu! and a daemon that watches it; `restart` ends the daemon and starts it on the same store."""

    def __init__(self, folder, clock, watches, *, access=V2, **world):
        self.folder, self.clock, self.watches, self.access = folder, clock, watches, access
        self.osu = Simulator(clock=clock, depth=10, **world)
        self.club, self.admin = Club(clock), Club(clock)

    async def __aenter__(self):
        await self.osu.__aenter__()
        return self

    async def __aexit__(self, *_):
        await self.app.close()
        await self.osu.__aexit__()

    async def start(self):
        config = self.folder / "config.yaml"
        store = self.folder / "watcher.db"
        config.write_text(
            CONFIG.format(url=self.osu.url, access=self.access, watches=self.watches, store=store), encoding="utf-8"
        )
        self.app = App(load(config, catalogue(), {}), Store.open(store), self.clock, chance=lambda: 0.5)
        self.app.sinks["club"], self.app.sinks["admin"] = self.club, self.admin
        self.clock.budget = self.app.budget
        await self.app.prepare()

    async def restart(self):
        await self.app.close()
        await self.start()

    async def live(self, seconds, *, step=1):
        """Let so much time go by, with a tick of both halves every `step` seconds."""
        for _ in range(seconds // step):
            await self.clock.sleep(step)
            await self.app.looking.tick()
            await self.app.looking.settled()
            await self.app.telling.tick()
            await self.app.telling.settled()

    @property
    def told(self):
        """What the club was told: title and lines."""
        return [
            "\n".join(filter(None, (said.notification.title, said.notification.body))) for _, said in self.club.messages
        ]
