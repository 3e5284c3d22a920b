"""A recalculation of pp, as a whole daemon lives through it."""

import asyncio
from functools import partial

import pytest
from virtual import live

from watcher.simulator import scenarios

WATCHES = """  friends:
    players: [1001, 1002, 1004, 1009, 1011]
    news:
      - top_play
      - top_plays_changed: {causes: [revalued]}
      - rank_change: {causes: [played, revalued]}
"""
HOUR = 3600


def kinds(run):
    return [event["kind"] for body in run.messages for event in body["events"][:1]]


def script(world):
    """After an hour all plays change their value. There is a new best play while that lasts, and one afterwards."""
    world.later(world.start + HOUR * 1000, partial(scenarios.run, world, "pp-rework"))
    world.later(world.start + HOUR * 1000 + 2_400_000, partial(world.play, 1001, mode="osu", pp=900.0, lazer=False))
    world.later(world.start + 3 * HOUR * 1000, partial(world.play, 1002, mode="osu", pp=901.0, lazer=False))


@pytest.mark.parametrize(("api", "seldom"), [("v1", ""), ("v2", ", feed_interval: 60s")])
def test_is_one_notice_and_news_of_pp_waits_until_it_is_over(tmp_path, api, seldom):
    run = asyncio.run(live(tmp_path, WATCHES, seconds=4 * HOUR, script=script, api=api, osu=seldom))
    assert kinds(run) == ["recalculation", "recalculation_over", "top_play", "top_play"]
    titles = [message["title"].partition(",")[0] for message in run.messages[2:]]
    assert titles == ["Quillon: new top play #1", "miso_cat: new top play #1"]
