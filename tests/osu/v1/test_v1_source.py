"""The source: questions of the watcher, answered from the wire of API v1."""

import asyncio
import json
from datetime import UTC, datetime

import msgspec
import pytest
from faulty import Faulty, Reply
from rows import BEATMAP, BEST, GAME, MATCH, RECENT, TEAM_SCORE, USER

from watcher.clock import VirtualClock
from watcher.osu import keys, nouns
from watcher.osu.errors import Invalid, Malformed, NotOffered, Refused, Unavailable
from watcher.osu.http import Budget
from watcher.osu.nouns import Gap, Mod, Mode, Question
from watcher.osu.v1 import reading
from watcher.osu.v1 import translation as v1_translation
from watcher.osu.v1.source import V1Source
from watcher.osu.v2 import models as v2_models
from watcher.osu.v2 import translation as v2_translation
from watcher.osu.v2.reading import Reader

ENDED = datetime(2026, 9, 21, 13, 5, 9, tzinfo=UTC)
NOW = 1_790_000_000_000  # 2026-09-21 14:13:20
HOUR = 3_600_000
PLAYER = "bancho/osu/9001"
MAP = "bancho/map/777"
LOBBY = "bancho/match/88"


class Asked:
    """A source on a faulty server. `ask` gives the answer, `paths` what was asked of the server."""

    def __init__(self, replies):
        self.server = Faulty({f"/api/{endpoint}": some for endpoint, some in replies.items()})
        self.budget = Budget(VirtualClock(NOW))

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *error):
        self.server.__exit__(*error)

    @property
    def paths(self):
        return [request.path.removeprefix("/api/") for request in self.server.requests]

    def source(self, **more):
        return V1Source.connect(key="k", url=self.server.url, budget=self.budget, **more)

    def do(self, call):
        async def doing():
            source = self.source()
            try:
                return await call(source)
            finally:
                await source.close()

        return asyncio.run(doing())

    def ask(self, name, subject, *, bookmark="", now=NOW):
        return self.do(lambda source: source.ask([Question(name, subject, bookmark)], now))


def ask(replies, name, subject, **more):
    with Asked(replies) as asked:
        return asked.ask(name, subject, **more)


def played(minute, **more):
    return RECENT | {"date": f"2026-09-21 13:{minute:02}:00"} | more


def ms(hour, minute):
    return round(datetime(2026, 9, 21, hour, minute, tzinfo=UTC).timestamp() * 1000)


def test_recent_plays_come_home_in_the_order_in_which_they_ended():
    answer = ask({"get_user_recent": [Reply(body=[played(9), played(5, rank="F"), played(2)])]}, "recent", PLAYER)
    assert [play.ended for play in answer.sightings] == [ms(13, 2), ms(13, 5), ms(13, 9)]
    assert [(play.passed, play.no_pp) for play in answer.sightings] == [
        (True, "not offered"),
        (False, "none"),
        (True, "not offered"),
    ]
    assert (answer.bookmarks[PLAYER].split()[0], answer.missed, answer.known) == (str(NOW), None, NOW)


def test_a_play_is_told_in_our_words():
    (play,) = ask({"get_user_recent": [Reply(body=[RECENT | {"score_id": "44"}])]}, "recent", PLAYER).sightings
    ended = round(ENDED.timestamp() * 1000)
    assert play == nouns.Play(
        server="bancho",
        user_id=9001,
        mode=Mode.OSU,
        beatmap_id=777,
        ended=ended,
        passed=True,
        accuracy=123200 / 132000,
        max_combo=512,
        misses=6,
        grade="A",
        score=12345678,
        pp=None,
        no_pp="not offered",
        mods=(Mod("HD"), Mod("DT")),
        hits={"great": 400, "ok": 30, "meh": 4, "miss": 6},
        lazer=False,
        legacy_score_id=44,
    )
    assert keys.play(play) == f"bancho/play/osu/9001/777/{ended // 1000}"


def test_the_mode_of_the_subject_is_asked_for():
    with Asked({"get_user_recent": [Reply(body=[])]}) as asked:
        asked.ask("recent", "bancho/fruits/9001")
    query = {name: values[0] for name, values in asked.server.requests[0].query.items()}
    assert query == {"k": "k", "u": "9001", "type": "id", "m": "2", "limit": "50"}


