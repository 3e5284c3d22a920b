"""The source: questions of the watcher, answered from the wire of API v2."""

import asyncio
import json
import logging
from datetime import UTC, datetime

import pytest
from faulty import Faulty, Reply
from v2_answers import (
    NOW,
    STATISTICS,
    TOKEN,
    at,
    beatmap,
    event,
    feed,
    game,
    match,
    moment,
    old_score,
    score,
    user,
)

from watcher.clock import VirtualClock
from watcher.osu import keys, nouns
from watcher.osu.errors import Invalid, Malformed, NotOffered, Refused, Unavailable
from watcher.osu.http import Budget
from watcher.osu.nouns import FollowUp, Gap, Mod, Mode, PlannedLook, Play, Question
from watcher.osu.unknown import say_once
from watcher.osu.v2 import Client, V2Source
from watcher.osu.v2.feed import UNKNOWN

FEED = "bancho/feed"


class Watched:
    """Wants the plays of these players."""

    def __init__(self, *players):
        self.players = players

    def wants(self, user_id, ruleset_id, pp):  # noqa: ARG002  # the signature is Interest's
        return user_id in self.players


class Situation:
    """What the server answers; what the source then says, was asked, and spent."""

    def __init__(self, replies, *, limit=60):
        self.replies = TOKEN | {f"/api/v2{path}": some for path, some in replies.items()}
        self.limit = limit
        self.asked = []
        self.spent = 0

    def run(self, doing):
        async def with_source():
            budget = Budget(VirtualClock(NOW), limit=self.limit)
            source = V2Source(Client(1, "secret", url=server.url, budget=budget), interest=Watched(7))
            try:
                return await doing(source)
            finally:
                self.spent = budget.used - 1  # without the token's
                await source.close()

        with Faulty(self.replies) as server:
            answer = asyncio.run(with_source())
        self.asked = [(asked.path.removeprefix("/api/v2"), asked.query) for asked in server.requests[1:]]
        return answer

    def ask(self, name, *subjects, bookmark="", now=NOW):
        return self.run(lambda source: source.ask([Question(name, one, bookmark) for one in subjects], now))

    def resolve(self, *names):
        return self.run(lambda source: source.resolve(names))


def bookmark(number, *, looked=NOW - 10_000, overlapped=NOW - 10_000):
    return json.dumps({"id": number, "looked": looked, "overlapped": overlapped})


# The feed


def test_the_first_look_at_the_feed_takes_the_newest_page():
    situation = Situation({"/scores": [feed(score(1), score(2, user_id=8), score(3))]})
    answer = situation.ask("feed", FEED)
    assert situation.asked == [("/scores", {})]
    assert [play.score_id for play in answer.sightings] == [1, 3]
    assert json.loads(answer.bookmarks[FEED]) == {"id": 3, "looked": NOW, "overlapped": NOW}
    assert (answer.more, answer.missed, answer.known) == (False, None, at(3) - 10_000)


def test_a_play_as_the_feed_tells_it():
    answer = Situation({"/scores": [feed(score(1))]}).ask("feed", FEED)
    assert answer.sightings == [
        Play(
            server="bancho",
            user_id=7,
            mode=Mode.OSU,
            beatmap_id=75,
            ended=at(1),
            passed=True,
            accuracy=0.9876,
            max_combo=321,
            misses=2,
            grade="A",
            score=900_000,
            pp=123.4,
            mods=(Mod("HD"), Mod("DT", {"speed_change": 1.3})),
            hits={"great": 300, "ok": 3, "miss": 2},
            full_combo=False,
            lazer=True,
            score_id=1,
        )
    ]


@pytest.mark.parametrize(
    ("situation", "row", "seen"),
    [
        ("lazer", {}, {"lazer": True, "legacy_score_id": None, "score": 900_000}),
        (
            "stable, a best",
            {"legacy_score_id": 5, "legacy_total_score": 77},
            {"lazer": False, "legacy_score_id": 5, "score": 77},
        ),
        ("stable, no best", {"legacy_score_id": 0}, {"lazer": False, "legacy_score_id": None}),
        ("with pp", {}, {"pp": 123.4, "no_pp": ""}),
        ("worth nothing is not unknown", {"pp": 0}, {"pp": 0.0, "no_pp": ""}),
        ("lazer, unprocessed", {"pp": None, "processed": False}, {"pp": None, "no_pp": "pending"}),
        ("lazer, processed: the mods give none", {"pp": None}, {"pp": None, "no_pp": "none"}),
        ("stable counts as processed at once", {"pp": None, "legacy_score_id": 5}, {"no_pp": "pending"}),
        ("a map without leaderboard", {"pp": None, "legacy_score_id": 5, "ranked": False}, {"no_pp": "none"}),
        ("failed", {"pp": None, "processed": False, "passed": False}, {"no_pp": "none", "passed": False}),
        (
            "a loved map",
            {"pp": None, "legacy_score_id": 5, "beatmap": beatmap(75, ranked=4)},
            {"no_pp": "none"},
        ),
        (
            "a ranked map told in words",
            {"pp": None, "legacy_score_id": 5, "beatmap": beatmap(75, ranked=None)},
            {"no_pp": "pending"},
        ),
        ("no miss: the key is left out", {"statistics": {"great": 1}}, {"misses": 0}),
        ("full combo on stable", {"legacy_perfect": True}, {"full_combo": True}),
        ("full combo on lazer", {"is_perfect_combo": True}, {"full_combo": True}),
        ("a mod of tomorrow", {"mods": [{"acronym": "ZZ"}]}, {"mods": (Mod("ZZ"),)}),
        ("another mode", {"ruleset_id": 2}, {"mode": Mode.CATCH}),
        ("the other ending of times", {"ended_at": "2026-09-21T16:13:20+02:00"}, {"ended": NOW}),
    ],
)
def test_plays(situation, row, seen):
    (play,) = Situation({"/scores": [feed(score(1, **row))]}).ask("feed", FEED).sightings
    assert {name: getattr(play, name) for name in seen} == seen, situation


