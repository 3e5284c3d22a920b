"""Friends compared on the map just played, on both generations; each watch hears of its own."""

import asyncio
from functools import partial

import pytest
from virtual import live

WATCHES = """  friends: {players: [1001, 1002, 1003], news: [friends_board], settle: 0s, to: hook}
  pair: {players: [1001, 1004], news: [friends_board: {when: "beaten > 0"}], settle: 0s, to: hook}
"""
SELDOM = {"v1": "", "v2": ", feed_interval: 1 min"}
SETTLED = 900
PLAYS = (
    (60, 1002, 0, 3250.0),
    (400, 1001, 0, 3310.5),
    (800, 1004, 1, 3200.0),
    (1200, 1001, 1, 3201.0),
    (1600, 1003, 2, 3090.0),
    (1800, 1003, 0, 3300.0),
)
"""Seconds, who, on which of three maps, and pp, so high that nobody has as much there."""


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_who_plays_a_map_of_others_is_told_where_that_is_among_them(tmp_path, api):
    def script(world):
        ours = sorted(world.near(0, 4.0, 3.0))[:3]
        for after, user_id, on, pp in PLAYS:
            do = partial(world.play, user_id, beatmap_id=ours[on], mode="osu", pp=pp, lazer=False)
            world.later(world.start + (SETTLED + after) * 1000, do)

    run = asyncio.run(
        live(tmp_path, WATCHES, seconds=SETTLED + 2700, api=api, osu=SELDOM[api], script=script, depth=20)
    )
    told = [
        (event["facts"]["player"]["id"], message["title"].partition(" on ")[0], message["body"].splitlines()[1])
        for message in run.messages
        for event in message["events"]
        if event["kind"] == "friends_board"
    ]
    assert told == [
        (1001, "Quillon: #1 of 2 friends", "60.5pp past miso_cat"),
        (1001, "Quillon: #1 of 2 friends", "1pp past Nori Vale"),
        (1003, "[Tern]: #2 of 3 friends", "50pp past miso_cat · 10.5pp behind Quillon"),
    ]
