"""API v1, oddity by oddity."""

import re

import pytest
from miniature import Miniature

from watcher.simulator import matches
from watcher.simulator.gate import Gate


@pytest.fixture
def mini():
    return Miniature()


def values(body):
    rows = body.values() if isinstance(body, dict) else body
    for row in rows:
        if isinstance(row, dict | list):
            yield from values(row)
        else:
            yield row


@pytest.mark.parametrize(
    "path",
    ["get_user?u=1001", "get_user_best?u=1001", "get_user_recent?u=1001", "get_scores?b=50010", "get_beatmaps?s=5001"],
)
def test_every_value_is_text_or_null(mini, path):
    mini.world.play(1001, lazer=False)
    body = mini.v1(path)
    assert body
    assert all(value is None or isinstance(value, str) for value in values(body))


def test_slashes_are_escaped(mini):
    mini.world.play(1001, lazer=False)
    raw = mini.answer("GET", "/api/get_user?u=1001&k=x").body
    assert b"<\\/a>" in raw
    assert b"</a>" not in raw


def test_there_are_no_rate_headers(mini):
    names = {name.lower() for name, _ in mini.answer("GET", "/api/get_user?u=1001&k=x").headers}
    assert not {name for name in names if name.startswith("x-ratelimit")}


@pytest.mark.parametrize("path", ["get_user?u=1001", "get_beatmaps?s=5001"])
def test_without_a_key_the_body_is_exactly_that_sentence(mini, path):
    answer = mini.answer("GET", f"/api/{path}")
    assert (answer.status, answer.body) == (401, b'{"error":"Please provide a valid API key."}')


def test_a_wrong_key_is_refused():
    mini = Miniature(gate=Gate(keys=frozenset({"right"})))
    assert mini.answer("GET", "/api/get_user?u=1001&k=wrong").status == 401
    assert mini.answer("GET", "/api/get_user?u=1001&k=right").status == 200


@pytest.mark.parametrize(
    "path", ["get_user?u=nobody", "get_user_best?u=nobody", "get_user_recent?u=77", "get_scores?b=1"]
)
def test_what_is_unknown_is_an_empty_list(mini, path):
    assert mini.v1(path) == []


def test_a_restricted_player_looks_like_an_unknown_one(mini):
    mini.do("restrict", user_id=1005)
    assert mini.v1("get_user?u=1005") == []
    mini.do("release", user_id=1005)
    assert mini.v1("get_user?u=1005")[0]["user_id"] == "1005"


def test_an_inactive_player_has_no_pp_but_a_rank(mini):
    [user] = mini.v1("get_user?u=1012")
    assert user["pp_raw"] == "0"
    assert int(user["pp_rank"]) > 0
    assert int(user["pp_country_rank"]) > 0


def test_a_mode_never_played_has_null_numbers(mini):
    player = next(each for each in mini.world.players.values() if 0.0 in each.skill)
    [user] = mini.v1(f"get_user?u={player.id}&m={player.skill.index(0.0)}")
    assert user["pp_raw"] is None
    assert user["country"] == player.country


def test_a_name_of_digits_goes_wrong_unless_the_type_is_told(mini):
    assert mini.v1("get_user?u=7331") == []
    assert mini.v1("get_user?u=7331&type=string")[0]["user_id"] == "1005"
    assert mini.v1("get_user?u=1005&type=string") == []


def test_only_stable_plays_are_seen_but_the_totals_hold_all(mini):
    before = mini.v1("get_user?u=1001")[0]["pp_raw"]
    mini.world.play(1001, lazer=True, pp=900)
    assert mini.v1("get_user?u=1001")[0]["pp_raw"] != before
    assert "900" not in {row["pp"] for row in mini.v1("get_user_best?u=1001&limit=100")}
    mini.world.play(1001, lazer=False, pp=901)
    assert mini.v1("get_user_best?u=1001")[0]["pp"] == "901"


def test_a_stable_best_stays_where_a_lazer_play_is_better(mini):
    mini.world.play(1001, beatmap_id=50010, lazer=False, pp=800)
    mini.world.play(1001, beatmap_id=50010, lazer=True, pp=850)
    assert mini.v1("get_user_best?u=1001")[0]["pp"] == "800"


def test_recent_plays_hold_fails_and_only_bests_have_an_id(mini):
    mini.world.play(1001, beatmap_id=50010, lazer=False, pp=800)
    mini.sleep(60)
    mini.world.play(1001, beatmap_id=50010, lazer=False, pp=700)
    mini.sleep(60)
    mini.world.play(1001, beatmap_id=50010, lazer=False, passed=False)
    fail, worse, best = mini.v1("get_user_recent?u=1001")[:3]
    assert (fail["rank"], fail["score_id"]) == ("F", None)
    assert worse["score_id"] is None
    assert best["score_id"] == mini.v1("get_user_best?u=1001")[0]["score_id"]
    assert list(best)[-1] == "score_id"
    assert "pp" not in best


def test_recent_plays_end_after_a_day_and_after_fifty(mini):
    for _ in range(55):
        mini.world.play(1002, lazer=False)
    assert len(mini.v1("get_user_recent?u=1002")) == 10
    assert len(mini.v1("get_user_recent?u=1002&limit=100")) == 50
    mini.sleep(86_401)
    assert mini.v1("get_user_recent?u=1002") == []


def test_the_mods_nc_and_pf_hold_the_ones_they_stand_for(mini):
    mini.world.play(1001, lazer=False, mods=["NC", "PF"])
    assert mini.v1("get_user_recent?u=1001")[0]["enabled_mods"] == str(576 | 16416)


