"""What it costs to watch one player who sleeps: the whole daemon against the miniature osu!, two processes, real time.

The least that must be done: reading the bytes of the feed's answers. There, a day of pages of the whole world; here,
the miniature's feed is empty, so the bytes are reckoned from what osu! sends: 1 440 pages of 1 000 plays a day.
"""

import asyncio
import gzip
import time

import msgspec

from bench import daemon, feed_page

LASTS = 300.0
PAGES_A_DAY = 1440


async def measure() -> tuple[float, float]:
    """CPU seconds a day, and requests a day."""
    async with daemon.daemon(1, daemon.SLEEPER) as run:
        await asyncio.sleep(20)
        cpu, began = run.cpu, run.osu.world.now
        await asyncio.sleep(LASTS)
        asked = len(run.requests(since=began))
        return (run.cpu - cpu) / LASTS * 86_400, asked / LASTS * 86_400


def least() -> float:
    """Seconds a day for reading the feed, and nothing else."""
    (body,) = feed_page.pages(1)
    began, times = time.process_time(), 20
    for _ in range(times):
        msgspec.json.decode(gzip.decompress(body), type=feed_page.Page)
    return (time.process_time() - began) / times * PAGES_A_DAY


def run() -> None:
    """Print the table."""
    (cpu, requests), bare = asyncio.run(measure()), least()
    print(f"{LASTS:.0f} s.\n")
    print("| CPU, s a day | least, s a day | CPU ÷ least (≤ 3) | requests a day (≤ 1 500) |\n|--:|--:|--:|--:|")
    print(f"| {cpu:.0f} | {bare:.1f} | {cpu / bare:.0f} | {requests:,.0f} |")
