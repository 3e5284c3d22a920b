"""One bad answer: it changes nothing, makes no news, and the next good one is used. Every fault, every question."""

import pytest
from outage_world import differences, play

from watcher.osu import keys
from watcher.osu.nouns import Mode

PLAYER = keys.player("bancho", Mode.OSU, 1001)
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
QUESTIONS = {
    "recent": PLAYER,
    "best": PLAYER,
    "profile": PLAYER,
    "activity": keys.user("bancho", 1001),
    "board": keys.board("bancho", Mode.OSU, 50000),
    "beatmap": keys.beatmap("bancho", 50000),
    "match": keys.match("bancho", 120000001),
    "feed": keys.feed("bancho"),
    "score": "",
}
V2 = list(QUESTIONS)
V1 = [question for question in QUESTIONS if question not in {"feed", "score"}]
PRODUCT = [(api, question, name) for api, some in (("v1", V1), ("v2", V2)) for question in some for name in FAULTS]
LEAN = [
    (api, some[place % len(some)], name)
    for api, some in (("v1", V1), ("v2", V2))
    for place, name in enumerate(FAULTS)
    if api == "v2" or name != "a huge body"
]


def cases(table):
    """(api, question) → the faults to go through, one program for each."""
    found = {}
    for api, question, name in table:
        found.setdefault((api, question), []).append(name)
    return [pytest.param(api, question, names, id=f"{api}-{question}") for (api, question), names in found.items()]


async def endure(program, question, names):
    """The same question, well and ill in turn."""
    program.osu.world.play(1001, mode="osu", lazer=False)
    program.osu.site.run("match", {"games": 1, "game": 1_000_000, "red": [1001, 1002], "blue": [1003]})
    await program.live(200)
    program.only(question, QUESTIONS[question] or keys.score("bancho", max(program.osu.world.scores)))
    for _ in range(5):
        await program.ask()
    for name in names:
        before, events, how = program.state, program.events, dict(FAULTS[name])
        program.fail(how.pop("kind"), **how)
        await program.ask()
        assert (name, program.events) == (name, events)
        assert (name, differences(before, program.state)) == (name, [])
        program.well()
        served = len(program.osu.site.served)
        await program.ask()
        await program.live(60)
        assert (name, len(program.osu.site.served)) > (name, served)
        assert (name, program.events, differences(before, program.state)) == (name, events, [])
    assert program.busiest_minute <= 60
    return program.told("/desk")


@pytest.mark.parametrize(("api", "question", "names"), cases(LEAN))
def test_a_bad_answer_changes_nothing_and_the_next_good_one_is_used(tmp_path, api, question, names):
    play(lambda program: endure(program, question, names), tmp_path, api)


@pytest.mark.soak
@pytest.mark.parametrize(("api", "question", "names"), cases(PRODUCT))
def test_every_bad_answer_to_every_question(tmp_path, api, question, names):
    play(lambda program: endure(program, question, names), tmp_path, api)


def test_the_table_is_as_long_as_it_should_be():
    assert len(LEAN) >= 40
    assert {question for _, question, _ in LEAN} == set(QUESTIONS)