@pytest.mark.parametrize(
    ("rows", "looked", "gap"),
    [
        ([], NOW - HOUR, None),
        ([], NOW - 25 * HOUR, (NOW - 25 * HOUR, NOW - 24 * HOUR)),
        ([played(10)], NOW - 23 * HOUR, None),
        ([played(10)] * 49, ms(13, 0), None),
        ([played(10)] * 50, ms(13, 0), (ms(13, 0), ms(13, 10))),
        ([played(10)] * 49 + [played(0)], ms(13, 5), None),
        ([played(10)] * 50, None, None),
        ([played(10), RECENT | {"date": "2026-09-18 00:00:00"}], NOW - 30 * HOUR, None),
    ],
)
def test_a_list_that_does_not_reach_back_is_a_gap(rows, looked, gap):
    bookmark = "" if looked is None else str(looked)
    answer = ask({"get_user_recent": [Reply(body=rows)]}, "recent", PLAYER, bookmark=bookmark)
    assert (answer.missed and (answer.missed.since, answer.missed.until)) == gap
    assert answer.missed is None or isinstance(answer.missed, Gap)


@pytest.mark.parametrize("bad", [{"date": None}, {"date": "0000-00-00 00:00:00"}])
def test_a_play_that_cannot_be_told_is_set_aside(bad):
    answer = ask({"get_user_recent": [Reply(body=[RECENT | bad, RECENT])]}, "recent", PLAYER)
    assert len(answer.sightings) == 1


def test_the_best_plays_come_home_with_their_window():
    rows = [BEST | {"pp": "100"}, BEST | {"pp": "300", "beatmap_id": "778", "rank": "SSH"}]
    with Asked({"get_user_best": [Reply(body=rows)]}) as asked:
        (top,) = asked.ask("best", PLAYER).sightings
    assert [(play.pp, play.no_pp, play.grade) for play in top.plays] == [(300, "", "XH"), (100, "", "A")]
    assert (top.asked, top.window) == (NOW, 100)
    assert asked.server.requests[0].query["limit"] == ["100"]


@pytest.mark.parametrize(
    ("users", "sightings", "gone"),
    [
        ([USER | {"pp_raw": "0"}], 1, ()),
        ([USER | {"pp_raw": None}], 1, ()),
        ([USER], 0, (PLAYER,)),
        ([], 0, (PLAYER,)),
    ],
)
def test_an_empty_best_list_is_believed_only_of_a_player_without_pp(users, sightings, gone):
    answer = ask({"get_user_best": [Reply(body=[])], "get_user": [Reply(body=users)]}, "best", PLAYER)
    assert (len(answer.sightings), answer.gone) == (sightings, gone)
    assert all(top.plays == () for top in answer.sightings)


def test_a_profile_is_told_in_our_words():
    profile, _ = ask({"get_user": [Reply(body=[USER])]}, "profile", PLAYER).sightings
    assert profile == nouns.Profile(
        server="bancho",
        user_id=9001,
        username="Ukiyo-e",
        mode=Mode.OSU,
        asked=NOW,
        pp=8765.43,
        global_rank=1234,
        country_rank=56,
        country="JP",
        accuracy=0.9876543426513672,
        level=100.456,
        play_count=4321,
        play_time=1234567,
        ranked_score=9876543210,
        total_score=98765432100,
        grades={"ss": 5, "ssh": 4, "s": 300, "sh": 200, "a": 1000},
        hides_plays=True,
    )


@pytest.mark.parametrize("inactive", [{"pp_raw": "0"}, {"pp_raw": None}, {"pp_raw": "0", "pp_rank": "23924409"}])
def test_whoever_has_no_pp_has_no_rank(inactive):
    profile, _ = ask({"get_user": [Reply(body=[USER | inactive])]}, "profile", PLAYER).sightings
    assert (profile.pp, profile.global_rank, profile.country_rank) == (0, None, None)


@pytest.mark.parametrize(
    ("endpoint", "question", "subject", "body"),
    [
        ("get_user", "activity", "bancho/user/9001", []),
        ("get_beatmaps", "beatmap", MAP, []),
    ],
)
def test_what_is_not_there_is_not_seen(endpoint, question, subject, body):
    answer = ask({endpoint: [Reply(body=body)]}, question, subject)
    assert (answer.sightings, answer.gone) == ([], (subject,))


@pytest.mark.parametrize("question", ["profile", "player"])
def test_a_player_who_is_not_there_is_absent_from_an_answer_about_nobody_else(question):
    answer = ask({"get_user": [Reply(body=[])]}, question, PLAYER)
    absent = nouns.Absent(server="bancho", user_id=9001, asked=NOW, alone=True)
    assert (answer.sightings, answer.gone) == ([absent], (PLAYER,))


