"""What is asked, and by whom."""

import asyncio
import inspect
from datetime import UTC, datetime, timedelta, timezone

import pytest
from faulty import Faulty, Reply
from worlds import KEY, WORLDS, ask

from watcher.osu.errors import NotFound, OsuError, Unavailable
from watcher.osu.http import httpx
from watcher.osu.v1 import AHConnector, OsuApi, OsuMod, OsuMode, ReqConnector

JAPAN = timezone(timedelta(hours=9))

QUESTIONS = [
    (
        lambda api: api.get_user("peppy"),
        "get_user",
        {"u": "peppy", "type": "string", "m": "0", "event_days": "31"},
    ),
    (lambda api: api.get_user(124493), "get_user", {"u": "124493", "type": "id", "m": "0", "event_days": "31"}),
    (lambda api: api.get_user("124493"), "get_user", {"u": "124493", "type": "string", "m": "0", "event_days": "31"}),
    (
        lambda api: api.get_user("a b&c", mode=OsuMode.mania, event_days=1),
        "get_user",
        {"u": "a b&c", "type": "string", "m": "3", "event_days": "1"},
    ),
    (lambda api: api.get_user_best(2), "get_user_best", {"u": "2", "type": "id", "m": "0", "limit": "50"}),
    (
        lambda api: api.get_user_best(2, mode=OsuMode.taiko, limit=100),
        "get_user_best",
        {"u": "2", "type": "id", "m": "1", "limit": "100"},
    ),
    (lambda api: api.get_user_recent(2), "get_user_recent", {"u": "2", "type": "id", "m": "0", "limit": "10"}),
    (
        lambda api: api.get_user_recent(2, mode=OsuMode.ctb, limit=50),
        "get_user_recent",
        {"u": "2", "type": "id", "m": "2", "limit": "50"},
    ),
    (lambda api: api.get_scores(75), "get_scores", {"b": "75", "m": "0", "limit": "50"}),
    (
        lambda api: api.get_scores(75, mods=OsuMod.NoMod),
        "get_scores",
        {"b": "75", "m": "0", "mods": "0", "limit": "50"},
    ),
    (
        lambda api: api.get_scores(75, username="x", mods=OsuMod.Hidden | OsuMod.HardRock, limit=1),
        "get_scores",
        {"b": "75", "u": "x", "type": "string", "m": "0", "mods": "24", "limit": "1"},
    ),
    (lambda api: api.get_beatmaps(beatmap_id=75), "get_beatmaps", {"b": "75", "a": "0", "limit": "500"}),
    (
        lambda api: api.get_beatmaps(since=datetime(2026, 9, 1, 12, 30), limit=5),  # noqa: DTZ001  # a bare time is UTC
        "get_beatmaps",
        {"since": "2026-09-01 12:30:00", "a": "0", "limit": "5"},
    ),
    (
        lambda api: api.get_beatmaps(since=datetime(2026, 9, 1, 21, 30, tzinfo=JAPAN)),
        "get_beatmaps",
        {"since": "2026-09-01 12:30:00", "a": "0", "limit": "500"},
    ),
    (
        lambda api: api.get_beatmaps(beatmapset_id=1, username=9, mode=OsuMode.osu, include_converted=True),
        "get_beatmaps",
        {"s": "1", "u": "9", "type": "id", "m": "0", "a": "1", "limit": "500"},
    ),
    (lambda api: api.get_beatmaps(beatmap_hash="a1b2"), "get_beatmaps", {"h": "a1b2", "a": "0", "limit": "500"}),
]


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(("call", "endpoint", "query"), QUESTIONS)
def test_questions_are_asked_in_osuapis_words(world, call, endpoint, query):
    with Faulty({f"/api/{endpoint}": [Reply(body=[])]}) as server:
        answer, pauses = ask(world, server.url, call)
    (request,) = server.requests
    assert (request.method, request.path) == ("GET", f"/api/{endpoint}")
    assert {name: values[0] for name, values in request.query.items()} == {"k": KEY} | query
    assert request.headers["User-Agent"].startswith("osu-watcher/")
    assert (answer, pauses) == ([], [])


MATCH = {
    "match": {"match_id": "7", "name": "x", "start_time": "2026-09-01 12:00:00", "end_time": None},
    "games": [],
}


@pytest.mark.parametrize("world", WORLDS)
def test_a_match_is_one_object(world):
    with Faulty({"/api/get_match": [Reply(body=MATCH)]}) as server:
        match, _ = ask(world, server.url, lambda api: api.get_match(7))
    assert server.requests[0].query["mp"] == ["7"]
    assert (match.match.match_id, match.match.end_time, match.games) == (7, None, [])


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("body", [{"match": 0, "games": []}, []])
def test_an_unknown_match_is_a_clear_error(world, body):
    with (
        Faulty({"/api/get_match": [Reply(body=body)]}) as server,
        pytest.raises(NotFound, match="no such match: unknown, expired or private"),
    ):
        ask(world, server.url, lambda api: api.get_match(7))


@pytest.mark.parametrize("world", WORLDS)
def test_a_replay_is_decoded(world):
    with Faulty({"/api/get_replay": [Reply(body={"content": "AAEC/w==", "encoding": "base64"})]}) as server:
        replay, _ = ask(world, server.url, lambda api: api.get_replay(75, "x", mods=OsuMod.NoMod))
    assert replay.data == b"\x00\x01\x02\xff"
    query = {name: values[0] for name, values in server.requests[0].query.items()}
    assert query == {"k": KEY, "b": "75", "u": "x", "type": "string", "m": "0", "mods": "0"}


