"""API v2, oddity by oddity."""

import base64
import json

import pytest
from miniature import CLIENT, Miniature

from watcher.simulator.gate import Gate
from watcher.simulator.model import MODES


@pytest.fixture
def mini():
    return Miniature()


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


FORM = b"client_id=1&client_secret=s&grant_type=client_credentials&scope=public"


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/oauth/token", CLIENT, {}),
        ("/oauth/token/", CLIENT, {}),
        ("/oauth/token", FORM, {"content-type": "application/x-www-form-urlencoded"}),
        (
            "/oauth/token",
            b"grant_type=client_credentials",
            {"content-type": "application/x-www-form-urlencoded", "authorization": "Basic MTpz"},
        ),
    ],
    ids=["JSON", "with a slash", "form", "HTTP Basic"],
)
def test_a_token_is_given_for(path, body, headers):
    mini = Miniature(gate=Gate(clients={"1": "s"}))
    answer = mini.ask("POST", path, body, headers=headers)
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 86_400
    assert "refresh_token" not in answer
    found = claims(answer["access_token"])
    assert (found["aud"], found["sub"], found["scopes"]) == ("1", "", ["public"])


def test_tokens_have_a_throttle_of_their_own(mini):
    answers = [mini.ask("POST", "/oauth/token", CLIENT, "raw") for _ in range(60)]
    assert dict(answers[0].headers)["X-Ratelimit-Limit"] == "60"
    assert [answer.status for answer in answers] == [200] * 59 + [429]
    assert rates(mini.get("/users/1001/osu", kind="raw")) == ("1200", "1199")


def test_a_wrong_secret_is_an_invalid_client(mini):
    mini.site.gate.clients = {"1": "right"}
    answer = mini.ask("POST", "/oauth/token", CLIENT, "raw")
    assert answer.status == 401
    assert json.loads(answer.body)["error"] == "invalid_client"


@pytest.mark.parametrize("spoil", ["expired", "revoked", "none"])
def test_without_a_good_token_the_body_is_exactly_that(mini, spoil):
    if spoil == "expired":
        mini.sleep(86_400)
    elif spoil == "revoked":
        mini.do("revoke")
    else:
        mini.token = "nonsense"
    answer = mini.get("/users/1001", kind="raw")
    assert (answer.status, answer.body) == (401, b'{"authentication":"basic"}')


def test_what_is_written_about_sets_comes_in_pages_newest_first(mini):
    numbers = [mini.do("mod", what=what)["beatmapset_id"] for what in ("praise", "hype", "review", "problem") * 2]
    first = mini.get("/beatmapsets/discussions?limit=5")
    second = mini.get("/beatmapsets/discussions?limit=5&page=2")
    told = [row["message_type"] for row in first["discussions"] + second["discussions"]]
    assert told == ["problem", "review", "hype", "praise"] * 2
    assert (first["cursor"], second["cursor"]) == ({"page": 2, "limit": 5}, None)
    assert [row["id"] for row in first["beatmapsets"]] == [numbers[0]]
    assert {row["id"] for row in first["users"]} == {row["user_id"] for row in first["discussions"]}


@pytest.mark.parametrize("path", ["/api/v2/news", "/api/v2/changelog"])
def test_what_is_published_needs_no_token(mini, path):
    del mini.token
    assert mini.ask("GET", path, {}, "raw").status == 200


def rates(answer):
    headers = dict(answer.headers)
    return headers["X-Ratelimit-Limit"], headers["X-Ratelimit-Remaining"]


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        ("/users/1001/osu", 1),
        ("/scores", 1),
        ("/users/lookup?" + "&".join(f"ids[]={n}" for n in range(1001, 1013)), 1),
        ("/users?" + "&".join(f"ids[]={n}" for n in range(1001, 1013)), 12),
        ("/users?ids[]=1001&ids[]=1002&include_variant_statistics=1", 6),
        ("/users?" + "&".join(f"ids[]={n}" for n in range(1001, 1101)), 50),
        ("/nowhere", 1),
    ],
)
def test_what_a_request_costs(mini, path, cost):
    assert rates(mini.get(path, kind="raw")) == ("1200", str(1200 - cost))


def test_a_full_window_refuses_without_saying_until_when(mini):
    mini.site.gate.limit = 3
    for _ in range(3):
        assert mini.get("/users/1001/osu", kind="raw").status == 200
    answer = mini.get("/users/1001/osu", kind="raw")
    assert (answer.status, answer.body) == (429, b'{"error":"Too Many Attempts."}')
    assert "retry-after" not in {name.lower() for name, _ in answer.headers}
    mini.sleep(60)
    assert mini.get("/users/1001/osu", kind="raw").status == 200


