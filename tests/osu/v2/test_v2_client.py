"""The client: what it sends, and how it bears a faulty server. Real HTTP on loopback."""

import asyncio
import gzip
import json
import logging
from contextlib import suppress

import pytest
from faulty import Faulty, Reply
from v2_answers import NOW, STATISTICS, TOKEN, beatmap, event, match, moment, score, user

from watcher.clock import VirtualClock
from watcher.osu.errors import Forbidden, Invalid, Malformed, NotFound, OsuError, Refused, TooOld, Unavailable
from watcher.osu.http import MAX_BODY, USER_AGENT, Budget, Priority, httpx
from watcher.osu.nouns import Mode
from watcher.osu.v2 import Client
from watcher.osu.v2.auth import Credentials

SECRET = "s3cr3t-of-the-app"
USER = "/api/v2/users/7/osu"
GOOD = Reply(body=user(7))


class Conversation:
    """A client, a server and a clock: what was asked, what came of it."""

    def __init__(self, replies):
        self.clock = VirtualClock(NOW)
        self.server = Faulty(TOKEN | replies)
        self.token_requests = 0

    def run(self, doing, **options):
        async def with_client():
            budget = Budget(self.clock)
            async with Client(7, SECRET, url=self.server.url, budget=budget, **options) as osu:
                return await doing(osu)

        with self.server:
            return asyncio.run(with_client())

    def asked(self, path):
        return self.server.asked(path)

    @property
    def tokens(self):
        return [asked.form["client_secret"] for asked in self.asked("/oauth/token")]


def granted(token, expires_in=86400):
    return Reply(body={"access_token": token, "expires_in": expires_in, "token_type": "Bearer"})


async def peter(osu):
    return (await osu.user(7, Mode.OSU)).username


# What is sent


def test_who_asks_and_how():
    talk = Conversation({USER: [GOOD]})
    assert talk.run(peter) == "peter"
    (asked,) = talk.asked(USER)
    assert asked.headers["Authorization"] == "Bearer abc"
    assert asked.headers["x-api-version"] == "20240529"
    assert asked.headers["Accept"] == asked.headers["Content-Type"] == "application/json"
    assert "gzip" in asked.headers["Accept-Encoding"]
    assert asked.headers["User-Agent"] == USER_AGENT
    assert USER_AGENT.startswith("osu-watcher/")
    (token,) = talk.asked("/oauth/token")
    assert token.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert token.form == {
        "client_id": ["7"],
        "client_secret": [SECRET],
        "grant_type": ["client_credentials"],
        "scope": ["public"],
    }


def test_the_token_may_live_elsewhere():
    talk = Conversation({"/elsewhere": [granted("other")], USER: [GOOD]})

    async def ask():
        async with Client(7, SECRET, url=talk.server.url + "/", token_url=talk.server.url + "/elsewhere") as osu:
            return await peter(osu)

    with talk.server:
        assert asyncio.run(ask()) == "peter"
    assert talk.asked(USER)[0].headers["Authorization"] == "Bearer other"


def test_gzip_is_unpacked():
    packed = Reply(body=gzip.compress(json.dumps(user(7)).encode()), headers={"Content-Encoding": "gzip"})
    assert Conversation({USER: [packed]}).run(peter) == "peter"


BEATMAPSET = beatmap(75)["beatmapset"]
STANDING = STATISTICS | {"user": user(7)}
ROOM = {"id": 4, "name": "a room"}

