"""A lazer room in its events: the same facts as a stable match, and what only rooms do."""

from datetime import UTC, datetime

import pytest
from test_v2_source import Situation
from v2_answers import NOW, Reply, beatmap, user

from watcher.osu.errors import Malformed
from watcher.osu.nouns import Mod

SUBJECT = "bancho/room/9"
PATH = "/rooms/9/events"


def when(second):
    return datetime.fromtimestamp(NOW / 1000 + second, UTC).isoformat()


def row(number, kind="player_joined", item=None, at=0):
    return {"id": number, "event_type": kind, "created_at": when(at), "playlist_item_id": item, "user_id": None}


def score(user_id, total, **more):
    return {
        "user_id": user_id,
        "ruleset_id": 0,
        "ended_at": when(0),
        "accuracy": 0.97,
        "max_combo": 900,
        "rank": "A",
        "passed": True,
        "total_score": total,
        "mods": [{"acronym": "HD"}, {"acronym": "HR"}],
        "statistics": {"great": 9, "miss": 3},
    } | more


def item(number, *scores, teams=None, room_type="team_versus", **more):
    return {
        "id": number,
        "room_id": 9,
        "beatmap_id": 75,
        "ruleset_id": 0,
        "required_mods": [{"acronym": "HD"}],
        "details": {"room_type": room_type, "teams": teams, "started_at": when(0)},
        "scores": list(scores),
    } | more


def room(*events, items=(), first, last, **more):
    return Reply(
        body={
            "room": {"id": 9, "name": "a room", "type": "team_versus", "starts_at": when(-600), "ends_at": None} | more,
            "events": list(events),
            "playlist_items": list(items),
            "beatmaps": [beatmap(75)],
            "beatmapsets": [],
            "users": [user(7, "seven"), user(8, "eight")],
            "first_event_id": first,
            "last_event_id": last,
        }
    )


SIDES = {"7": "red", "8": "blue"}
DONE = item(70, score(7, 500_000), score(8, 400_000, passed=False, rank="F"), teams=SIDES)


def ask(*pages, bookmark=""):
    return Situation({PATH: list(pages)}).ask("room", SUBJECT, bookmark=bookmark)


def test_a_finished_game_tells_what_a_stable_one_does():
    page = room(
        row(11), row(12, "game_started", 70, -120), row(13, "game_completed", 70, -60), items=[DONE], first=11, last=13
    )
    answer = ask(page)
    (seen, *_) = answer.sightings
    (game,) = seen.games
    assert (seen.room, seen.id, seen.name, seen.ended, seen.names) == (
        True,
        9,
        "a room",
        None,
        {7: "seven", 8: "eight"},
    )
    assert (game.id, game.aborted, game.ended, game.teams, game.scoring) == (
        12,
        False,
        NOW - 60_000,
        "team_vs",
        "score",
    )
    assert (game.beatmap.title, game.mods) == ("T", (Mod("HD"),))
    assert [(s.user_id, s.team, s.score, s.passed, s.misses, s.mods) for s in game.scores] == [
        (7, "red", 500_000, True, 3, (Mod("HD"), Mod("HR"))),
        (8, "blue", 400_000, False, 3, (Mod("HD"), Mod("HR"))),
    ]
    assert (answer.bookmarks, answer.over) == ({SUBJECT: "13"}, ())


def test_the_bookmark_stays_before_a_running_game():
    page = room(row(11), row(12, "game_started", 70), row(13), items=[item(70)], first=11, last=13)
    answer = ask(page)
    (game,) = answer.sightings[0].games
    assert (game.ended, game.aborted, answer.bookmarks) == (None, False, {SUBJECT: "11"})


def test_a_map_that_is_started_again_after_it_was_aborted_is_another_game():
    page = room(
        row(11, "game_started", 70, -300),
        row(12, "game_aborted", 70, -250),
        row(13, "game_started", 70, -200),
        row(14, "game_completed", 70, -100),
        items=[DONE],
        first=11,
        last=14,
    )
    games = ask(page).sightings[0].games
    assert [(game.id, game.aborted, len(game.scores)) for game in games] == [(11, True, 0), (13, False, 2)]


def test_a_game_whose_end_nobody_told_was_aborted_once_another_began():
    page = room(row(11, "game_started", 70), row(12, "game_started", 71), items=[item(70), item(71)], first=11, last=12)
    assert [(game.id, game.aborted) for game in ask(page).sightings[0].games] == [(11, True), (12, False)]


