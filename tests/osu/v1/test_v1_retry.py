"""Asking again, against a faulty server over real HTTP."""

import logging
import socket

import pytest
from faulty import Faulty, Reply
from worlds import KEY, WORLDS, ask

from watcher.osu.errors import Malformed, OsuError
from watcher.osu.http import httpx
from watcher.osu.v1 import HTTPError

PATH = "/api/get_user"
GOOD = Reply(body=[{"user_id": "2", "username": "peppy"}])
PAGE = Reply(200, b"<html><body>We are back soon</body></html>", {"Content-Type": "text/html"})
HALF = Reply(200, b'[{"user_id": "2", "usern')


def clients(world, timeout):
    return httpx.AsyncClient(timeout=timeout) if world == "AHConnector" else httpx.Client(timeout=timeout)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(
    ("before", "pauses"),
    [
        ([], []),
        ([Reply(504)], [1]),
        ([Reply(502, b"<html>"), Reply(503)], [1, 2]),
        ([Reply(504)] * 4, [1, 2, 4, 8]),
        ([Reply(503, headers={"Retry-After": "9"})], [9]),
        ([Reply(503, headers={"Retry-After": "0"})], [1]),
        ([Reply(429, headers={"Retry-After": "7"})], [7]),
        ([Reply(429, headers={"Retry-After": "Mon, 21 Sep 2026 14:13:50 GMT"})], [30]),
        ([Reply(429, headers={"Retry-After": "soon"})], [60]),
        ([Reply(429)], [60]),
        ([PAGE], [1]),
        ([HALF], [1]),
        ([Reply(200, b"")], [1]),
        ([Reply(200, b"\xff\xfe[]")], [1]),
        ([Reply(200, b"[" * 100_000)], [1]),
        ([Reply(200, b"0123456789" * 20, fault="cut")], [1]),
        ([Reply(fault="reset")], [1]),
        ([Reply(fault="reset"), Reply(504), Reply(fault="reset")], [1, 2, 4]),
    ],
)
def test_trouble_passes(world, before, pauses):
    with Faulty({PATH: [*before, GOOD]}) as server:
        (user,), paused = ask(world, server.url, lambda api: api.get_user("peppy"))
    assert (user.username, paused) == ("peppy", pauses)
    assert len(server.requests) == len(before) + 1


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_a_server_that_does_not_come_to_an_end_is_asked_again(world, fault):
    with Faulty({PATH: [Reply(fault=fault), GOOD]}) as server:
        sess = clients(world, timeout=1.5)
        (user,), paused = ask(world, server.url, lambda api: api.get_user("peppy"), sess=sess, within=3.0)
    assert (user.username, paused) == ("peppy", [1])


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(
    ("reply", "asked", "said"),
    [
        (Reply(503, b"maintenance"), 5, (503, "Service Unavailable", "maintenance", None)),
        (Reply(429, b"cap'n!"), 5, (429, "Too Many Requests", "cap'n!", None)),
        (Reply(429, headers={"Retry-After": "1800"}), 1, (429, "Too Many Requests", "", 1800)),
        (Reply(401, b'{"error":"Please provide a valid API key."}'), 1, (401, "Unauthorized", "valid API key", None)),
        (Reply(403), 1, (403, "Forbidden", "", None)),
        (Reply(404), 1, (404, "Not Found", "", None)),
        (Reply(500), 1, (500, "Internal Server Error", "", None)),
        (Reply(302, headers={"Location": "/elsewhere"}), 1, (302, "Found", "", None)),
        (Reply(body={"error": "no such thing"}), 1, (200, "an error instead of an answer", "no such thing", None)),
        (Reply(fault="reset"), 5, (0, "osu! can't be reached", "", None)),
    ],
)
def test_trouble_that_stays_is_an_error_with_code_reason_and_body(world, reply, asked, said):
    code, reason, body, wait = said
    with Faulty({PATH: [reply]}) as server, pytest.raises(HTTPError) as failed:
        ask(world, server.url, lambda api: api.get_user("peppy"))
    error = failed.value
    assert (error.code, error.retry_after) == (code, wait)
    assert reason in error.reason
    assert body in error.body
    assert len(server.requests) == asked
    assert str(error).startswith(f"{code} {error.reason}" if code else error.reason)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("reply", [PAGE, HALF, Reply(body={"user_id": "2"}), Reply(body=[["2"]])])
def test_an_answer_that_can_never_be_read_is_malformed_and_not_empty(world, reply):
    with Faulty({PATH: [reply]}) as server, pytest.raises(Malformed):
        ask(world, server.url, lambda api: api.get_user("peppy"))


@pytest.mark.parametrize("world", WORLDS)
def test_a_timeout_names_itself(world):
    with (
        Faulty({PATH: [Reply(fault="hang")]}) as server,
        pytest.raises(HTTPError, match="did not answer in time") as it,
    ):
        ask(world, server.url, lambda api: api.get_user("x"), sess=clients(world, timeout=0.2), retries=1)
    assert it.value.code == 0


@pytest.mark.parametrize("world", WORLDS)
def test_nobody_there(world):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(HTTPError, match="can't be reached"):
            ask(world, url, lambda api: api.get_user("peppy"))


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("retries", [1, 2, 0])
def test_the_number_of_tries_is_a_setting(world, retries):
    with Faulty({PATH: [Reply(503)]}) as server, pytest.raises(HTTPError):
        ask(world, server.url, lambda api: api.get_user("peppy"), retries=retries)
    assert len(server.requests) == max(1, retries)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(
    "reply",
    [
        Reply(401, f"bad key {KEY}".encode()),
        Reply(body={"error": f"bad key {KEY}"}),
        PAGE,
        GOOD,
    ],
)
def test_the_key_is_in_no_error_and_no_log(world, reply, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")
    with Faulty({PATH: [reply]}) as server:
        said = outcome(lambda: ask(world, server.url, lambda api: api.get_user("peppy")))
    assert "get_user" in caplog.text  # httpx logs the address
    assert KEY not in said + caplog.text


def outcome(call):
    try:
        return repr(call())
    except OsuError as error:
        return f"{error} {error!r} {vars(error)}"
