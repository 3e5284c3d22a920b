"""A storm of restarts, and a clock that jumps: is osu! ever asked more than it allows?

The whole daemon against the miniature osu! in virtual time, on each API generation: thirty players, an hour, with a new
process every few seconds to minutes, every other one ended in the middle of its requests, and the wall clock set at
random meanwhile, by seconds to a year. Requests as the server counts them, by a clock of its own that nobody sets: in
every window of 60 s, and those about one player, which only API v2 has in the path.
"""

import asyncio
import os
import random
import tempfile
from bisect import bisect_left
from collections import defaultdict
from pathlib import Path

from bench.catch_up import Inline, Turns, everybody_waits
from watcher import log
from watcher.app import LOOK_EVERY, App
from watcher.catalogue import catalogue
from watcher.config import load
from watcher.simulator import Simulator

LASTS = 1800
PLAYERS = 30
SEEDS = (1, 2, 3)
START = 1_790_000_000_000
MINUTE = 60_000
JUMPS = (5, 60, 3600, 86_400, 365 * 86_400)
ACCESS = {"v1": "api: v1, key: a-key", "v2": "api: v2, client_id: 1, client_secret: a-secret, feed_interval: 5s"}
CONFIG = """
osu: {{url: "{url}", {access}}}
watches: {{all: {{players: [{players}], news: [score, top_play, rank_change, medal], settle: 0s}}}}
sinks: {{file: {{kind: file, path: "{folder}/news.jsonl"}}}}
"""


class SetClock:
    """The machine's clock: it goes as the server's does, but people set what it shows."""

    def __init__(self, true: Turns) -> None:
        self._true = true
        self.ahead = 0

    def now(self) -> int:
        """What it shows, ms UTC."""
        return self._true.now() + self.ahead

    def monotonic(self) -> float:
        """Seconds that nobody sets."""
        return self._true.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait until the time has come."""
        await self._true.sleep(seconds)


async def process(folder: Path, true: Turns, clock: SetClock, dice: random.Random) -> int:
    """One life of the daemon, three minutes at most; how often the clock was set in it."""
    store = Inline.open(folder / "watcher.db")
    app = App(load(folder / "config.yaml", catalogue(), os.environ), store, clock, chance=dice.random)
    await app.prepare()
    names = asyncio.create_task(app.enlist())
    until, jumps = true.now() + dice.choice((1, 5, 20, 60, 180)) * 1000, 0
    while true.now() < until:
        if dice.random() < 0.01:  # noticed at once or by the guard, two seconds later
            step = dice.choice(JUMPS) * dice.choice((-1, 1))
            clock.ahead += step * 1000
            jumps += 1
            await app.looking.tick()
            await everybody_waits()
            await app.clock_stepped(step)  # as the guard of the schedule does
        await app.looking.tick()
        await app.telling.tick()
        if true.now() + 1000 < until or dice.random() < 0.5:
            await everybody_waits()
        await true.until(true.now() + round(LOOK_EVERY * 1000))
    names.cancel()
    await app.close()
    return jumps


async def storm(api: str, seed: int) -> str:
    """One row of the table."""
    dice, true = random.Random(seed), Turns(START)
    clock, lives, jumps = SetClock(true), 0, 0
    async with Simulator(seed=seed, clock=true, players=PLAYERS, lively=True) as osu:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            players = ", ".join(map(str, osu.world.players))
            text = CONFIG.format(url=osu.url, access=ACCESS[api], players=players, folder=folder)
            (folder / "config.yaml").write_text(text)
            while true.now() < START + LASTS * 1000:
                jumps += await process(folder, true, clock, dice)
                lives += 1
        costs = [at for at, cost in osu.site.costs for _ in range(cost)]
        about: dict[str, list[int]] = defaultdict(list)
        for at, what, _ in osu.site.served:
            if what.count("/") > 4 and "/scores/best" not in what:  # a best list is two pages
                about[what].append(at)
    return (
        f"| {api} | {lives} | {jumps} | {len(costs)} | {densest(costs) / 60:.2f} "
        f"| {max(map(densest, about.values()), default='–')} |"
    )


def densest(times: list[int]) -> int:
    """The most in any window of a minute."""
    ordered = sorted(times)
    return max((bisect_left(ordered, at + MINUTE) - place for place, at in enumerate(ordered)), default=0)


def run() -> None:
    """Print the table."""
    log.configure(level="critical")
    print(f"{LASTS} s of virtual time each, {PLAYERS} players.\n")
    print("| API | processes | clock set | units | most in any 60 s ÷ 60 (≤ 1.00) ", end="")
    print("| same page about one player, with follow-ups (≤ 1 + 3) |\n|---|--:|--:|--:|--:|--:|")
    for api in ("v2", "v1"):
        for seed in SEEDS:
            print(asyncio.run(storm(api, seed)), flush=True)
