"""The clock is set while the schedule, and then the daemon, runs: polling goes on within two intervals."""

import asyncio
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from cli_world import TERM, at, environ, until
from ticking import INTERVAL
from wall_clock import STEPS, WallClock, needs_faketime

pytestmark = [pytest.mark.system, needs_faketime]

PLAYER = 1001
FEED, IDLE = 5.0, 60.0
"""How often the daemon of these tests reads the feed, and how seldom at most while nobody plays (seconds)."""

each_step = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)


@each_step
def test_the_schedule_goes_on_within_two_intervals(step, tmp_path):
    wall = WallClock(tmp_path)

    async def scene():
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, Path(__file__).with_name("ticking.py")),
            env=environ(tmp_path) | wall.environ,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(60):
                ticks = [await ticked(program) for _ in range(2)]
                wall.set_by(step)
                ticks += [await ticked(program) for _ in range(3)]
        finally:
            program.kill()
            await program.wait()
        return ticks

    ticks = asyncio.run(scene())
    assert max(after.when - before.when for before, after in pairwise(ticks)) <= 2 * INTERVAL
    assert [tick.heard for tick in ticks if tick.heard] == [[f"stepped {step}"]]
    assert ticks[-1].wall - ticks[0].wall == pytest.approx(step, abs=5 * INTERVAL)


class Tick(NamedTuple):
    """One run of the schedule's job: when, by both clocks, and what it said of steps before that (seconds)."""

    when: float
    wall: int
    heard: list[str]


async def ticked(program):
    """Wait for the next run."""
    heard = []
    while True:
        line = (await program.stdout.readline()).decode().rstrip()
        word, _, rest = line.partition(" ")
        if word == "tick":
            return Tick(time.monotonic(), int(rest), heard)
        if word == "stepped":
            heard.append(line)


@each_step
def test_the_daemon_reads_on_within_two_intervals_and_tells_what_happens_then_once(step, tmp_path):
    wall = WallClock(tmp_path)

    async def scene(place):
        place.environ |= wall.environ
        daemon = await place.daemon()
        await until(lambda: any("/scores/best" in str(each) for each in place.osu.site.served))
        await asyncio.sleep(1.1)  # osu! tells seconds: what ended in the second in which the watch began may be older
        wall.set_by(step)
        reads = [await read(place) for _ in range(3)]
        place.osu.world.play(PLAYER)
        await until(lambda: any("top_play/" in key for key in place.hook.told), 2 * IDLE)
        await read(place)
        return reads, place.hook, daemon, await daemon.kill(TERM)

    reads, hook, daemon, code = at(tmp_path, scene)
    interval = FEED if step < 0 else IDLE  # ahead of osu!'s clock everybody seems to have been quiet for long
    assert max(after - before for before, after in pairwise(reads)) <= 2 * interval
    assert list(hook.told.values()) == [1, 1]
    clock, play = (post["title"] for post in hook.posts)  # and no digest
    assert clock.startswith(f"The clock was set {'back' if step < 0 else 'forward'} by ")
    assert play.startswith("Quillon: new top play #")
    assert [round(line["seconds"], -1) for line in daemon.lines if line["event"] == "clock_stepped"] == [step]
    assert not [line for line in daemon.lines if line["level"] == "error"]
    assert code == 0


async def read(place):
    """Wait until the feed is read once more; when that was (seconds)."""
    seen = feeds(place)
    await until(lambda: feeds(place) > seen, 2 * IDLE)
    return time.monotonic()


def feeds(place):
    return sum("/api/v2/scores" in str(each) for each in place.osu.site.served)
