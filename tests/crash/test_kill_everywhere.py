"""The daemon is killed at every statement and every send of its path, and started again: nothing is lost."""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections import Counter
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from hook import Hook
from shared_clock import SharedClock

from watcher.simulator import Simulator, matches
from watcher.store import Store

HERE = Path(__file__).parent
START = 1_790_000_000_000
LASTS = 30_000
SHARES = 8
"""The boundaries are dealt to so many tests, which may run side by side."""

CONFIG = """
osu: {{url: "{osu}", client_id: 1, client_secret: a-secret, feed_interval: 12s}}
watches:
  friends:
    players: Quillon
    modes: osu
    matches: [120000001]
    news: [top_play, rank_change, match_game, match_finished]
    settle: 10s
sinks:
  keyed: {{url: "{hook}keyed"}}
  plain: {{url: "{hook}plain"}}
store: {store}
"""


def script(world):
    """Two top plays in one look, a stranger's, a fail, and a match with an aborted game."""
    for second, user_id, pp in ((5, 1001, 500.0), (6, 1003, 900.0), (7, 1001, 480.0)):
        world.later(START + second * 1000, partial(world.play, user_id, mode="osu", pp=pp))
    world.later(START + 8_000, partial(world.play, 1001, mode="osu", passed=False))
    matches.match(world, games=2, aborted=(0,), game=6, pause=2)


class Lab:
    """A zygote, and what one run of the daemon needs."""

    def __init__(self, folder, zygote, config, script, lasts):
        self.folder = folder
        self.zygote = zygote
        self.config = config
        self.script = script
        self.lasts = lasts

    async def daemon(self, kill_at):
        job = {
            "config": str(self.folder / "config.yaml"),
            "store": str(self.folder / "watcher.db"),
            "clock": str(self.folder / "clock"),
            "count": str(self.folder / "count.json"),
            "until": START + self.lasts,
            "kill_at": kill_at,
        }
        self.zygote.stdin.write(json.dumps(job).encode() + b"\n")
        return json.loads(await self.zygote.stdout.readline())

    async def run(self, kill_at):
        """A whole run in a new world, the daemon killed once on the way and started again."""
        for old in self.folder.glob("watcher.db*"):
            old.unlink()
        shutil.copy(self.folder / "empty.db", self.folder / "watcher.db")
        clock = SharedClock(self.folder / "clock", START)
        hook = Hook()
        async with Simulator(clock=clock, depth=10) as osu, hook.open() as address:
            self.script(osu.world)
            text = self.config.format(osu=osu.url, hook=address, store=self.folder / "watcher.db")
            (self.folder / "config.yaml").write_text(text)
            ended = await self.daemon(kill_at)
            if kill_at:
                assert ended["status"] == -signal.SIGKILL, f"boundary {kill_at} was not reached"
                ended = await self.daemon(0)
            assert ended["status"] == 0
            return hook, ended


@asynccontextmanager
async def laboratory(folder, config=CONFIG, script=script, lasts=LASTS):
    Store.open(folder / "empty.db").close()
    # Nothing here speaks TLS, and reading all certificates anew takes most of a daemon's start.
    environ = {name: value for name, value in os.environ.items() if name != "SSL_CERT_FILE"}
    zygote = await asyncio.create_subprocess_exec(
        sys.executable,
        str(HERE / "zygote.py"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environ | {"SSL_CERT_DIR": str(folder), "PYTHONPATH": str(HERE)},
    )
    try:
        yield Lab(folder, zygote, config, script, lasts)
    finally:
        zygote.stdin.close()
        await zygote.wait()


def test_the_path_is_the_one_we_think_it_is(tmp_path):
    async def count():
        async with laboratory(tmp_path) as lab:
            return await lab.run(0)

    hook, ended = asyncio.run(count())
    kinds = Counter(key.partition("/")[0] for key in hook.told("/keyed"))
    assert kinds == {"top_play": 2, "rank_change": 1, "match_game": 1, "match_finished": 1}
    assert hook.told("/keyed") == hook.told("/plain")
    assert ended["boundaries"] >= ended["statements"] + ended["sends"]


@pytest.mark.parametrize("share", range(SHARES))
def test_killed_at_a_boundary_it_loses_nothing_and_repeats_at_most_what_was_in_flight(share, tmp_path):
    async def kill_at_each():
        async with laboratory(tmp_path) as lab:
            calm, ended = await lab.run(0)
            expected = set(calm.told("/keyed"))
            assert len(expected) == 5
            for boundary in range(1 + share, ended["boundaries"] + 1, SHARES):
                hook, _ = await lab.run(boundary)
                keyed, plain = hook.told("/keyed"), hook.told("/plain")
                assert set(keyed) == set(plain) == expected, f"lost or invented at boundary {boundary}"
                assert set(keyed.values()) == {1}, f"told twice with a key at boundary {boundary}"
                assert len(repeated(hook.posts)) <= 1, f"more than what was in flight repeated at boundary {boundary}"

    asyncio.run(kill_at_each())


def repeated(posts):
    """The messages that the plain sink got more than once."""
    counts = Counter(tuple(keys) for path, keys in posts if path == "/plain")
    return [keys for keys, count in counts.items() for _ in range(count - 1)]
