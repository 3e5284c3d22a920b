"""One bad answer: it changes nothing, makes no news, and the next good one is used. Every fault, every question."""

import pytest
from outage_world import differences, play

from watcher.osu import keys
from watcher.osu.nouns import Mode
from watcher.simulator import Simulator

PLAYER = keys.player("bancho", Mode.OSU, 1001)
MAP_NEWS = ("map_uploaded", "map_updated", "map_deleted", "map_revived", "map_difficulties", "map_milestone")
FAULTS = {
    "500": {"kind": "status", "status": 500},
    "502": {"kind": "status", "status": 502},
    "503": {"kind": "status", "status": 503},
    "504": {"kind": "status", "status": 504},
    "503 and when to come back": {"kind": "status", "status": 503, "retry_after": "20"},
    "429": {"kind": "status", "status": 429},
    "429 and when to come back": {"kind": "status", "status": 429, "retry_after": "20"},
    "429 and a broken number": {"kind": "status", "status": 429, "retry_after": "1.5"},
    "401": {"kind": "status", "status": 401},
    "403": {"kind": "status", "status": 403},
    "404": {"kind": "status", "status": 404},
    "422": {"kind": "status", "status": 422},
    "a redirect": {"kind": "status", "status": 302},
    "a page of HTML, 502": {"kind": "html", "status": 502},
    "a page of HTML, 403": {"kind": "html", "status": 403},
    "a page of HTML, 200": {"kind": "maintenance"},
    "no answer": {"kind": "hang"},
    "byte by byte": {"kind": "slow", "seconds": 0.02},
    "a reset": {"kind": "reset"},
    "hung up in the middle": {"kind": "cut"},
    "no HTTP": {"kind": "garbage"},
    "half of the JSON": {"kind": "truncated"},
    "an empty body": {"kind": "nothing"},
    "an empty object": {"kind": "object"},
    "wrong types": {"kind": "mistyped"},
    "an empty list": {"kind": "empty"},
    "a short list": {"kind": "short"},
    "every row twice": {"kind": "doubled"},
    "rows out of order": {"kind": "shuffled"},
    "a huge body": {"kind": "huge"},
}
MATCH, ROOM, PLAYLIST = 120000001, 1500001, 1500002
MORE = f"""
  lobbies:
    matches: [{MATCH}, "https://osu.ppy.sh/multiplayer/rooms/{ROOM}", "https://osu.ppy.sh/multiplayer/rooms/{PLAYLIST}"]
    news: [match_game_started, match_game_aborted, match_game, match_finished, match_attendance, playlist_place]
    to: hook
  found: {{matches: {{match: "No such cup*"}}, news: match_game, to: hook}}
  maps: {{mappers: [1013], sets: [5250], news: [{", ".join(MAP_NEWS)}, map_mod], to: hook}}
  everybody: {{news: [map_ranked, news_post, changelog_build, daily_challenge], to: hook}}
  first:
    players: [{{top: 10}}, 1001]
    goals: [{{rank: 9}}]
    news: [ranking_entered, ranking_left, goal_reached, renamed, team_change, account_gone, account_back, daily_streak]
    to: hook
"""
STRANGERS = sorted(Simulator(players=110, depth=0).world.players)
CROWD = f"  crowd: {{players: {STRANGERS}, news: [renamed, team_change, unranked, online], to: hook}}\n"
QUESTIONS = {
    "recent": PLAYER,
    "best": PLAYER,
    "profile": PLAYER,
    "player": PLAYER,
    "activity": keys.user("bancho", 1001),
    "board": keys.board("bancho", Mode.OSU, 50000),
    "beatmap": keys.beatmap("bancho", 50000),
    "match": keys.match("bancho", MATCH),
    "room": keys.room("bancho", ROOM),
    "matches": keys.listing("bancho", rooms=False),
    "rooms": keys.listing("bancho", rooms=True),
    "feed": keys.feed("bancho"),
    "score": "",
    "ranking": keys.ranking("bancho", Mode.OSU, top=10),
    "place": keys.place("bancho", Mode.OSU, 9),
    "map_events": keys.sets("bancho"),
    "discussions": keys.sets("bancho"),
    "ranked": keys.sets("bancho"),
    "mapper": keys.mapper("bancho", 1013),
    "set": keys.beatmapset("bancho", 5250),
    "posts": keys.site("bancho"),
    "daily": keys.user("bancho", 1001),
    "challenge": keys.site("bancho"),
    "cards": keys.cards("bancho", Mode.OSU, 0),
}
V2 = list(QUESTIONS)
V1 = [
    *("recent", "best", "profile", "player", "activity", "board", "beatmap", "match"),
    *("ranked", "mapper", "set", "posts"),
]
PRODUCT = [(api, question, name) for api, some in (("v1", V1), ("v2", V2)) for question in some for name in FAULTS]
LEAN = [
    (api, some[place % len(some)], name)
    for api, some in (("v1", V1), ("v2", V2))
    for place, name in enumerate(FAULTS)
    if api == "v2" or name != "a huge body"
]


