"""Summaries reach a webhook at the times on the wall, once, from either generation of the API."""

from datetime import UTC, datetime

import pytest
from activity_world import watch

from watcher.clock import VirtualClock

HOUR = 3600
AT = f"{datetime.fromtimestamp(VirtualClock().now() / 1000 + HOUR // 2, UTC):%H:%M}"
DAILY = {"every": "day", "at": AT}
TWO = {"players": [1001, 1002], "settle": "0s"}
WATCHES = {
    "each": {**TWO, "news": ["summary"], "summary": DAILY},
    "all": {**TWO, "news": ["group_summary"], "summary": {**DAILY, "together": True}},
}


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_each_player_and_all_of_a_watch_are_summed_up_when_it_is_time(api):
    async def scene(program):
        program.do("play", user_id=1001, mode="osu", pp=600.0, lazer=False)
        program.do("play", user_id=1002, mode="osu", passed=False, lazer=False)
        await program.live(HOUR)
        return program.events

    events = watch(scene, api=api, watches=WATCHES)
    alone = {one["facts"]["player"]["name"]: one["facts"] for one in events if one["kind"] == "summary"}
    [group] = [one["facts"] for one in events if one["kind"] == "group_summary"]
    assert (len(events), {name: facts["plays"] for name, facts in alone.items()}) == (3, {"Quillon": 1, "miso_cat": 1})
    assert alone["Quillon"]["play"]["pp"] == pytest.approx(600.0)
    assert alone["Quillon"]["map"]["title"]
    assert alone["miso_cat"]["play"] is None
    assert (group["players"], group["plays"], group["best"]["name"]) == (2, 2, "Quillon")
    assert group["pp_change"] == pytest.approx(alone["Quillon"]["pp_change"] + alone["miso_cat"]["pp_change"], abs=0.02)
    late = [event["noticed"] - event["happened"] for event in events]
    shown = [datetime.fromtimestamp(event["happened"] / 1000, UTC) for event in events]
    assert {f"{when:%H:%M}" for when in shown} == {AT}, "they are told in the minute they are due"
    assert max(late) < 60_000


OSLO = {"every": "day", "at": "02:30", "zone": "Europe/Oslo"}


@pytest.mark.parametrize(
    ("begin", "told"),
    [
        pytest.param(datetime(2027, 3, 28, 0, 20, tzinfo=UTC), "01:30", id="half past two does not come"),
        pytest.param(datetime(2026, 10, 25, 0, 20, tzinfo=UTC), "00:30", id="half past two comes twice"),
    ],
)
def test_a_night_in_which_the_clocks_are_changed_has_one_summary(begin, told):
    async def scene(program):
        program.do("play", user_id=1001, mode="osu")
        await program.live(1.5 * HOUR)
        return program.events

    watches = {"friends": {"players": [1001], "news": ["summary"], "summary": OSLO}}
    events = watch(scene, api="v2", watches=watches, clock=VirtualClock(round(begin.timestamp() * 1000)))
    assert [f"{datetime.fromtimestamp(event['happened'] / 1000, UTC):%H:%M}" for event in events] == [told]