def test_the_throttle_counts_per_token(mini):
    mini.site.gate.limit = 1
    assert mini.get("/users/1001/osu", kind="raw").status == 200
    assert mini.get("/users/1001/osu", kind="raw").status == 429
    mini.token = mini.ask("POST", "/oauth/token", CLIENT)["access_token"]
    assert mini.get("/users/1001/osu", kind="raw").status == 200


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/users/99/osu", 404, {"error": None}),
        ("/users/@nobody/osu", 404, {"error": None}),
        ("/beatmaps/1", 404, {"error": "Specified beatmap difficulty couldn't be found."}),
        ("/matches/1", 404, {"error": "Specified LegacyMatch\\LegacyMatch couldn't be found."}),
        ("/scores/1", 404, {"error": "Invalid score id."}),
        ("/scores?ruleset=ctb", 422, {"error": "invalid ruleset parameter"}),
        ("/users/lookup?ids[]=1001&ruleset_id=9", 422, None),
        ("/beatmaps/50010/scores?type=friend", 422, None),
        ("/rankings/osu/nonsense", 404, {"error": "invalid type specified"}),
    ],
)
def test_errors(mini, path, status, body):
    answer = mini.get(path, kind="raw")
    assert answer.status == status
    assert body is None or json.loads(answer.body) == body


@pytest.mark.parametrize(("path", "key"), [("/users", "users"), ("/users/lookup", "users"), ("/beatmaps", "beatmaps")])
def test_ids_without_brackets_are_no_ids(mini, path, key):
    assert mini.get(f"{path}?ids=1001") == {key: []}


def test_ids_beyond_fifty_are_cut_silently(mini):
    query = "&".join(f"ids[]={n}" for n in [*range(1, 51), 1001])
    assert mini.get(f"/users?{query}")["users"] == []
    assert mini.get(f"/beatmaps?{query}")["beatmaps"] == []


def test_a_batch_leaves_out_unknown_and_restricted_players_and_modes_never_played(mini):
    mini.do("restrict", user_id=1005)
    [user] = mini.get("/users?ids[]=1001&ids[]=1005&ids[]=9")["users"]
    assert user["id"] == 1001
    played = {MODES[mode] for mode, skill in enumerate(mini.world.players[1001].skill) if skill}
    assert user["statistics_rulesets"].keys() == played
    assert "country_rank" not in user["statistics_rulesets"]["osu"]


def test_a_former_name_still_finds_the_player(mini):
    mini.do("rename", user_id=1003, name="Tern Again")
    user = mini.get("/users/@[Tern]/osu")
    assert (user["username"], user["previous_usernames"]) == ("Tern Again", ["[Tern]"])


def test_without_a_mode_the_players_own_one_is_shown(mini):
    assert mini.get("/users/1006")["rank_history"]["mode"] == "taiko"
    assert mini.get("/users/1006/scores/best")[0]["ruleset_id"] == 1


def test_an_inactive_player_has_neither_rank_nor_pp(mini):
    found = mini.get("/users/1012/osu")
    statistics = found["statistics"]
    assert (statistics["global_rank"], statistics["pp"], statistics["is_ranked"]) == (None, 0, False)
    assert found["rank_history"] is None
    mini.world.play(1012)
    assert mini.get("/users/1012/osu")["statistics"]["is_ranked"]


def test_the_last_rank_in_the_history_is_todays(mini):
    found = mini.get("/users/1001/osu")
    assert len(found["rank_history"]["data"]) == 90
    assert found["rank_history"]["data"][-1] == found["statistics"]["global_rank"]


def test_times_end_in_both_ways_and_whole_numbers_have_no_point(mini):
    mini.world.players[1001].hidden = False
    raw = mini.get("/users/1001/osu", kind="raw").body
    assert b"+00:00" in raw
    assert b'Z"' in raw
    raw = mini.get("/beatmaps/50010", kind="raw").body
    assert b'"cs":3,' in raw
    assert b".0," not in raw


@pytest.mark.parametrize(("version", "new"), [(0, False), (20220704, False), (20220705, True), (20240529, True)])
def test_the_format_of_scores_follows_the_version(mini, version, new):
    row = mini.get("/users/1001/scores/best?mode=osu", version=version)[0]
    assert ("ended_at" in row, "created_at" in row) == (new, not new)
    assert "ended_at" in mini.get("/scores", version=version)["scores"][0]


def test_the_old_format_loses_what_is_lazers(mini):
    mini.world.play(1001, beatmap_id=50010, mods=["HD"], pp=900)
    row = mini.get("/users/1001/scores/recent?mode=osu", version=0)[0]
    assert (row["score"], row["mods"], row["type"]) == (0, ["HD"], "solo_score")
    row = mini.get("/users/1001/scores/recent?mode=osu")[0]
    assert (row["legacy_score_id"], row["mods"]) == (None, [{"acronym": "HD"}])