# method and arguments · path · query · answer · what is found in it
ENDPOINTS = [
    (("user", 7, Mode.TAIKO), "/users/7/taiko", {}, user(7), lambda got: got.id == 7),
    (("user", "a b", Mode.OSU), "/users/@a%20b/osu", {}, user(7), lambda got: got.id == 7),
    (("users", [7, 8]), "/users", {"ids[]": ["7", "8"]}, {"users": [user(7)]}, lambda got: got[0].id == 7),
    (
        ("lookup", [7, "eva"], Mode.CATCH),
        "/users/lookup",
        {"ids[]": ["7", "@eva"], "ruleset_id": ["2"]},
        {"users": [user(7, global_rank={"rank": 5, "ruleset_id": 2})]},
        lambda got: got[0].global_rank.rank == 5,
    ),
    (
        ("user_scores", 7, "firsts", Mode.MANIA),
        "/users/7/scores/firsts",
        {"mode": ["mania"], "limit": ["100"], "offset": ["0"], "include_fails": ["0"], "legacy_only": ["0"]},
        [score(1, weight={"percentage": 95, "pp": 1.5})],
        lambda got: got[0].weight.percentage == 95,
    ),
    (
        ("recent_activity", 7),
        "/users/7/recent_activity",
        {"limit": ["100"], "offset": ["0"], "legacy_only": ["0"]},
        [{"id": 1, "created_at": moment(1), "type": "rank", "scoreRank": "XH", "rank": 3}],
        lambda got: (got[0].score_rank, got[0].rank) == ("XH", 3),
    ),
    (
        ("user_beatmapsets", 7, "ranked"),
        "/users/7/beatmapsets/ranked",
        {"limit": ["100"], "offset": ["0"]},
        [BEATMAPSET],
        lambda got: got[0].title == "T",
    ),
    (
        ("most_played", 7),
        "/users/7/beatmapsets/most_played",
        {"limit": ["100"], "offset": ["0"]},
        [{"beatmap_id": 75, "count": 12, "beatmap": beatmap(75), "beatmapset": BEATMAPSET}],
        lambda got: got[0].count == 12,
    ),
    (("scores",), "/scores", {}, {"scores": [score(1)], "cursor": {"id": 1}}, lambda got: got.cursor == {"id": 1}),
    (
        ("scores", 5, Mode.OSU),
        "/scores",
        {"cursor[id]": ["5"], "ruleset": ["osu"]},
        {"scores": []},
        lambda got: got.scores == [],
    ),
    (("events",), "/events", {"sort": ["id_desc"]}, {"events": [], "cursor": None}, lambda got: got.cursor is None),
    (
        ("rankings", Mode.OSU, "performance"),
        "/rankings/osu/performance",
        {"cursor[page]": ["1"]},
        {"ranking": [STANDING], "cursor": {"page": 2}, "total": 10_000},
        lambda got: got.ranking[0].user.id == 7,
    ),
    (
        ("country_rankings", Mode.TAIKO),
        "/rankings/taiko/country",
        {"cursor[page]": ["1"]},
        {"ranking": [{"code": "NO", "performance": 12.5}]},
        lambda got: got.ranking[0].performance == 12.5,
    ),
    (("beatmap", 75), "/beatmaps/75", {}, beatmap(75), lambda got: got.beatmapset.artist == "A"),
    (("beatmaps", [75]), "/beatmaps", {"ids[]": ["75"]}, {"beatmaps": [beatmap(75)]}, lambda got: got[0].ar == 9.3),
    (("score", 5), "/scores/5", {}, score(5), lambda got: got.id == 5),
    (("legacy_score", Mode.OSU, 5), "/scores/osu/5", {}, score(6, legacy_score_id=5), lambda got: got.id == 6),
    (
        ("beatmap_scores", 75, Mode.OSU),
        "/beatmaps/75/scores",
        {"mode": ["osu"], "type": ["global"], "limit": ["100"], "legacy_only": ["0"]},
        {"scores": []},
        lambda got: got.scores == [],
    ),
    (
        ("beatmap_user_score", 75, 7, Mode.OSU),
        "/beatmaps/75/scores/users/7",
        {"mode": ["osu"]},
        {"position": 12, "score": score(1)},
        lambda got: got.position == 12,
    ),
    (
        ("beatmap_user_scores", 75, 7, Mode.OSU),
        "/beatmaps/75/scores/users/7/all",
        {"mode": ["osu"]},
        {"scores": [score(1)]},
        lambda got: got[0].id == 1,
    ),
    (
        ("beatmapset", 1),
        "/beatmapsets/1",
        {},
        BEATMAPSET | {"beatmaps": [beatmap(75)]},
        lambda got: got.beatmaps[0].id == 75,
    ),
    (("beatmapset_of", 75), "/beatmapsets/lookup", {"beatmap_id": ["75"]}, BEATMAPSET, lambda got: got.id == 1),
    (("search_beatmapsets",), "/beatmapsets/search", {}, {"beatmapsets": []}, lambda got: got.beatmapsets == []),
    (
        ("beatmapset_events",),
        "/beatmapsets/events",
        {"page": ["1"], "limit": ["50"]},
        {"events": [{"type": "rank", "created_at": moment(1), "user_id": None}], "users": []},
        lambda got: got.events[0].type == "rank",
    ),
    (
        ("beatmapset_discussions",),
        "/beatmapsets/discussions",
        {"page": ["1"], "limit": ["50"]},
        {
            "discussions": [
                {"id": 4, "beatmapset_id": 5, "user_id": 3, "message_type": "hype", "created_at": moment(1)}
            ],
        },
        lambda got: got.discussions[0].message_type == "hype",
    ),
    (
        ("matches",),
        "/matches",
        {"sort": ["id_desc"], "limit": ["50"]},
        {"matches": [{"id": 9, "name": "a match", "start_time": moment(0), "end_time": None}]},
        lambda got: got.matches[0].end_time is None,
    ),
    (
        ("match", 9),
        "/matches/9",
        {"limit": ["100"]},
        match(event(1), first=1, latest=1).body,
        lambda got: got.match.id == 9,
    ),
    (
        ("rooms",),
        "/rooms",
        {"type_group": ["playlists"], "mode": ["active"], "limit": ["250"]},
        [ROOM],
        lambda got: got[0].name == "a room",
    ),
    (("room", 4), "/rooms/4", {}, ROOM, lambda got: got.id == 4),
    (
        ("room_events", 4),
        "/rooms/4/events",
        {"limit": ["100"]},
        {
            "room": ROOM,
            "events": [{"id": 1, "event_type": "game_started", "created_at": moment(1)}],
            "playlist_items": [
                {"id": 2, "room_id": 4, "beatmap_id": 75, "ruleset_id": 0, "details": {"teams": {"7": "red"}}}
            ],
            "last_event_id": 1,
        },
        lambda got: got.playlist_items[0].details.teams == {"7": "red"},
    ),
    (
        ("room_leaderboard", 4),
        "/rooms/4/leaderboard",
        {},
        {"leaderboard": [{"user_id": 7, "pp": None}]},
        lambda got: got.leaderboard[0].user_id == 7,
    ),
    (
        ("playlist_scores", 4, 2),
        "/rooms/4/playlist/2/scores",
        {"limit": ["50"]},
        {"scores": [], "total": 0},
        lambda got: got.total == 0,
    ),
]


