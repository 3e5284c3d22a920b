"""The simulator as it is started and spoken to: sockets, processes, restarts, faster time."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from watcher.clock import VirtualClock
from watcher.simulator import Simulator
from watcher.simulator.script import Script, scenario
from watcher.simulator.shell import FastClock, post

TOKEN = {"client_id": "1", "client_secret": "s", "grant_type": "client_credentials"}


def test_one_connection_serves_many_requests_and_packs_long_answers():
    async def run():
        async with Simulator(clock=VirtualClock(), depth=3) as sim, httpx.AsyncClient(base_url=sim.url) as http:
            answers = [await http.get("/api/get_user?u=1001&k=x") for _ in range(3)]
            long = await http.get("/api/get_beatmaps?k=x&m=0")
            return answers, long

    answers, long = asyncio.run(run())
    assert [answer.json()[0]["user_id"] for answer in answers] == ["1001"] * 3
    assert long.headers["content-encoding"] == "gzip"
    assert len(long.json()) > 50


def test_a_token_may_be_asked_for_in_chunks():
    async def chunks():
        yield b"client_id=1&client_secret=s"
        yield b"&grant_type=client_credentials"

    async def run():
        async with Simulator(clock=VirtualClock(), depth=3) as sim, httpx.AsyncClient(base_url=sim.url) as http:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = await http.post("/oauth/token", content=chunks(), headers=kind)
            assert "content-length" not in answer.request.headers
            return answer.json()

    assert asyncio.run(run())["token_type"] == "Bearer"


def test_nonsense_hangs_up_on_nobody_else():
    async def run():
        async with Simulator(clock=VirtualClock(), depth=3) as sim, httpx.AsyncClient(base_url=sim.url) as http:
            port = int(sim.url.rpartition(":")[2])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"\x16\x03\x01 nonsense\r\n\r\n")
            assert await reader.read() == b""
            writer.close()
            return (await http.get("/nowhere")).status_code

    assert asyncio.run(run()) == 404


def test_a_second_simulator_on_the_same_port_says_so():
    async def run():
        async with Simulator(depth=3) as sim:
            with pytest.raises(OSError, match="address already in use"):
                async with Simulator(depth=3, port=int(sim.url.rpartition(":")[2])):
                    pass

    asyncio.run(run())


@contextmanager
def started(*arguments):
    command = [sys.executable, "-m", "watcher", "simulate", "--port", "0", "--life", "none", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    try:
        word, url = process.stdout.readline().split()
        assert word == "ready"
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        process.stdout.close()


def test_a_started_simulator_takes_triggers_and_writes_the_truth(tmp_path):
    truth = tmp_path / "truth.jsonl"
    with started("--truth", str(truth)) as url:
        told = json.loads(post(url, "play", ["user_id=1002", "pp=333.5"]))
        assert (told["user_id"], told["pp"]) == (1002, 333.5)
        with pytest.raises(ValueError, match="no scenario 'plaay', there is acclaim, "):
            post(url, "plaay", [])
        with pytest.raises(ValueError, match="unexpected keyword argument 'size'"):
            post(url, "medal", ["size=3"])
    facts = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
    assert [fact["kind"] for fact in facts][:3] == ["play", "top_play", "rank"]
    assert facts[0]["facts"]["score_id"] == told["score_id"]


def test_a_world_goes_on_after_a_restart(tmp_path):
    state = str(tmp_path / "world")
    with started("--state", state) as url:
        post(url, "rename", ["user_id=1003", "name=Tern the Third"])
        played = json.loads(post(url, "play", ["user_id=1003", "pp=777"]))
    with started("--state", state) as url:
        token = httpx.post(f"{url}/oauth/token", data=TOKEN).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "x-api-version": "20240529"}
        [best] = httpx.get(f"{url}/api/v2/users/@[tern]/scores/best?mode=osu&limit=1", headers=headers).json()
    assert (best["id"], best["pp"], best["user"]["username"]) == (played["score_id"], 777, "Tern the Third")


@pytest.mark.parametrize(
    ("text", "words"),
    [("", None), ("nonsense\n", "is no script of a world"), ('{"seed":2,"start":5}\n', "is of seed 2, not 1")],
    ids=["empty", "nonsense", "another seed"],
)
def test_a_state_file_that_does_not_fit_is_refused(tmp_path, text, words):
    path = tmp_path / "world"
    path.write_text(text)
    if words is None:
        assert Script(1, 5, path).start == 5
    else:
        with pytest.raises(ValueError, match=words):
            Script(1, 5, path)


def test_an_argument_without_a_value_is_explained():
    with pytest.raises(ValueError, match="'user_id' should be key=value, as in user_id=1002"):
        post("http://127.0.0.1:1", "play", ["user_id"])


def test_faster_time():
    real = VirtualClock(1000)
    fast = FastClock(60, real)
    asyncio.run(fast.sleep(60))
    assert real.now() == 2000
    assert fast.now() == 61_000
    assert fast.monotonic() == 61


def test_a_scenario_from_a_file_happens_in_its_time(tmp_path):
    path = tmp_path / "evening"
    path.write_text('{"after": 10, "run": "play", "args": {"user_id": 1002}}\n\n{"after": 5, "run": "medal"}\n')
    clock = VirtualClock()
    sim = Simulator(clock=clock, depth=3, scenario=scenario(path))
    assert sim.world.truth.facts == []
    clock.time += 10_000
    assert [fact.kind for fact in sim.world.truth.facts][:2] == ["activity.achievement", "play"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"after": 1}', ":1: Object missing required field `run`"),
        ('{"after": 1, "run": "play"}\n{"afer": 1, "run": "play"}', ":2: Object "),
        ("play!", ":1: JSON is malformed"),
        ('{"after": 1, "run": "plaay"}', "no scenario 'plaay', there is"),
    ],
)
def test_a_mistake_in_a_scenario_is_named_by_its_line(tmp_path, text, words):
    path = tmp_path / "evening"
    path.write_text(text)
    with pytest.raises((ValueError, LookupError), match=words):
        Simulator(depth=3, scenario=scenario(path))
