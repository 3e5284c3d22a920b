import asyncio
from contextlib import asynccontextmanager

import httpx

from watcher.clock import VirtualClock
from watcher.simulator import Simulator

TOKEN = {"client_id": "1", "client_secret": "s", "grant_type": "client_credentials", "scope": "public"}


@asynccontextmanager
async def client(sim):
    async with httpx.AsyncClient(base_url=sim.url, headers={"x-api-version": "20240529"}) as http:
        token = (await http.post("/oauth/token", data=TOKEN)).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        yield http


def test_a_scripted_play_is_on_the_feed_and_moves_the_rank():
    async def run():
        clock = VirtualClock()
        async with Simulator(seed=1, clock=clock) as sim, client(sim) as http:
            before = (await http.get("/api/v2/users/1001/osu")).json()
            old = (await http.get("/api/v2/scores")).json()
            await clock.sleep(10)
            score = sim.world.play(1001, pp=900)
            page = (await http.get(f"/api/v2/scores?cursor_string={old['cursor_string']}")).json()
            after = (await http.get("/api/v2/users/@quillon/osu")).json()
            best = (await http.get("/api/v2/users/1001/scores/best?mode=osu&limit=2")).json()
        assert score.id not in {row["id"] for row in old["scores"]}
        assert [row["id"] for row in page["scores"]] == [score.id]
        assert after["statistics"]["global_rank"] < before["statistics"]["global_rank"]
        assert best[0]["id"] == score.id
        assert best[0]["weight"] == {"percentage": 100, "pp": 900}

    asyncio.run(run())