@pytest.mark.parametrize(
    ("call", "path", "query", "body", "found"), ENDPOINTS, ids=[str(row[0][0]) for row in ENDPOINTS]
)
def test_every_endpoint(call, path, query, body, found):
    talk = Conversation({f"/api/v2{path}": [Reply(body=body)]})
    method, *arguments = call
    answer = talk.run(lambda osu: getattr(osu, method)(*arguments))
    (asked,) = talk.asked(f"/api/v2{path}")
    assert asked.query == query
    assert found(answer)


def test_a_glance_at_the_feed_reads_only_what_is_wanted(caplog):
    rows = [score(number, user_id=number % 3) for number in range(1, 10)]
    broken = [score(10) | {"user_id": "nobody"}, score(11, user_id=1) | {"statistics": "many"}]
    talk = Conversation({"/api/v2/scores": [Reply(body={"scores": rows + broken})]})
    page = talk.run(lambda osu: osu.glance())
    assert (len(page), page.newest, len(page.ends)) == (10, 11, 10)
    assert [play.id for play in page.plays(lambda user_id, _mode, _pp: user_id == 1)] == [1, 4, 7]
    assert len([record for record in caplog.records if "set aside" in record.message]) == 2


def test_every_endpoint_is_in_the_table():
    offered = {name for name in vars(Client) if not name.startswith("_")} - {"at", "budget", "close"}
    assert offered - {row[0][0] for row in ENDPOINTS} == {"find_beatmap", "glance"}  # the next tests'


