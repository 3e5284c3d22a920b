"""A virtual day of 1 000 players: how long the simulator takes, alone and with a reader over HTTP.

The reader asks for the feed every 10 s and for everybody's profile, 50 at a time, every 30 minutes of the day. What it
read is held against the truth.
"""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from watcher.clock import VirtualClock
from watcher.osu.http import httpx
from watcher.simulator import Simulator
from watcher.simulator.scorer import Told, expect, score
from watcher.simulator.truth import Fact

PLAYERS, DAY = 1000, 86_400
TOKEN = {"client_id": "1", "client_secret": "s", "grant_type": "client_credentials"}


def run() -> None:
    """Run the day twice: with nobody looking, then read over loopback."""
    begin = time.process_time()
    alone, sim = _alone()
    plays = sum(fact.kind == "play" for fact in sim.world.truth.facts)
    print(f"alone: {alone:.1f} s for {plays} plays, {len(sim.world.truth.facts)} facts")
    read, served, report = asyncio.run(_read())
    print(f"read over HTTP: {read:.1f} s, {served} requests, {served / read:.0f} requests/s; {report}")
    work = time.process_time() - begin
    print(f"ratio read / alone: {read / alone:.1f}; {work:.1f} s of CPU in all, where the target is 60 s on two cores")


def _alone() -> tuple[float, Simulator]:
    clock, begin = VirtualClock(), time.perf_counter()
    sim = Simulator(clock=clock, life="everyday", players=PLAYERS)
    clock.time += DAY * 1000
    assert sim.world.truth.facts
    return time.perf_counter() - begin, sim


async def _read() -> tuple[float, int, Any]:
    clock, begin = VirtualClock(), time.perf_counter()
    told: dict[str, int] = {}
    async with (
        Simulator(clock=clock, life="everyday", players=PLAYERS) as sim,
        httpx.AsyncClient(base_url=sim.url) as http,
    ):
        answer = await http.post("/oauth/token", data=TOKEN)
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        cursor = (await http.get("/api/v2/scores")).json()["cursor"]["id"]
        profiles = list(_profiles(list(sim.world.players)))
        for step in range(DAY // 10 - 1):
            await clock.sleep(10)
            # a page begins a little behind the cursor, as rows may be committed late
            page = (await http.get("/api/v2/scores", params={"cursor[id]": cursor - 600})).json()
            cursor = max(cursor, page["cursor"]["id"])
            for row in page["scores"]:
                told.setdefault(str(row["id"]), clock.now())
            if step % 180 == 0:
                for target in profiles:
                    (await http.get(target)).raise_for_status()
        facts = [fact for fact in sim.world.truth.facts if fact.at < clock.now() - 60_000]
        mine = {str(fact.facts["score_id"]) for fact in sim.world.truth.facts if fact.kind == "play"}
        due = {each.key for each in expect(facts, _key, ["feed"])}
        heard = [Told(key, at) for key, at in told.items() if key in due or (key not in mine and int(key) > cursor)]
        return time.perf_counter() - begin, len(sim.site.served), score(expect(facts, _key, ["feed"]), heard)


def _key(fact: Fact) -> str | None:
    return str(fact.facts["score_id"]) if fact.kind == "play" else None


def _profiles(ids: list[int]) -> Iterator[str]:
    for begin in range(0, len(ids), 50):
        yield "/api/v2/users?" + "&".join(f"ids[]={number}" for number in ids[begin : begin + 50])
