"""A hundred thousand watched players: how long from the start to the first look, and how much memory it takes.

The daemon's own process does both: reads the config, opens the store, knows who is watched, plans, looks. Once with an
empty store, once with what the first run left. The server is in the same process, so its memory is counted too.
"""

import asyncio
import os
import resource
import tempfile
import time
from pathlib import Path

from watcher import log
from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import RealClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.store import Store

PLAYERS = 100_000
CONFIG = """
osu: {{url: "{url}", client_id: 1, client_secret: a-secret}}
watches:
  all: {{players: [{players}], news: [score]}}
sinks:
  file: {{kind: file, path: "{folder}/news.jsonl"}}
"""


async def start(folder: Path, osu: Simulator, *, fresh: bool) -> str:
    """One row: what the first look took."""
    began, computed = time.perf_counter(), time.process_time()
    config = load(folder / "config.yaml", catalogue(), os.environ)
    app = App(config, Store.open(folder / "watcher.db"), RealClock())
    await app.prepare()
    if fresh:
        await app.enlist()
    while not any("/v2/scores" in what for _, what, _ in osu.site.served):
        await app.looking.tick()
        await asyncio.sleep(0.02)
    wall, cpu = time.perf_counter() - began, time.process_time() - computed
    await app.close()
    osu.site.served.clear()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"| {'empty' if fresh else 'as left'} | {cpu:.1f} | {wall:.1f} | {memory:.0f} |"


async def measure() -> None:
    """Print the rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Simulator(clock=RealClock(), players=20, every_id=True) as osu:
            ids = ", ".join(str(900_000 + number) for number in range(PLAYERS))
            (folder / "config.yaml").write_text(CONFIG.format(url=osu.url, players=ids, folder=folder))
            for fresh in (True, False):
                print(await start(folder, osu, fresh=fresh), flush=True)


def run() -> None:
    """Print the table."""
    log.configure(level="error")
    print(f"{PLAYERS:,} players.\n")
    print("| store | start to first look, CPU s | wall s | most memory so far, MB |")
    print("|---|--:|--:|--:|")
    asyncio.run(measure())