@pytest.mark.parametrize(
    ("method", "options", "path", "query"),
    [
        ("find_beatmap", {"checksum": "0f"}, "/beatmaps/lookup", {"checksum": ["0f"]}),
        (
            "search_beatmapsets",
            {"query": "x y", "mode": Mode.OSU, "status": "ranked", "sort": "ranked_desc", "nsfw": False},
            "/beatmapsets/search",
            {"q": ["x y"], "m": ["0"], "s": ["ranked"], "sort": ["ranked_desc"], "nsfw": ["false"]},
        ),
        (
            "beatmapset_events",
            {"types": ["rank", "love"], "beatmapset_id": 1, "page": 2, "limit": 5},
            "/beatmapsets/events",
            {"types[]": ["rank", "love"], "beatmapset_id": ["1"], "page": ["2"], "limit": ["5"]},
        ),
        (
            "events",
            {"after": 5, "oldest_first": True},
            "/events",
            {"sort": ["id_asc"], "cursor[event_id]": ["5"]},
        ),
        (
            "matches",
            {"after": 5, "oldest_first": True, "active": True},
            "/matches",
            {"sort": ["id_asc"], "cursor[match_id]": ["5"], "active": ["1"], "limit": ["50"]},
        ),
    ],
)
def test_the_finer_points_of_a_question(method, options, path, query):
    talk = Conversation({})
    with pytest.raises(NotFound):
        talk.run(lambda osu: getattr(osu, method)(**options))
    assert talk.asked(f"/api/v2{path}")[0].query == query


@pytest.mark.parametrize(
    ("method", "many"), [(method, many) for method in ("users", "lookup", "beatmaps") for many in (0, 51)]
)
def test_more_than_the_api_takes_is_our_mistake(method, many):
    with pytest.raises(ValueError, match=f"{many} at once, but the API takes 1–50"):
        Conversation({}).run(lambda osu: getattr(osu, method)(list(range(many))))


# What it costs


@pytest.mark.parametrize(
    ("method", "argument", "cost"), [("users", [7, 8, 9], 3), ("lookup", [7, 8, 9], 1), ("beatmaps", [7, 8, 9], 1)]
)
def test_what_the_server_counts(method, argument, cost):
    async def ask(osu):
        with pytest.raises(NotFound):
            await getattr(osu, method)(argument)
        return osu.budget.used - 1  # the token's

    assert Conversation({}).run(ask) == cost


def test_urgency_is_a_view_of_the_same_client():
    async def ask(osu):
        urgent = osu.at(Priority.LIVE)
        await urgent.user(7, Mode.OSU)
        await osu.user(7, Mode.OSU)
        return urgent.budget is osu.budget

    talk = Conversation({USER: [GOOD]})
    assert talk.run(ask)
    assert len(talk.tokens) == 1


# The token


def test_one_token_serves_all_who_ask_at_once():
    async def ask(osu):
        return await asyncio.gather(*(peter(osu) for _ in range(5)))

    talk = Conversation({USER: [GOOD]})
    talk.run(ask)
    assert len(talk.tokens) == 1