def test_the_next_look_goes_on_at_the_bookmark():
    situation = Situation({"/scores": [feed(score(5001))]})
    answer = situation.ask("feed", FEED, bookmark=bookmark(5000))
    assert situation.asked == [("/scores", {"cursor[id]": ["5000"]})]
    assert json.loads(answer.bookmarks[FEED]) == {"id": 5001, "looked": NOW, "overlapped": NOW - 10_000}


def test_once_a_minute_a_look_begins_behind_the_cursor():
    situation = Situation({"/scores": [feed(score(4100), score(4990))]})
    answer = situation.ask("feed", FEED, bookmark=bookmark(5000, overlapped=NOW - 60_000))
    assert situation.asked == [("/scores", {"cursor[id]": ["4000"]})]
    assert [play.score_id for play in answer.sightings] == [4100, 4990]
    assert json.loads(answer.bookmarks[FEED]) == {"id": 5000, "looked": NOW, "overlapped": NOW}


def test_an_overlap_is_not_due_for_ever_after_a_clock_was_set_back():
    situation = Situation({"/scores": [feed(cursor=5000)]})
    answer = situation.ask("feed", FEED, bookmark=bookmark(5000, overlapped=NOW + 3_600_000))
    assert json.loads(answer.bookmarks[FEED])["overlapped"] == NOW


def test_an_empty_page_keeps_the_cursor():
    answer = Situation({"/scores": [feed(cursor=5000)]}).ask("feed", FEED, bookmark=bookmark(5000))
    assert (answer.sightings, answer.more, answer.known) == ([], False, None)
    assert json.loads(answer.bookmarks[FEED])["id"] == 5000


def test_a_cursor_ahead_of_the_server_resumes_at_the_head():
    situation = Situation({"/scores": [feed(cursor=4000), feed(score(1), score(2))]})
    answer = situation.ask("feed", FEED, bookmark=bookmark(5000, looked=NOW - 200_000_000, overlapped=NOW - 60_000))
    assert situation.asked == [("/scores", {"cursor[id]": ["4000"]}), ("/scores", {})]
    assert answer.missed.reason == f"the cursor lay ahead of the server; {UNKNOWN}"
    assert json.loads(answer.bookmarks[FEED])["id"] == 2


def test_a_head_that_reaches_behind_the_last_look_leaves_no_hole():
    situation = Situation({"/scores": [feed(cursor=4000), feed(score(1, ended_at=moment(0)), score(2))]})
    answer = situation.ask("feed", FEED, bookmark=bookmark(5000, overlapped=NOW - 60_000))
    assert (answer.missed, answer.repair) == (None, "recent")


@pytest.mark.parametrize("head", [feed(), feed(score(5000)), feed(score(6000))])
def test_a_feed_that_stands_still_keeps_its_cursor(head):
    situation = Situation({"/scores": [feed(cursor=4000), head]})
    answer = situation.ask("feed", FEED, bookmark=bookmark(5000, overlapped=NOW - 60_000))
    assert answer.missed is None
    assert json.loads(answer.bookmarks[FEED])["id"] == 5000


def test_an_empty_world_has_no_bookmark_yet():
    assert Situation({"/scores": [feed()]}).ask("feed", FEED).bookmarks == {}


@pytest.mark.parametrize(("rows", "more"), [(899, False), (900, True), (1000, True)])
def test_a_nearly_full_page_means_more(rows, more):
    page = feed(*(score(5001 + number, user_id=8) for number in range(rows)))
    answer = Situation({"/scores": [page]}).ask("feed", FEED, bookmark=bookmark(5000))
    assert answer.more is more
    assert answer.sightings == []


def test_a_full_first_page_is_no_backlog():
    page = feed(*(score(5001 + number, user_id=8) for number in range(1000)))
    assert not Situation({"/scores": [page]}).ask("feed", FEED).more


def test_plays_come_in_the_order_in_which_they_ended():
    page = feed(score(1, ended_at=moment(50)), score(2, ended_at=moment(40)))
    answer = Situation({"/scores": [page]}).ask("feed", FEED)
    assert [play.score_id for play in answer.sightings] == [2, 1]


def test_a_cursor_too_old_is_a_hole_and_the_head_goes_on():
    too_old = Reply(422, {"error": "cursor is too old"})
    situation = Situation({"/scores": [too_old, feed(score(90_000_001), score(90_000_002))]})
    answer = situation.ask("feed", FEED, bookmark=bookmark(5000, looked=NOW - 200_000_000))
    assert situation.asked[1] == ("/scores", {})
    assert [play.score_id for play in answer.sightings] == [90_000_001, 90_000_002]
    assert answer.missed == Gap(
        server="bancho",
        subject=FEED,
        since=NOW - 200_000_000,
        until=answer.sightings[0].ended,
        reason=f"the feed no longer reaches back to where we stopped; {UNKNOWN}",
    )
    assert answer.repair == "recent"
    assert json.loads(answer.bookmarks[FEED])["id"] == 90_000_002


