"""The program as its users start it, against a simulated osu! and a webhook that writes down what it gets."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from contextlib import asynccontextmanager, suppress

from msgspec import Struct

from watcher.simulator import Simulator

PATIENCE = 60

CONFIG = """
osu: {{url: "{osu}", client_id: 1, client_secret: a-secret, feed_interval: 5s}}
watches:
  friends: {{players: [Quillon], news: [top_play], settle: 0s}}
sinks:
  hook: {{url: "{hook}"}}
store: {folder}/state/watcher.db
"""


class Ended(Struct):
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


class Daemon:
    """`watcher run`, under way; its log is in a file."""

    def __init__(self, process, log):
        self.process = process
        self.log = log

    @property
    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    @property
    def said(self):
        return [line["event"] for line in self.lines]

    async def says(self, event, times=1):
        await until(lambda: self.said.count(event) >= times or self.process.returncode is not None)
        assert self.said.count(event) >= times, self.log.read_text()

    async def kill(self, number):
        self.process.send_signal(number)
        return await self.process.wait()


class Place:
    """A folder to be at home in, an osu!, and a webhook."""

    def __init__(self, folder, osu, hook):
        self.folder = folder
        self.osu = osu
        self.hook = hook
        self.environ = environ(folder) | {"COLUMNS": "200"}
        self.daemons = []
        self.python = sys.executable

    def write(self, text=CONFIG):
        where = {"osu": self.osu.url, "hook": self.hook.url, "folder": self.folder}
        config = self.folder / "config.yaml"
        config.write_text(text.format(**where))
        config.chmod(0o600)  # it holds a secret

    async def watcher(self, *arguments, typed=""):
        """Run a command to its end; `typed` is what it reads."""
        process = await asyncio.create_subprocess_exec(
            self.python,
            "-m",
            "watcher",
            *arguments,
            cwd=self.folder,
            env=self.environ,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # a secret is read from the terminal, where there is one
        )
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate(typed.encode())
        return Ended(process.returncode, out.decode(), err.decode())

    async def daemon(self):
        """Start `watcher run`, and wait until it watches."""
        path = self.folder / f"log {len(self.daemons)}"
        with path.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                self.python, "-m", "watcher", "run", cwd=self.folder, env=self.environ, stderr=file
            )
        daemon = Daemon(process, path)
        self.daemons.append(daemon)
        await daemon.says("started")
        return daemon

    async def watching(self):
        """A daemon that knows the best plays: what happens from now on is news."""
        daemon = await self.daemon()
        await until(lambda: any("/scores/best" in str(each) for each in self.osu.site.served))
        await asyncio.sleep(1.1)  # osu! tells seconds: what ended in the second in which the watch began may be older
        return daemon

    async def end(self):
        for daemon in self.daemons:
            with suppress(ProcessLookupError):
                daemon.process.kill()
            await daemon.process.wait()


class Hook:
    """A webhook: writes down what it was sent. Once `held`, it takes what comes and does not answer until let go."""

    def __init__(self):
        self.posts = []
        self.came = []
        self.held = False
        self._free = asyncio.Event()
        self.status = "204 No Content"

    @property
    def told(self):
        """How often each event was told."""
        return Counter(event["key"] for post in self.posts for event in post["events"])

    def let_go(self):
        """Answer what was held."""
        self.held = False
        self._free.set()

    async def talk(self, reader, writer):
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.partition("content-length: ")[2].partition("\r")[0])
                post = json.loads(await reader.readexactly(length))
                self.came.append(post)
                if self.held:
                    await self._free.wait()
                if self.status.startswith("2"):
                    self.posts.append(post)
                writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        writer.close()

    @asynccontextmanager
    async def open(self):
        talks = set()

        async def talk(reader, writer):
            talks.add(asyncio.current_task())
            await self.talk(reader, writer)

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        try:
            yield self
        finally:
            server.close()
            for each in talks:
                each.cancel()
            await asyncio.gather(*talks, return_exceptions=True)


def at(folder, scene, **simulator):
    """Play a scene in a place of its own."""

    async def play():
        async with Simulator(**simulator) as osu, Hook().open() as hook:
            place = Place(folder, osu, hook)
            place.write()
            try:
                return await scene(place)
            finally:
                await place.end()

    return asyncio.run(play())


def environ(home):
    """The surroundings of a process: none of ours but where programs and modules are."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return kept | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}


async def until(holds, patience=PATIENCE):
    """Wait until something holds; for a minute at most."""
    async with asyncio.timeout(patience):
        for _ in iter(int, 1):
            if holds():
                return
            await asyncio.sleep(0.02)


def alive(process_id):
    """Whether a process of that id runs."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


TERM, INT, KILL = signal.SIGTERM, signal.SIGINT, signal.SIGKILL