def test_a_token_is_renewed_ahead_of_its_end():
    talk = Conversation({"/oauth/token": [granted("one"), granted("two")], USER: [GOOD]})

    async def ask(osu):
        await peter(osu)
        await talk.clock.sleep(86400 - 301)
        await peter(osu)
        await talk.clock.sleep(2)
        await peter(osu)

    talk.run(ask)
    assert [asked.headers["Authorization"] for asked in talk.asked(USER)] == ["Bearer one", "Bearer one", "Bearer two"]


def test_a_short_token_is_not_renewed_at_every_question():
    talk = Conversation({"/oauth/token": [granted("one", 60)], USER: [GOOD]})

    async def ask(osu):
        await peter(osu)
        await peter(osu)

    talk.run(ask)
    assert len(talk.tokens) == 1


@pytest.mark.parametrize(
    ("trouble", "attempts"),
    [
        (Reply(500), 2),
        (Reply(429), 3),  # after which everybody waits for a minute, and so it is tried again
        (Reply(401, {"error": "invalid_client"}), 2),
        (Reply(403, b"<html>"), 2),
        (Reply(body=b"<html>"), 2),
    ],
)
def test_trouble_at_the_token_endpoint_throws_no_good_token_away(trouble, attempts, caplog):
    talk = Conversation({"/oauth/token": [granted("one"), trouble], USER: [GOOD]})

    async def ask(osu):
        await peter(osu)
        await talk.clock.sleep(86400 - 299)
        await peter(osu)
        await peter(osu)

    talk.run(ask)
    assert {asked.headers["Authorization"] for asked in talk.asked(USER)} == {"Bearer one"}
    assert len(talk.tokens) == attempts
    assert SECRET not in caplog.text


def test_without_a_good_token_trouble_at_its_endpoint_is_ours():
    talk = Conversation({"/oauth/token": [granted("one", 600), Reply(503, headers={"Retry-After": "7"})], USER: [GOOD]})

    async def ask(osu):
        await peter(osu)
        await talk.clock.sleep(601)
        await peter(osu)

    with pytest.raises(Unavailable) as caught:
        talk.run(ask)
    assert caught.value.retry_after == 7


def test_an_expired_token_is_replaced_silently():
    talk = Conversation({"/oauth/token": [granted("one"), granted("two")], USER: [Reply(401), GOOD]})
    assert talk.run(peter) == "peter"
    assert [asked.headers["Authorization"] for asked in talk.asked(USER)] == ["Bearer one", "Bearer two"]


def test_many_answered_401_at_once_renew_it_once():
    talk = Conversation({"/oauth/token": [granted("one"), granted("two")], USER: [*[Reply(401)] * 3, GOOD]})

    async def ask(osu):
        return await asyncio.gather(*(peter(osu) for _ in range(3)))

    assert talk.run(ask) == ["peter"] * 3
    assert len(talk.tokens) == 2


def test_a_new_token_that_is_refused_too_is_a_refusal():
    talk = Conversation({USER: [Reply(401, {"authentication": "basic"})]})
    with pytest.raises(Refused, match="401"):
        talk.run(peter)
    assert len(talk.asked(USER)) == 2


def test_a_401_while_the_token_endpoint_is_down_keeps_the_token():
    talk = Conversation({"/oauth/token": [granted("one"), Reply(502)], USER: [Reply(401), GOOD]})

    async def ask(osu):
        with pytest.raises(Unavailable):
            await peter(osu)
        return await peter(osu)

    assert talk.run(ask) == "peter"


@pytest.mark.parametrize(
    "answer", [Reply(401, {"error": "invalid_client", "message": "Client authentication failed"}), Reply(400)]
)
def test_wrong_credentials_say_what_to_check(answer):
    with pytest.raises(Refused, match="check client_id and client_secret") as caught:
        Conversation({"/oauth/token": [answer]}).run(peter)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"access_token": None},
        {"access_token": ""},
        {"access_token": "a\nb"},
        {"access_token": "clé"},
        {"access_token": "abc", "expires_in": 0},
        b"<html>",
        b"\xff",
    ],
    ids=str,
)
def test_a_token_that_makes_no_sense(body):
    with pytest.raises(Malformed, match="token endpoint's answer can't be read"):
        Conversation({"/oauth/token": [Reply(body=body)]}).run(peter)