def test_a_replay_that_is_no_base64_is_malformed():
    with Faulty({"/api/get_replay": [Reply(body={"content": "?", "encoding": "base64"})]}) as server:
        replay, _ = ask("ReqConnector", server.url, lambda api: api.get_replay(75, "x"))
    with pytest.raises(OsuError, match="the replay is no base64"):
        _ = replay.data


def test_a_replay_that_is_not_there_is_said_with_a_200():
    with (
        Faulty({"/api/get_replay": [Reply(body={"error": "Replay not available."})]}) as server,
        pytest.raises(NotFound, match=r"no such replay: Replay not available\."),
    ):
        ask("ReqConnector", server.url, lambda api: api.get_replay(75, "x"))


def test_an_eleventh_replay_within_a_minute_is_not_asked_for():
    times = iter([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 60.0])

    def eleven(api):
        for _ in range(10):
            api.get_replay(75, "x")
        with pytest.raises(Unavailable, match="in 50 s") as refused:
            api.get_replay(75, "x")
        api.get_replay(75, "x")
        return refused.value

    with Faulty({"/api/get_replay": [Reply(body={"content": ""})]}) as server:
        refused, _ = ask("ReqConnector", server.url, eleven, monotonic=lambda: next(times))
    assert (refused.reason, refused.retry_after, len(server.requests)) == ("rate", 50.0, 11)


@pytest.mark.parametrize("world", WORLDS)
def test_a_private_server_needs_no_key_but_more_parameters(world):
    with Faulty({"/api/v1/get_user": [Reply(body=[])]}) as server:
        ask(
            world,
            server.url,
            lambda api: api.get_user(1000),
            key="",
            base_url=f"{server.url}/api/v1/",
            params={"rx": 0},
        )
    query = server.requests[0].query
    assert "k" not in query
    assert (query["rx"], query["u"]) == (["0"], ["1000"])


@pytest.mark.parametrize("base_url", ["osu.ppy.sh/api", "", "ftp://osu.ppy.sh"])
def test_a_base_url_that_is_none_is_refused_at_once(base_url):
    with pytest.raises(ValueError, match=r"is no address of an API, 'https://osu\.ppy\.sh/api' would be one"):
        OsuApi("key", connector=Recorder(), base_url=base_url)


class Recorder:
    """Somebody's own connector: it has `process_request`, and nothing else."""

    def __init__(self):
        self.asked = []

    def process_request(self, endpoint, data, type_, retries=5):
        self.asked.append((endpoint, data, retries))
        return type_([{"user_id": "2", "username": "peppy"}])


def test_any_connector_with_process_request_serves():
    connector = Recorder()
    api = OsuApi("key", connector=connector)
    assert [str(user) for user in api.get_user("peppy")] == ["peppy"]
    asked = {"k": "key", "u": "peppy", "type": "string", "m": 0, "event_days": 31}
    assert connector.asked == [("https://osu.ppy.sh/api/get_user", asked, 5)]
    assert api.close() is None


def test_a_client_of_ones_own_is_used_and_closed():
    with Faulty({"/api/get_user": [Reply(body=[])]}) as server:
        mine = httpx.Client(headers={"User-Agent": "mine"})
        ask("ReqConnector", server.url, lambda api: api.get_user(2), sess=mine)
        theirs = httpx.AsyncClient(headers={"User-Agent": "theirs"})
        ask("AHConnector", server.url, lambda api: api.get_user(2), sess=theirs)
    assert [request.headers["User-Agent"] for request in server.requests] == ["mine", "theirs"]
    assert mine.is_closed
    assert theirs.is_closed


def test_a_transport_of_ones_own_is_used():
    def answer(request):
        return httpx.Response(200, json=[{"username": request.url.params["u"]}])

    transport = httpx.MockTransport(answer)
    for connector in WORLDS:
        users, _ = ask(connector, "http://nowhere", lambda api: api.get_user("x"), sess=transport)
        assert [user.username for user in users] == ["x"]


def test_osuapis_arguments_of_connectors_are_taken():
    async def with_a_loop():
        connector = AHConnector(sess=None, loop=asyncio.get_running_loop())
        assert isinstance(connector.sess, httpx.AsyncClient)
        await connector.close()

    asyncio.run(with_a_loop())
    connector = ReqConnector(sess=None)
    connector.close()
    assert connector.sess.is_closed


SIGNATURES = {
    "get_user": "username, *, mode=osu, event_days=31",
    "get_user_best": "username, *, mode=osu, limit=50",
    "get_user_recent": "username, *, mode=osu, limit=10",
    "get_scores": "beatmap_id, *, username=None, mode=osu, mods=None, limit=50",
    "get_beatmaps": "*, since=None, beatmapset_id=None, beatmap_id=None, username=None, mode=None,"
    " include_converted=False, beatmap_hash=None, limit=500",
    "get_match": "match_id",
    "close": "",
}


@pytest.mark.parametrize(("method", "signature"), SIGNATURES.items())
def test_signatures_are_osuapis(method, signature):
    parameters = list(inspect.signature(getattr(OsuApi, method)).parameters.values())[1:]
    starred = next((i for i, one in enumerate(parameters) if one.kind is one.KEYWORD_ONLY), None)
    words = [
        one.name if one.default is one.empty else f"{one.name}={getattr(one.default, 'name', one.default)}"
        for one in parameters
    ]
    if starred is not None:
        words.insert(starred, "*")
    assert ", ".join(words) == signature


def test_times_are_in_utc():
    with Faulty({"/api/get_match": [Reply(body=MATCH)]}) as server:
        match, _ = ask("ReqConnector", server.url, lambda api: api.get_match(7))
    assert match.match.start_time == datetime(2026, 9, 1, 12, tzinfo=UTC)
