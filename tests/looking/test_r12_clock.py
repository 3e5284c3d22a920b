"""Somebody sets the machine's clock, or the machine sleeps: looking goes on, at the usual pace, and tells what is true.

The world's time goes on as ever; only what our machine takes for the time of day is another.
"""

from itertools import pairwise

import pytest
from outage_world import MINUTE, SECOND, START, play
from test_r6_outage import play_on, told
from wall import WallClock

from watcher.schedule import Schedule

HOUR = 60 * MINUTE
DAY = 24 * HOUR
STEPS = {"an hour back": -HOUR, "an hour on": HOUR, "a day back": -DAY, "ten years on": 3652 * DAY}
DST = {"before clocks go back": 1_792_887_900_000, "before clocks go forward": 1_806_194_700_000}
QUESTION = {"v1": "get_user_recent", "v2": "/v2/scores"}
TWICE = {"v1": 2 * 145, "v2": 20}
"""Two intervals (s), their spread included."""


CI = {("v1", "an hour on"), ("v2", "a day back"), ("v2", "ten years on")}
CASES = [
    pytest.param(api, step, id=f"{api}-{name}", marks=() if (api, name) in CI else pytest.mark.soak)
    for api in ("v1", "v2")
    for name, step in STEPS.items()
]


class Guarded:
    """A tick that a schedule guards against steps of the clock, as it does in the daemon."""

    def __init__(self, program):
        schedule = Schedule(program.clock, program.app.clock_stepped)
        schedule._offset = schedule._difference()
        tick = program.app.looking.tick

        async def guarded():
            await schedule._mind_the_clock()
            await tick()

        program.app.looking.tick = guarded


def asked(program, api):
    """When osu! was asked for plays, in seconds of its own time."""
    return [at / SECOND for at, what, _ in program.osu.site.served if QUESTION[api] in what]


def check(program, api, at, made):
    """Looking went on after the step at that time, nothing was asked too often, and all was told once."""
    times = asked(program, api)
    after = [when for when in times if when > at / SECOND]
    gaps = [later - earlier for earlier, later in pairwise([at / SECOND, *after])]
    assert max(gaps) <= TWICE[api]
    minutes = [sum(when - 60 < other <= when for other in times) for when in after]
    assert max(minutes) <= 7
    assert program.busiest_minute <= 60
    assert sorted(told(program, "score")) == sorted(made)
    assert [event["kind"] for body in program.told("/desk") for event in body["events"]] == ["clock_set"]
    assert program.app.clock_steps == 1


@pytest.mark.parametrize(("api", "step"), CASES)
def test_the_clock_is_set(tmp_path, api, step):
    async def scene(program):
        await program.live(300)
        Guarded(program)
        made = await play_on(program, 3)
        program.clock.set_by, at = step, program.clock.time
        made |= await play_on(program, 6)
        await program.live(300)
        check(program, api, at, made)

    play(scene, tmp_path, api, news="score", clock=WallClock(START))


@pytest.mark.parametrize("api", [pytest.param("v1", marks=pytest.mark.soak), "v2"])
def test_an_answer_that_comes_right_after_the_step_is_not_put_off_by_it_again(tmp_path, api):
    async def scene(program):
        await program.live(300)
        made = await play_on(program, 3)
        program.clock.set_by, at = 8 * HOUR, program.clock.time
        for _ in range(30):  # nobody has noticed the step
            await program.app.looking.tick()
            await program.app.looking.settled()
            program.clock.time += SECOND
        await program.app.clock_stepped(8 * 3600)
        made |= await play_on(program, 6)
        await program.live(300)
        check(program, api, at, made)

    play(scene, tmp_path, api, news="score", clock=WallClock(START))


@pytest.mark.soak
@pytest.mark.parametrize("start", DST.values(), ids=DST)
def test_nights_in_which_clocks_are_changed_are_like_any_other(tmp_path, start):
    async def scene(program):
        await program.live(300)
        at = program.clock.time
        made = await play_on(program, 3)
        program.clock.time += HOUR
        made |= await play_on(program, 3)
        await program.live(300)
        assert sorted(told(program, "score")) == sorted(made)
        assert program.busiest_minute <= 60
        assert [when for when in asked(program, "v2") if at / SECOND + 3600 < when < at / SECOND + 3900]

    play(scene, tmp_path, "v2", news="score", clock=WallClock(start))


@pytest.mark.parametrize("api", ["v1", pytest.param("v2", marks=pytest.mark.soak)])
def test_the_machine_sleeps_for_eight_hours(tmp_path, api):
    async def scene(program):
        await program.live(300)
        Guarded(program)
        made = await play_on(program, 2)
        program.clock.time += 8 * HOUR
        woken = program.clock.time
        made |= await play_on(program, 4)
        await program.live(300)
        after = [when for when in asked(program, api) if when >= woken / SECOND]
        assert after[0] <= woken / SECOND + TWICE[api]
        assert program.busiest_minute <= 60
        assert sorted(told(program, "score")) == sorted(made)

    play(scene, tmp_path, api, news="score", clock=WallClock(START))
