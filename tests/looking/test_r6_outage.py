"""osu! is away for a while, in every way there is: told once, nothing lost, nothing false, nothing too often."""

import pytest
from outage_world import PLAYERS, SECOND, fault, play

MINUTES = 12
NEWS = "score, top_play, rank_change"


def ill(kind, path="*", **how):
    return lambda program: program.osu.site.faults.add(fault(kind, path, **how))


def nameless(program):
    program.line.nameless = True


OUTAGES = {
    "500": ill("status", status=500),
    "503": ill("status", status=503),
    "503 and when to come back": ill("status", status=503, retry_after="90"),
    "429": ill("status", status=429),
    "a page of HTML, 502": ill("html", status=502),
    "a page of HTML, 200": ill("maintenance"),
    "a reset": ill("reset"),
    "no answer": ill("hang"),
    "half of the JSON": ill("truncated"),
    "wrong types": ill("mistyped"),
    "an empty object": ill("object"),
    "no name for the host": nameless,
    "every other answer": ill("status", status=502, share=0.5),
}
CI = {"503", "429", "a page of HTML, 200", "a reset", "no name for the host", "every other answer"}
CASES = [
    pytest.param(api, name, id=f"{api}-{name}", marks=() if name in CI else pytest.mark.soak)
    for api in ("v1", "v2")
    for name in OUTAGES
]


def told(program, kind):
    """The keys of all that was told of a kind."""
    return [event["key"] for body in program.told("/keyed") for event in body["events"] if event["kind"] == kind]


async def play_on(program, minutes):
    """So many minutes in which both players play, on stable, once a minute: event → when the play ended."""
    made = {}
    for minute in range(minutes):
        for number, user in enumerate(PLAYERS.values()):
            score = program.osu.world.play(user, mode="osu", lazer=False, pp=30 + minute + number / 10)
            made[f"score/bancho/play/osu/{user}/{score.beatmap_id}/{score.ended // 1000}"] = score.ended
        await program.live(60)
    return made


async def away(program, name):
    """Both play before, during and after. Returns their plays, and when osu! was away."""
    await program.live(300)
    made = await play_on(program, 3)
    gone = program.clock.now()
    OUTAGES[name](program)
    made |= await play_on(program, MINUTES)
    program.well()
    program.line.nameless = False
    back = program.clock.now()
    made |= await play_on(program, 3)
    await program.live(900)
    return made, gone, back


@pytest.mark.parametrize(("api", "name"), CASES)
def test_what_happened_while_osu_was_away_is_told_once_and_so_is_that_it_was(tmp_path, api, name):
    async def scene(program):
        made, gone, back = await away(program, name)
        assert sorted(told(program, "score")) == sorted(made)
        assert program.busiest_minute <= 60
        if name == "every other answer":
            assert program.told("/desk") == []
            return
        unreachable, returned = program.told("/desk")
        assert unreachable["title"].startswith("osu! unreachable since 2026-09-21")
        facts = returned["events"][0]["facts"]
        assert gone <= facts["since"] <= gone + 90 * SECOND
        assert back <= facts["until"] <= back + 90 * SECOND
        found = sum(facts["since"] <= ended <= facts["until"] for ended in made.values())
        assert abs(facts["plays"] - found) <= 2  # those of the second in which it answered
        assert returned["title"] == f"osu! answers again, {facts['plays']} plays recovered"

    play(scene, tmp_path, api, news=NEWS)
