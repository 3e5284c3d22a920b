"""SHELL. What the daemon knows of itself, for its own pages: read off both halves and the store when somebody asks."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import structlog

from watcher import heartbeat
from watcher.clock import Clock
from watcher.osu.http import Budget
from watcher.owing import SUPPRESSIONS
from watcher.reloading import NOTE
from watcher.store import Store, StoreError, Transaction, agenda, outbox, roster
from watcher.tally import Tally
from watcher.telling import Telling
from watcher.web import Reading
from watcher.web.metrics import Depth

log = structlog.get_logger()

WRITES_WITHIN = 5.0
"""Seconds that the store may take to write one row; longer, and it is not ready."""


class Insight:
    """Looks at the daemon from within. Changes nothing but a note in the store."""

    def __init__(
        self,
        *,
        store: Store,
        telling: Telling,
        budget: Budget,
        progress: heartbeat.Progress,
        clock: Clock,
        tally: Tally,
        clock_jumps: Callable[[], int],
        causes: Callable[[], Mapping[str, Sequence[str]]],
        questions: Collection[str],
    ) -> None:
        self._store = store
        self._telling = telling
        self._budget = budget
        self._progress = progress
        self._clock = clock
        self._tally = tally
        self._clock_jumps = clock_jumps
        self._causes = causes
        self._questions = questions
        self._began = clock.monotonic()
        self._writes = True

    def stuck(self) -> dict[str, float]:
        """The halves that don't get on, and for how long (seconds)."""
        return heartbeat.stuck(self._progress.ages(self._clock.monotonic()))

    async def unready(self) -> str:
        """Why it can't do its work, or not as the config asks; empty where it can."""
        if not self._progress.proven(self._began):
            return "it has only just begun"
        if not await self.writable():
            return "the store can't be written"
        if not await self._store.run(reloaded):
            return "the changed config can't be used, the old one holds"
        return ""

    async def writable(self) -> bool:
        """Whether the store takes what is written."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(WRITES_WITHIN):
                await self._store.run(lambda tx: roster.say(tx, {"ready": str(now)}, now))
        except (StoreError, TimeoutError) as error:
            if self._writes:
                log.warning("store_not_writable", reason=type(error).__name__)
            self._writes = False
            return False
        if not self._writes:
            log.info("store_writable_again")
        self._writes = True
        return True

    async def reading(self) -> Reading:
        """Everything at this moment."""
        return await self._store.run(partial(self._read, now=self._clock.now()))

    def _read(self, tx: Transaction, now: int) -> Reading:
        found = {depth.sink: depth for depth in outbox.depths(tx)}
        depths = [Depth(sink, up=not self._telling.failing(sink)) for sink in sorted({*self._telling.sinks, *found})]
        overdue = agenda.overdue(tx, now)
        return Reading(
            tally=self._tally,
            depths=[_depth(each, found[each.sink], now) if each.sink in found else each for each in depths],
            staleness={question: late / 1000 for question, late in overdue.items()},
            progress=self._progress.ages(self._clock.monotonic()),
            budget=max(0, self._budget.limit - self._budget.used),
            reloaded=reloaded(tx),
            clock_jumps=self._clock_jumps(),
            causes=self._causes(),
            questions=self._questions,
            suppressions=SUPPRESSIONS,
        )


def reloaded(tx: Transaction) -> bool:
    """Whether the config could be used when it was read last."""
    return roster.noted(tx, NOTE) in {None, "ok"}


def _depth(depth: Depth, row: outbox.Depth, now: int) -> Depth:
    oldest = 0.0 if row.oldest is None else max(0.0, (now - row.oldest) / 1000)
    return Depth(depth.sink, row.waiting, row.dead, oldest, depth.up)
