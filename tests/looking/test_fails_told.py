"""Fails, which no feed shows: a watch that wants them hears of each once, through a webhook, on both generations."""

import pytest
from outage_world import play

PLAYER, OTHER = 1001, 1002


async def fall_short(program):
    """One watched player fails twice and passes once. Answers what was told, and what should have been."""
    await program.live(1200)
    fails = []
    for _ in range(2):
        fails.append(program.osu.world.play(PLAYER, mode="osu", lazer=False, passed=False))
        await program.live(90)
        program.osu.world.play(PLAYER, mode="osu", lazer=False)
        await program.live(90)
    await program.live(1800)
    events = [event for body in program.told("/keyed") for event in body["events"]]
    return fails, events, program


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_each_fail_is_told_once(tmp_path, api):
    fails, events, program = play(fall_short, tmp_path, api, news="fail")
    assert [event["key"] for event in events] == [
        f"fail/bancho/play/osu/{PLAYER}/{one.beatmap_id}/{one.ended // 1000}" for one in fails
    ]
    assert [event["facts"]["play"]["accuracy"] for event in events] == pytest.approx(
        [100 * one.accuracy for one in fails], abs=0.01
    )
    assert [body["title"].split(" failed ")[0] for body in program.told("/keyed")] == ["Quillon"] * 2
    assert program.busiest_minute <= 60


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_who_wants_no_fails_hears_of_none(tmp_path, api):
    _, events, program = play(fall_short, tmp_path, api, news="score")
    assert {event["kind"] for event in events} == {"score"}
    asked = [what for _, what, _ in program.osu.site.served if "/scores/recent" in what]
    assert (api, asked) == (api, [])
