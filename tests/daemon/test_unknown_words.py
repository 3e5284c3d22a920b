"""osu! says what nobody has heard of yet: it passes through, reads well, and hides no news."""

import asyncio
import json
from functools import partial

import pytest
from hook import Hook
from virtual import START, watch

from watcher.clock import VirtualClock
from watcher.osu.http import httpx
from watcher.simulator import Simulator

WATCHES = "  all: {players: [1001], news: [score, top_play], to: hook}\n"
UNKNOWN_BIT = 1 << 31


class Stranger(httpx.AsyncHTTPTransport):
    """Every play has an unknown grade, mod and field, and every map an unknown state."""

    async def handle_async_request(self, request):
        response = await super().handle_async_request(request)
        body = await response.aread()
        if response.headers["content-type"].startswith("application/json"):
            body = json.dumps(json.loads(body, object_hook=strange)).encode()
        kept = {name: value for name, value in response.headers.items() if not name.startswith("content-")}
        return httpx.Response(response.status_code, headers=kept, content=body)


def strange(row):
    if "rank" in row and ("maxcombo" in row or "max_combo" in row):
        row |= {"rank": "Ω", "surprise": [{"from": "tomorrow"}]}
        if "enabled_mods" in row:
            row["enabled_mods"] = str(int(row["enabled_mods"]) | UNKNOWN_BIT)
        else:
            row["mods"] = [*row.get("mods", []), {"acronym": "QQ", "settings": {"how": "so"}}]
    if "approved" in row:
        row["approved"] = "9"
    if "ranked" in row and "status" in row:
        row |= {"ranked": 9, "status": "golden"}
    return row


async def told(folder, api):
    clock, hook = VirtualClock(START), Hook()
    async with Simulator(clock=clock, depth=20, life="none") as site, hook.open() as address:
        play = partial(site.world.play, 1001, mode="osu", pp=3000.0, lazer=False, mods=("HR",))
        site.world.later(START + 600_000, play)
        await watch(folder, site, address, WATCHES, seconds=1800, api=api, transport=Stranger())
    return [json.loads(body) for body in hook.bodies]


@pytest.mark.parametrize(("api", "mods"), [("v1", "+HR?31"), ("v2", "+HRQQ")])
def test_an_unknown_mod_grade_field_and_state_of_a_map(tmp_path, api, mods):
    messages = asyncio.run(told(tmp_path, api))
    assert sorted(message["events"][0]["kind"] for message in messages) == ["score", "top_play"]
    for message in messages:
        assert " · Ω" in message["body"]
        assert mods in message["title"] + message["body"]
