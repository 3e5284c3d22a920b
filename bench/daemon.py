"""The whole daemon against the miniature osu!: two processes over HTTP, in real time, requests as the server counts.

Detection: plays of watched players at moments that lie evenly between two looks at the feed; the delay from when the
feed shows a play (the server's truth log) to when it is noticed (the store), against half of the feed's interval, which
is the bound. Delay × requests: the median delay times the feed's requests a minute. Budget: the most requests in any
60 s.
"""

import asyncio
import os
import random
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from watcher.clock import RealClock
from watcher.osu import keys
from watcher.osu.nouns import Mode
from watcher.simulator import Simulator

INTERVAL = 5
LASTS = 60.0
APART = INTERVAL * (5**0.5 - 1) / 20
"""Seconds between two plays: a golden part of the interval, so that no part of it is met more often than another."""
SLEEPER = 900_001
"""A player without a past: those with the first ids have just played."""
CONFIG = """
osu: {{url: "{url}", client_id: 1, client_secret: a-secret, feed_interval: {interval}s}}
watches:
  all: {{players: [{players}], news: [score], settle: 0s}}
sinks:
  file: {{kind: file, path: "{folder}/news.jsonl"}}
store: "{folder}/watcher.db"
"""


class Run:
    """One daemon, its simulator, and what came of it."""

    def __init__(self, folder: Path, osu: Simulator, process: Any) -> None:
        self.folder = folder
        self.osu = osu
        self.process = process

    @property
    def cpu(self) -> float:
        """Seconds the daemon has computed so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def requests(self, path: str = "", since: int = 0) -> list[int]:
        """When the server was asked, ms."""
        return [at for at, what, _ in self.osu.site.served if what.startswith(f"GET /api{path}") and at >= since]

    def noticed(self) -> dict[str, int]:
        """Each score in the store → when it was noticed, ms."""
        with sqlite3.connect(self.folder / "watcher.db") as store:
            return dict(store.execute("SELECT key, noticed FROM event WHERE kind = 'score'"))

    def delays(self) -> Iterator[float]:
        """Seconds from when the feed showed a play to when it was noticed."""
        noticed = self.noticed()
        for fact in self.osu.world.truth.facts:
            if fact.kind == "play" and "feed" in fact.visible:
                who = keys.PlayerKey("bancho", Mode(fact.facts["mode"]), fact.facts["user_id"])
                played = keys.played(who, fact.facts["beatmap_id"], fact.facts["ended"])
                if at := noticed.get(f"score/{played}"):
                    yield (at - fact.visible["feed"]) / 1000


@asynccontextmanager
async def daemon(players: int, first: int = 1001) -> Any:
    """`watcher run` with so many players, from the id `first` on, once it has looked at the feed."""
    async with Simulator(clock=RealClock(), life="none", players=20, every_id=True) as osu:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ids = ", ".join(str(first + number) for number in range(players))
            text = CONFIG.format(url=osu.url, interval=INTERVAL, players=ids, folder=folder)
            (folder / "config.yaml").write_text(text)
            with (folder / "log").open("wb") as log:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "watcher", "run", "--config", str(folder / "config.yaml"), stderr=log
                )
                run = Run(folder, osu, process)
                while not run.requests("/v2/scores"):
                    if process.returncode is not None:
                        sys.exit((folder / "log").read_text())
                    await asyncio.sleep(0.1)
                try:
                    yield run
                finally:
                    process.terminate()
                    await process.wait()


async def detect(players: int, seed: int) -> str:
    """One row: how late, for how many requests."""
    dice = random.Random(seed)
    async with daemon(players) as run:
        began = run.osu.world.now
        start = asyncio.get_running_loop().time()
        for number in range(int(LASTS / APART)):
            await asyncio.sleep(start + number * APART - asyncio.get_running_loop().time())
            run.osu.world.play(1001 + dice.randrange(players), mode="osu", pp=dice.uniform(1, 300))
        feed = [at for at in run.requests("/v2/scores", began) if at < began + LASTS * 1000]
        await asyncio.sleep(2 * INTERVAL + 2)
        late = sorted(run.delays())
        all_of_it = run.requests()
    most = max(sum(at <= other < at + 60_000 for other in all_of_it) for at in all_of_it)
    half, a_minute = statistics.median(late), 60_000 / statistics.mean(after - at for at, after in pairwise(feed))
    return (
        f"| {players} | {len(late)} | {statistics.mean(late):.2f} | {half:.2f} | {late[int(len(late) * 0.95)]:.2f} "
        f"| {statistics.mean(late) / (INTERVAL / 2):.2f} | {a_minute:.1f} | {half * a_minute:.0f} "
        f"| {most} | {len(all_of_it) - len(run.requests('/v2/scores'))} |"
    )


def run() -> None:
    """Print the table."""
    print(f"Feed every {INTERVAL} s; bound {INTERVAL / 2} s. {LASTS:.0f} s each.\n")
    print(
        "| watched | plays | mean, s | p50 | p95 | mean ÷ bound "
        "| feed requests/min | p50 × requests | most in 60 s | others |"
    )
    print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for players in (10, 1000, 100_000):
        print(asyncio.run(detect(players, players)), flush=True)