def test_an_empty_page_is_left_alone_for_as_long_as_the_server_repeats_it():
    situation = Situation({"/scores": [feed(cursor=5000)]})
    assert situation.ask("feed", FEED, bookmark=bookmark(5000)).rest == 5000


def test_a_play_listed_before_its_pp_is_known_is_asked_for_again():
    page = feed(score(5001, pp=None, processed=False), score(5002, pp=12.5))
    answer = Situation({"/scores": [page]}).ask("feed", FEED, bookmark=bookmark(5000))
    assert answer.follow_ups == (FollowUp("score", "bancho/score/5001", 10_000),)


def test_one_play_by_its_id():
    situation = Situation({"/scores/5001": [Reply(200, score(5001, pp=77.5))]})
    (play,) = situation.ask("score", "bancho/score/5001").sightings
    assert (play.score_id, play.pp) == (5001, 77.5)


def test_a_play_that_was_deleted_is_gone():
    situation = Situation({"/scores/5001": [Reply(404, {"error": "Invalid score id."})]})
    assert situation.ask("score", "bancho/score/5001").gone == ("bancho/score/5001",)


def test_a_bookmark_of_another_generation_starts_at_the_head():
    situation = Situation({"/scores": [feed(score(1))]})
    situation.ask("feed", FEED, bookmark="from v1")
    assert situation.asked == [("/scores", {})]


def test_one_bad_row_is_set_aside_and_the_rest_stands(caplog):
    page = feed(score(1), score(2, user_id="seven"), score(3))
    answer = Situation({"/scores": [page]}).ask("feed", FEED)
    assert [play.score_id for play in answer.sightings] == [1, 3]
    assert [record.levelno for record in caplog.records if record.name == "watcher.osu"] == [logging.WARNING]


def test_a_fifth_ruleset_is_set_aside(caplog):
    say_once.cache_clear()
    answer = Situation({"/scores": [feed(score(1, ruleset_id=4), score(2))]}).ask("feed", FEED)
    assert [play.score_id for play in answer.sightings] == [2]
    assert "no ruleset 4" in caplog.text


# Best and recent plays


def test_a_best_list_of_two_pages_is_one_list():
    rows = [score(number, pp=1000 - number) for number in range(150)]
    situation = Situation({"/users/7/scores/best": [Reply(body=rows[:100]), Reply(body=rows[99:])]})
    (top,) = situation.ask("best", "bancho/taiko/7").sightings
    assert [play.score_id for play in top.plays] == list(range(150))
    assert (top.user_id, top.mode, top.asked, top.window) == (7, Mode.TAIKO, NOW, 200)
    assert [query["offset"] for _, query in situation.asked] == [["0"], ["100"]]
    assert {query["mode"][0] for _, query in situation.asked} == {"taiko"}


@pytest.mark.parametrize(("rows", "requests"), [(1, 1), (49, 1), (50, 2), (99, 2)])
def test_a_short_best_list_is_asked_for_once(rows, requests):
    page = Reply(body=[score(number) for number in range(rows)])
    situation = Situation({"/users/7/scores/best": [page, Reply(body=[])]})
    (top,) = situation.ask("best", "bancho/osu/7").sightings
    assert (len(top.plays), len(situation.asked)) == (rows, requests)


def of_nobody_but(**stats):
    return {
        "/users/7/scores/best": [Reply(body=[])],
        "/users/7/osu": [Reply(body=user(7, statistics=STATISTICS | stats))],
    }


def test_an_empty_best_list_is_believed_of_who_has_no_pp():
    (top,) = Situation(of_nobody_but(pp=0)).ask("best", "bancho/osu/7").sightings
    assert top.plays == ()


def test_an_empty_best_list_is_not_believed_of_who_has_pp():
    with pytest.raises(Malformed, match="the player has pp"):
        Situation(of_nobody_but(pp=5)).ask("best", "bancho/osu/7")


def test_recent_plays_hold_fails_and_names():
    of_map = beatmap(75)
    del of_map["beatmapset"]
    rows = [
        score(9, passed=False, rank="F", user=user(7, "peter"), beatmap=of_map, beatmapset=beatmap(75)["beatmapset"]),
        score(8),
    ]
    situation = Situation({"/users/7/scores/recent": [Reply(body=rows)]})
    answer = situation.ask("recent", "bancho/osu/7")
    assert [(play.score_id, play.passed, play.username) for play in answer.sightings] == [
        (8, True, ""),
        (9, False, "peter"),
    ]
    assert answer.sightings[1].beatmap.title == "T"
    assert answer.known == NOW
    assert situation.asked[0][1]["include_fails"] == ["1"]


def test_a_full_page_of_recent_plays_is_not_everything():
    rows = [score(number) for number in range(100)]
    assert Situation({"/users/7/scores/recent": [Reply(body=rows)]}).ask("recent", "bancho/osu/7").known is None


# Profiles


@pytest.mark.parametrize(
    ("shown", "online", "visited"),
    [
        ({"is_online": True, "last_visit": moment(5)}, True, at(5)),
        ({"is_online": False, "last_visit": moment(5)}, False, at(5)),
        ({"is_online": False, "last_visit": None}, None, None),
    ],
    ids=["online", "was online", "hides it"],
)
def test_who_is_online_and_who_hides_it(shown, online, visited):
    answer_ = user(7, statistics=STATISTICS, **shown)
    (seen,) = Situation({"/users/7/taiko": [Reply(body=answer_)]}).ask("profile", "bancho/taiko/7").sightings
    assert (seen.online, seen.visited) == (online, visited)