def test_stable_plays_that_are_no_best_all_have_the_id_0_in_the_old_format(mini):
    for pp in (900, 500, 400):
        mini.world.play(1001, beatmap_id=50010, lazer=False, pp=pp)
        mini.sleep(1)
    rows = mini.get("/users/1001/scores/recent?mode=osu", version=0)[:3]
    assert [row["id"] for row in rows[:2]] == [0, 0]
    assert rows[2]["id"] > 0
    assert [row["type"] for row in rows] == ["score_osu", "score_osu", "score_best_osu"]


def test_judgements_of_zero_and_settings_at_their_default_are_left_out(mini):
    mini.world.play(1001, beatmap_id=50010, accuracy=1.0, misses=0, mods=["DT"])
    row = mini.get("/users/1001/scores/recent?mode=osu")[0]
    assert "miss" not in row["statistics"]
    assert row["mods"] == [{"acronym": "DT"}]


def test_best_plays_are_cached_for_thirty_seconds(mini):
    mini.get("/users/1001/scores/best?mode=osu")
    mini.world.play(1001, pp=900)
    assert mini.get("/users/1001/scores/best?mode=osu")[0]["pp"] != 900
    mini.sleep(29)
    assert mini.get("/users/1001/scores/best?mode=osu")[0]["pp"] != 900
    mini.sleep(1)
    assert mini.get("/users/1001/scores/best?mode=osu")[0]["pp"] == 900


def test_a_page_of_bests_may_hold_fewer_rows_than_asked_for_without_being_the_last(mini):
    mini.get("/users/1001/scores/best?mode=osu")
    mini.do("remove-score", user_id=1001, place=2)
    assert len(mini.get("/users/1001/scores/best?mode=osu&limit=10")) == 9
    assert len(mini.get("/users/1001/scores/best?mode=osu&limit=10&offset=10")) == 10


def test_bests_are_weighted_and_end_at_two_hundred(mini):
    for _ in range(150):
        mini.world.play(1001)
    rows = [row for n in (0, 100, 200) for row in mini.get(f"/users/1001/scores/best?mode=osu&limit=100&offset={n}")]
    assert len(rows) == 200
    assert rows[2]["weight"]["percentage"] == pytest.approx(100 * 0.95**2)
    assert rows[2]["weight"]["pp"] == pytest.approx(rows[2]["pp"] * 0.95**2, abs=0.01)
    assert len(mini.get("/users/1001/scores/best?mode=osu")) == 5


def test_recent_plays_show_fails_only_on_request(mini):
    mini.world.play(1001, passed=False)
    assert all(row["passed"] for row in mini.get("/users/1001/scores/recent?mode=osu&limit=50"))
    assert not mini.get("/users/1001/scores/recent?mode=osu&include_fails=1")[0]["passed"]


def test_activity_hides_one_of_the_two_boards(mini):
    mini.world.play(1001, lazer=False)
    [lazer] = mini.get("/users/1001/recent_activity")
    [stable] = mini.get("/users/1001/recent_activity?legacy_only=1")
    assert lazer["user"]["url"] == "/users/1001"
    assert stable["user"]["url"] == "/u/1001"
    assert len(mini.get("/events")["events"]) == 2


def test_events_are_read_forward_by_a_cursor_that_ends(mini):
    for _ in range(55):
        mini.world.play(1001)
    page = mini.get("/events?sort=id_asc")
    assert len(page["events"]) == 50
    rest = mini.get(f"/events?sort=id_asc&cursor_string={page['cursor_string']}")
    assert 50 + len(rest["events"]) == len(mini.world.happenings)
    assert rest["cursor"] is None


@pytest.mark.parametrize("way", ["page={}", "cursor[page]={}"])
def test_rankings_end_with_page_200(mini, way):
    page = mini.get("/rankings/osu/performance?" + way.format(199))
    assert (len(page["ranking"]), page["cursor"]) == (50, {"page": 200})
    assert [row["global_rank"] for row in page["ranking"]] == list(range(9901, 9951))
    assert mini.get("/rankings/osu/performance?" + way.format(200))["cursor"] is None


def test_the_ranking_shows_a_player_at_his_rank(mini):
    mini.world.play(1001, pp=1500)
    mini.world.play(1001, pp=1500)
    rank = mini.get("/users/1001/osu")["statistics"]["global_rank"]
    row = mini.get(f"/rankings/osu/performance?page={(rank - 1) // 50 + 1}")["ranking"][(rank - 1) % 50]
    assert row["user"]["id"] == 1001


