"""The program as a service manager starts it: in a folder of its own, with a miniature osu! and a service manager."""

import asyncio
import json
import os
import socket
import sys
from contextlib import asynccontextmanager, suppress

from watcher.simulator import Simulator

PATIENCE = 60

CONFIG = """
osu: {{url: "{osu}", client_id: 1, client_secret: a-secret, feed_interval: 5s}}
watches:
  friends: {{players: [Quillon], news: [top_play]}}
sinks:
  file: {{kind: file, path: "{folder}/news.jsonl", format: json}}
store: {folder}/state/watcher.db
"""


class Manager:
    """Hears what a service says of itself."""

    def __init__(self, folder):
        self.address = str(folder / "notify")
        self.heard = []

    @asynccontextmanager
    async def listening(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.bind(self.address)
            door.setblocking(False)
            asyncio.get_running_loop().add_reader(door, lambda: self.heard.extend(door.recv(4096).decode().split("\n")))
            try:
                yield self
            finally:
                asyncio.get_running_loop().remove_reader(door)


class Place:
    """A folder to be at home in."""

    def __init__(self, folder, osu, manager):
        self.folder = folder
        self.osu = osu
        self.manager = manager
        self.store = folder / "state" / "watcher.db"
        self.log = folder / "log"
        self.started = []

    @property
    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    async def start(self, *arguments, **streams):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "watcher",
            *arguments,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "NOTIFY_SOCKET": self.manager.address},
            **streams,
        )
        self.started.append(process)
        return process

    async def watcher(self, *arguments):
        """A command, to its end: exit code, output, errors."""
        process = await self.start(*arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    async def daemon(self, *arguments):
        """`watcher run`, ready."""
        ready = self.manager.heard.count("READY=1")
        with self.log.open("ab") as log:
            process = await self.start("run", *arguments, stderr=log, stdout=log)
        await until(lambda: self.manager.heard.count("READY=1") > ready or process.returncode is not None)
        assert process.returncode is None, self.log.read_text()
        return process

    async def end(self):
        for process in self.started:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def at(folder, scene, config=CONFIG, **simulator):
    """Play a scene in a place of its own."""

    async def play():
        async with Simulator(**simulator) as osu, Manager(folder).listening() as manager:
            place = Place(folder, osu, manager)
            (folder / "config.yaml").write_text(config.format(osu=osu.url, folder=folder))
            (folder / "config.yaml").chmod(0o600)
            try:
                return await scene(place)
            finally:
                await place.end()

    try:
        return asyncio.run(play())
    finally:
        (folder / "notify").unlink(missing_ok=True)


async def until(holds):
    """Wait until something holds; for a minute at most."""
    async with asyncio.timeout(PATIENCE):
        for _ in iter(int, 1):
            if holds():
                return
            await asyncio.sleep(0.02)