@pytest.mark.parametrize(
    ("shown", "supporter"), [({"is_supporter": True}, True), ({"is_supporter": False}, False), ({}, None)]
)
def test_who_supports_and_answers_that_do_not_tell(shown, supporter):
    answer_ = user(7, statistics=STATISTICS, **shown)
    (seen,) = Situation({"/users/7/taiko": [Reply(body=answer_)]}).ask("profile", "bancho/taiko/7").sightings
    assert seen.supporter is supporter


def test_one_profile_comes_with_its_country_rank():
    answer_ = user(7, "peter", statistics=STATISTICS | {"country_rank": 55})
    situation = Situation({"/users/7/taiko": [Reply(body=answer_)]})
    (seen,) = situation.ask("profile", "bancho/taiko/7").sightings
    assert seen == nouns.Profile(
        server="bancho",
        user_id=7,
        username="peter",
        mode=Mode.TAIKO,
        asked=NOW,
        pp=5678.9,
        global_rank=1234,
        country_rank=55,
        country="NO",
        accuracy=pytest.approx(0.9876),
        level=101.48,
        play_count=4321,
        play_time=99_000,
        ranked_score=10,
        total_score=20,
        grades={"ss": 1, "ssh": 0, "s": 3, "sh": 4, "a": 5},
        team=nouns.Team(),
        groups={},
        badges={},
    )


def test_what_belongs_to_no_mode_and_what_to_some_keys_comes_with_a_profile():
    variants = [
        {"mode": "mania", "variant": "4k", "global_rank": 12, "country_rank": 1, "pp": 9000.5},
        {"mode": "mania", "variant": "7k", "global_rank": None, "country_rank": None, "pp": 0},
    ]
    answer_ = user(
        7,
        statistics=STATISTICS | {"variants": variants},
        team={"id": 3, "name": "The Kettles", "short_name": "KET"},
        groups=[{"id": 28, "identifier": "bng", "name": "Beatmap Nominators", "short_name": "BN"}],
        badges=[{"image_url": "https://assets.ppy.sh/cup.png", "description": "Cup winner", "awarded_at": moment(0)}],
    )
    (seen,) = Situation({"/users/7/mania": [Reply(body=answer_)]}).ask("player", "bancho/mania/7").sightings
    assert seen.team == nouns.Team(3, "The Kettles")
    assert seen.groups == {"BN": "Beatmap Nominators"}
    assert seen.badges == {"https://assets.ppy.sh/cup.png": "Cup winner"}
    assert seen.variants == {"4k": nouns.Variant(12, 1, 9000.5), "7k": nouns.Variant(None, None, 0.0)}


def test_many_profiles_come_in_one_answer_that_costs_as_many():
    rows = [user(7, statistics_rulesets={"osu": STATISTICS}), user(8, "eva", statistics_rulesets={})]
    situation = Situation({"/users": [Reply(body={"users": rows})]})
    answer = situation.ask("profile", "bancho/osu/7", "bancho/mania/7", "bancho/osu/8", "bancho/osu/9")
    assert situation.asked == [("/users", {"ids[]": ["7", "8", "9"]})]
    assert situation.spent == 3
    *profiles, absent = answer.sightings
    told = [(seen.user_id, seen.mode, seen.pp, seen.global_rank, seen.country_rank) for seen in profiles]
    assert told == [(7, "osu", 5678.9, 1234, None), (7, "mania", 0.0, None, None), (8, "osu", 0.0, None, None)]
    assert {seen.badges for seen in profiles} == {None}  # a batch does not tell them
    assert absent == nouns.Absent(server="bancho", user_id=9, asked=NOW, alone=False)
    assert answer.gone == ("bancho/osu/9",)


@pytest.mark.parametrize("question", ["profile", "player"])
def test_a_player_who_is_not_there_is_absent_from_an_answer_about_nobody_else(question):
    answer = Situation({}).ask(question, "bancho/osu/9")
    absent = nouns.Absent(server="bancho", user_id=9, asked=NOW, alone=True)
    assert (answer.sightings, answer.gone) == ([absent], ("bancho/osu/9",))


def page(first, *users, more=True):
    """A page of a ranking; its first row is of the player with that number."""
    rows = [
        STATISTICS | {"user": user(number, f"p{number}"), "pp": 9000 - number} for number in range(first, first + 50)
    ]
    rows[: len(users)] = users
    return Reply(body={"ranking": rows, "cursor": {"page": 9} if more else None, "total": 10_000})


def test_the_top_of_a_ranking_comes_with_the_players_below_it():
    situation = Situation({"/rankings/taiko/performance": [page(1), page(51)]})
    (seen,) = situation.ask("ranking", "bancho/ranking/taiko/NO/50/0").sightings
    assert situation.asked == [
        ("/rankings/taiko/performance", {"cursor[page]": [number], "country": ["NO"]}) for number in ("1", "2")
    ]
    assert [(row.place, row.user_id) for row in seen.rows] == [(n, n) for n in range(1, 101)]
    assert (seen.subject, seen.rows[0].username, seen.rows[0].pp) == ("bancho/ranking/taiko/NO/50/0", "p1", 8999)


