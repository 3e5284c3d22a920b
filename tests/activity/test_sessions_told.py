"""Sessions reach a webhook: one message when play stops, that tells how it went, from either generation of the API."""

import pytest
from activity_world import watch

from watcher.osu import worth
from watcher.simulator import mapfile

HOUR = 3600
FRIENDS = {"players": [1001], "news": ["session"], "settle": "0s"}


def choke(world):
    """A play that loses its combo, on a map worth it; osu!'s pp of it is what the library says, where that is there."""
    number = next(each for each in world.near(0, 6.5, 3.0) if is_crowded(world, each))
    score = world.play(
        1001, mode="osu", beatmap_id=number, pp=200.0, accuracy=0.96, misses=5, mods=("HD",), lazer=False
    )
    if worth.available():
        hits, file = score.hits, worth.rosu.Beatmap(bytes=mapfile.text(world.maps[number]).encode())
        counts = {"n300": hits.great, "n100": hits.ok, "n50": hits.meh, "misses": hits.miss, "combo": score.combo}
        score.pp = round(worth.rosu.Performance(mods="HD", lazer=False, **counts).calculate(file).pp, 3)
    return score


def is_crowded(world, number):
    """Whether a map is long, and others have played it well."""
    return world.maps[number].objects > 300 and bool(world.boards[number, 0] and world.stable_boards[number, 0])


def evening(pause):
    """An hour of nothing; a first place, a choke and a medal; and nothing for hours."""

    async def scene(program):
        world = program.world
        await program.live(HOUR)
        unplayed = next(n for n in world.near(0, 3.0, 3.0) if not world.boards[n, 0] and not world.stable_boards[n, 0])
        program.do("play", user_id=1001, beatmap_id=unplayed, mode="osu", accuracy=0.99, mods=(), lazer=False)
        await program.live(600)
        program.do("medal", user_id=1001)
        choked = choke(world)
        ended = program.clock.now()
        await program.live(pause + 900)
        return program.hook.posts, choked, ended

    return scene


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_an_evening_is_one_message_with_all_that_came_of_it(api):
    posts, choked, ended = watch(evening(1800), api=api, watches={"friends": FRIENDS})
    [post] = posts
    [event] = post["events"]
    facts = event["facts"]
    assert (facts["passes"], facts["plays"], len(facts["firsts"]), len(facts["medals"])) == (2, 2, 1, 1)
    assert post["title"].startswith("Quillon played for 10 min")
    assert f"#1 on {facts['firsts'][0]} · medal {facts['medals'][0]}" in post["body"]
    assert post["body"].count("\n") == 1
    assert event["noticed"] - ended < 33 * 60_000, "as soon as the pause is over"
    assert facts["play"]["pp"] == pytest.approx(choked.pp), "API v1 tells it in the list of best plays alone"
    if api == "v2" and worth.available():
        assert facts["lost"] == pytest.approx(facts["chokes"][0]["play"]["if_fc"] - choked.pp, abs=0.01)
        assert f"{facts['play']['if_fc']:,.2f}".rstrip("0") + "pp if FC" in post["body"]


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_each_watch_has_its_own_pause(api):
    watches = {"friends": FRIENDS, "patient": {**FRIENDS, "session_pause": "2h"}}
    posts, _, ended = watch(evening(2 * HOUR), api=api, watches=watches)
    told = [(event["facts"]["pause"], event["noticed"] - ended) for post in posts for event in post["events"]]
    assert [pause for pause, _ in told] == [1800, 7200]
    assert all(after >= pause * 1000 for pause, after in told)


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_file_holds_how_the_session_stands_and_nobody_is_called(api):
    async def scene(program):
        shown = []
        for passed in (True, False, True):
            program.do("play", user_id=1001, mode="osu", passed=passed, lazer=False)
            await program.live(600)
            shown.append(program.file.read_text().splitlines())
        return shown, program.hook.posts

    shown, posts = watch(scene, api=api, watches={"friends": {**FRIENDS, "news": ["session_running"]}})
    counts = ["1 play, 1 pass", "2 plays, 1 pass", "3 plays, 2 passes"]
    assert [", ".join(lines[0].removeprefix("Quillon plays: ").split(", ")[:2]) for lines in shown] == counts
    assert all(lines[2].startswith("Last: ") for lines in shown)
    assert posts == []
