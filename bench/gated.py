"""Ten players who play now and then: how late their plays are noticed, and for how few requests.

The whole daemon against the miniature osu! in virtual time; the feed every 5 s, and once a minute while nobody has
played for twenty minutes. Delays from when the feed shows a play (the server's truth log) to when it is noticed; what
the network takes is left out. Requests as the server counts them, and of these only the feed's.
"""

import asyncio
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from watcher import log
from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.store import Store, agenda
from watcher.store.history import events

DAYS = 2
SEEDS = (1, 2, 3)
PLAYERS = 10
START = 1_790_000_000_000
CONFIG = """
osu: {{url: "{url}", client_id: 1, client_secret: a-secret, feed_interval: 5s}}
watches: {{all: {{players: [{players}], news: [score], settle: 0s}}}}
sinks: {{file: {{kind: file, path: "{folder}/news.jsonl"}}}}
"""


async def days(seed: int) -> str:
    """One row of the table."""
    clock, computed = VirtualClock(START), time.process_time()
    async with Simulator(seed=seed, clock=clock, life="everyday", players=PLAYERS) as osu:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            players = ", ".join(map(str, osu.world.players))
            (folder / "config.yaml").write_text(CONFIG.format(url=osu.url, players=players, folder=folder))
            store = Store.open(folder / "watcher.db")
            config = load(folder / "config.yaml", catalogue(), os.environ)
            app = App(config, store, clock, chance=random.Random(seed).random)
            await app.prepare()
            await app.enlist()
            await _watch(app, store, clock)
            noticed = {row.key: row.noticed for row in store.work(lambda tx: events(tx, kind="score", most=1_000_000))}
            await app.close()
    late = sorted(_delays(osu, noticed))
    feed = sum(what.startswith("GET /api/v2/scores") for _, what, _ in osu.site.served) / DAYS / 1440
    half = statistics.median(late)
    return (
        f"| {len(late)} | {half:.1f} | {late[len(late) * 19 // 20]:.1f} | {feed:.2f} | {half * feed:.1f} "
        f"| {time.process_time() - computed:.0f} |"
    )


async def _watch(app: App, store: Store, clock: VirtualClock) -> None:
    while clock.now() < START + DAYS * 86_400_000:
        await app.looking.tick()
        await app.looking.settled()
        await app.telling.tick()
        await app.telling.settled()
        clock.time = max(clock.now() + 1, store.work(agenda.next_due) or 0)
        app.looking.wake()


def _delays(osu: Simulator, noticed: dict[str, int]) -> list[float]:
    plays = [fact for fact in osu.world.truth.facts if fact.kind == "play" and "feed" in fact.visible]
    return [
        (at - fact.visible["feed"]) / 1000
        for fact in plays
        for one in [fact.facts]
        if (at := noticed.get(f"score/bancho/play/{one['mode']}/{one['user_id']}/{one['beatmap_id']}/{one['ended']}"))
    ]


def run() -> None:
    """Print the table."""
    log.configure(level="error")
    print(f"{PLAYERS} players, {DAYS} days each.\n")
    print("| plays | p50, s | p95, s | feed requests/min | p50 × requests (≤ 16) | CPU, s |\n|--:|--:|--:|--:|--:|--:|")
    for seed in SEEDS:
        print(asyncio.run(days(seed)), flush=True)