def test_a_player_who_falls_to_the_next_page_between_two_answers_counts_once():
    fallen = STATISTICS | {"user": user(50, "p50", team={"id": 3, "name": "The Kettles"}), "pp": 8949.5}
    situation = Situation({"/rankings/osu/performance": [page(1), page(51, fallen, more=False)]})
    (seen,) = situation.ask("ranking", "bancho/ranking/osu/world/60/0").sightings
    assert [(row.place, row.team) for row in seen.rows if row.user_id == 50] == [(51, nouns.Team(3, "The Kettles"))]


def test_a_page_out_of_order_is_put_in_order_and_a_short_one_that_is_not_the_last_is_no_answer():
    whole = page(1)
    shuffled = Reply(body=whole.body | {"ranking": whole.body["ranking"][::-1]})
    (seen,) = Situation({"/rankings/osu/performance": [shuffled]}).ask("place", "bancho/place/osu/9").sightings
    assert seen.pp == 9000 - 9
    short = Reply(body=whole.body | {"ranking": whole.body["ranking"][:25]})
    for name, subject in (("place", "bancho/place/osu/9"), ("ranking", "bancho/ranking/osu/world/9/0")):
        with pytest.raises(Malformed, match="25 rows on a page of the ranking that has 50"):
            Situation({"/rankings/osu/performance": [short]}).ask(name, subject)


def test_the_pp_that_a_place_takes_is_read_off_its_page():
    situation = Situation({"/rankings/osu/performance": [page(9951)]})
    (seen,) = situation.ask("place", "bancho/place/osu/9999").sightings
    assert situation.asked == [("/rankings/osu/performance", {"cursor[page]": ["200"]})]
    assert seen.pp == 9000 - 9999


@pytest.mark.parametrize(
    ("tops", "hours", "costs"),
    [
        ([("NO", 50)], 1, [2]),
        ([("", 10_000)], 200 / 3 / 60, [200]),
        ([("", 49), ("NO", 100), ("SE", 8950)], (1 + 3 + 180) / 3 / 60, [1, 3, 180]),
    ],
)
def test_rankings_are_looked_at_slowly(tops, hours, costs):
    subjects = [keys.ranking("bancho", Mode.OSU, country=country, top=top) for country, top in tops]
    looks = planned({nouns.Ranking: subjects, nouns.Place: ["bancho/place/osu/10001"]}).looks
    assert [(look.question, look.cost) for look in looks] == [("ranking", cost) for cost in costs]
    assert {look.every for look in looks} == {round(hours * 3_600_000)}


def test_an_inactive_player_has_no_rank():
    stats = STATISTICS | {"global_rank": None, "country_rank": None, "pp": 0, "is_ranked": False}
    (seen,) = (
        Situation({"/users/7/osu": [Reply(body=user(7, statistics=stats))]}).ask("profile", "bancho/osu/7").sightings
    )
    assert (seen.global_rank, seen.country_rank, seen.pp) == (None, None, 0.0)


@pytest.mark.parametrize("stats", [{}, {"statistics": {}}, {"statistics": None}])
def test_an_answer_without_numbers_is_no_fall_to_nothing(stats):
    situation = Situation({"/users/7/osu": [Reply(body=user(7) | stats)]})
    try:
        answer = situation.ask("profile", "bancho/osu/7")
    except Malformed:
        return
    assert answer.sightings == []


@pytest.mark.parametrize(("limit", "batch"), [(1, 1), (60, 10), (1200, 50)])
def test_a_batch_of_profiles_never_fills_the_budget(limit, batch):
    async def look(source):
        return source.batch["profile"]

    assert Situation({}, limit=limit).run(look) == batch


@pytest.mark.parametrize(
    ("question", "subject"),
    [("best", "bancho/osu/7"), ("recent", "bancho/osu/7")],
)
def test_what_is_not_there_is_gone_from_this_answer(question, subject):
    answer = Situation({}).ask(question, subject)
    assert (answer.gone, answer.sightings) == ((subject,), [])


# Matches


def test_a_match_is_read_back_to_its_beginning():
    situation = Situation(
        {
            "/matches/9": [
                match(event(31), event(32, game(3)), first=11, latest=32),
                match(event(21, game(2)), event(22), first=11, latest=32),
                match(event(11), event(12, game(1)), first=11, latest=32),
            ]
        }
    )
    answer = situation.ask("match", "bancho/match/9")
    (seen, *_) = answer.sightings
    assert [one.id for one in seen.games] == [1, 2, 3]
    assert [query.get("before") for _, query in situation.asked] == [None, ["31"], ["21"]]
    assert (seen.id, seen.name, seen.started, seen.ended, seen.names) == (9, "a match", at(0), None, {7: "peter"})
    assert (answer.bookmarks, answer.over) == ({"bancho/match/9": "32"}, ())


def test_a_later_look_reads_forward_from_the_bookmark():
    situation = Situation(
        {
            "/matches/9": [
                match(event(33), event(34, game(4)), first=11, latest=36),
                match(event(35, game(5)), event(36), first=11, latest=36),
            ]
        }
    )
    answer = situation.ask("match", "bancho/match/9", bookmark="32")
    assert [one.id for one in answer.sightings[0].games] == [4, 5]
    assert [query["after"] for _, query in situation.asked] == [["31"], ["34"]]
    assert answer.bookmarks == {"bancho/match/9": "36"}


def test_nothing_happened_since_the_bookmark():
    answer = Situation({"/matches/9": [match(first=11, latest=32)]}).ask("match", "bancho/match/9", bookmark="32")
    assert answer.sightings[0].games == ()
    assert answer.bookmarks == {"bancho/match/9": "32"}


