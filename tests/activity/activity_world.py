"""The whole program against a simulated osu!, on a virtual clock: from a config to what a webhook is sent."""

import asyncio
import json
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.store import Store, agenda, outbox

CONFIG = """
osu: {{url: "{osu}", {access}}}
watches: {watches}
sinks:
  hook: {{url: "{hook}"}}
  overlay: "file://{folder}/now.txt"
"""
ACCESS = {"v1": "api: v1, key: a-key", "v2": "api: v2, client_id: 1, client_secret: a-secret"}
SHORTEST = 1000


class Hook:
    """A webhook that takes everything."""

    def __init__(self):
        self.posts = []
        self.talks = set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/"
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for each in self.talks:
            each.cancel()
        await asyncio.gather(*self.talks, return_exceptions=True)

    async def talk(self, reader, writer):
        self.talks.add(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.partition("content-length: ")[2].partition("\r")[0])
                self.posts.append(json.loads(await reader.readexactly(length)))
                writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        writer.close()


class Program:
    """An App that works when time is let pass."""

    def __init__(self, app, osu, hook, clock, file):
        self.app = app
        self.osu = osu
        self.hook = hook
        self.clock = clock
        self.file = file

    async def live(self, seconds):
        """Let that much time pass, and both halves work whenever something is due; lists are kept every minute."""
        until = self.clock.now() + seconds * 1000
        while self.clock.now() < until:
            await self.app.enlist()
            self.app.looking.wake()
            for half in (self.app.looking, self.app.telling):
                await half.tick()
                await half.settled()
            due = [self.app.store.work(agenda.next_due), self.app.store.work(outbox.next_due), until]
            self.clock.time = max(self.clock.now() + SHORTEST, min(filter(None, due)))

    def do(self, name, /, **args):
        """Let something happen in osu!, now."""
        self.world.advance(self.clock.now())
        return self.osu.site.run(name, args)

    @property
    def world(self):
        return self.osu.world

    @property
    def titles(self):
        return [post["title"] for post in self.hook.posts]

    @property
    def events(self):
        return [event for post in self.hook.posts for event in post["events"]]


def watch(scene, *, api, watches, clock=None, **world):
    """Play a scene with a program that has looked at everything once."""
    clock = clock or VirtualClock()

    async def run():
        with TemporaryDirectory() as folder:
            async with Simulator(clock=clock, **world) as osu, Hook() as hook:
                path = Path(folder) / "config.yaml"
                path.write_text(
                    CONFIG.format(
                        osu=osu.url, hook=hook.url, access=ACCESS[api], watches=json.dumps(watches), folder=folder
                    )
                )
                app = App(load(path, catalogue(), os.environ), Store.open(None), clock, chance=lambda: 0.5)
                program = Program(app, osu, hook, clock, Path(folder) / "now.txt")
                try:
                    await app.prepare()
                    await app.enlist()
                    await program.live(120)
                    return await scene(program)
                finally:
                    await app.close()

    return asyncio.run(run())
