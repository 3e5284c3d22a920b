"""osu! is away for a while, in every way there is: told once, nothing lost, nothing false, nothing too often."""

import pytest
from outage_world import PLAYERS, SECOND, differences, play

MINUTES = 8
NEWS = "score, top_play, rank_change"


def ill(kind, path="*", **how):
    async def begin(program):
        program.fail(kind, path, **how)

    return begin


async def nameless(program):
    program.line.nameless = True


async def refusing(program):
    await program.osu.close_door()


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
    "refused connections": refusing,
    "one answer of three": ill("status", status=502, share=0.33),
}
CI = {("v1", "429"), ("v2", "503"), ("v2", "refused connections")}
CASES = [
    pytest.param(api, name, id=f"{api}-{name}", marks=() if (api, name) in CI else pytest.mark.soak)
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
    await OUTAGES[name](program)
    made |= await play_on(program, MINUTES)
    program.well()
    program.line.nameless = False
    if OUTAGES[name] is refusing:
        await program.osu.open_door()
    back = program.clock.now()
    made |= await play_on(program, 3)
    await program.live(400)
    return made, gone, back


@pytest.mark.parametrize(("api", "name"), CASES)
def test_what_happened_while_osu_was_away_is_told_once_and_so_is_that_it_was(tmp_path, api, name):
    async def scene(program):
        made, gone, back = await away(program, name)
        assert sorted(told(program, "score")) == sorted(made)
        assert program.busiest_minute <= 60
        if name == "one answer of three":
            assert len(program.told("/desk")) % 2 == 0
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


# -- who we are ------------------------------------------------------------------------------------------------------


def test_a_token_that_ends_or_is_taken_back_is_renewed_without_a_word(tmp_path):
    async def scene(program):
        await program.live(300)
        made = await play_on(program, 1)
        program.osu.site.gate.revoke()
        made |= await play_on(program, 1)
        program.only("feed", "bancho/feed")
        program.clock.time += 86_400 * SECOND
        for _ in range(2):
            await program.ask()
        assert sorted(told(program, "score")) == sorted(made)
        assert program.told("/desk") == []
        tokens = [what for _, what, _ in program.osu.site.served if "token" in what]
        assert len(tokens) == 3
        assert program.busiest_minute <= 60

    play(scene, tmp_path, "v2", news=NEWS)


async def revoked(program, api):
    if api == "v1":
        program.osu.site.gate.keys = frozenset()
    else:
        program.osu.site.gate.revoke()
        program.fail("token", "/oauth/token")


@pytest.mark.parametrize(
    ("api", "what_to_do"), [("v1", "check osu.key in the config"), ("v2", "check client_id and client_secret")]
)
def test_credentials_that_are_revoked_are_told_once_with_what_to_do(tmp_path, api, what_to_do):
    async def scene(program):
        await program.live(300)
        await revoked(program, api)
        asked = len(program.osu.site.served)
        await program.live(1800)
        assert len(program.osu.site.served) - asked <= 40
        (refused,) = program.told("/desk")
        assert refused["title"].startswith("osu! refuses us since")
        assert what_to_do in refused["body"]
        program.well()
        program.osu.site.gate.keys = None
        made = await play_on(program, 1)
        await program.live(1200)
        assert sorted(told(program, "score")) == sorted(made)
        assert [body["title"] for body in program.told("/desk")][1:] == ["osu! answers again, 2 plays recovered"]

    play(scene, tmp_path, api, news=NEWS)


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_player_who_vanishes_from_an_answer_is_not_gone(tmp_path, api):
    async def scene(program):
        await program.live(900)
        program.only("profile", "bancho/osu/1001")
        await program.ask()
        before, happened = program.state, program.events
        program.osu.site.run("restrict", {"user_id": 1001})
        await program.ask()
        program.osu.site.run("release", {"user_id": 1001})
        await program.ask()
        gone = [where for where, _, _ in differences(before, program.state) if where[0][0] != "account"]
        assert gone == []
        assert program.events == happened
        assert program.told("/desk") == []

    play(scene, tmp_path, api)