@pytest.mark.parametrize("body", [{"match": 0, "games": []}, []])
def test_a_match_that_is_not_there_is_asked_for_again_in_a_minute(body):
    answer = ask({"get_match": [Reply(body=body)]}, "match", LOBBY)
    (seen,) = answer.sightings
    assert (seen.subject, seen.reason, answer.rest, answer.over) == (LOBBY, "missing", 60_000, ())


def test_a_map_is_told_in_our_words():
    (seen,) = ask({"get_beatmaps": [Reply(body=[BEATMAP])]}, "beatmap", MAP).sightings
    assert seen == nouns.Beatmap(
        server="bancho",
        id=777,
        beatmapset_id=333,
        mode=Mode.OSU,
        status=1,
        artist="Hokusai",
        title="Under the Wave",
        version="Wave",
        creator="Printer",
        creator_id=42,
        stars=5.4321,
        length=215,
        bpm=187.5,
        cs=4,
        ar=9.3,
        od=8.5,
        hp=5.5,
        max_combo=901,
    )


def test_a_map_with_a_new_status_passes_and_one_of_a_fifth_mode_is_set_aside():
    (seen,) = ask({"get_beatmaps": [Reply(body=[BEATMAP | {"approved": "9"}])]}, "beatmap", MAP).sightings
    assert seen.status == 9
    assert ask({"get_beatmaps": [Reply(body=[BEATMAP | {"mode": "4"}])]}, "beatmap", MAP).sightings == []


def lobby(*games, ended=None):
    return MATCH | {"match": MATCH["match"] | {"end_time": ended}, "games": list(games)}


def game(number, *, ended="2026-09-21 18:03:30", **more):
    return GAME | {"game_id": str(number), "end_time": ended} | more


def test_a_match_is_told_in_our_words():
    scores = [TEAM_SCORE, TEAM_SCORE | {"slot": "4", "team": "1", "user_id": "9002", "enabled_mods": "9", "pass": "0"}]
    replies = {
        "get_match": [Reply(body=lobby(game(501, scores=scores)))],
        "get_user": [Reply(body=[USER]), Reply(body=[])],
    }
    answer = ask(replies, "match", LOBBY)
    (match,) = answer.sightings
    assert (match.id, match.name, match.started, match.ended) == (88, "CUP: (Red) vs (Blue)", ms(17, 55), None)
    assert (match.names, answer.over, answer.known) == ({9001: "Ukiyo-e"}, (), NOW)
    (played,) = match.games
    assert (played.scoring, played.teams, played.mods) == ("score_v2", "team_vs", (Mod("NF"), Mod("DT")))
    assert (played.started, played.ended, played.aborted) == (ms(18, 0), ms(18, 3) + 30_000, False)
    first, second = played.scores
    assert (first.user_id, first.slot, first.team, first.grade, first.passed) == (9001, 3, "red", "A", True)
    assert (first.mods, first.accuracy) == ((Mod("NF"), Mod("DT")), pytest.approx(123200 / 132000))
    assert (second.team, second.grade, second.mods) == ("blue", "F", (Mod("NF"), Mod("HD"), Mod("DT")))


@pytest.mark.parametrize(
    ("games", "ended", "aborted"),
    [
        ([game(1), game(2, ended=None)], None, [False, False]),
        ([game(1, ended=None), game(2)], None, [True, False]),
        ([game(1, ended=None), game(2, ended=None)], None, [True, False]),
        ([game(1), game(2, ended=None)], "2026-09-21 19:00:00", [False, True]),
    ],
)
def test_a_game_without_an_end_is_aborted_once_something_follows(games, ended, aborted):
    replies = {"get_match": [Reply(body=lobby(*games, ended=ended))], "get_user": [Reply(body=[USER])]}
    answer = ask(replies, "match", LOBBY)
    assert [one.aborted for one in answer.sightings[0].games] == aborted
    assert answer.over == ((LOBBY,) if ended else ())


def test_names_of_a_match_are_asked_for_once():
    match = lobby(game(1), game(2, scores=[TEAM_SCORE, TEAM_SCORE | {"user_id": "9002"}]))
    replies = {"get_match": [Reply(body=match)], "get_user": [Reply(body=[USER]), Reply(body=[])]}

    async def thrice(source):
        for _ in range(3):
            await source.ask([Question("match", LOBBY)], NOW)

    with Asked(replies) as asked:
        asked.do(thrice)
    assert asked.paths == ["get_match", "get_user", "get_user", "get_match", "get_match"]


