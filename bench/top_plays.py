"""Top plays decided from a page of the feed: how long that takes, and whether it is true.

The whole daemon against the miniature osu! in virtual time; the decision alone is timed for real, from the answer that
shows the row to the commit of its news. Nothing can be asked meanwhile: it is one transaction, which can't wait.

A true top play entered the first hundred by the server's truth log. It counts as told before any list where its news
was committed before that player's list was next asked for.
"""

import asyncio
import os
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from watcher import log
from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.osu.nouns import Answer, Play
from watcher.simulator import Simulator
from watcher.simulator.truth import Fact
from watcher.store import Store, Transaction, agenda
from watcher.store.history import events

T = TypeVar("T")

LASTS = 1200
SEEDS = (1, 2, 3)
START = 1_790_000_000_000
CONFIG = """
osu: {{url: "{url}", client_id: 1, client_secret: a-secret, feed_interval: 5s}}
watches:
  all: {{players: [{players}], news: [top_play], settle: 0s}}
sinks: {{file: {{kind: file, path: "{folder}/news.jsonl"}}}}
"""


class TimedStore(Store):
    """A store with a watch in hand: how long the looks took that decided about a play, their commit included (ms)."""

    decided = False

    def work(self, work: Callable[[Transaction], T]) -> T:
        began, used, self.decided = time.perf_counter(), time.thread_time(), False
        done = super().work(work)
        if self.decided:
            took = time.perf_counter() - began, time.thread_time() - used
            self.took.append((took[0] * 1000, took[1] * 1000))
        return done

    @cached_property
    def took(self) -> list[tuple[float, float]]:
        """By the clock, and of the processor."""
        return []


def noting(app: App, store: TimedStore) -> Callable[..., int]:
    """`Looking.remember`, which lets the store know when it decided about a play."""
    remember = app.looking.remember

    def noted(tx: Transaction, rows: Any, answer: Answer, **more: Any) -> int:
        news = remember(tx, rows, answer, **more)
        store.decided = bool(news) and any(isinstance(seen, Play) for seen in answer.sightings)
        return news

    return noted


async def hour(seed: int) -> str:
    """One row of the table."""
    clock = VirtualClock(START)
    async with Simulator(seed=seed, clock=clock, lively=True) as osu:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            players = ", ".join(map(str, osu.world.players))
            (folder / "config.yaml").write_text(CONFIG.format(url=osu.url, players=players, folder=folder))
            store = TimedStore.open(folder / "watcher.db")
            assert isinstance(store, TimedStore)
            app = App(load(folder / "config.yaml", catalogue(), os.environ), store, clock, looks_at_once=1)
            app.looking.remember = noting(app, store)  # type: ignore[method-assign]  # measured from outside
            await app.prepare()
            await app.enlist()
            await _watch(app, store, clock)
            rows = store.work(lambda tx: events(tx, kind="top_play", most=100_000))
            told = {row.key: row.noticed for row in rows}
            await app.close()
        return _row(osu, told, clock.now() - 60_000) + _spent(store.took)


async def _watch(app: App, store: Store, clock: VirtualClock) -> None:
    while clock.now() < START + LASTS * 1000:
        await app.looking.tick()
        await app.looking.settled()
        await app.telling.tick()
        await app.telling.settled()
        due = store.work(agenda.next_due)
        clock.time = max(clock.now() + 200, due or 0)
        app.looking.wake()


def _row(osu: Simulator, told: dict[str, int], until: int) -> str:
    tops = [fact for fact in osu.world.truth.facts if fact.kind == "top_play" and fact.facts["mode"] == "osu"]
    true = [fact for fact in tops if fact.facts["place"] <= 100 and fact.visible["feed"] < until]
    at_once = sum(_before_any_list(osu, fact, told) for fact in true)
    false = told.keys() - {_key(fact) for fact in tops}
    return f"| {len(true)} | {at_once / len(true):.4f} | {len(false) / len(told):.2%} "


def _spent(took: list[tuple[float, float]]) -> str:
    columns = [sorted(column) for column in zip(*took, strict=True)]
    return "".join(f"| {column[int(len(column) * share)]:.1f} " for column in columns for share in (0.5, 0.95)) + "|"


def _before_any_list(osu: Simulator, fact: Fact, told: dict[str, int]) -> bool:
    looks = osu.world.truth.looks["best", fact.facts["user_id"], fact.facts["mode"]]
    following = looks[bisect_left(looks, fact.visible["feed"]) :]
    noticed = told.get(_key(fact))
    return noticed is not None and all(noticed <= at for at in following[:1])


def _key(fact: Fact) -> str:
    play = fact.facts
    return f"top_play/bancho/play/{play['mode']}/{play['user_id']}/{play['beatmap_id']}/{play['ended']}"


def run() -> None:
    """Print the table."""
    log.configure(level="error")
    print(f"{LASTS} s of virtual time each, the feed every 5 s.\n")
    print("| true top plays | told before any list (≥ 0.99) | false (≤ 0.1 %) ", end="")
    print("| ms, p50 | p95 (≤ 10) | ms of CPU, p50 | p95 |\n|--:|--:|--:|--:|--:|--:|--:|")
    for seed in SEEDS:
        print(asyncio.run(hour(seed)), flush=True)