def test_the_bookmark_stays_before_a_running_game():
    page = match(event(12, game(1)), event(13, game(2, ended=False)), event(14), first=12, latest=14)
    answer = Situation({"/matches/9": [page]}).ask("match", "bancho/match/9")
    assert [(one.id, one.ended, one.aborted) for one in answer.sightings[0].games] == [
        (1, at(61), False),
        (2, None, False),
    ]
    assert answer.bookmarks == {"bancho/match/9": "12"}


def test_a_game_without_an_end_was_aborted_when_another_began():
    page = match(event(13, game(2, ended=False)), event(14, game(3, ended=False)), first=12, latest=14)
    answer = Situation({"/matches/9": [page]}).ask("match", "bancho/match/9", bookmark="12")
    assert [(one.id, one.aborted) for one in answer.sightings[0].games] == [(2, True), (3, False)]
    assert answer.bookmarks == {"bancho/match/9": "13"}


def test_a_closed_match_is_over_and_its_last_game_aborted():
    page = match(event(13, game(2, ended=False)), event(14), first=12, latest=14, ended=100)
    answer = Situation({"/matches/9": [page]}).ask("match", "bancho/match/9", bookmark="12")
    assert answer.sightings[0].games[0].aborted
    assert answer.sightings[0].ended == at(100)
    assert answer.over == ("bancho/match/9",)


@pytest.mark.parametrize(
    "row",
    [
        old_score(mods=["NF", "HD"], match={"slot": 3, "team": "blue", "pass": False}),
        score(
            1,
            id=None,
            legacy_total_score=123_456,
            accuracy=0.5,
            max_combo=100,
            rank="D",
            statistics={"great": 1, "ok": 2, "miss": 4},
            mods=[{"acronym": "NF"}, {"acronym": "HD"}],
            match={"slot": 3, "team": "blue", "pass": False},
        ),
    ],
    ids=["old format", "new format"],
)
def test_a_score_of_a_match_in_both_formats(row):
    page = match(event(12, game(1, mods=["DT", "NF"], scores=[row])), first=12, latest=12)
    (seen, *_) = Situation({"/matches/9": [page]}).ask("match", "bancho/match/9").sightings
    assert seen.games[0].scores == (
        nouns.GameScore(
            user_id=7,
            slot=3,
            team="blue",
            score=123_456,
            accuracy=0.5,
            max_combo=100,
            misses=4,
            grade="D",
            passed=False,
            mods=(Mod("DT"), Mod("NF"), Mod("HD")),
        ),
    )
    assert (seen.games[0].scoring, seen.games[0].teams) == ("score_v2", "team_vs")


def test_a_game_on_a_deleted_map_and_of_a_kind_of_tomorrow():
    page = match(event(12, game(1, beatmap_id=0, scoring_type="vibes", team_type="trio")), first=12, latest=12)
    (seen, *_) = Situation({"/matches/9": [page]}).ask("match", "bancho/match/9").sightings
    assert (seen.games[0].beatmap_id, seen.games[0].beatmap) == (0, None)
    assert (seen.games[0].scoring, seen.games[0].teams) == ("score", "head_to_head")


@pytest.mark.parametrize("mark", ["", "12"])
def test_pages_that_do_not_go_on_are_no_answer(mark):
    page = match(event(21), event(22), first=11, latest=32)
    with pytest.raises(Malformed, match="do not go on"):
        Situation({"/matches/9": [page]}).ask("match", "bancho/match/9", bookmark=mark)


@pytest.mark.parametrize(
    ("mark", "pages"),
    [
        ("", [match(event(31), first=11, latest=31), match(first=11, latest=31)]),
        ("12", [match(event(21), first=11, latest=31), match(first=11, latest=31)]),
        ("12", [match(first=11, latest=31, ended=100)]),
        ("", [match(first=11, latest=31, ended=100)]),
    ],
    ids=["the beginning", "the middle", "the end", "everything"],
)
def test_a_match_with_events_missing_is_no_answer(mark, pages):
    with pytest.raises(Malformed):
        Situation({"/matches/9": pages}).ask("match", "bancho/match/9", bookmark=mark)


def test_a_score_sent_twice_counts_once():
    row = old_score(match={"slot": 0, "team": "red", "pass": True})
    page = match(event(12, game(1, scores=[row, row])), first=12, latest=12)
    (seen, *_) = Situation({"/matches/9": [page]}).ask("match", "bancho/match/9").sightings
    assert len(seen.games[0].scores) == 1


@pytest.mark.parametrize(
    ("reply", "reason", "rest"),
    [(Reply(403, {"error": None}), "private", 600_000), (Reply(404, {}), "missing", 60_000)],
)
def test_a_match_that_is_not_shown_is_asked_for_again_later(reply, reason, rest):
    answer = Situation({"/matches/9": [reply]}).ask("match", "bancho/match/9")
    (seen,) = answer.sightings
    assert (seen.subject, seen.reason, answer.rest, answer.over) == ("bancho/match/9", reason, rest, ())


@pytest.mark.parametrize(
    ("game_of", "since", "rest", "over"),
    [
        pytest.param(game(1, ended=False), 60, 0, False, id="a_game_runs"),
        pytest.param(game(1), 300, 20_000, False, id="between_two_games"),
        pytest.param(game(1), 3600, 60_000, False, id="nobody_plays"),
        pytest.param(game(1, ended=False), 7 * 3600, 0, True, id="nothing_for_hours"),
    ],
)
def test_how_soon_a_match_is_asked_for_again(game_of, since, rest, over):
    times = {"start_time": ago(since), "end_time": game_of["end_time"] and ago(since)}
    page = match({**event(12, game_of | times), "timestamp": ago(since)}, first=12, latest=12)
    answer = Situation({"/matches/9": [page]}).ask("match", "bancho/match/9", bookmark="12")
    assert (answer.rest, bool(answer.over)) == (rest, over)
    assert [type(one) for one in answer.sightings] == [
        nouns.Match,
        nouns.Attendance,
        *([nouns.Unseen] if over else []),
    ]


