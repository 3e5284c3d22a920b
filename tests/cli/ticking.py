"""A schedule by itself, as a program: says what the clock on the wall shows at every run, and every step."""

import asyncio

from watcher.clock import RealClock
from watcher.schedule import Schedule

INTERVAL = 2.0
"""As often as the schedule looks after the clock: nobody can notice a step sooner."""


async def main():
    clock = RealClock()

    async def stepped(seconds):
        print("stepped", round(seconds), flush=True)

    async def tick():
        print("tick", clock.now() // 1000, flush=True)

    schedule = Schedule(clock, stepped)
    schedule.every(INTERVAL, "tick", tick)
    schedule.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
