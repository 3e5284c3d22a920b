"""The pages for those who look after the daemon, asked over HTTP while it works."""

import asyncio
import re
import socket
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
from hook import Hook
from structlog.testing import capture_logs

from watcher import heartbeat
from watcher.app import App, endpoint
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.simulator.faults import Fault
from watcher.store import Store, roster
from watcher.web import Unbound
from watcher.web.metrics import COUNTERS, SPANS

CONFIG = """
osu: {{url: "{osu}", api: v2, client_id: 1, client_secret: a-secret, feed_interval: 12s}}
watches:
  friends: {{players: Quillon, news: [top_play]}}
sinks:
  hook: {{url: "{hook}"}}
web: {web}
"""
V2 = "api: v2, client_id: 1, client_secret: a-secret, feed_interval: 12s"
LISTEN = "{listen: '127.0.0.1:0'}"
MORE = (
    "watcher_outbox_depth",
    "watcher_outbox_oldest_seconds",
    "watcher_dead_letters",
    "watcher_sink_up",
    "watcher_look_staleness_seconds",
    "watcher_api_budget_remaining",
    "watcher_config_last_reload_success",
    "watcher_loop_last_progress_seconds",
    "watcher_clock_jumps_total",
)


class Place:
    """A daemon in virtual time, its osu!, its webhook, and somebody who reads its pages."""

    def __init__(self, app, osu, http, hook):
        self.app = app
        self.osu = osu
        self.http = http
        self.hook = hook

    async def live(self, seconds):
        for _ in range(seconds):
            await self.app.looking.tick()
            await self.app.looking.settled()
            await self.app.telling.tick()
            await self.app.telling.settled()
            self.app.clock.time += 1000

    def got_on(self):
        """Both halves came to the end of a tick."""
        self.app.clock.time += 1000
        for half in heartbeat.HALVES:
            self.app.progress.note(half, self.app.clock.monotonic())

    async def figures(self):
        answer = await self.http.get("/metrics")
        assert answer.status_code == 200
        return dict(re.findall(r"^(watcher_\S+) (\S+)$", answer.text, re.MULTILINE))


@asynccontextmanager
async def place(folder, web=LISTEN, config=CONFIG):
    clock = VirtualClock()
    hook = Hook()
    async with Simulator(clock=clock, depth=10) as osu, hook.open() as address:
        (folder / "config.yaml").write_text(config.format(osu=osu.url, hook=address, web=web))
        app = App(load(folder / "config.yaml", catalogue(), {}), Store.open(None), clock, looks_at_once=1)
        await app.pages.open(app.config.web.listen)
        await app.prepare()
        await app.enlist()
        unix = app.pages.address.removeprefix("unix:")
        there = unix if unix != app.pages.address else None
        url = "http://watcher" if there else f"http://{app.pages.address}"
        async with httpx.AsyncClient(base_url=url, transport=httpx.AsyncHTTPTransport(uds=there)) as http:
            try:
                yield Place(app, osu, http, hook)
            finally:
                await http.aclose()
                await app.close()


def played(folder, scene, **options):
    async def play():
        async with place(folder, **options) as found:
            return await scene(found)

    return asyncio.run(play())


def test_every_figure_is_there_before_anything_happened(tmp_path):
    async def scene(there):
        return (await there.http.get("/metrics")).text

    text = played(tmp_path, scene)
    told = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    assert told >= {f"{each.name}_total" for each in COUNTERS} | {each.name for each in SPANS} | set(MORE)
    assert 'watcher_deliveries_total{outcome="sent",sink="hook"} 0.0' in text
    assert "watcher_gaps_total 0.0" in text


@pytest.mark.parametrize("access", ["api: v2, client_id: 1, client_secret: a-secret", "api: v1, key: a-key"])
def test_no_figure_is_there_later_that_was_not_there_at_first_but_which_paths_were_asked(access, tmp_path):
    async def scene(there):
        first = await there.figures()
        await there.live(60)
        there.osu.world.play(1001, mode="osu", pp=900.0)
        await there.live(120)
        await there.app.sinks["hook"].close()
        there.osu.world.play(1001, mode="osu", pp=950.0)
        await there.live(60)
        there.osu.site.faults.add(Fault(kind="status", path="/api/*"))
        await there.live(300)
        return first, await there.figures()

    first, later = played(tmp_path, scene, config=CONFIG.replace(V2, access))
    assert without_paths(first) == without_paths(later)
    for cause in ("played", "revalued", "ours"):
        assert first[f'watcher_events_total{{cause="{cause}",kind="top_play"}}'] == "0.0"
    for reason in ("taken", "auth", "server"):
        assert first[f'watcher_delivery_attempts_total{{reason="{reason}",sink="hook"}}'] == "0.0"
    asked = {name.partition(",status=")[0] for name in later.keys() - without_paths(later)}
    assert asked
    assert all(f'{each},status="429"}}' in later for each in asked)


def without_paths(figures):
    return {name for name in figures if not name.startswith("watcher_api_requests_total")}


def test_what_happens_is_counted(tmp_path):
    async def scene(there):
        await there.live(30)
        there.osu.world.play(1001, mode="osu", pp=900.0)
        await there.live(60)
        return await there.figures(), len(there.hook.posts)

    found, told = played(tmp_path, scene)
    assert told > 0
    assert float(found['watcher_deliveries_total{outcome="sent",sink="hook"}']) == told
    assert float(found['watcher_delivery_attempts_total{reason="taken",sink="hook"}']) == told
    assert float(found['watcher_events_total{cause="played",kind="top_play"}']) == told
    assert float(found["watcher_detection_delay_seconds_count"]) >= told
    assert float(found['watcher_delivery_latency_seconds_count{sink="hook"}']) == told
    assert float(found['watcher_looks_total{outcome="answered",question="feed"}']) >= 5
    assert float(found['watcher_api_requests_total{endpoint="/api/v2/scores",status="200"}']) >= 5
    assert 0 <= float(found["watcher_api_budget_remaining"]) < 60
    assert found['watcher_sink_up{sink="hook"}'] == "1.0"
    assert "Quillon" not in str(found)