def ago(seconds):
    return datetime.fromtimestamp(NOW / 1000 - seconds, UTC).isoformat()


# Maps


def test_maps_come_fifty_at_a_time_with_their_names():
    situation = Situation({"/beatmaps": [Reply(body={"beatmaps": [beatmap(75)]})]})
    answer = situation.ask("beatmap", "bancho/map/75", "bancho/map/76")
    assert situation.asked == [("/beatmaps", {"ids[]": ["75", "76"]})]
    assert situation.spent == 1
    assert answer.gone == ("bancho/map/76",)
    assert answer.sightings == [
        nouns.Beatmap(
            server="bancho",
            id=75,
            beatmapset_id=1,
            mode=Mode.OSU,
            status=1,
            artist="A",
            title="T",
            version="Insane",
            creator="C",
            creator_id=4,
            stars=5.25,
            length=120,
            bpm=180,
            cs=4,
            ar=9.3,
            od=8,
            hp=6,
            max_combo=700,
        )
    ]


# Cards


MANY = [keys.player("bancho", Mode.OSU, number) for number in range(1, 121)]
SOME = keys.cards("bancho", Mode.OSU, 2)


def looked_up(situation, times, apart=0):
    """The answers to looks at the cards of the last twenty, so many seconds apart; None for one that was none."""

    async def look(source):
        assert [look.subject for look in cards_in(source.plan({nouns.Card: MANY}))][-1] == SOME
        answers = []
        for _ in range(times):
            try:
                answers.append(await source.ask([Question("cards", SOME)], NOW))
            except Unavailable:
                answers.append(None)
            await source._client.budget.clock.sleep(apart)
        return answers, cards_in(source.plan({nouns.Card: MANY}))

    return situation.run(look)


def cards_in(plan):
    return [look for look in plan.looks if look.question == "cards"]


def test_cards_tell_of_fifty_players_for_the_price_of_one():
    ranked = user(
        101, "eva", global_rank={"rank": 12, "ruleset_id": 0}, team={"id": 3, "name": "Lids", "short_name": ""}
    )
    there = [ranked, user(102, "ida", global_rank=None, is_online=True, last_visit=moment(1))]
    situation = Situation({"/users/lookup": [Reply(body={"users": there})]})
    ((answer,), planned) = looked_up(situation, 1)
    assert situation.asked == [
        ("/users/lookup", {"ids[]": [str(number) for number in range(101, 121)], "ruleset_id": ["0"]})
    ]
    assert situation.spent == 1
    eva, ida, *absent = answer.sightings
    assert (eva.username, eva.global_rank, eva.team, eva.online) == ("eva", 12, nouns.Team(3, "Lids"), None)
    assert (ida.username, ida.global_rank, ida.online, ida.visited) == ("ida", None, True, at(1))
    assert [one.user_id for one in absent] == list(range(103, 121))
    assert not any(one.alone for one in absent)
    assert len(planned) == 3


@pytest.mark.parametrize(
    "reply", [Reply(404), Reply(405), Reply(410), Reply(body={"cards": []})], ids=["404", "405", "410", "another shape"]
)
def test_an_endpoint_that_is_gone_is_asked_for_five_minutes_and_that_is_said_once(reply, caplog):
    say_once.cache_clear()
    situation = Situation({"/users/lookup": [reply]})
    answers, planned = looked_up(situation, 6, apart=100)
    assert answers[:4] == [None] * 4
    assert [(answer.sightings, answer.rest) for answer in answers[4:]] == [([], 3_600_000)] * 2
    assert len(situation.asked) == 4
    assert caplog.text.count("/users/lookup is gone") == 1
    assert planned == [], "what is gone is not planned again"


def test_a_slip_is_no_end_of_an_endpoint():
    good = Reply(body={"users": []})
    situation = Situation({"/users/lookup": [Reply(404), Reply(404), good, Reply(404), Reply(404), good]})
    answers, planned = looked_up(situation, 6, apart=200)
    assert [answer is None for answer in answers] == [True, True, False] * 2
    assert len(planned) == 3


@pytest.mark.parametrize(("players", "looks"), [(99, 0), (100, 2), (120, 3)])
def test_few_need_no_cards(players, looks):
    plan = planned({nouns.Card: MANY[:players]})
    assert len(plan.looks) == looks
    assert {(look.every, look.cost) for look in plan.looks} <= {(600_000, 1)}


def test_cards_take_no_more_than_a_fifth_of_the_budget_and_leave_the_rest_of_the_half_to_profiles():
    everybody = [keys.player("bancho", Mode.OSU, number) for number in range(100_000)]
    plan = planned({nouns.Card: everybody, nouns.Profile: everybody})
    cards, profiles = (
        sum(look.cost * 60_000 / look.every for look in plan.looks if look.question == name)
        for name in ("cards", "profile")
    )
    assert (cards, profiles) == (pytest.approx(12, abs=0.1), pytest.approx(18, abs=0.1))
    firsts = [look.first for look in plan.looks if look.question == "cards"]
    assert (min(firsts), firsts == sorted(set(firsts))) == (0, True)


