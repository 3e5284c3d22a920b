"""What both APIs do that nobody would guess, as far as it stands in no other file here."""

import json

import pytest
from miniature import Miniature

from watcher.simulator import matches

STABLE, LAZER = {"lazer": False}, {"lazer": True}


@pytest.fixture
def mini():
    return Miniature()


def headers(answer):
    return {name.lower(): value for name, value in answer.headers}


# -- v1 --------------------------------------------------------------------------------------------------------------


def test_v1_answers_are_for_everybody_and_carry_no_tag(mini):
    found = headers(mini.answer("GET", "/api/get_user?u=1001&k=x"))
    assert found["content-type"] == "application/json; charset=UTF-8"
    assert found["access-control-allow-origin"] == "*"
    assert "etag" not in found


def test_v1_times_have_no_zone(mini):
    mini.world.play(1001, **STABLE)
    assert mini.v1("get_user_recent?u=1001")[0]["date"] == "2026-09-21 14:13:20"


def test_of_equal_scores_the_earlier_stands_first(mini):
    for user_id in (1002, 1001):
        mini.world.play(user_id, beatmap_id=50010, accuracy=1.0, misses=0, total=2_000_000, **STABLE)
        mini.sleep(1)
    first, second = mini.v1("get_scores?b=50010&limit=2")
    assert first["score"] == second["score"]
    assert (first["user_id"], second["user_id"]) == ("1002", "1001")


def test_mods_of_a_v1_leaderboard_are_exact(mini):
    for user_id, mods in ((1001, ["HD"]), (1002, ["HD", "DT"])):
        mini.world.play(user_id, beatmap_id=50010, mods=mods, **STABLE)
    assert {row["enabled_mods"] for row in mini.v1("get_scores?b=50010&mods=8")} == {"8"}


def test_a_loved_map_has_a_v1_leaderboard_without_pp(mini):
    mini.do("upload")
    beatmap_id = mini.world.sets[mini.do("love")["beatmapset_id"]].difficulties[0]
    mini.world.play(1001, beatmap_id=beatmap_id, **STABLE)
    [row] = mini.v1(f"get_scores?b={beatmap_id}")
    assert row["pp"] is None
    assert "beatmap_id" not in row


def test_the_type_of_a_v1_match_is_always_0(mini):
    opened = matches.open_lobby(mini.world)
    matches.finish_game(mini.world, opened, matches.start_game(mini.world, opened, 50010))
    [game] = mini.v1("get_match?mp=120000001")["games"]
    assert (game["match_type"], game["team_type"], game["scoring_type"]) == ("0", "2", "3")


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("upload", "{who} has submitted a new beatmap \"<a href='/s/{set}'>{song}</a>\""),
        ("update", "{who} has updated the beatmap \"<a href='/s/{set}'>{song}</a>\""),
        ("love", "<a href='/s/{set}'>{song}</a> by {who} has just been loved!"),
        ("revive", "<a href='/s/{set}'>{song}</a> has been revived from eternal slumber by {who}."),
        ("play-often", "<a href='{map}'>{song} [{version}]</a> has been played 1,000,000 times!"),
    ],
)
def test_the_sentences_of_a_mapper(mini, deed, sentence):
    number = mini.do("upload")["beatmapset_id"]
    if deed == "revive":
        mini.do("bury", set_id=number)
    made = mini.world.sets[number]
    row = mini.world.maps[made.difficulties[0]]
    if deed == "play-often":
        mini.do(deed, beatmap_id=row.id)
    elif deed != "upload":
        mini.do(deed, set_id=number)
    told = mini.v1("get_user?u=1013")[0]["events"][0]
    links = {"who": "<b><a href='/u/1013'>Sedge</a></b>", "set": number, "map": f"/beatmaps/{row.id}?ruleset=osu"}
    words = sentence.format(song=f"{made.artist} - {made.title}", version=row.version, **links)
    assert told["display_html"].replace("/users/", "/u/").replace("/beatmapsets/", "/s/") == words


def test_who_lost_a_first_place_and_who_supports_again(mini):
    mini.do("first-lost", user_id=1002, victim=1001)
    assert " has lost first place on <a href=" in mini.v1("get_user?u=1001")[0]["events"][0]["display_html"]
    for words in ("has become an osu! supporter", "has once again chosen to support osu!"):
        mini.do("support", user_id=1002)
        assert words in mini.v1("get_user?u=1002")[0]["events"][0]["display_html"]


# -- v2 --------------------------------------------------------------------------------------------------------------


def test_what_clients_in_the_wild_look_for_is_there(mini):
    row = mini.get("/users/1001/scores/best?mode=osu")[0]
    assert "current_user_attributes" in row
    assert "lazer_only" in row["beatmap"]
    assert "anime_cover" in row["beatmapset"]
    assert "team" in mini.get("/users/1001/osu")
    assert "current_user_attributes" in mini.get("/scores")["scores"][0]


