"""A store with 100 000 messages queued: how soon the daemon is ready, at what cost in memory, how fast it drains.

Four sinks on this machine: a webhook over HTTP (another process answers), a file, the same file where only one message
may be in flight, and nothing but a function. The store is a file with synchronous=FULL. The raw limits are what this
disk commits and what this machine posts, measured in the same run.
"""

import asyncio
import multiprocessing
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from watcher import log, news
from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import RealClock
from watcher.config import load
from watcher.notification import Message, Sink
from watcher.osu.http import httpx
from watcher.store import Store, Transaction, outbox
from watcher.store.store import PRAGMAS
from watcher.store.tables import delivery, event, told

QUEUED = 100_000
PLAYERS = 20_000
SECONDS = 15.0
ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"

CONFIG = """
osu: {{url: "http://127.0.0.1:9", client_id: 1, client_secret: a-secret}}
watches: {{friends: {{players: 1, news: rank_change}}}}
sinks:
  hook: {{url: "http://127.0.0.1:{port}/"}}
  file: {{kind: file, path: "{folder}/now.txt"}}
store: "{folder}/watcher.db"
"""


class Nothing:
    """Takes everything. keyed: whether it drops repeats."""

    def __init__(self, *, keyed: bool) -> None:
        self.keyed = keyed

    async def send(self, message: Message) -> str:
        return message.key

    def form(self, message: Message) -> str:
        return message.key

    async def close(self) -> None:
        pass


def queue(tx: Transaction, sink: str, facts: str) -> None:
    """100 000 messages to a sink, about 20 000 players, five in a row each."""
    now = time.time_ns() // 1_000_000
    events, deliveries, rows = [], [], []
    for number in range(QUEUED):
        subject = f"bancho/osu/{number % PLAYERS}"
        key = f"{sink}/{number}"
        events.append(
            {
                "key": key,
                "kind": "rank_change",
                "subject": subject,
                "cause": "played",
                "happened": now,
                "noticed": now,
                "about": None,
                "version": 1,
                "facts": facts,
                "source": "profile",
                "routed": 1,
            }
        )
        deliveries.append(
            {
                "id": number + 1,
                "sink": sink,
                "subject": subject,
                "due": now,
                "watch": "friends",
                "created": now,
                "expires": now + 86_400_000,
                "state": "pending" if number < PLAYERS else "behind",
            }
        )
        rows.append({"sink": sink, "event": key, "delivery": number + 1})
    for table, made in ((event, events), (delivery, deliveries), (told, rows)):
        tx.execute(table.insert(), made)


def answer(port: Any) -> None:
    """A webhook that says yes, in a process of its own."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r")[0]))
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def webhook() -> Iterator[int]:
    spawn = multiprocessing.get_context("spawn")
    port = spawn.Value("i", 0)
    process = spawn.Process(target=answer, args=(port,), daemon=True)
    process.start()
    while not port.value:
        time.sleep(0.01)
    try:
        yield port.value
    finally:
        process.kill()
        process.join()


def commits(folder: Path) -> float:
    """How often this disk commits one small row in a second."""
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    for pragma in PRAGMAS:
        raw.execute(pragma)
    raw.execute("CREATE TABLE t (x)")
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < 3:
        raw.execute("INSERT INTO t VALUES (1)")
        done += 1
    raw.close()
    return done / 3


async def posts(port: int) -> float:
    """How often httpx posts, one after the other, in a second."""
    async with httpx.AsyncClient(trust_env=False) as client:
        begun, done = time.perf_counter(), 0
        while time.perf_counter() - begun < 3:
            await client.post(f"http://127.0.0.1:{port}/", content=b"{}")
            done += 1
    return done / 3


def memory() -> float:
    """What this process holds now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


async def drain(app: App, name: str, sink: Sink) -> float:
    """Messages a second that one sink takes, for a while."""
    app.telling._sinks = {name: sink}  # noqa: SLF001  # the others would share the time
    before = left(app.store)
    begun = time.perf_counter()
    while (took := time.perf_counter() - begun) < SECONDS and left(app.store):
        await app.telling.tick()
        if lanes := set(app.telling._lanes.values()):  # noqa: SLF001  # to stop after a while, not at the end
            await asyncio.wait(lanes, timeout=SECONDS - (time.perf_counter() - begun))
    sent = before - left(app.store)
    app.telling._stopping = True  # noqa: SLF001
    await app.telling.settled()
    app.telling._stopping = False  # noqa: SLF001
    return sent / took


def left(store: Store) -> int:
    depths = {depth.sink: depth.waiting for depth in store.work(outbox.depths)}
    return sum(depths.values())


def one(folder: Path, port: int, name: str, wrapped: Sink | None, facts: str) -> Mapping[str, float]:
    """A new store, and the daemon on it: seconds until it is ready, MiB more, messages a second."""
    (folder / "config.yaml").write_text(CONFIG.format(port=port, folder=folder), encoding="utf-8")
    config = load(folder / "config.yaml", catalogue(), {})
    for old in folder.glob("watcher.db*"):
        old.unlink()
    store = Store.open(folder / "watcher.db")
    store.work(lambda tx: queue(tx, name, facts))
    store.close()

    async def live() -> Mapping[str, float]:
        before, begun = memory(), time.perf_counter()
        app = App(config, Store.open(folder / "watcher.db"), RealClock())
        await app.prepare()
        ready = time.perf_counter() - begun
        rate = await drain(app, name, wrapped or app.sinks[name])
        grown = memory() - before
        await app.close()
        return {"ready": ready, "grown": grown, "rate": rate}

    return asyncio.run(live())


def run() -> None:
    """Print it."""
    log.configure(style="json", level="error")
    family = news.families()["profile"]
    facts = msgspec.json.encode(family.SAMPLES["rank_change"]).decode()
    cases: list[tuple[str, str, Sink | None]] = [
        ("a webhook, with keys", "hook", None),
        ("a file", "file", None),
        ("a function, with keys", "file", Nothing(keyed=True)),
        ("a function, one in flight", "file", Nothing(keyed=False)),
    ]
    with tempfile.TemporaryDirectory() as place, webhook() as port:
        folder = Path(place)
        print(f"raw limits: {commits(folder):,.0f} commits a second, {asyncio.run(posts(port)):,.0f} posts a second\n")
        print("| sink | ready, s (≤ 5) | memory, MiB more (≤ 50) | messages a second (≥ 1 000) |\n|---|--:|--:|--:|")
        for title, name, sink in cases:
            found = one(folder, port, name, sink, facts)
            print(f"| {title} | {found['ready']:.2f} | {found['grown']:.1f} | {found['rate']:,.0f} |", flush=True)