# Names


def test_names_and_ids_are_resolved_together():
    cards = [user(7, "Peter Pan"), user(8, "eva")]
    situation = Situation({"/users/lookup": [Reply(body={"users": cards})]})
    found = situation.resolve("peter_pan", 8, "EVA", "peter_pan")
    assert found == {"peter_pan": (7, "Peter Pan"), 8: (8, "eva"), "EVA": (8, "eva")}
    assert situation.asked == [("/users/lookup", {"ids[]": ["@peter_pan", "8", "@EVA"]})]


def test_an_old_name_is_found_by_itself_and_an_unknown_one_left_out():
    situation = Situation(
        {"/users/lookup": [Reply(body={"users": []})], "/users/@oldie/osu": [Reply(body=user(7, "newbie"))]}
    )
    assert situation.resolve("oldie", "nobody", 5) == {"oldie": (7, "newbie")}


@pytest.mark.parametrize("refusal", [404, 422])
def test_without_the_undocumented_lookup_each_is_asked_alone(refusal):
    situation = Situation({"/users/lookup": [Reply(refusal)], "/users/7/osu": [Reply(body=user(7, "peter"))]})
    assert situation.resolve(7) == {7: (7, "peter")}


def test_a_name_that_would_leave_its_place_in_the_path_stays_there():
    situation = Situation({"/users/lookup": [Reply(body={"users": []})]})
    assert situation.resolve("../2?x#y") == {}
    assert situation.asked[1][0] == "/users/@..%2F2%3Fx%23y/osu"


def test_a_hundred_names_are_two_questions():
    names = [f"player {number}" for number in range(51)]
    cards = [user(number, name) for number, name in enumerate(names)]
    page, rest = Reply(body={"users": cards[:50]}), Reply(body={"users": cards[50:]})
    situation = Situation({"/users/lookup": [page, rest]})
    assert len(situation.resolve(*names)) == 51
    assert len(situation.asked) == 2


# The plan


def planned(wanted, limit=60):
    async def plan(source):
        return source.plan(wanted)

    return Situation({}, limit=limit).run(plan)


def test_plays_of_any_number_of_players_cost_one_feed():
    subjects = [f"bancho/osu/{number}" for number in range(1000)]
    plan = planned({Play: subjects})
    assert plan.looks == [PlannedLook(question="feed", subject=FEED, every=10_000, cost=1)]


def test_while_few_sleep_the_feed_is_looked_at_once_a_minute():
    plan = planned({Play: [f"bancho/osu/{number}" for number in range(99)]})
    assert plan.looks == [PlannedLook(question="feed", subject=FEED, every=10_000, cost=1, idle=60_000)]


@pytest.mark.parametrize(
    ("players", "limit", "seeded"), [(1260, 60, True), (1261, 60, False), (42, 2, True), (43, 2, False)]
)
def test_best_lists_are_asked_for_at_the_start_where_an_hour_is_enough(players, limit, seeded):
    wanted = {nouns.TopPlays: [f"bancho/osu/{number}" for number in range(players)]}
    assert len(planned(wanted, limit=limit).looks) == players * seeded


@pytest.mark.parametrize(
    ("players", "every", "idle", "last"),
    [(1, 600_000, 7_200_000, 0), (300, 600_000, 7_200_000, 598_000), (3000, 6_000_000, 7_200_000, 5_998_000)],
)
def test_profiles_are_looked_at_in_turn_within_half_of_the_budget(players, every, idle, last):
    looks = planned({nouns.Profile: [f"bancho/osu/{number}" for number in range(players)]}).looks
    assert {(look.every, look.idle) for look in looks} == {(every, idle)}
    assert [look.first for look in looks] == [2000 * place for place in range(players)]
    assert looks[-1].first == last


@pytest.mark.parametrize(
    ("kind", "question", "every", "cost"),
    [
        (nouns.TopPlays, "best", 0, 2),
        (nouns.Match, "match", 10_000, 1),
        (nouns.Beatmap, "beatmap", 0, 0.02),
    ],
)
def test_the_rest_is_looked_at_one_by_one(kind, question, every, cost):
    plan = planned({kind: ["a", "b"], nouns.Gap: [FEED]})
    expected = [PlannedLook(question=question, subject=one, every=every, cost=cost) for one in ("a", "b")]
    assert (plan.looks, plan.not_offered) == (expected, [])


def test_what_the_api_does_not_tell_is_said():
    assert planned({int: ["a"]}).not_offered == ["API v2 does not tell int"]


def test_a_room_is_another_question_than_a_match():
    looks = planned({nouns.Match: ["bancho/match/7", "bancho/room/7"]}).looks
    assert [(look.question, look.subject, look.every) for look in looks] == [
        ("match", "bancho/match/7", 10_000),
        ("room", "bancho/room/7", 10_000),
    ]


def test_nobody_wanted_nothing_planned():
    assert planned({Play: [], nouns.Profile: []}).looks == []


def test_an_unknown_question_names_the_known_ones():
    with pytest.raises(NotOffered, match="no 'horoscope', there is feed, best, recent"):
        Situation({}).ask("horoscope", "bancho/osu/7")


@pytest.mark.parametrize(("status", "error"), [(500, Unavailable), (429, Unavailable), (422, Invalid), (403, Refused)])
def test_other_failures_are_raised(status, error):
    with pytest.raises(error):
        Situation({"/users/7/osu": [Reply(status)]}).ask("profile", "bancho/osu/7")