def test_a_match_needs_no_names():
    answer = ask({"get_match": [Reply(body=lobby(game(1)))], "get_user": [Reply(503)]}, "match", LOBBY)
    assert answer.sightings[0].names == {}


def test_a_match_without_a_beginning_is_malformed():
    body = MATCH | {"match": MATCH["match"] | {"start_time": None}}
    with pytest.raises(Malformed, match="it has no date"):
        ask({"get_match": [Reply(body=body | {"games": []})]}, "match", LOBBY)


@pytest.mark.parametrize(
    ("reply", "error", "said", "reason"),
    [
        (Reply(401, {"error": "Please provide a valid API key."}), Refused, "does not accept the API key", None),
        (Reply(403), Refused, "does not accept the API key: .* \\(403", None),
        (Reply(429), Unavailable, "429 Too Many Requests", "rate"),
        (Reply(503), Unavailable, "503 Service Unavailable", "server"),
        (Reply(500), Unavailable, "500", "server"),
        (Reply(302), Unavailable, "302", "server"),
        (Reply(body={"error": "oops"}), Unavailable, "oops", "server"),
        (Reply(200, b"<html>"), Malformed, "no JSON", "malformed"),
        (Reply(fault="reset"), Unavailable, "can't be reached", "network"),
        (Reply(404), Invalid, "404", None),
    ],
)
def test_trouble_in_the_words_of_the_house(reply, error, said, reason):
    with Asked({"get_user": [reply]}) as asked, pytest.raises(error, match=said) as failed:
        asked.ask("profile", PLAYER)
    assert getattr(failed.value, "reason", None) == reason
    assert asked.paths == ["get_user"]


def test_a_throttled_source_asks_nothing_more_for_so_long():
    with Asked({"get_user": [Reply(429, headers={"Retry-After": "90"}), Reply(body=[USER])]}) as asked:
        with pytest.raises(Unavailable) as failed:
            asked.ask("profile", PLAYER)
        asked.ask("profile", PLAYER)
    assert failed.value.retry_after == 90
    assert asked.budget.clock.now() >= NOW + 90_000


def test_every_request_is_counted():
    with Asked({"get_user_best": [Reply(body=[])], "get_user": [Reply(body=[])]}) as asked:
        asked.ask("best", PLAYER)
        assert asked.budget.used == len(asked.paths) == 2


def test_what_v1_does_not_offer_says_what_it_does():
    with pytest.raises(NotOffered, match="no 'feed', there is recent, best, profile, player, activity, board"):
        ask({}, "feed", "bancho/feed")


EVENT = {"date": "2026-09-21 13:05:09", "beatmap_id": None, "beatmapset_id": None, "epicfactor": "4"}


@pytest.mark.parametrize("question", ["profile", "activity"])
def test_what_a_player_did_comes_with_the_player(question):
    who, on = "<b><a href='/u/9001'>Ukiyo-e</a></b>", "<a href='/b/777?m=1'>A &amp; B [C]</a>"
    rows = [
        EVENT | {"display_html": f'{who} unlocked the "<b>Rock & Roll</b>" medal!'},
        EVENT | {"display_html": f"<img src='/images/S_small.png'/> {who} achieved <b>rank #1</b> on {on} (Taiko)"},
        EVENT | {"display_html": f"{who} has won &lt;3 <i>a cup</i>!"},
        EVENT | {"display_html": "", "date": None},
    ]
    subject = PLAYER if question == "profile" else keys.user("bancho", 9001)
    *_, activity = ask({"get_user": [Reply(body=[USER | {"events": rows}])]}, question, subject).sightings
    then = round(ENDED.timestamp() * 1000)
    assert activity.deeds == (
        nouns.Deed(kind="medal", happened=then, medal="Rock & Roll"),
        nouns.Deed(kind="rank", happened=then, mode=Mode.TAIKO, beatmap_id=777, title="A & B [C]", rank=1, grade="S"),
        nouns.Deed(kind="other", happened=then, text="Ukiyo-e has won <3 a cup!"),
    )


def test_activity_is_planned_for_whom_no_profile_is():
    users = [keys.user("bancho", number) for number in (9001, 9002)]
    looks = planned({nouns.Profile: [PLAYER], nouns.Activity: users}).looks
    assert [(look.question, look.subject) for look in looks] == [("profile", PLAYER), ("activity", users[1])]


