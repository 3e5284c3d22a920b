"""Faults: what each kind does to an answer, whom it hits, and how it looks through a real socket."""

import asyncio
import json

import httpx
import pytest
from miniature import CLIENT, Miniature

from watcher.clock import VirtualClock
from watcher.simulator import Simulator, faults


@pytest.fixture
def mini():
    return Miniature()


def spoiled(mini, path="/users/1001/scores/best?mode=osu", **fault):
    mini.do("fault", **fault)
    return mini.get(path, kind="raw")


@pytest.mark.parametrize(
    ("fault", "status", "retry_after", "body"),
    [
        ({"kind": "status", "status": 500}, 500, None, b'{"error":null}'),
        ({"kind": "status", "status": 429}, 429, None, b'{"error":"Too Many Attempts."}'),
        ({"kind": "status", "status": 429, "retry_after": "30"}, 429, "30", b'{"error":"Too Many Attempts."}'),
        (
            {"kind": "status", "retry_after": "Mon, 21 Sep 2026 14:20:00 GMT"},
            503,
            "Mon, 21 Sep 2026 14:20:00 GMT",
            None,
        ),
        ({"kind": "status", "status": 401}, 401, None, b'{"authentication":"basic"}'),
        ({"kind": "html", "status": 502}, 502, None, faults.HTML),
        ({"kind": "maintenance"}, 200, None, faults.HTML),
        ({"kind": "object"}, 200, None, b"{}"),
        ({"kind": "nothing"}, 200, None, b""),
        ({"kind": "empty"}, 200, None, b"[]"),
    ],
    ids=lambda value: "/".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_an_answer_replaced(mini, fault, status, retry_after, body):
    answer = spoiled(mini, **fault)
    assert answer.status == status
    assert dict(answer.headers).get("Retry-After") == retry_after
    assert body is None or answer.body == body


def rows(answer):
    return [row["id"] for row in json.loads(answer.body)]


def test_rows_doubled_and_shuffled(mini):
    whole = rows(mini.get("/users/1001/scores/best?mode=osu", kind="raw"))
    assert rows(spoiled(mini, kind="doubled")) == whole + whole
    mini.do("well")
    shuffled = rows(spoiled(mini, kind="shuffled"))
    assert sorted(shuffled) == sorted(whole)
    assert shuffled != whole


def test_a_body_cut_short_is_no_json(mini):
    with pytest.raises(json.JSONDecodeError):
        json.loads(spoiled(mini, kind="truncated").body)


def test_values_of_another_type(mini):
    row = json.loads(spoiled(mini, kind="mistyped").body)[0]
    assert isinstance(row["id"], str)
    assert isinstance(row["rank"], dict)
    assert row["passed"] == "maybe"


def test_totals_made_up(mini):
    before = mini.get("/users/1001/osu")["statistics"]
    after = json.loads(spoiled(mini, "/users/1001/osu", kind="recounted").body)["statistics"]
    assert (before["pp"], before["global_rank"]) != (after["pp"], after["global_rank"])
    assert before["hit_accuracy"] == after["hit_accuracy"]


def test_an_old_answer_repeated_whatever_is_asked_until_all_is_well(mini):
    mini.do("fault", kind="repeated", path="/api/v2/scores")
    first = mini.feed()
    newest = first["cursor"]["id"]
    score = mini.world.play(1001)
    mini.sleep(10)
    assert mini.feed(newest) == first
    mini.do("well")
    assert [row["id"] for row in mini.feed(newest)["scores"]] == [score.id]


def test_a_token_refused(mini):
    mini.do("fault", kind="token", path="/oauth/token")
    answer = mini.ask("POST", "/oauth/token", CLIENT, "raw")
    assert (answer.status, json.loads(answer.body)["error"]) == (401, "invalid_client")
    assert mini.get("/users/1001/osu", kind="raw").status == 200


def test_a_fault_hits_only_its_endpoint_its_time_and_its_share(mini):
    mini.do("fault", kind="status", path="/api/v2/users/*", lasts=60)
    assert mini.get("/users/1001/osu", kind="raw").status == 503
    assert mini.get("/scores", kind="raw").status == 200
    mini.sleep(60)
    assert mini.get("/users/1001/osu", kind="raw").status == 200
    mini.do("fault", kind="status", share=0.3)
    statuses = [mini.get("/users/1001/osu", kind="raw").status for _ in range(300)]
    assert 60 < statuses.count(503) < 120


def test_a_fault_can_be_counted(mini):
    mini.do("fault", kind="status", times=2)
    assert [mini.get("/scores", kind="raw").status for _ in range(3)] == [503, 503, 200]


def test_an_outage_spares_only_what_is_behind_the_scenes(mini):
    mini.do("outage", seconds=30)
    assert mini.get("/scores", kind="raw").status == 503
    assert mini.answer("GET", "/api/get_user?u=1001&k=x").status == 503
    assert mini.ask("GET", "/_simulator/state")["seed"] == 1
    mini.sleep(30)
    assert mini.get("/scores", kind="raw").status == 200


def test_an_unknown_fault_is_told_with_those_there_are(mini):
    answer = mini.ask("POST", "/_simulator/fault", {"kind": "plague"})
    assert answer["error"].startswith("no fault 'plague', there is ")
    assert "hang" in answer["error"]


def through_a_socket(fault, timeout=5.0):
    async def run():
        async with Simulator(clock=VirtualClock(), depth=3) as sim, httpx.AsyncClient(timeout=timeout) as http:
            await http.post(f"{sim.url}/_simulator/fault", json={"path": "/api/*"} | fault)
            return await http.get(f"{sim.url}/api/get_user?u=1001&k=x")

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "hang"}, httpx.ReadTimeout),
        ({"kind": "slow", "seconds": 9}, httpx.ReadTimeout),
        ({"kind": "reset"}, httpx.ReadError),
        ({"kind": "cut"}, httpx.RemoteProtocolError),
        ({"kind": "garbage"}, httpx.RemoteProtocolError),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else None,
)
def test_a_connection_that_fails(fault, error):
    with pytest.raises(error):
        through_a_socket(fault, timeout=0.3)


@pytest.mark.parametrize("fault", [{"kind": "late", "seconds": 0.01}, {"kind": "slow", "seconds": 0}])
def test_a_connection_that_takes_its_time_still_answers(fault):
    assert through_a_socket(fault).json()[0]["user_id"] == "1001"


def test_a_huge_body_arrives_whole():
    assert len(through_a_socket({"kind": "huge"}, 30).content) > 64 << 20


def test_connections_are_refused_while_the_door_is_closed():
    async def run():
        async with Simulator(depth=3) as sim, httpx.AsyncClient() as http:
            await sim.close_door()
            with pytest.raises(httpx.ConnectError):
                await http.get(f"{sim.url}/_simulator/state")
            await sim.open_door()
            return (await http.get(f"{sim.url}/_simulator/state")).status_code

    assert asyncio.run(run()) == 200