def test_links_and_escapes_come_in_both_styles_in_one_answer(mini):
    made = next(row for row in mini.world.sets.values() if row.status == 1)
    made.title = "Don't & <Stop>"
    mini.world.play(1001, beatmap_id=made.difficulties[0], lazer=False)
    new, old = (row["display_html"] for row in mini.v1("get_user?u=1001&event_days=31")[0]["events"])
    assert "<a href='/users/1001'>" in new
    assert "/beatmaps/" in new
    assert "Don&#039;t &amp; &lt;Stop&gt;" in new
    assert "<a href='/u/1001'>" in old
    assert re.search(r"/b/\d+\?m=0", old)
    assert "Don't &amp; &lt;Stop&gt;" in old


@pytest.mark.parametrize(
    ("deed", "args", "sentence"),
    [
        (
            "medal",
            {"medal": 150},
            "<b><a href='/users/1001'>Quillon</a></b> unlocked the \"<b><Jackpot> & Co</b>\" medal!",
        ),
        ("rename", {"name": "Q"}, "<b><a href='/users/1001'>Quillon</a></b> has changed their username to Q!"),
        (
            "support",
            {"gift": True},
            "<b><a href='/users/1001'>Quillon</a></b> has received the gift of osu! supporter!",
        ),
    ],
)
def test_the_sentences_of_activity(mini, deed, args, sentence):
    mini.do(deed, user_id=1001, **args)
    event = mini.v1("get_user?u=1001")[0]["events"][0]
    assert event["display_html"] == sentence
    assert event["beatmap_id"] is None


def test_events_reach_back_as_many_days_as_asked(mini):
    mini.do("medal", user_id=1001)
    mini.sleep(2 * 86_400)
    assert mini.v1("get_user?u=1001")[0]["events"] == []
    assert len(mini.v1("get_user?u=1001&event_days=3")[0]["events"]) == 1


@pytest.mark.parametrize("match_id", [5, 120_000_001])
def test_an_unknown_or_private_match_is_the_number_0(mini, match_id):
    matches.open_lobby(mini.world, private=True)
    assert mini.v1(f"get_match?mp={match_id}") == {"match": 0, "games": []}


def test_an_aborted_game_looks_like_a_running_one_for_ever(mini):
    opened = matches.open_lobby(mini.world)
    game = matches.start_game(mini.world, opened, 50010)
    running = mini.v1("get_match?mp=120000001")["games"]
    mini.sleep(60)
    matches.abort_game(mini.world, opened, game)
    matches.close(mini.world, opened)
    body = mini.v1("get_match?mp=120000001")
    assert body["games"] == running
    assert (running[0]["end_time"], running[0]["scores"]) == (None, [])
    assert body["match"]["end_time"] == "2026-09-21 14:14:20"


@pytest.mark.parametrize(("freemod", "own"), [(False, {None}), (True, {"1", "9", "17", "25"})])
def test_own_mods_are_null_unless_they_are_free(mini, freemod, own):
    opened = matches.open_lobby(mini.world)
    game = matches.start_game(mini.world, opened, 50010, freemod=freemod)
    matches.finish_game(mini.world, opened, game)
    [row] = mini.v1("get_match?mp=120000001")["games"]
    assert row["mods"] == "1"
    assert {score["enabled_mods"] for score in row["scores"]} <= own
    assert {score["team"] for score in row["scores"]} == {"1", "2"}
    assert {score["rank"] for score in row["scores"]} == {"0"}


def test_a_missing_replay_is_an_error_with_status_200(mini):
    answer = mini.answer("GET", "/api/get_replay?b=1&u=1&m=0&k=x")
    assert (answer.status, answer.body) == (200, b'{"error":"Replay not available."}')


def test_maps_since_a_day_are_ranked_and_loved_but_not_qualified(mini):
    for deed in ("upload", "nominate", "nominate", "rank", "upload", "love", "upload", "nominate", "nominate"):
        mini.do(deed)
        mini.sleep(1)
    rows = mini.v1("get_beatmaps?since=2026-09-21 14:13:00")
    assert {row["approved"] for row in rows} == {"1", "4"}


def test_converts_come_only_when_asked_for(mini):
    modes = {row["mode"] for row in mini.v1("get_beatmaps?m=1")}
    assert modes == {"1"}
    assert {row["mode"] for row in mini.v1("get_beatmaps?m=1&a=1")} == {"0", "1"}


def test_difficulty_mods_change_the_stars_and_others_do_not(mini):
    plain, hidden, fast = (
        float(mini.v1(f"get_beatmaps?b=50010&mods={mods}")[0]["difficultyrating"]) for mods in (0, 8, 64)
    )
    assert plain == hidden < fast


def test_an_unfiltered_question_about_maps_brings_pending_ones(mini):
    rows = mini.v1("get_beatmaps")
    assert {row["approved"] for row in rows} <= {"-2", "-1", "0"}


def test_a_limit_is_ignored_when_one_player_is_asked_for(mini):
    mini.world.play(1001, beatmap_id=50010, lazer=False, accuracy=1.0)
    mini.world.play(1002, beatmap_id=50010, lazer=False, accuracy=0.9)
    rows = mini.v1("get_scores?b=50010&u=1002&limit=1")
    assert [row["user_id"] for row in rows] == ["1002"]
    assert len(mini.v1("get_scores?b=50010&limit=1")) == 1
