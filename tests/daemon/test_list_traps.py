"""What players and osu! do to lists of best plays, over HTTP on both generations: each is told as what it was."""

import asyncio
import json
from functools import partial

import pytest
from hook import Hook
from virtual import START, live, watch

from watcher.clock import VirtualClock
from watcher.osu.http import httpx
from watcher.simulator import Simulator, accounts

TWO, EQUAL, SAME_SECOND, MODES, REPLACED, WORSE, BUBBLED = 1001, 1002, 1003, 1004, 1006, 1009, 1011
PLAYERS = (TWO, EQUAL, SAME_SECOND, MODES, REPLACED, WORSE, BUBBLED)
WATCHES = f"""  all:
    players: {[*PLAYERS]}
    modes: [osu, taiko]
    news: [top_play, top_play_corrected, top_plays_changed: {{causes: [removed, replaced, revalued, bubbled in]}}]
    settle: 0s
    to: hook
"""
SELDOM = {"v1": "", "v2": ", feed_interval: 2 min"}
PLAYS = (
    (TWO, 600, 0, {"pp": 3000.0}),
    (TWO, 605, 1, {"pp": 3100.0}),
    (EQUAL, 600, 0, {"pp": 3000.0}),
    (EQUAL, 605, 1, {"pp": 3000.0}),
    (SAME_SECOND, 600, 0, {"pp": 3000.0}),
    (SAME_SECOND, 600, 1, {"pp": 2900.0}),
    (MODES, 600, 0, {"pp": 3000.0}),
    (MODES, 600, 0, {"pp": 2800.0, "mode": "taiko"}),
    (REPLACED, 600, 0, {"pp": 3000.0, "mods": ("HD",)}),
    (REPLACED, 1500, 0, {"pp": 3200.0, "mods": ("HR",)}),
    (WORSE, 600, 0, {"pp": 3000.0}),
    (WORSE, 1500, 0, {"pp": 2900.0, "mods": ("HR",)}),
    (BUBBLED, 600, 0, {"pp": 3000.0}),
    (BUBBLED, 2800, 1, {"pp": 1.0}),
    (BUBBLED, 3400, 2, {"pp": 2000.0}),
)
"""Who plays after how many seconds, which of three maps that nobody has played, and how."""
REMOVED = 2700


def script(world):
    maps = [number for number in sorted(world.near(0, 8.0, 8.0)) if not world.boards[number, 0]]
    for user_id, after, on, how in PLAYS:
        do = partial(world.play, user_id, beatmap_id=maps[on], lazer=False, **({"mode": "osu"} | how))
        world.later(world.start + after * 1000, do)
    world.later(world.start + REMOVED * 1000, partial(accounts.remove_score, world, BUBBLED, 1, "osu"))


@pytest.fixture(scope="module", params=["v1", "v2"])
def run(request, tmp_path_factory):
    folder, api = tmp_path_factory.mktemp("traps"), request.param
    return asyncio.run(live(folder, WATCHES, seconds=5400, api=api, osu=SELDOM[api], script=script, depth=250))


def told(run, user_id):
    """What was told of a player, in order: what, place, pp, what it replaced."""
    for event in (event for message in run.messages for event in message["events"]):
        facts = event["facts"]
        if facts.get("player", {}).get("id") == user_id:
            what = event["kind"] if event["cause"] == "played" else event["cause"]
            yield what, facts.get("place"), facts.get("play", {}).get("pp"), facts.get("replaced_pp")


@pytest.mark.parametrize(
    ("user_id", "expected"),
    [
        pytest.param(TWO, [(1, 3000.0, None), (1, 3100.0, None)], id="two new top plays, the lower-pp one older"),
        pytest.param(EQUAL, [(1, 3000.0, None), (2, 3000.0, None)], id="equal pp"),
        pytest.param(SAME_SECOND, [(1, 3000.0, None), (2, 2900.0, None)], id="equal timestamps"),
        pytest.param(MODES, [(1, 3000.0, None), (1, 2800.0, None)], id="new plays in two modes in one look"),
        pytest.param(REPLACED, [(1, 3000.0, None), (1, 3200.0, 3000.0)], id="better on the same map with other mods"),
        pytest.param(WORSE, [(1, 3000.0, None)], id="worse on the same map with other mods"),
    ],
)
def test_each_top_play_is_told_once_oldest_first(run, user_id, expected):
    assert list(told(run, user_id)) == [("top_play", *one) for one in expected]


def test_an_old_play_that_bubbles_into_the_window_after_a_removal_is_no_new_play(run):
    assert sorted(what for what, *_ in told(run, BUBBLED)) == ["bubbled in", "removed", "top_play", "top_play"]


class Unvalued(httpx.AsyncHTTPTransport):
    """From the second best list on, the second row has no pp."""

    asked = 0

    async def handle_async_request(self, request):
        response = await super().handle_async_request(request)
        if not request.url.path.endswith("/scores/best"):
            return response
        rows = json.loads(await response.aread())
        self.asked += 1
        if self.asked > 1:
            rows[1]["pp"] = None
        return httpx.Response(response.status_code, json=rows)


def test_pp_null_in_a_best_list_is_no_change(tmp_path):
    async def keys():
        clock, hook, transport = VirtualClock(START), Hook(), Unvalued()
        async with Simulator(clock=clock, depth=20, life="none") as site, hook.open() as address:
            site.world.later(START + 600_000, partial(site.world.play, 1001, mode="osu", pp=3000.0, lazer=False))
            only = WATCHES.replace(f"{[*PLAYERS]}", "[1001]").replace(", taiko", "")
            await watch(tmp_path, site, address, only, seconds=5400, osu=SELDOM["v2"], transport=transport)
        return transport.asked, [key.partition("/")[0] for _, posted in hook.posts for key in posted]

    asked, told = asyncio.run(keys())
    assert asked > 1
    assert told == ["top_play"]
