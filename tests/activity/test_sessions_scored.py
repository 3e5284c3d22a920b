"""Hours of play of several people, told as sessions by a whole daemon, and held against what they played."""

from functools import partial
from random import Random

import pytest
from activity_world import watch

MINUTE, HOUR = 60_000, 3_600_000
PLAYERS = (1001, 1002)
LASTS = 3 * HOUR
SETTLED = HOUR  # who stopped later than that before the end may be told of or not
FRIENDS = {"players": list(PLAYERS), "news": ["session"], "settle": "0s"}


def evenings(seed):
    """Player → when plays end (ms from the beginning): some minutes apart, and then for half an hour or more none."""
    luck, ends = Random(seed), {}
    for player in PLAYERS:
        at, mine = luck.randint(5, 90) * MINUTE, []
        while at < LASTS:
            mine.append(at)
            at += luck.randint(120, 600) * 1000 if luck.random() < 0.75 else luck.randint(32, 150) * MINUTE
        ends[player] = mine
    return ends


def sessions(ends, pause=30 * MINUTE):
    """What was played between pauses: (player, first, last, how many)."""
    for player, mine in ends.items():
        first = 0
        for number, at in enumerate(mine):
            if number + 1 == len(mine) or mine[number + 1] - at >= pause:
                yield player, mine[first], at, number + 1 - first
                first = number + 1


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_every_session_is_told_once_and_as_it_was(api):
    ends = evenings(7)

    async def scene(program):
        begin = program.clock.now()
        for player, mine in ends.items():
            for at in mine:
                program.world.later(begin + at, partial(program.world.play, player, mode="osu", lazer=False))
        await program.live(LASTS / 1000)
        return begin, [event["facts"] for event in program.events]

    begin, facts = watch(scene, api=api, watches={"friends": FRIENDS})
    told = [(one["player"]["id"], one["began"] - begin, one["ended"] - begin, one["passes"]) for one in facts]
    played = set(sessions(ends))
    assert len(told) == len(set(told))
    assert {each for each in played if each[2] < LASTS - SETTLED} <= set(told)
    assert set(told) <= played
    missed = [each["plays"] - each["passes"] for each in facts if each["plays"] is not None]
    assert missed
    assert not any(missed), "the profiles before and after it count what it had"