# A faulty server

HTML = Reply(body=b"<!doctype html><title>maintenance</title>", headers={"Content-Type": "text/html"})


@pytest.mark.parametrize(
    ("situation", "reply", "error", "reason", "wait"),
    [
        ("out of order", Reply(500, {"error": None}), Unavailable, "server", None),
        ("bad gateway page", Reply(502, b"<html>"), Unavailable, "server", None),
        ("maintenance", Reply(503, headers={"Retry-After": "120"}), Unavailable, "server", 120),
        ("the search is down", Reply(504, {"error": "Too slow."}), Unavailable, "server", None),
        ("timeout at the edge", Reply(408), Unavailable, "server", None),
        ("Cloudflare's own", Reply(520), Unavailable, "server", None),
        ("throttled, as osu! does it", Reply(429, {"error": "Too Many Attempts."}), Unavailable, "rate", 60),
        ("throttled with seconds", Reply(429, headers={"Retry-After": "5"}), Unavailable, "rate", 5),
        ("throttled with broken seconds", Reply(429, headers={"Retry-After": "5.5"}), Unavailable, "rate", 5.5),
        (
            "throttled with a date",
            Reply(429, headers={"Retry-After": "Mon, 21 Sep 2026 14:14:00 GMT"}),
            Unavailable,
            "rate",
            40,
        ),
        ("throttled with nonsense", Reply(429, headers={"Retry-After": "later"}), Unavailable, "rate", 60),
        ("blocked by the edge", Reply(403, b"<!doctype html>"), Unavailable, "server", None),
        ("not the API's 404", Reply(404, b"\n<html>"), Unavailable, "server", None),
        ("sent elsewhere", Reply(302, headers={"Location": "/home"}), Unavailable, "server", None),
        ("no answer", Reply(fault="reset"), Unavailable, "network", None),
        ("half an answer", Reply(body=user(7), fault="cut"), Unavailable, "network", None),
        ("an HTML page", HTML, Malformed, "malformed", None),
        ("nothing", Reply(body=b""), Malformed, "malformed", None),
        ("an object without anything", Reply(body={}), Malformed, "malformed", None),
        ("a list for an object", Reply(body=[]), Malformed, "malformed", None),
        ("null", Reply(body=b"null"), Malformed, "malformed", None),
        ("wrong types", Reply(body=user("seven")), Malformed, "malformed", None),
        ("half of the JSON", Reply(body=b'{"id": 7, "userna'), Malformed, "malformed", None),
        ("not UTF-8", Reply(body=b'{"id":7,"username":"\xff"}'), Malformed, "malformed", None),
        ("deep", Reply(body=b"[" * 100_000), Malformed, "malformed", None),
        ("a huge number", Reply(body=b'{"id":' + b"9" * 5000 + b',"username":""}'), Malformed, "malformed", None),
        ("not gzip", Reply(body=b"plain", headers={"Content-Encoding": "gzip"}), Malformed, "malformed", None),
        ("too long", Reply(body=b" " * (MAX_BODY + 1)), Malformed, "malformed", None),
        (
            "packed too long",
            Reply(body=gzip.compress(b" " * (MAX_BODY + 1)), headers={"Content-Encoding": "gzip"}),
            Malformed,
            "malformed",
            None,
        ),
    ],
)
def test_later(situation, reply, error, reason, wait):
    with pytest.raises(Unavailable) as caught:
        Conversation({USER: [reply]}).run(peter)
    assert (type(caught.value), caught.value.reason, caught.value.retry_after) == (error, reason, wait), situation


