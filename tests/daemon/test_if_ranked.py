"""Where a play on a map that gives no pp would stand if it gave some; nothing where nobody can say."""

import asyncio
from functools import partial

import pytest
from virtual import START, live

from watcher.simulator import mapfile
from watcher.simulator.world import World

rosu = pytest.importorskip("rosu_pp_py", reason="the extra `pp` is not installed")
WATCHES = "  friends: {players: [1001], news: [score], settle: 0s}\n"
SELDOM = {"v1": "", "v2": ", feed_interval: 2 min"}
LOVED = 4
PLAY = {"mode": "osu", "accuracy": 0.99, "misses": 0, "mods": ("HD", "DT"), "lazer": False}


def loved_map(world):
    loved = (row for row in world.maps.values() if row.mode == 0 and world.status(row.id) == LOVED)
    return max(loved, key=lambda row: row.objects / row.length)


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_play_on_a_loved_map_is_told_with_the_place_that_it_would_have(tmp_path, api):
    world = World(1, START, depth=40)
    row = loved_map(world)
    hits = (play := world.play(1001, beatmap_id=row.id, **PLAY)).hits
    counts = {"n300": hits.great, "n100": hits.ok, "n50": hits.meh, "misses": hits.miss, "combo": play.combo}
    file = rosu.Beatmap(bytes=mapfile.text(row).encode())
    worth = rosu.Performance(mods="HDDT", lazer=False, **counts).calculate(file).pp

    def script(world):
        world.later(world.start + 150_000, partial(world.play, 1001, beatmap_id=row.id, **PLAY))

    run = asyncio.run(live(tmp_path, WATCHES, seconds=780, api=api, osu=SELDOM[api], script=script, depth=40))
    [message] = run.messages
    [event] = message["events"]
    facts = event["facts"]
    assert facts["play"]["pp"] is None
    assert facts["if_ranked"] == pytest.approx(worth, abs=0.01)
    assert facts["if_ranked_place"] == 1 + sum(pp > worth for pp in facts["bests"])
    assert 1 <= facts["if_ranked_place"] <= 40
    said = f"about {round(worth):,}pp, #{facts['if_ranked_place']} of the best plays, if the map were ranked"
    assert said in message["body"]