def test_names_and_ids_are_resolved():
    replies = [Reply(body=[USER]), Reply(body=[]), Reply(body=[USER | {"user_id": "2", "username": "peppy"}])]
    with Asked({"get_user": replies}) as asked:
        found = asked.do(lambda source: source.resolve(["ukiyo-e", "nobody", 2, "ukiyo-e"]))
    assert found == {"ukiyo-e": (9001, "Ukiyo-e"), 2: (2, "peppy")}
    assert [request.query["type"] for request in asked.server.requests] == [["string"], ["string"], ["id"]]


def test_a_private_server_is_asked_in_its_own_way():
    async def asking():
        source = asked.source(server="akatsuki", params={"rx": 1})
        try:
            return await source.ask([Question("profile", "akatsuki/osu/1001")], NOW)
        finally:
            await source.close()

    with Asked({"get_user": [Reply(body=[USER])]}) as asked:
        answer = asyncio.run(asking())
    assert answer.sightings[0].server == "akatsuki"
    assert asked.server.requests[0].query["rx"] == ["1"]


def planned(wanted, limit=60):
    source = V1Source.connect(key="k", url="http://nowhere", budget=Budget(VirtualClock(NOW), limit=limit))
    try:
        return source.plan(wanted)
    finally:
        asyncio.run(closed(source))


async def closed(source):
    await source.close()


def test_the_plan_covers_everybody_one_by_one():
    plan = planned({nouns.Play: [PLAYER], nouns.TopPlays: [PLAYER], nouns.Profile: [PLAYER], nouns.Match: [LOBBY]})
    assert [(look.question, look.subject, look.every) for look in plan.looks] == [
        ("recent", PLAYER, 120_000),
        ("best", PLAYER, 0),
        ("profile", PLAYER, 600_000),
        ("match", LOBBY, 10_000),
    ]
    assert plan.not_offered == []


@pytest.mark.parametrize("players", [1, 60, 1000])
@pytest.mark.parametrize("limit", [10, 60])
def test_the_plan_fits_the_budget(players, limit):
    subjects = [keys.player("bancho", Mode.OSU, number) for number in range(players)]
    plan = planned({nouns.Play: subjects, nouns.Profile: subjects}, limit)
    assert sum(look.cost * 60_000 / look.every for look in plan.looks) <= 0.7 * limit + 1e-3


def test_the_plan_says_what_is_not_offered():
    class Weather:
        pass

    assert planned({Weather: [PLAYER], nouns.Gap: [PLAYER]}).not_offered == ["API v1 does not tell Weather"]


def test_lists_that_follow_a_ranking_are_not_offered():
    plan = planned({nouns.Ranking: ["bancho/ranking/osu/NO/50/0"], nouns.Place: [], nouns.Absent: [PLAYER]})
    assert (plan.looks, plan.not_offered) == (
        [],
        ["API v1 does not tell who stands in a ranking: lists of its first players stay empty"],
    )


def test_a_lazer_room_is_not_offered():
    plan = planned({nouns.Match: [LOBBY, "bancho/room/7"]})
    assert ([look.subject for look in plan.looks], plan.not_offered) == ([LOBBY], ["API v1 does not tell room 7"])


def test_both_generations_tell_the_same_match(answers):
    """The one match that was recorded on both: v2's page holds its last games."""
    name = "teamvs_two_aborted"
    old = json.loads((answers / f"v1/get_match__{name}__owc2022.json").read_text())
    new = (answers / f"v2/match_105019274__{name}__2026-07.json").read_bytes()
    page = Reader().read(new, v2_models.MatchPage)
    ours = v1_translation.match(reading.match(old), {}, "bancho", NOW)
    games = [event.game for event in page.events if event.game]
    theirs = v2_translation.match(page.match, games, {}, "bancho", asked=NOW, moved=NOW)
    assert games
    told = {one.id: one for one in ours.games}
    for game in theirs.games:
        assert comparable(told[game.id]) == comparable(game)
    assert (ours.name, ours.started, ours.ended) == (theirs.name, theirs.started, theirs.ended)


def comparable(game):
    """A game without its map, which v1 does not send, and with rounded accuracy and mods in any order."""
    built = msgspec.to_builtins(msgspec.structs.replace(game, beatmap=None))
    for score in built["scores"]:
        score["accuracy"] = round(score["accuracy"], 4)
        score["mods"] = sorted(mod["acronym"] for mod in score["mods"])
    return built
