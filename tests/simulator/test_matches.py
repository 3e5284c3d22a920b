"""Matches and rooms, step by step."""

import pytest
from miniature import Miniature

from watcher.simulator import matches


@pytest.fixture
def mini():
    return Miniature()


@pytest.fixture
def opened(mini):
    return matches.open_lobby(mini.world, red=[1001, 1003], blue=[1002, 1004])


def test_a_game_is_one_row_that_changes_in_place(mini, opened):
    game = matches.start_game(mini.world, opened, 50010)
    before = mini.get("/matches/120000001")
    mini.sleep(100)
    matches.finish_game(mini.world, opened, game)
    after = mini.get("/matches/120000001")
    assert before["current_game_id"] == game.id
    assert after["current_game_id"] is None
    assert before["latest_event_id"] == after["latest_event_id"]
    assert (before["events"][-1]["game"]["end_time"], before["events"][-1]["game"]["scores"]) == (None, [])
    assert len(after["events"][-1]["game"]["scores"]) == 4
    assert mini.get(f"/matches/120000001?after={after['latest_event_id']}")["events"] == []
    assert len(mini.get(f"/matches/120000001?after={after['latest_event_id'] - 1}")["events"]) == 1


def test_pages_go_both_ways(mini, opened):
    for _ in range(60):
        game = matches.start_game(mini.world, opened, 50010)
        matches.finish_game(mini.world, opened, game)
        matches.close(mini.world, opened)
    body = mini.get("/matches/120000001")
    assert len(body["events"]) == 100
    assert body["events"][-1]["id"] == body["latest_event_id"]
    before = mini.get(f"/matches/120000001?before={body['events'][0]['id']}&limit=10")["events"]
    assert [row["id"] for row in before] == list(range(body["events"][0]["id"] - 10, body["events"][0]["id"]))
    after = mini.get(f"/matches/120000001?after={body['first_event_id']}&limit=500")["events"]
    assert len(after) == 101
    assert after[0]["id"] == body["first_event_id"] + 1


def test_an_aborted_game_never_ends(mini, opened):
    game = matches.start_game(mini.world, opened, 50010)
    matches.abort_game(mini.world, opened, game)
    row = mini.get("/matches/120000001")["events"][-1]["game"]
    assert (row["end_time"], row["scores"]) == (None, [])


@pytest.mark.parametrize(("version", "key"), [(0, "score"), (20240529, "total_score")])
def test_scores_come_in_the_format_asked_for(mini, opened, version, key):
    game = matches.start_game(mini.world, opened, 50010, mods=["NF", "DT"])
    matches.finish_game(mini.world, opened, game)
    row = mini.get("/matches/120000001", version=version)["events"][-1]["game"]["scores"][0]
    assert row[key] == game.scores[0].score.total
    assert (row["id"], row["pp"], row["match"]["team"]) == (None, None, "red")
    assert [mod if version == 0 else mod["acronym"] for mod in row["mods"]] == ["NF", "DT"]


def test_a_private_match_is_forbidden_and_not_listed(mini):
    matches.open_lobby(mini.world, private=True)
    assert mini.get("/matches/120000001", kind="raw").status == 403
    assert mini.get("/matches")["matches"] == []


def test_the_list_turns_by_its_cursor_and_knows_who_still_plays(mini):
    for _ in range(55):
        opened = matches.open_lobby(mini.world)
    matches.close(mini.world, opened)
    page = mini.get("/matches")
    assert [row["id"] for row in page["matches"]][:2] == [120000055, 120000054]
    rest = mini.get(f"/matches?cursor_string={page['cursor_string']}")["matches"]
    assert [row["id"] for row in rest] == [120000005, 120000004, 120000003, 120000002, 120000001]
    assert [row["id"] for row in mini.get("/matches?active=0")["matches"]] == [120000055]


def test_a_deleted_map_leaves_the_game_without_one(mini, opened):
    made = mini.do("upload")["beatmapset_id"]
    matches.start_game(mini.world, opened, mini.world.sets[made].difficulties[0])
    mini.do("delete", set_id=made)
    game = mini.get("/matches/120000001")["events"][-1]["game"]
    assert "beatmap" not in game
    assert game["beatmap_id"] == mini.world.sets[made].difficulties[0]


def test_a_whole_match_is_played_by_itself(mini):
    mini.do("long-match")
    mini.sleep(2 * 3600)
    body = mini.v1("get_match?mp=120000001")
    assert [game["end_time"] is None for game in body["games"]] == [n in {3, 7} for n in range(12)]
    assert body["match"]["end_time"] is not None
    kinds = [row["detail"]["type"] for row in mini.get("/matches/120000001")["events"]]
    assert kinds[0] == "match-created"
    assert kinds[-1] == "match-disbanded"
    assert kinds.count("player-joined") == 9  # eight, and one who came back
    truth = [fact for fact in mini.world.truth.facts if fact.kind.startswith("match")]
    assert [fact.kind for fact in truth].count("match_game") == 10
    assert sum(truth[-1].facts["wins"].values()) == 10


def test_a_room_says_that_a_game_was_aborted(mini):
    room = matches.open_lobby(mini.world, red=[1001], blue=[1002], room=True)
    for act in (matches.finish_game, matches.abort_game):
        act(mini.world, room, matches.start_game(mini.world, room, 50010))
    body = mini.get("/rooms/1500001/events")
    assert [row["event_type"] for row in body["events"]][-4:] == [
        "game_started", "game_completed", "game_started", "game_aborted",
    ]  # fmt: skip
    assert body["last_event_id"] == body["events"][-1]["id"]
    done, aborted = body["playlist_items"]
    assert (len(done["scores"]), aborted["scores"]) == (2, [])
    assert done["details"]["teams"] == {"1001": "red", "1002": "blue"}
    assert "total_score" in done["scores"][0]


@pytest.mark.parametrize(("version", "kind"), [(20240529, list), (99_999_999, dict)])
def test_the_list_of_rooms_changes_its_form_for_new_clients(mini, version, kind):
    matches.open_lobby(mini.world, room=True)
    assert isinstance(mini.get("/rooms?type_group=realtime", version=version), kind)
    assert mini.get("/rooms") == []


@pytest.mark.parametrize("aborted", [3, 0], ids=["a game", "a warm-up, which is played again"])
def test_a_match_ends_with_the_deciding_win_and_counts_no_warm_up(mini, aborted):
    mini.do("match", first_to=4, warmups=2, aborted=[aborted])
    mini.sleep(600)
    body = mini.get("/matches/120000001?limit=101")
    games = [row["game"] for row in body["events"] if "game" in row]
    [end] = [fact.facts["wins"] for fact in mini.world.truth.facts if fact.kind == "match_end"]
    assert body["match"]["end_time"] is not None
    assert max(end.values()) == 4
    assert min(end.values()) < 4
    assert len(games) == 2 + 1 + sum(end.values())
