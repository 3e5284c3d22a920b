"""The only file that imports apscheduler: it wakes, and nothing else. What is due is asked of the agenda.

APScheduler computes its wake-ups from the wall clock: when that steps back an hour, a job stands still for an hour. A
guard on the monotonic clock notices the step and lets every job run again now. No job runs before the step was
answered. When it steps forward, apscheduler counts every run that was passed over: ten years of them take longer than
anybody waits.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from watcher.clock import Clock

log = structlog.get_logger()

GUARD_EVERY = 2.0
LONGEST_REST = 5.0
"""Seconds. What comes up meanwhile, and wakes nobody, waits no longer than that."""
STEP = 5.0
"""A wall clock that differs from the monotonic one by more than this (seconds) has been set."""

DEFAULTS = {
    "misfire_grace_time": None,  # the default of 1 s drops every run that comes late
    "coalesce": True,
    "max_instances": 1,
}


def no_rest() -> float:
    """There may always be something to do."""
    return 0.0


class Every(BaseTrigger):  # type: ignore[misc]  # apscheduler 3.11 ships no types
    """So many seconds after the last run; from now on, when that has passed already.

    rest: for how many seconds there will be nothing to do, as far as is known; `LONGEST_REST` at most are believed.
    """

    def __init__(self, seconds: float, rest: Callable[[], float] = no_rest) -> None:
        self._interval = timedelta(seconds=seconds)
        self._rest = rest

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """When to run next."""
        if previous is None:
            return now
        due = max(previous + self._interval, now + timedelta(seconds=min(self._rest(), LONGEST_REST)))
        return due if due > now else now + self._interval


class Schedule:
    """Runs coroutines every so often. `on_step` hears by how many seconds the wall clock was set, when it was."""

    def __init__(self, clock: Clock, on_step: Callable[[float], Awaitable[None]]) -> None:
        self._clock = clock
        self._on_step = on_step
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=DEFAULTS)
        # It warns of each run that another one delays. That is no trouble, and what hangs is told by the heartbeat.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        self._offset = 0.0
        self._answering = asyncio.Lock()
        self._guard: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._at_work: set[str] = set()
        self._woken: set[str] = set()

    def every(
        self, seconds: float, name: str, work: Callable[[], Awaitable[None]], rest: Callable[[], float] = no_rest
    ) -> None:
        """Run `work` now and then every so many seconds; a run that takes longer delays the next, none overlap.

        rest: for how many seconds there will be nothing to do, as far as is known when a run begins.
        """
        self._scheduler.add_job(self._guarded(name, work), Every(seconds, rest), id=name, name=name)

    def wake(self, name: str) -> None:
        """Something came up for the job of this name: it rests no longer. Where there is none, nothing happens."""
        if name in self._at_work:
            self._woken.add(name)
            return
        job = self._scheduler.get_job(name)
        if job is not None and job.next_run_time > (now := datetime.now(UTC)):
            job.modify(next_run_time=now)

    def start(self) -> None:
        """Begin. Call it inside the loop."""
        self._offset = self._difference()
        self._scheduler.start()
        self._guard = asyncio.create_task(self._watch_the_clock())

    async def stop(self, patience: float) -> None:
        """Wake nobody any more, and give the runs under way `patience` seconds, then cancel them.

        apscheduler's own shutdown would cancel them at once.
        """
        if self._guard is not None:
            self._guard.cancel()
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(set(self._running), timeout=patience)
        late = set(self._running)
        for run in late:
            run.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    async def _watch_the_clock(self) -> None:
        while True:
            await self._clock.sleep(GUARD_EVERY)
            await self._mind_the_clock()

    async def _mind_the_clock(self) -> None:
        """Answer a step of the wall clock, if there was one; whoever asks meanwhile waits for the answer."""
        async with self._answering:
            step = self._difference() - self._offset
            if abs(step) <= STEP:
                return
            self._offset += step
            log.warning("clock_stepped", seconds=round(step))
            try:
                await self._on_step(step)
            except Exception:  # the guard outlives whatever it tells
                log.exception("clock_step_unanswered")
            self._again()

    def _again(self) -> None:
        soon = datetime.now(UTC) + timedelta(milliseconds=10)
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=soon)

    def _difference(self) -> float:
        return self._clock.now() / 1000 - self._clock.monotonic()

    def _guarded(self, name: str, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """`work`, whose faults are logged once per streak: a tick that fails must not end its cadence."""
        failing = False

        async def run() -> None:
            nonlocal failing
            task = asyncio.current_task()
            assert task is not None  # apscheduler runs coroutines in tasks
            self._running.add(task)
            self._at_work.add(name)
            try:
                await self._mind_the_clock()
                await work()
            except asyncio.CancelledError:  # by `stop`; apscheduler would log it as a fault
                log.info("tick_dropped", tick=name)
            except Exception:
                if not failing:
                    log.exception("tick_broke", tick=name)
                failing = True
            else:
                if failing:
                    log.info("tick_recovered", tick=name)
                failing = False
            finally:
                self._running.discard(task)
                self._at_work.discard(name)
                if name in self._woken:  # apscheduler would skip a run that begins before this one has ended
                    self._woken.discard(name)
                    asyncio.get_running_loop().call_soon(self.wake, name)

        return run