TOGETHER = 7
"""Questions that one program goes through where time is short."""


def cases(table, together=1):
    """(api, question → the faults to go through), one program for each."""
    found = {}
    for api, question, name in table:
        found.setdefault((api, question), []).append(name)
    of_each = {api: [row for row in found.items() if row[0][0] == api] for api in ("v1", "v2")}
    return [
        pytest.param(api, {question: names for (_, question), names in rows[start : start + together]})
        for api, rows in of_each.items()
        for start in range(0, len(rows), together)
    ]


async def endure(program, table):
    """Each question, well and ill in turn."""
    program.osu.world.play(1001, mode="osu", lazer=False)
    for kind in ("match", "room"):
        program.osu.site.run(kind, {"games": 1, "game": 1_000_000, "red": [1001, 1002], "blue": [1003]})
    await program.live(200)
    for question, names in table.items():
        program.only(question, QUESTIONS[question] or keys.score("bancho", max(program.osu.world.scores)))
        for _ in range(5):
            await program.ask()
        for name in names:
            await bear(program, question, name)
    assert program.busiest_minute <= 60


def go_through(folder, api, table):
    crowd = {"more": MORE + CROWD, "population": len(STRANGERS), "depth": 2} if "cards" in table else {"more": MORE}
    play(lambda program: endure(program, table), folder, api, **crowd)


async def bear(program, question, name):
    """One bad answer, then good ones."""
    before, events, how = program.state, program.events, dict(FAULTS[name])
    program.fail(how.pop("kind"), "*", **how)
    await program.ask()
    assert (question, name, program.events) == (question, name, events)
    assert (question, name, differences(before, program.state)) == (question, name, [])
    program.well()
    served = len(program.osu.site.served)
    await program.ask()
    await program.live(60)
    assert (question, name, len(program.osu.site.served)) > (question, name, served)
    assert (question, name, program.events, differences(before, program.state)) == (question, name, events, [])


@pytest.mark.parametrize(("api", "table"), cases(LEAN, TOGETHER))
def test_a_bad_answer_changes_nothing_and_the_next_good_one_is_used(tmp_path, api, table):
    go_through(tmp_path, api, table)


@pytest.mark.soak
@pytest.mark.parametrize(("api", "table"), cases(PRODUCT))
def test_every_bad_answer_to_every_question(tmp_path, api, table):
    go_through(tmp_path, api, table)


def test_the_table_is_as_long_as_it_should_be(tmp_path):
    async def answered(program):
        return set(program.app.source._answers)

    assert len(LEAN) >= 40
    assert {question for _, question, _ in LEAN} == set(QUESTIONS)
    assert (play(answered, tmp_path, "v1"), play(answered, tmp_path, "v2")) == (set(V1), set(V2))
