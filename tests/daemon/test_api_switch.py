"""Another generation of the API, or another format of its answers: what was told is not told again."""

import asyncio
from functools import partial

import pytest
from hook import Hook
from virtual import START, watch

from watcher.clock import VirtualClock
from watcher.osu.http import httpx
from watcher.simulator import Simulator, scenarios

WATCHES = """  friends:
    players: [1001, 1002]
    modes: [osu, taiko]
    news:
      - score
      - top_play
      - top_plays_changed: {causes: [removed, revalued, bubbled in, replaced]}
      - first_place
      - placement
      - medal
      - friends_board
    settle: 0s
"""


class OldFormat(httpx.AsyncHTTPTransport):
    """Asks for nothing newer than what osu! answered before 2022: other ids, other words, no settings of mods."""

    async def handle_async_request(self, request):
        request.headers.pop("x-api-version", None)
        return await super().handle_async_request(request)


def script(world):
    def play(after, user_id, **args):
        world.later(world.start + after * 1000, partial(world.play, user_id, **args))

    both = world.near(0, 4.0, 3.0)[0]
    play(300, 1001, mode="osu", beatmap_id=both, pp=500.0, lazer=False)
    play(400, 1002, mode="osu", beatmap_id=both, pp=480.0, lazer=False, mods=("HD", "DT"))
    play(500, 1001, mode="taiko", pp=200.0, lazer=False)
    play(600, 1001, mode="osu", pp=None, accuracy=0.91, lazer=False)
    world.later(world.start + 700_000, partial(scenarios.run, world, "medal", user_id=1001))


async def switched(folder, first, second):
    """The keys told by the one daemon, and by the next."""
    clock, hook = VirtualClock(START), Hook()
    async with Simulator(clock=clock) as site, hook.open() as address:
        script(site.world)
        told = []
        for how in (first, second):
            await watch(folder, site, address, WATCHES, seconds=2700, **how)
            told.append([key for _, keys in hook.posts for key in keys])
    return told[0], told[1][len(told[0]) :]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"api": "v1"}, {"api": "v2"}, id="v1 then v2"),
        pytest.param({"api": "v2"}, {"api": "v1"}, id="v2 then v1"),
        pytest.param({"api": "v2"}, {"transport": OldFormat()}, id="another format of plays"),
    ],
)
def test_nothing_is_told_again(tmp_path, first, second):
    told, again = asyncio.run(switched(tmp_path, first, second))
    kinds = [key.partition("/")[0] for key in told]
    assert {"medal", "first_place", "placement", "friends_board"} <= set(kinds)
    assert (kinds.count("top_play"), kinds.count("score")) == (4, 4)
    assert again == []
