"""Who is watched changes, or is away for a while: what happened meanwhile is not news, and nothing is told twice."""

import asyncio
from functools import partial

import pytest
from hook import Hook
from virtual import START, watch

from watcher.clock import VirtualClock
from watcher.simulator import Simulator, accounts

ONE = "  friends: {players: [1001], modes: [osu, taiko], news: [score, top_play], settle: 0s}\n"
NOBODY = "  friends: {players: [1003], news: [score], settle: 0s}\n"
TWO = ONE + "  others: {players: [1001], modes: [osu], news: [score, top_play], settle: 0s}\n"
RUN = 1800
SELDOM = {"v1": "", "v2": ", feed_interval: 1 min"}


def plays(*seconds, mode="osu"):
    """A script: 1001 makes a top play at each of these seconds, each better than the one before."""

    def script(world):
        for number, after in enumerate(seconds):
            do = partial(world.play, 1001, mode=mode, pp=3000.0 + number, lazer=False)
            world.later(world.start + after * 1000, do)

    return script


async def daemons(folder, api, script, *watches):
    """For each daemon, one after the other on one store, the seconds at which the plays that it told of had ended."""
    clock, hook = VirtualClock(START), Hook()
    async with Simulator(clock=clock, depth=20) as site, hook.open() as address:
        script(site.world)
        told = []
        for each in watches:
            before = sum(len(keys) for _, keys in hook.posts)
            await watch(folder, site, address, each, seconds=RUN, api=api, osu=SELDOM[api])
            keys = [key for _, posted in hook.posts for key in posted][before:]
            ours = [key for key in keys if key.startswith(("score/", "top_play/"))]
            told.append(sorted((key.partition("/")[0], int(key.rpartition("/")[2]) - START // 1000) for key in ours))
    return told


def both(*seconds):
    return sorted((kind, each) for kind in ("score", "top_play") for each in seconds)


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_watch_that_is_taken_away_and_added_again_does_not_hear_of_the_time_between(tmp_path, api):
    script = plays(600, RUN + 600, 2 * RUN + 600)
    told = asyncio.run(daemons(tmp_path, api, script, ONE, NOBODY, ONE))
    assert told == [both(600), [], both(2 * RUN + 600)]


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_watch_that_is_added_later_does_not_hear_of_before(tmp_path, api):
    told = asyncio.run(daemons(tmp_path, api, plays(600, RUN + 600), NOBODY, ONE))
    assert told == [[], both(RUN + 600)]


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_player_in_two_watches_and_two_modes_is_told_once(tmp_path, api):
    def script(world):
        plays(600)(world)
        plays(700, mode="taiko")(world)

    assert asyncio.run(daemons(tmp_path, api, script, TWO)) == [both(600, 700)]


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_who_is_renamed_restricted_and_back_is_told_of_as_before_and_of_nothing_again(tmp_path, api):
    def script(world):
        plays(600, 2 * RUN + 600)(world)
        for after, deed, *args in (
            (700, accounts.rename, "Quillon II"),
            (RUN - 60, accounts.restrict),
            (2 * RUN - 600, accounts.release),
        ):
            world.later(world.start + after * 1000, deed, world, 1001, *args)

    told = asyncio.run(daemons(tmp_path, api, script, ONE, ONE, ONE))
    assert told == [both(600), [], both(2 * RUN + 600)]
