"""A play that another answer shows before the plays were looked at: it is told once, as a play, with the new rank."""

import asyncio
from functools import partial

import msgspec
import pytest
from hook import Hook
from virtual import START, watch

from watcher.clock import VirtualClock
from watcher.osu.http import httpx
from watcher.simulator import Simulator

WATCHES = """  all:
    players: [1001]
    news: [score, top_play, top_play_corrected, top_plays_changed: {causes: [revalued, removed, bubbled in]},
           rank_change: {causes: [played, revalued]}]
    to: hook
"""
SELDOM = {"v1": "", "v2": ", feed_interval: 2 min"}
SETTLED = 900_000
LISTS = {"v1": "/api/get_user_best", "v2": "/api/v2/users/1001/scores/best"}
PROFILES = {"v1": "/api/get_user", "v2": "/api/v2/users/1001/osu"}


class Meanwhile(httpx.AsyncHTTPTransport):
    """The player makes a top play just before the first such question, once all is calm."""

    def __init__(self, site, path):
        super().__init__()
        self.site = site
        self.path = path
        self.made = []

    async def handle_async_request(self, request):
        now = self.site.clock.now()
        if request.url.path == self.path and now > START + SETTLED and not self.made:
            self.site.world.advance(now)
            self.made.append(self.site.world.play(1001, mode="osu", pp=3050.0, lazer=False))
        return await super().handle_async_request(request)


async def told(folder, api, path):
    """The messages, the kinds of each; and the plays, as they are called in keys."""
    clock, hook = VirtualClock(START), Hook()
    async with Simulator(clock=clock, depth=20, life="none") as site, hook.open() as address:
        first = partial(site.world.play, 1001, mode="osu", pp=3000.0, lazer=False)
        site.world.later(START + 300_000, first)
        meanwhile = Meanwhile(site, path)
        await watch(folder, site, address, WATCHES, seconds=3000, api=api, osu=SELDOM[api], transport=meanwhile)
        assert meanwhile.made, "nobody asked that question"
    return [[event["key"] for event in msgspec.json.decode(body)["events"]] for body in hook.bodies]


def kinds(messages):
    return sorted([key.partition("/")[0] for key in message] for message in messages)


@pytest.mark.parametrize("api", ["v1", "v2"])
@pytest.mark.parametrize("paths", [LISTS, PROFILES], ids=["the list asked for another play", "the profile"])
def test_it_is_told_once_and_the_new_rank_with_it(tmp_path, api, paths):
    messages = asyncio.run(told(tmp_path, api, paths[api]))
    assert kinds(messages) == [["score"], ["score"], ["top_play", "rank_change"], ["top_play", "rank_change"]]
    assert len({key for message in messages for key in message}) == 6