def test_the_pp_of_a_ranking_fall(mini):
    pages = [mini.get(f"/rankings/osu/performance?page={n}")["ranking"] for n in (1, 2, 3, 50, 200)]
    pp = [row["pp"] for page in pages for row in page]
    assert pp == sorted(pp, reverse=True)


def test_a_loved_map_has_a_leaderboard_without_pp(mini):
    mini.do("upload")
    made = mini.do("love")["beatmapset_id"]
    beatmap_id = mini.world.sets[made].difficulties[0]
    mini.world.play(1001, beatmap_id=beatmap_id, pp=500)
    [row] = mini.get(f"/beatmaps/{beatmap_id}/scores")["scores"]
    assert row["pp"] is None
    assert mini.feed()["scores"][-1]["pp"] is None


def test_a_map_without_a_leaderboard_has_no_scores(mini):
    made = mini.do("upload")["beatmapset_id"]
    beatmap_id = mini.world.sets[made].difficulties[0]
    mini.world.play(1001, beatmap_id=beatmap_id)
    assert mini.get(f"/beatmaps/{beatmap_id}/scores") == {"scores": []}


def test_the_life_of_a_set_is_told_in_its_events(mini):
    made = mini.do("upload", guests=1)["beatmapset_id"]
    for deed in ("nominate", "nominate", "disqualify", "nominate", "nominate", "rank"):
        mini.do(deed, set_id=made)
        mini.sleep(1)
    rows = mini.get(f"/beatmapsets/events?beatmapset_id={made}&limit=50")["events"]
    told = [row["type"] for row in reversed(rows)]
    twice = ["nominate", "nominate", "qualify"]
    taken = ["disqualify", "nomination_reset_received", "nomination_reset_received"]
    assert told == [*twice, *taken, *twice, "rank"]
    assert rows[0]["user_id"] is None
    assert next(row for row in rows if row["type"] == "disqualify")["discussion"]["starting_post"]["message"]
    forward = mini.get(f"/beatmapsets/events?beatmapset_id={made}&limit=50&sort=id_asc")["events"]
    assert forward == rows[::-1]
    found = mini.get("/beatmapsets/search?s=ranked&sort=ranked_desc")
    assert found["beatmapsets"][0]["id"] == made
    assert mini.get(f"/beatmapsets/{made}")["beatmaps"][0]["user_id"] != mini.get(f"/beatmapsets/{made}")["user_id"]


def test_a_search_is_cached_for_a_minute_and_turned_by_its_cursor(mini):
    first = mini.get("/beatmapsets/search?s=any")
    mini.do("upload")
    assert mini.get("/beatmapsets/search?s=any")["total"] == first["total"]
    mini.sleep(60)
    assert mini.get("/beatmapsets/search?s=any")["total"] == first["total"] + 1
    seen, page = set(), mini.get("/beatmapsets/search?s=any")
    while True:
        ids = {row["id"] for row in page["beatmapsets"]}
        assert not ids & seen
        seen |= ids
        if page["cursor_string"] is None:
            break
        page = mini.get(f"/beatmapsets/search?s=any&cursor_string={page['cursor_string']}")
    assert len(seen) == page["total"]


def test_a_deleted_set_is_gone_everywhere(mini):
    made = mini.do("upload")["beatmapset_id"]
    beatmap_id = mini.world.sets[made].difficulties[0]
    mini.do("delete", set_id=made)
    assert mini.get(f"/beatmapsets/{made}", kind="raw").status == 404
    assert mini.get(f"/beatmaps/{beatmap_id}", kind="raw").status == 404
    assert mini.get(f"/beatmaps?ids[]={beatmap_id}") == {"beatmaps": []}
    assert mini.v1(f"get_beatmaps?s={made}") == []


@pytest.mark.parametrize("mods", [64, "64", ["DT"], [{"acronym": "DT"}]])
def test_attributes_take_mods_in_every_form(mini, mods):
    plain = mini.ask("POST", "/api/v2/beatmaps/50010/attributes", {})["attributes"]
    fast = mini.ask("POST", "/api/v2/beatmaps/50010/attributes", {"mods": mods})["attributes"]
    assert fast["star_rating"] > plain["star_rating"]


def test_any_id_exists_where_that_is_wanted():
    mini = Miniature(every_id=True)
    user = mini.get("/users/7562902/osu")
    assert (user["id"], user["statistics"]["is_ranked"]) == (7562902, True)
    assert mini.v1("get_user?u=7562902")[0]["username"] == user["username"]
    assert Miniature().get("/users/7562902/osu", kind="raw").status == 404
