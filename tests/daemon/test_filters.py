"""What rules ask of a play, over HTTP on both generations: each sink hears exactly of the plays that its rule names."""

import asyncio
import json
from functools import partial

import pytest
from hook import Hook
from virtual import START, watch

from watcher.clock import VirtualClock
from watcher.simulator import Simulator

MODEST, GREAT, BETTER = "modest", "great", "better"
PLAYS = {
    MODEST: (600, 0, {"pp": 45.5, "accuracy": 0.93, "misses": 7, "mods": ("HD",)}),
    GREAT: (700, 1, {"pp": 800.0, "accuracy": 0.985, "misses": 0, "mods": ("HR",)}),
    BETTER: (1500, 1, {"pp": 825.0, "accuracy": 0.995, "misses": 0, "mods": ("DT",)}),
}
"""When it ends (seconds), on which map, and how it goes."""
RULES = [
    ("score", "place <= 10", {GREAT, BETTER}),
    ("score", "5 <= place <= 200", {MODEST}),
    ("score", "500 <= pp <= 810", {GREAT}),
    ("score", "pp >= 820 or place > 1", {MODEST, BETTER}),
    ("score", "combo / map.max_combo >= 0.95", {GREAT, BETTER}),
    ("score", "accuracy < 95", {MODEST}),
    ("score", "misses > 0", {MODEST}),
    ("score", "full_combo and 'DT' in mods", {BETTER}),
    ("score", "map.stars >= 5 and map.length >= 30 and map.bpm >= 100", {GREAT, BETTER}),
    ("score", "length < map.length and bpm > map.bpm", {BETTER}),
    ("score", "grade in ['S', 'SH', 'X', 'XH']", {GREAT, BETTER}),
    ("score", "lazer", set()),
    ("score", "improvement >= 20", {BETTER}),
    ("score", "'HD' in mods and 'HR' not in mods", {MODEST}),
    ("top_play", "gain >= 500", {GREAT}),
    ("top_play", "replaced_pp >= 790", {BETTER}),
]
SELDOM = {"v1": "", "v2": ", feed_interval: 1 min"}


def script(world):
    easy, hard = world.near(0, 3.0, 1.0), world.near(0, 6.5, 0.5)
    ours = [next(one for one in some if not world.boards[one, 0]) for some in (easy, hard)]
    for after, on, how in PLAYS.values():
        do = partial(world.play, 1001, beatmap_id=ours[on], mode="osu", lazer=False, **how)
        world.later(world.start + after * 1000, do)


async def heard(folder, api):
    """Rule → the plays that its sink heard of."""
    clock, hook = VirtualClock(START), Hook()
    watches = "".join(
        f"  w{number}: {{players: [1001], to: s{number}, news: [{kind}: {{when: {json.dumps(when)}}}]}}\n"
        for number, (kind, when, _) in enumerate(RULES)
    )
    async with Simulator(clock=clock, depth=40, life="none") as site, hook.open() as address:
        script(site.world)
        sinks = "".join(f"  s{number}: {address}{number}\n" for number, _ in enumerate(RULES))
        await watch(folder, site, address, watches, seconds=2700, api=api, osu=SELDOM[api], more=sinks)
    names = {str(START // 1000 + after): name for name, (after, *_) in PLAYS.items()}
    return {
        when: {names[keys[0].rpartition("/")[2]] for path, keys in hook.posts if path == f"/{number}"}
        for number, (_, when, _) in enumerate(RULES)
    }


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_each_sink_hears_of_what_its_rule_names(tmp_path, api):
    assert asyncio.run(heard(tmp_path, api)) == {when: expected for _, when, expected in RULES}