@pytest.mark.parametrize(
    ("reply", "error", "text"),
    [
        (Reply(403, {"error": None}), Forbidden, "osu! answered 403 to /api/v2/users/7/osu"),
        (Reply(404, {"error": None}), NotFound, "osu! answered 404 to /api/v2/users/7/osu"),
        (Reply(404), NotFound, "osu! answered 404 to /api/v2/users/7/osu"),
        (Reply(422, {"error": "invalid mode"}), Invalid, "osu! answered 422 to /api/v2/users/7/osu: invalid mode"),
        (Reply(400, {"error": "x" * 999}), Invalid, "osu! answered 400 to /api/v2/users/7/osu: " + "x" * 200),
    ],
)
def test_no(reply, error, text):
    with pytest.raises(OsuError) as caught:
        Conversation({USER: [reply]}).run(peter)
    assert (type(caught.value), str(caught.value)) == (error, text)


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_a_server_that_keeps_us_waiting_is_left(fault):
    talk = Conversation({USER: [Reply(fault=fault)]})
    with pytest.raises(Unavailable) as caught:
        talk.run(peter, patience=0.3)
    assert caught.value.reason == "timeout"


def test_nobody_listens():
    async def ask():
        async with Client(7, SECRET, url="http://127.0.0.1:9") as osu:
            await peter(osu)

    with pytest.raises(Unavailable, match="can't be reached") as caught:
        asyncio.run(ask())
    assert caught.value.reason == "network"


def test_a_storm_passes():
    replies = [Reply(503), Reply(fault="reset"), HTML, Reply(500), GOOD]
    talk = Conversation({USER: replies})

    async def ask(osu):
        for _ in range(4):
            with pytest.raises(Unavailable):
                await peter(osu)
        return await peter(osu)

    assert talk.run(ask) == "peter"


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (Reply(429), 60),
        (Reply(429, headers={"Retry-After": "5"}), 5),
        (Reply(body=user(7), headers={"X-Ratelimit-Remaining": "0"}), 60),
        (Reply(body=user(7), headers={"X-Ratelimit-Remaining": "1100"}), 0),
        (Reply(503), 0),
    ],
)
def test_a_throttled_client_is_still(reply, seconds):
    talk = Conversation({USER: [reply, GOOD]})

    async def ask(osu):
        begun = talk.clock.monotonic()
        with suppress(Unavailable):
            await peter(osu)
        await osu.at(Priority.LIVE).user(7, Mode.OSU)
        return talk.clock.monotonic() - begun

    assert talk.run(ask) == pytest.approx(seconds, abs=1)


@pytest.mark.parametrize(("after", "error"), [(5, TooOld), (None, Invalid)])
def test_only_a_cursor_can_be_too_old(after, error):
    talk = Conversation({"/api/v2/scores": [Reply(422, {"error": "whatever"})]})
    with pytest.raises(error):
        talk.run(lambda osu: osu.scores(after))


# Secrets


def test_secrets_are_in_no_error_no_log_and_no_repr(caplog):
    caplog.set_level(logging.DEBUG)
    echo = {"error": f"you sent {SECRET} and tok-en"}
    talk = Conversation({"/oauth/token": [granted("tok-en")], USER: [Reply(404, echo), Reply(500, echo)]})

    async def ask(osu):
        texts = [repr(osu), repr(vars(osu)), repr(vars(osu._session)), repr(vars(osu._session._keeper))]
        for error in (NotFound, Unavailable):
            with pytest.raises(error) as caught:
                await peter(osu)
            texts += [str(caught.value), repr(caught.value)]
        return texts

    texts = [*talk.run(ask), repr(Credentials("7", SECRET)), *(record.getMessage() for record in caplog.records)]
    assert not [text for text in texts if SECRET in text or "tok-en" in text]


def test_a_transport_of_ones_own():
    def answer(request):
        return httpx.Response(200, json={"access_token": "t"} if request.url.path == "/oauth/token" else user(7))

    async def ask():
        async with Client(7, SECRET, transport=httpx.MockTransport(answer)) as osu:
            return await peter(osu)

    assert asyncio.run(ask()) == "peter"
