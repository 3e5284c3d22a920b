"""A day of backlog: how long the daemon takes to read it, against what osu! asks of its guests, a request a second.

The whole daemon against the miniature osu! in virtual time. It watches for a minute, is away, and comes back: twelve
players have played meanwhile, among twenty plays of strangers a second, and a match that is watched runs from now on.
Requests as the server counts them. The wall is the time from the start until the feed is read to its end.
"""

import asyncio
import heapq
import os
import tempfile
import time
from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path
from typing import TypeVar

from watcher import log
from watcher.app import LOOK_EVERY, App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator, matches
from watcher.store import Store, Transaction
from watcher.store.history import events

T = TypeVar("T")

HOURS = (3, 24)
TURNS = 100
"""How often everybody gets a turn before time passes: a request and its answer take a few dozen."""
CROWD = 20
START = 1_790_000_000_000
CONFIG = """
osu: {{url: "{url}", client_id: 1, client_secret: a-secret}}
watches:
  all: {{players: [{players}], news: [score, top_play, session], settle: 0s}}
{more}
sinks: {{file: {{kind: file, path: "{folder}/news.jsonl"}}}}
"""
CUP = "  cup: {{matches: {match}, news: match_game}}"


class Turns(VirtualClock):
    """Virtual time in which several wait at once. It goes on when told to, and wakes who has waited long enough."""

    def __init__(self, start: int) -> None:
        super().__init__(start)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._number = count()

    async def sleep(self, seconds: float) -> None:
        """Wait until the time has come."""
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.time + max(1, round(seconds * 1000)), next(self._number), woken))
        await woken

    async def until(self, time: int) -> None:
        """Go on to that time, in turns: whoever is woken gets on with it first."""
        while self._waiting and self._waiting[0][0] <= time:
            self.time = max(self.time, self._waiting[0][0])
            woken = heapq.heappop(self._waiting)[2]
            if not woken.done():
                woken.set_result(None)
                await everybody_waits()
        self.time = time


async def everybody_waits() -> None:
    """Let all that can go on without time passing go on. The other side of a socket is in the same loop."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


class Inline(Store):
    """A store that works in the loop: there is no other thread to wait for."""

    async def run(self, work: Callable[[Transaction], T]) -> T:
        """Run it here and now."""
        return self.work(work)


class Run:
    """A miniature osu!, and a daemon that watches it now and then."""

    def __init__(self, folder: Path, osu: Simulator, clock: Turns) -> None:
        self.folder = folder
        self.osu = osu
        self.clock = clock

    async def watch(self, until: Callable[[App], bool], more: str = "") -> None:
        """One process, from its start until that holds. more: another watch."""
        players = ", ".join(map(str, self.osu.world.players))
        text = CONFIG.format(url=self.osu.url, players=players, folder=self.folder, more=more)
        (self.folder / "config.yaml").write_text(text)
        store = Inline.open(self.folder / "watcher.db")
        app = App(load(self.folder / "config.yaml", catalogue(), os.environ), store, self.clock)
        await app.prepare()
        names = asyncio.create_task(app.enlist())
        while not until(app):
            await app.looking.tick()
            await app.telling.tick()
            await everybody_waits()
            await self.clock.until(self.clock.now() + round(LOOK_EVERY * 1000))
        await names
        await app.close()

    def asked(self, path: str = "") -> list[int]:
        """When the server was asked, ms."""
        return [at for at, what, _ in self.osu.site.served if what.startswith(f"GET /api/v2{path}")]

    def missed(self) -> tuple[int, int]:
        """How many of the plays that the feed showed were not noticed, and how many there were."""
        until = self.clock.now() - 60_000
        plays = [fact for fact in self.osu.world.truth.facts if fact.kind == "play" and fact.facts["mode"] == "osu"]
        shown = [fact.facts for fact in plays if START < fact.visible.get("feed", until) < until]
        store = Store.open(self.folder / "watcher.db")
        known = {row.key for row in store.work(lambda tx: events(tx, kind="score", most=1_000_000))}
        store.close()
        keys = (f"score/bancho/play/{one['mode']}/{one['user_id']}/{one['beatmap_id']}/{one['ended']}" for one in shown)
        return sum(key not in known for key in keys), len(shown)


async def catch_up(hours: int) -> str:
    """One row of the table."""
    clock = Turns(START)
    async with Simulator(clock=clock, life="everyday", players=12, crowd=CROWD) as osu:
        with tempfile.TemporaryDirectory() as name:
            run = Run(Path(name), osu, clock)
            await run.watch(lambda _app: clock.now() >= START + 60_000)
            clock.time += hours * 3_600_000
            cup = CUP.format(match=matches.match(osu.world, games=1, game=6000, pause=1, rejoin=False).id)
            osu.site.served.clear()
            began, computed = clock.now(), time.process_time()
            await run.watch(lambda app: bool(run.asked("/scores")) and not app.looking.backlog, cup)
            wall, cpu = (clock.now() - began) / 1000, time.process_time() - computed
            missed, there = run.missed()
    looks = run.asked("/matches/")
    waited = max((after - before for before, after in pairwise(looks)), default=0) / 1000
    requests = len(run.asked())
    return (
        f"| {hours} | {len(run.asked('/scores'))} | {requests} | {wall:,.0f} | {wall / requests:.3f} | {len(looks)} "
        f"| {waited:.1f} | {missed} of {there} | {cpu:.0f} |"
    )


def run() -> None:
    """Print the table."""
    log.configure(level="error")
    print(f"{CROWD} plays a second; ids as many as osu! gives out. One page a request, 1 000 plays a page.\n")
    print("| hours | pages | requests | wall, s | wall ÷ (requests × 1 s) (≤ 1.02) | looks at the match ", end="")
    print("| s between two, at most | plays missed | CPU, s |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for hours in HOURS:
        print(asyncio.run(catch_up(hours)), flush=True)
