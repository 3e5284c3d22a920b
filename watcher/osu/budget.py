"""The budget: how much osu! may be asked, and who is asked first. Knows nothing of HTTP."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from enum import IntEnum
from typing import Any, Protocol

from msgspec import Struct

PER_MINUTE = 60
AT_ONCE = 10
"""Requests under way at a time: the place to wait is here, by priority, not in a pool of connections."""

IN_FLIGHT = 30.0
"""Seconds after which a request is given up."""

_WINDOW = 60.05  # the server's minute, and a little for two clocks that do not run alike
_LIFT = 60.0
_PATIENCE = 3  # troubles in a row after which everybody waits
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 60.0


class Clock(Protocol):
    """What is needed of a clock. `now` is ms UTC and may jump, `monotonic` is seconds and never does."""

    def now(self) -> int:
        """Milliseconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment; on one machine, the same moment for every process until it reboots."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class MachineClock:
    """The machine's own clock, for those who use a client by itself."""

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds, never stepping back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for real."""
        await asyncio.sleep(seconds)


class Priority(IntEnum):
    """Who is asked first. Each minute of waiting lifts a question by one, so nothing starves."""

    LIVE = 0  # a running match
    FEED = 1
    CONFIRM = 2  # what completes or confirms news
    ACTIVE = 3  # those who are playing
    SWEEP = 4  # everybody, some time


# The share of every minute that a priority has for itself, if it wants it. Else a burst of the less urgent would fill
# the minute, and what is asked every few seconds would wait for its end.
_OWN = {Priority.LIVE: 0.1, Priority.FEED: 0.2, Priority.CONFIRM: 0.1, Priority.ACTIVE: 0.1, Priority.SWEEP: 0.0}
_STEADY = (Priority.LIVE, Priority.FEED)
"""Who asks every few seconds or not at all: has a share only after asking in the minute that ends now."""


class Spent(Struct, frozen=True):
    """A request as the budget remembers it: what it cost, and when it was sent, by both clocks.

    took: seconds until its answer, when the server had surely counted it; None where no answer was noted.
    """

    cost: int
    now: int
    monotonic: float
    took: float | None = None


Record = Callable[[Spent, Mapping[int, float]], Awaitable[int]]
"""Keeps a request that is about to be sent, and how long earlier ones took, by their numbers. Answers its number."""


class Turn(Struct, eq=False):
    """One request, as long as the server may count it. `leaves` is monotonic, infinite while the answer is awaited."""

    cost: int
    leaves: float = math.inf
    priority: Priority = Priority.SWEEP
    troubled: bool = False
    """To be set by who got an answer that is as good as none: a 5xx, a page for people."""


class _Waiter(Struct, eq=False):
    cost: int
    priority: Priority
    since: float

    def rank(self, monotonic: float) -> tuple[Priority, float, Priority]:
        lifted = self.priority - int((monotonic - self.since) // _LIFT)
        return Priority(max(0, lifted)), self.since, self.priority


class Budget:
    """At most `limit` requests in every minute as the server counts them, asked in order of priority.

    A request is counted by the server at some moment between its sending and its answer, so it leaves this log a
    minute after its *answer*. Then no minute of the server can hold more than `limit`.

    record: awaited with each `Spent` before the request is sent, and with what became of those before; whoever keeps
        those of the last three minutes and hands them in as `entries` after a restart does not exceed the budget
        across it, nor asks less than without one.
    answered: told of each request, by its path and its status; `none` where no answer came.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        limit: int = PER_MINUTE,
        entries: Iterable[Spent] = (),
        record: Record | None = None,
        answered: Callable[[str, str], None] = lambda _path, _status: None,
    ) -> None:
        if limit < 1:
            raise ValueError(f"a budget of {limit} requests a minute asks nothing; 1 is the least")
        self.limit = limit
        self.clock = clock
        self._record = record
        self._took: dict[int, float] = {}
        self.answered = answered
        self._log = [Turn(spent.cost, self._restored(spent)) for spent in entries]
        self._waiters: list[_Waiter] = []
        self._bell = asyncio.Event()
        self._sleeper: _Waiter | None = None
        self._held = -math.inf
        self._troubles = 0

    @property
    def used(self) -> int:
        """What the server may count in the minute that ends now."""
        monotonic = self.clock.monotonic()
        self._log = [turn for turn in self._log if turn.leaves > monotonic]
        return sum(turn.cost for turn in self._log)

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return len(self._waiters)

    def has_room(self, priority: Priority) -> bool:
        """Whether such a request would be made at once."""
        free = self.used + 1 <= self._room(priority)
        return free and not self._waiters and self.clock.monotonic() >= self._held

    def hold(self, seconds: float) -> None:
        """Ask nothing for so long: the server said so."""
        self._held = max(self._held, self.clock.monotonic() + seconds)

    @asynccontextmanager
    async def spend(self, cost: int = 1, *, priority: Priority = Priority.SWEEP) -> AsyncIterator[Turn]:
        """Wait for room, then make one request inside. Leave it when the answer is there.

        Left by an exception, nobody knows when the server counts the request: it stays twice as long.

        No answer, a 5xx or a page of HTML is trouble: from the third in a row on everybody waits, longer each time, up
        to a minute.
        Then one question goes ahead and finds out whether it is over.

        Raises:
            ValueError: the cost is more than the budget ever holds.
        """
        if not 1 <= cost <= self.limit:
            raise ValueError(f"a request of cost {cost} does not fit a budget of {self.limit} a minute")
        turn = await self._turn(cost, priority)
        sent, number = self.clock.monotonic(), None
        answered = False
        try:
            if self._record:
                took, self._took = self._took, {}
                number = await self._record(Spent(cost, self.clock.now(), sent), took)
            yield turn
            answered = True
        except Exception:
            turn.troubled = True
            raise
        finally:
            counted = self.clock.monotonic() + (0 if answered else _WINDOW)
            turn.leaves = counted + _WINDOW
            if number is not None:
                self._took[number] = counted - sent
            if turn.troubled:
                self._pause()
            elif answered:
                self._troubles = 0
            self._ring()

    async def _turn(self, cost: int, priority: Priority) -> Turn:
        """Wait until this is the most urgent question and there is room for it."""
        me = _Waiter(cost, priority, self.clock.monotonic())
        self._waiters.append(me)
        self._ring()
        try:
            while not self._fits(me):
                await self._wait(me)
            turn = Turn(cost, priority=priority)
            self._log.append(turn)
            return turn
        finally:
            self._waiters.remove(me)
            self._ring()

    def _first(self) -> _Waiter:
        monotonic = self.clock.monotonic()
        return min(self._waiters, key=lambda waiter: waiter.rank(monotonic))

    def _fits(self, me: _Waiter) -> bool:
        monotonic = self.clock.monotonic()
        if monotonic < self._held or self._first() is not me:
            return False
        under_way = sum(turn.leaves == math.inf for turn in self._log)
        if under_way >= (AT_ONCE if self._troubles < _PATIENCE else 1):  # in trouble, one goes ahead to find out
            return False
        return self.used + me.cost <= self._room(me.rank(monotonic)[0])

    def _room(self, priority: Priority) -> int:
        """Up to where such a question may fill the budget. The rest is what the more urgent have not asked yet."""
        asked: Counter[Priority] = Counter()
        for turn in self._log:
            asked[turn.priority] += turn.cost
        wanted = [other for other in Priority if other < priority and (other in asked or other not in _STEADY)]
        kept = sum(max(0.0, _OWN[other] * self.limit - asked[other]) for other in wanted)
        return max(1, math.ceil(round(self.limit - kept, 6)))

    async def _wait(self, me: _Waiter) -> None:
        """Only the first sleeps; the others wait to be rung for.

        Waiting lifts one past the other at any moment, also between their looks at who is first: whoever finds that
        nobody sleeps calls the others.
        """
        if sleeper := self._first() is me:
            self._sleeper = me
        elif self._sleeper is None:
            self._ring()
        waits: list[asyncio.Task[Any]] = [asyncio.create_task(self._bell.wait())]
        if sleeper:
            waits.append(asyncio.create_task(self.clock.sleep(self._until_change(me))))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if self._sleeper is me:
                self._sleeper = None
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        if sleeper and self._first() is not me:  # while this one slept, waiting has lifted another past it
            self._ring()

    def _until_change(self, me: _Waiter) -> float:
        """Seconds until a request leaves the log, the hold ends, or this question is lifted. At least a moment."""
        monotonic = self.clock.monotonic()
        if monotonic < self._held:
            return self._held - monotonic
        lifted = me.since + _LIFT * (1 + (monotonic - me.since) // _LIFT)
        return max(0.001, min([lifted, *(turn.leaves for turn in self._log)]) - monotonic)

    def _pause(self) -> None:
        monotonic = self.clock.monotonic()
        if monotonic < self._held:  # asked before the pause began: it is the same trouble
            return
        self._troubles += 1
        if self._troubles >= _PATIENCE:
            self.hold(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(self._troubles - _PATIENCE, 10)))

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    def _restored(self, spent: Spent) -> float:
        """When a request of an earlier process leaves. The clock that says it is younger is believed.

        A clock that says "in the future" was set back, or belongs to a time before a reboot: it knows nothing. What was
        under way when the process died was counted by then.
        """
        monotonic = self.clock.monotonic()
        ages = (monotonic - spent.monotonic, (self.clock.now() - spent.now) / 1000)
        age = min((age for age in ages if age >= 0), default=0.0)
        counted = min(0.0, IN_FLIGHT - age) if spent.took is None else spent.took - age
        return monotonic + counted + _WINDOW