@pytest.mark.parametrize(("ago", "runs"), [(5, True), (15, False), (-300, False)], ids=["soon", "later", "odd clock"])
def test_scores_that_still_come_in_are_waited_for(ago, runs):
    late = item(70, score(7, 500_000), teams=SIDES)
    page = room(
        row(11),
        row(12, "game_started", 70, -ago - 60),
        row(13, "game_completed", 70, -ago),
        row(14, "room_disbanded", None, -ago),
        items=[late],
        first=11,
        last=14,
    )
    answer = ask(page)
    (seen, *_) = answer.sightings
    assert (seen.games[0].ended is None, seen.games[0].aborted) == (runs, False)
    assert (seen.ended is None, answer.over, answer.bookmarks[SUBJECT]) == (
        (True, (), "11") if runs else (False, (SUBJECT,), "14")
    )


def test_a_closed_room_is_over_and_its_last_game_aborted():
    page = room(
        row(11, "game_started", 70, -90), row(12, "room_disbanded", None, -30), items=[item(70)], first=11, last=12
    )
    answer = ask(page, bookmark="10")
    assert (answer.sightings[0].ended, answer.sightings[0].games[0].aborted) == (NOW - 30_000, True)
    assert answer.over == (SUBJECT,)


def test_a_long_room_is_read_to_its_first_event():
    newest = room(row(21), row(22, "game_started", 71, -200), items=[item(71)], first=11, last=22)
    oldest = room(
        row(11, "game_started", 70, -400), row(12, "game_completed", 70, -300), items=[DONE], first=11, last=22
    )
    games = ask(newest, oldest).sightings[0].games
    assert [(game.id, game.ended is None) for game in games] == [(11, False), (22, True)]


def test_a_game_over_two_pages_is_one():
    first = room(row(21, "game_started", 70, -400), items=[item(70, teams=SIDES)], first=11, last=22)
    second = room(row(22, "game_completed", 70, -300), items=[DONE], first=11, last=22)
    (game,) = ask(first, second, bookmark="20").sightings[0].games
    assert (game.id, len(game.scores)) == (21, 2)


@pytest.mark.parametrize(
    ("mark", "pages"),
    [
        ("", [room(row(21), first=11, last=32), room(row(21), first=11, last=32)]),
        ("12", [room(row(21), first=11, last=32), room(first=11, last=32)]),
        ("", [room(first=11, last=31)]),
    ],
    ids=["backward", "forward", "empty"],
)
def test_a_room_with_events_missing_is_no_answer(mark, pages):
    with pytest.raises(Malformed, match="room"):
        ask(*pages, bookmark=mark)


def test_a_map_that_is_not_on_the_playlist_is_set_aside():
    page = room(row(11, "game_started", 70), row(12, "game_started", 71), items=[item(71)], first=11, last=12)
    assert [game.id for game in ask(page).sightings[0].games] == [12]


@pytest.mark.parametrize(("ends", "over"), [(None, ()), (60, ()), (-60, (SUBJECT,))])
def test_a_playlist_shows_its_leaderboard_until_it_ends(ends, over):
    rows = [{"user_id": 7, "total_score": 900, "accuracy": 0.97, "attempts": 2, "user": user(7, "seven")}]
    head = {"id": 9, "name": "a mix", "type": "playlists", "ends_at": None if ends is None else when(ends)}
    pages = {
        PATH: [Reply(422, {"error": "not a realtime room"})],
        "/rooms/9": [Reply(body=head)],
        "/rooms/9/leaderboard": [Reply(body={"leaderboard": rows})],
    }
    answer = Situation(pages).ask("room", SUBJECT)
    unseen, standings = answer.sightings
    assert (unseen.reason, answer.over, answer.rest) == ("playlist", over, 300_000)
    assert [(row.username, row.score) for row in standings.rows] == [("seven", 900)]
    assert (standings.ended is not None) == bool(over)


def test_head_to_head_and_a_deleted_map():
    alone = item(70, score(7, 5), score(8, 6), room_type="head_to_head", beatmap_id=99)
    page = room(row(11, "game_started", 70, -90), row(12, "game_completed", 70, -60), items=[alone], first=11, last=12)
    (game,) = ask(page).sightings[0].games
    assert (game.teams, game.beatmap, game.beatmap_id, {s.team for s in game.scores}) == (
        "head_to_head",
        None,
        99,
        {""},
    )
