"""What a play would have been worth without its misses, from the play to the message; nothing where that is unsure."""

import asyncio
from functools import partial

import pytest
from virtual import START, live

from watcher.simulator import mapfile
from watcher.simulator.world import World

rosu = pytest.importorskip("rosu_pp_py", reason="the extra `pp` is not installed")
WATCHES = "  friends: {players: [1001], news: [score: {when: 'if_fc == none or if_fc > pp'}], settle: 0s}\n"
CHOKE = {"mode": "osu", "accuracy": 0.96, "misses": 5, "mods": ("HD",), "lazer": False}


def told(folder, pp):
    """The message about a choke of 1001 that osu! says is worth so much."""
    world = World(1, START)
    number = next(each for each in world.near(0, 4.0, 3.0) if world.maps[each].objects > 300)
    play = world.play(1001, beatmap_id=number, **CHOKE)
    hits, file = play.hits, mapfile.text(world.maps[number]).encode()
    counts = {"n300": hits.great, "n100": hits.ok, "n50": hits.meh, "misses": hits.miss, "combo": play.combo}
    real = rosu.Performance(mods="HD", lazer=False, **counts).calculate(rosu.Beatmap(bytes=file)).pp

    def script(world):
        do = partial(world.play, 1001, beatmap_id=number, pp=pp or round(real, 3), **CHOKE)
        world.later(world.start + 60_000, do)

    run = asyncio.run(live(folder, WATCHES, seconds=180, script=script))
    [message] = run.messages
    return message, message["events"][0]["facts"]["play"]


def test_a_choke_is_told_with_what_it_would_have_been_worth(tmp_path):
    message, play = told(tmp_path, None)
    assert play["if_fc"] > play["pp"]
    assert f"{play['if_fc']:,.2f}".rstrip("0").rstrip(".") + "pp if FC" in message["body"]
    assert play["bpm"] > 0


def test_where_osu_counts_otherwise_it_is_not_said(tmp_path):
    message, play = told(tmp_path, 1234.5)
    assert play["if_fc"] is None
    assert "if FC" not in message["body"]