def test_deprecated_twins_travel_along(mini):
    mini.world.play(1001)
    user = mini.get("/users/1001/osu")
    assert user["rankHistory"] == user["rank_history"]
    event = mini.get("/users/1001/recent_activity")[0]
    assert event["createdAt"] == event["created_at"]
    assert mini.get("/users/1001/scores/best?mode=osu")[0]["replay"] is True


def test_the_legacy_id_tells_lazer_from_stable_and_bests_from_others(mini):
    for pp, where in ((900, STABLE), (500, STABLE), (400, LAZER)):
        mini.world.play(1001, beatmap_id=50010, pp=pp, **where)
        mini.sleep(60)
    lazer, other, best = (row["legacy_score_id"] for row in mini.get("/users/1001/scores/recent?mode=osu")[:3])
    assert (lazer, other) == (None, 0)
    assert best > 0


def test_a_search_that_fails_answers_an_object_where_a_list_is_due(mini):
    mini.do("fault", kind="status", status=504, path="/api/v2/users/*/scores/*")
    answer = mini.answer("GET", "/api/v2/users/1001/scores/best?mode=osu")
    assert answer.status == 504
    assert json.loads(answer.body).keys() == {"error"}


def test_the_leaderboards_of_friends_and_countries_want_a_users_token(mini):
    for kind in ("country", "friend"):
        assert mini.get(f"/beatmaps/50010/scores?type={kind}", kind="raw").status == 422


def test_a_leaderboard_without_mods_is_asked_for_by_nm(mini):
    mini.world.play(1001, beatmap_id=50010, mods=["HD"], total=2_000_000)
    mini.world.play(1002, beatmap_id=50010, mods=[], total=1_900_000)
    assert mini.get("/beatmaps/50010/scores")["scores"][0]["user_id"] == 1001
    assert mini.get("/beatmaps/50010/scores?mods[]=NM")["scores"][0]["user_id"] == 1002


def test_one_players_place_on_a_map(mini):
    mini.world.play(1002, beatmap_id=50010, total=2_000_000)
    assert mini.get("/beatmaps/50010/scores/users/1002")["position"] == 1
    assert mini.get("/beatmaps/50010/scores/users/999", kind="raw").status == 404


def test_country_ranks_and_moves_are_shown_in_their_own_ranking_only(mini):
    plain = mini.get("/rankings/osu/performance")["ranking"][0]
    inland = mini.get("/rankings/osu/performance?country=NO")["ranking"][0]
    assert ("country_rank" in plain, "country_rank" in inland) == (False, True)
    assert ("rank_change_since_30_days" in plain, "rank_change_since_30_days" in inland) == (True, False)


def test_more_than_fifty_ids_are_too_many_for_the_lookup_alone(mini):
    query = "&".join(f"ids[]={number}" for number in range(1001, 1052))
    assert mini.get(f"/users/lookup?{query}", kind="raw").status == 422
    assert mini.get(f"/users?{query}", kind="raw").status == 200


def test_the_events_of_a_playlist_are_refused(mini):
    opened = matches.open_lobby(mini.world)
    matches.close(mini.world, opened)
    assert mini.get("/rooms/5/events", kind="raw").status == 404
    room = matches.open_lobby(mini.world, room=True)
    found = mini.get(f"/rooms/{room.id}/events")
    assert {"first_event_id", "last_event_id", "current_playlist_item_id"} <= found.keys()
    assert "latest_event_id" not in found


def test_five_rows_are_the_default_of_what_a_player_did(mini):
    for _ in range(7):
        mini.world.play(1001)
    for path in ("/users/1001/recent_activity", "/users/1001/scores/recent?mode=osu"):
        assert len(mini.get(path)) == 5


def test_pages_of_map_events_hold_five_rows_at_least(mini):
    for _ in range(4):
        made = mini.do("upload")["beatmapset_id"]
        mini.do("nominate", set_id=made)
        mini.do("nominate", set_id=made)
    assert len(mini.get("/beatmapsets/events?limit=1")["events"]) == 5


def test_firsts_are_of_one_of_two_leaderboards(mini):
    mini.world.play(1001, beatmap_id=50010, total=2_000_000, **STABLE)
    mini.sleep(1)
    mini.world.play(1002, beatmap_id=50010, total=2_100_000, **LAZER)
    of_all = {row["beatmap"]["id"] for row in mini.get("/users/1001/scores/firsts?mode=osu&limit=100")}
    of_stable = {row["beatmap"]["id"] for row in mini.get("/users/1001/scores/firsts?mode=osu&limit=100&legacy_only=1")}
    assert 50010 in of_stable - of_all