def test_a_sink_and_an_osu_that_fail_are_seen(tmp_path):
    async def scene(there):
        await there.live(30)
        await there.app.sinks["hook"].close()
        there.osu.world.play(1001, mode="osu", pp=900.0)
        await there.live(60)
        there.osu.site.faults.add(Fault(kind="status", status=503, path="/api/v2/*"))
        await there.live(60)
        return await there.figures()

    found = played(tmp_path, scene)
    assert float(found['watcher_looks_total{outcome="failed",question="feed"}']) >= 1
    assert float(found['watcher_api_requests_total{endpoint="/api/v2/scores",status="503"}']) >= 1
    assert found['watcher_sink_up{sink="hook"}'] == "0.0"
    assert float(found['watcher_outbox_depth{sink="hook",state="waiting"}']) >= 1
    assert float(found['watcher_outbox_oldest_seconds{sink="hook"}']) > 0


def test_it_is_healthy_while_both_halves_get_on_and_says_which_does_not(tmp_path):
    async def scene(there):
        fine = await there.http.get("/healthz")
        there.app.clock.time += 31_000
        there.app.progress.note("telling", there.app.clock.monotonic())
        return fine, await there.http.get("/healthz"), await there.http.get("/readyz")

    fine, late, unready = played(tmp_path, scene)
    assert (fine.status_code, fine.text) == (200, "fine\n")
    assert (late.status_code, late.text) == (503, "looking stands still for 31 s\n")
    assert unready.status_code == 503


async def until_ready(there):
    async with asyncio.timeout(60):
        for _ in iter(int, 1):
            if (await there.http.get("/readyz")).status_code == 200:
                return
            await asyncio.sleep(0.1)


def test_it_is_not_ready_while_its_store_takes_nothing(tmp_path):
    async def scene(there):
        there.got_on()
        ready = await there.http.get("/readyz")
        with closing(there.app.store.engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA query_only = 1")
            unready, healthy = await there.http.get("/readyz"), await there.http.get("/healthz")
            await there.http.get("/readyz")
            raw.cursor().execute("PRAGMA query_only = 0")
        await until_ready(there)
        return ready, unready, healthy

    with capture_logs() as logs:
        ready, unready, healthy = played(tmp_path, scene)
    said = [line["event"] for line in logs if line["event"].startswith("store_") and "writable" in line["event"]]
    assert said == ["store_not_writable", "store_writable_again"]
    assert (ready.status_code, unready.status_code, healthy.status_code) == (200, 503, 200)
    assert unready.text == "the store can't be written\n"


def test_it_is_not_ready_before_both_halves_got_on_nor_with_a_config_that_can_not_be_used(tmp_path):
    async def scene(there):
        answers = [await there.http.get("/readyz")]
        there.got_on()
        for said in ("config.yaml:3:1: osu: is missing", "ok"):
            there.app.store.work(lambda tx, said=said: roster.say(tx, {"reload": said}, 0))
            answers.append(await there.http.get("/readyz"))
        return [(answer.status_code, answer.text) for answer in answers]

    assert played(tmp_path, scene) == [
        (503, "it has only just begun\n"),
        (503, "the changed config can't be used, the old one holds\n"),
        (200, "fine\n"),
    ]


@pytest.mark.parametrize(("given", "status"), [({}, 401), ({"Authorization": "Bearer wrong"}, 401), (None, 200)])
def test_with_a_token_only_who_has_it_reads_the_figures(tmp_path, given, status):
    async def scene(there):
        right = {"Authorization": "Bearer a-canary"}
        answer = await there.http.get("/metrics", headers=right if given is None else given)
        assert "a-canary" not in answer.text
        return answer.status_code, (await there.http.get("/healthz")).status_code

    assert played(tmp_path, scene, web="{listen: '127.0.0.1:0', token: a-canary}") == (status, 200)


def test_it_may_listen_on_a_socket_that_is_a_file(tmp_path):
    path = tmp_path / "web.sock"

    async def scene(there):
        return (await there.http.get("/healthz")).status_code, path.stat().st_mode & 0o777

    assert played(tmp_path, scene, web=f"{{listen: 'unix:{path}'}}") == (200, 0o660)
    assert not path.exists()


def test_an_address_that_is_taken_is_named(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Unbound, match=f"nobody can listen at 127.0.0.1:{port}: Address already in use"):
            played(tmp_path, None, web=f"{{listen: '127.0.0.1:{port}'}}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/v2/users/124493/scores/best", "/api/v2/users/{}/scores/best"),
        ("/api/v2/users/@mrekk/osu", "/api/v2/users/{}/osu"),
        ("/api/v2/scores", "/api/v2/scores"),
        ("/oauth/token", "/oauth/token"),
    ],
)
def test_an_endpoint_names_nobody(path, said):
    assert endpoint(path) == said


def test_the_page_about_it_names_every_figure():
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()
    names = {f"{each.name}_total" for each in COUNTERS} | {each.name for each in SPANS} | set(MORE)
    assert {name for name in names if f"`{name}" not in page} == set()
