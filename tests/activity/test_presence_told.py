"""Who is online, who is not seen for days, and whose support ends, end to end."""

import pytest
from activity_world import watch

HOUR, DAY = 3600, 86_400


def friends(*kinds):
    return {"friends": {"players": [1004], "news": list(kinds), "catch_up": "all"}}


def test_coming_and_going_is_told_once_each_and_looking_in_again_is_not():
    async def scene(program):
        await program.live(HOUR)
        for minutes in (0, 12, 12):  # osu! shows players online for ten minutes
            await program.live(minutes * 60)
            program.do("play", user_id=1004)
            await program.live(90)
        await program.live(HOUR)
        program.do("hide", user_id=1004)
        program.do("play", user_id=1004)
        await program.live(90)
        return program.events

    online, offline = watch(scene, api="v2", watches=friends("online", "offline"))
    assert (online["kind"], offline["kind"]) == ("online", "offline")
    assert online["facts"]["seconds"] >= HOUR
    assert 1440 <= offline["facts"]["seconds"] <= 1440 + 600


def test_who_is_online_without_playing_is_seen_at_the_next_look():
    async def scene(program):
        program.clock.time += 3 * HOUR * 1000
        program.do("visit", user_id=1004)
        await program.live(60)
        return program.titles

    assert watch(scene, api="v2", watches=friends("online")) == ["Nori Vale is online"]


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_who_stopped_playing_is_told_after_a_week_and_again_after_two(api):
    async def scene(program):
        for days in (6, 2, 5, 2):
            program.clock.time += days * DAY * 1000
            await program.live(600)
        return [event["facts"]["days"] for event in program.events if event["kind"] == "inactive"]

    assert watch(scene, api=api, watches=friends("inactive")) == [7, 14]


def test_the_end_of_support_is_told_once():
    async def scene(program):
        for name in ("support", "lapse", "lapse"):
            program.do(name, user_id=1004)
            await program.live(3 * HOUR)
        return program.titles

    assert watch(scene, api="v2", watches=friends("supporter_over")) == ["Nori Vale is no osu! supporter any more"]
