"""Rivals and goals, end to end, on either generation of the API."""

import pytest
from activity_world import watch


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_who_passes_a_rival_is_told_once_and_a_goal_when_it_is_reached(api):
    async def scene(program):
        for pp in (1500.0, 1400.0):
            program.do("play", user_id=1009, mode="osu", pp=pp, lazer=False)
            await program.live(2 * 3600)
        return program.events

    mine = {"players": [1009], "rivals": [1001], "goals": [{"rank": 40_000}, {"level": 900}], "settle": "0s"}
    theirs = {"players": [1001], "rivals": [1009], "news": ["overtook"]}
    kinds = ["overtook", "goal_reached"]
    events = watch(scene, api=api, watches={"mine": {**mine, "news": kinds}, "theirs": theirs})
    assert [event["kind"] for event in events if event["kind"] == "overtook"] == ["overtook"]
    names = [(event["facts"]["player"]["name"], event["cause"]) for event in events]
    assert names == [("Halcyon Bee", "played")] * 2
    assert {event["kind"] for event in events} == set(kinds)
