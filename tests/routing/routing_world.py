"""A simulated osu!, the daemon, a webhook on loopback and a file, all in virtual time."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.store import Store

START = 1_790_000_000_000

OSU = 'osu: {{url: "{osu}", client_id: 1, client_secret: a-secret, feed_interval: 5s}}\n'


class Hooks:
    """Webhooks: what was posted, by the path it was posted to."""

    def __init__(self):
        self.posts = {}
        self.down = set()

    def titles(self, name):
        return [post["title"] for post in self.posts.get(name, ())]

    def events(self, name):
        """For each message the kinds it tells."""
        return [[event["kind"] for event in post["events"]] for post in self.posts.get(name, ())]

    def keys(self, name):
        return [event["key"] for post in self.posts.get(name, ()) for event in post["events"]]

    async def talk(self, reader, writer):
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = int(head.lower().partition("content-length: ")[2].partition("\r")[0])
                post = json.loads(await reader.readexactly(length))
                name = head.split()[1].strip("/")
                if name not in self.down:
                    self.posts.setdefault(name, []).append(post)
                status = b"503 Service Unavailable" if name in self.down else b"204 No Content"
                writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        writer.close()


class Town:
    """Where a daemon lives: it can be started and stopped, while osu! goes on."""

    def __init__(self, folder, osu, hooks, address):
        self.folder = folder
        self.osu = osu
        self.clock = osu.clock
        self.hooks = hooks
        self.address = address
        self.config = None

    def write(self, text):
        where = {"osu": self.osu.url, "hook": self.address, "folder": self.folder}
        file = self.folder / "config.yaml"
        file.write_text((OSU + text).format(**where))
        self.config = load(file, catalogue(), {})

    @asynccontextmanager
    async def daemon(self):
        store = Store.open(self.folder / "watcher.db")
        app = App(self.config, store, self.clock, chance=lambda: 0.5)
        await app.prepare()
        await app.enlist()
        try:
            yield app
        finally:
            await app.close()

    async def watch(self, app, seconds, step=1):
        """Let the daemon work for so long, every so many seconds."""
        until = self.clock.now() + seconds * 1000
        while self.clock.now() < until:
            await app.looking.tick()
            await app.looking.settled()
            await app.telling.tick()
            await app.telling.settled()
            self.clock.time += step * 1000

    async def live(self, seconds, step=1):
        """Start the daemon, let it work for so long, and end it."""
        async with self.daemon() as app:
            await self.watch(app, seconds, step)


def in_town(folder, story):
    """Tell a story: an async function of a Town."""

    async def tell():
        hooks = Hooks()
        server = await asyncio.start_server(hooks.talk, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, Simulator(clock=VirtualClock(START), depth=10) as osu:
            await story(Town(folder, osu, hooks, f"http://127.0.0.1:{port}/"))

    asyncio.run(tell())
