"""The time, passed in. Nothing below the composition root reads a clock of its own."""

import asyncio
import time
from typing import Protocol

_AWAKE_OR_NOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""CLOCK_MONOTONIC stands still while the machine is suspended: hours of it would look as if somebody set the clock."""


class Clock(Protocol):
    """Who knows what time it is, and how to wait."""

    def now(self) -> int:
        """Milliseconds since the epoch, UTC. May jump when somebody sets the machine's clock."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment. Never jumps; only for measuring how long something took."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class RealClock:
    """The machine's clock."""

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds, never stepping back. A sleep of the machine counts, where the system tells (Linux)."""
        return time.clock_gettime(_AWAKE_OR_NOT)

    async def sleep(self, seconds: float) -> None:
        """Wait for real."""
        await asyncio.sleep(seconds)


class VirtualClock:
    """A clock that moves only when told to, or when somebody sleeps on it: a day takes no longer than its work."""

    def __init__(self, start: int = 1_790_000_000_000) -> None:
        self.time = start

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        return self.time

    def monotonic(self) -> float:
        """The same time, in seconds."""
        return self.time / 1000

    async def sleep(self, seconds: float) -> None:
        """Let that much time be gone at once."""
        self.time += max(0, round(seconds * 1000))
        await asyncio.sleep(0)


class Steady:
    """The time of day by a clock that nobody sets, until we are told by `shift` that somebody has.

    Between a step of the clock and its being noticed, what is written down is dated like everything before it: then it
    is shifted together with it, once.
    """

    STEP = 5000
    """A wall clock that differs by more (ms) has been set; by less, it drifts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = clock.now() - clock.monotonic() * 1000

    def now(self) -> int:
        """Milliseconds since the epoch, UTC."""
        now = self._clock.now()
        step = now - self._clock.monotonic() * 1000 - self._offset
        return now if abs(step) <= self.STEP else round(now - step)

    def shift(self, by: int) -> None:
        """The wall clock was set by so many ms, and what was written down was moved along."""
        self._offset += by
