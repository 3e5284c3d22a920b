"""Each loop of the daemon ends in silence, in turn: figures, page, health and dead man's switch tell of it."""

import asyncio
import re

import httpx
import pytest
from bell import Bell
from service_world import Manager

from watcher import deadman, heartbeat
from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.store import Store, roster

CONFIG = """
osu: {{url: "{osu}", client_id: 1, client_secret: a-secret, feed_interval: 60s}}
watches:
  friends: {{players: Quillon, news: [top_play]}}
sinks: {{terminal: console}}
web: {{listen: "127.0.0.1:0"}}
heartbeat: "{bell}"
"""
HALVES = {"look": "looking", "tell": "telling"}
"""loop → the half whose it is"""
STEP = 5


class Service:
    """The daemon's loops in virtual time, without those that died."""

    def __init__(self, app, http, manager):
        self.app = app
        self.http = http
        self.manager = manager
        self.dead = set()

    async def live(self, seconds):
        for second in range(0, seconds, STEP):
            for name, (every, work) in self.app.rounds().items():
                if name not in self.dead and second % max(STEP, round(every)) == 0:
                    await work()
            await self.app.looking.settled()
            await self.app.telling.settled()
            self.app.clock.time += STEP * 1000

    async def figures(self):
        text = (await self.http.get("/metrics")).text
        found = re.findall(r'^watcher_loop_last_progress_seconds{loop="(\w+)"} (\S+)$', text, re.MULTILINE)
        return {half: float(age) for half, age in found}

    def health(self):
        noted = self.app.store.work(lambda tx: roster.noted(tx, "progress"))
        return set(heartbeat.stuck(heartbeat.read(noted, self.app.clock.now()), heartbeat.STALE))

    def fed(self):
        """How often the watchdog was fed since this was asked last."""
        fed = self.manager.heard.count("WATCHDOG=1")
        self.manager.heard.clear()
        return fed


def in_service(folder, scene):
    async def play():
        clock, bell = VirtualClock(), Bell()
        async with Simulator(clock=clock, depth=10) as osu, bell.open() as url, Manager(folder).listening() as manager:
            (folder / "config.yaml").write_text(CONFIG.format(osu=osu.url, bell=url))
            config = load(folder / "config.yaml", catalogue(), {})
            app = App(config, Store.open(None), clock, looks_at_once=1, notify_socket=manager.address)
            await app.pages.open(config.web.listen)
            await app.prepare()
            async with httpx.AsyncClient(base_url=f"http://{app.pages.address}") as http:
                try:
                    return await scene(Service(app, http, manager), bell)
                finally:
                    await http.aclose()
                    await app.close()

    return asyncio.run(play())


@pytest.mark.parametrize("dead", [*HALVES, "heartbeat", "health"])
def test_a_loop_that_dies_in_silence_is_noticed_everywhere(dead, tmp_path):
    async def scene(service, bell):
        await service.live(3 * 60)
        alive = bell.rung, service.health(), (await service.http.get("/healthz")).status_code, service.fed()
        service.dead.add(dead)
        await service.live(2 * 60)
        last = bell.rung
        service.fed()
        await service.live(5 * 60)
        page = await service.http.get("/healthz")
        return alive, bell.rung - last, await service.figures(), page, service.health(), service.fed()

    alive, rung, ages, page, health, fed = in_service(tmp_path, scene)
    assert (alive[0] >= 2, alive[1:3], alive[3] > 0) == (True, (set(), 200), True)
    if dead not in HALVES:  # who tells of the others is missed by whom it tells: the watchdog, or `watcher health`
        assert (fed > 0, health) == ((False, set()) if dead == "heartbeat" else (True, set(heartbeat.HALVES)))
        return
    half = HALVES[dead]
    assert (rung, fed, health) == (0, 0, {half})
    assert {each for each, age in ages.items() if age > 60} == {half}
    assert (page.status_code, page.text.startswith(f"{half} stands still")) == (503, True)


def test_a_switch_is_asked_for_once_a_minute_and_for_nothing_but_progress(tmp_path):
    async def scene(service, bell):
        await service.app.deadman.tick()  # nothing is proven at the start
        before = bell.rung
        await service.live(10 * 60 + 1)
        return before, bell.rung

    before, rung = in_service(tmp_path, scene)
    assert (before, rung) == (0, 10 * 60 / deadman.EVERY)


def test_a_switch_that_does_not_answer_is_said_once_and_holds_up_nothing(tmp_path, capsys):
    async def scene(service, bell):
        bell.status = "503 Service Unavailable"
        await service.live(5 * 60)
        ages = await service.figures()
        bell.status = "200 OK"
        await service.live(2 * 60)
        return ages, bell.rung

    ages, rung = in_service(tmp_path, scene)
    said = capsys.readouterr().out
    assert rung >= 6
    assert max(ages.values()) <= STEP
    assert (said.count("heartbeat_unheard"), said.count("heartbeat_heard_again")) == (1, 1)
    assert Bell.SECRET not in said
