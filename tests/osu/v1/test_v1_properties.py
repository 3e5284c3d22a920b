"""No input makes the parser raise anything but our errors."""

from hypothesis import given
from hypothesis import strategies as st
from rows import BEATMAP, BEST, GAME, LEADER, MATCH, RECENT, TEAM_SCORE, USER

from watcher.osu.errors import OsuError
from watcher.osu.http import httpx
from watcher.osu.v1 import OsuApi, ReqConnector

ENDPOINTS = {
    "get_user": lambda api: api.get_user("x"),
    "get_user_best": lambda api: api.get_user_best("x"),
    "get_user_recent": lambda api: api.get_user_recent("x"),
    "get_scores": lambda api: api.get_scores(75),
    "get_beatmaps": lambda api: api.get_beatmaps(beatmap_id=75),
    "get_match": lambda api: api.get_match(7),
    "get_replay": lambda api: api.get_replay(75, "x"),
}
ROWS = {
    "get_user": USER,
    "get_user_best": BEST,
    "get_user_recent": RECENT,
    "get_scores": LEADER,
    "get_beatmaps": BEATMAP,
}

NAMES = st.sampled_from(sorted({*USER, *BEST, *LEADER, *BEATMAP, *MATCH, *GAME, *TEAM_SCORE, "error", "content"}))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["0", "-1", "1e400", "nan", "inf", "9" * 30, "2026-13-01 00:00:00", "0000-00-00 00:00:00", "0x1"])
)
JSON = st.recursive(
    SCALARS, lambda some: st.lists(some, max_size=4) | st.dictionaries(NAMES | st.text(), some, max_size=6)
)


def answered(call, response):
    """Ask through a transport that answers so, and forgive our own errors."""
    transport = httpx.MockTransport(lambda _: response)
    api = OsuApi("key", connector=ReqConnector(transport, sleep=lambda _: None), retries=2)
    try:
        return call(api)
    except OsuError:
        return None
    finally:
        api.close()


@given(st.sampled_from(list(ENDPOINTS.values())), st.binary())
def test_no_bytes_break_it(call, body):
    answered(call, httpx.Response(200, content=body))


@given(st.sampled_from(list(ENDPOINTS.values())), JSON)
def test_no_json_breaks_it(call, answer):
    answered(call, httpx.Response(200, json=answer))


@given(st.sampled_from(list(ROWS)), NAMES, JSON)
def test_no_value_of_a_field_breaks_it(endpoint, name, value):
    row = ROWS[endpoint] | {name: value}
    models = answered(ENDPOINTS[endpoint], httpx.Response(200, json=[row]))
    for model in models or []:
        assert repr(model)
        assert dict(model).keys() >= {name} - {"pass"}
        assert model == model  # noqa: PLR0124  # equality looks at every field


@given(st.lists(st.tuples(st.sampled_from(["match", "games"]), JSON)))
def test_no_match_breaks_it(parts):
    answered(ENDPOINTS["get_match"], httpx.Response(200, json=MATCH | dict(parts)))


@given(st.integers(100, 599), st.binary(), st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_no_status_and_no_header_breaks_it(status, body, wait):
    answered(ENDPOINTS["get_user"], httpx.Response(status, content=body, headers={"Retry-After": wait}))
