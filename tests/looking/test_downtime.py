"""Nobody looked for hours: what the feed still shows is read in full and told as the watch says; the rest is a hole."""

from itertools import pairwise

import pytest
from outage_world import MINUTE, PLAYERS, SECOND, play
from test_r6_outage import told

HOUR = 60 * MINUTE
CROWD = 2
"""Plays of strangers a second: two hours of them are fifteen pages."""


def down(program, hours, plays):
    """The daemon is down for so long; in it, each plays at these times (hours). Answers their keys, oldest first."""
    begun, made = program.clock.time, []
    for hour in plays:
        program.clock.time = begun + round(hour * HOUR)
        for user in PLAYERS.values():
            score = program.osu.world.play(user, mode="osu", lazer=False, pp=50 + hour)
            made.append(f"score/bancho/play/osu/{user}/{score.beatmap_id}/{score.ended // 1000}")
    program.clock.time = begun + hours * HOUR
    return made


def asked(program, path, since):
    return [at for at, what, _ in program.osu.site.served if path in what and at >= since]


@pytest.mark.parametrize(
    ("catch_up", "messages", "first"),
    [("all", 6, 0), ("digest", 1, 0), ("newest 2", 1, 0), ("drop older than 90m", 4, 2)],
)
def test_what_was_played_while_nobody_looked_is_read_at_a_page_a_second_and_told_as_wished(
    tmp_path, catch_up, messages, first
):
    async def scene(program):
        await program.live(300)
        made = down(program, 2, [0.1, 1.0, 1.9])
        back = program.clock.time
        await program.live(300)
        assert sorted(told(program, "score")) == sorted(made[first:])
        assert len(program.told("/keyed")) == messages
        pages = asked(program, "/v2/scores", back)
        backlog = [later - earlier for earlier, later in pairwise(pages) if later - earlier < 5 * SECOND]
        assert len(backlog) >= 2 * 3600 * CROWD // 1000
        assert min(backlog) >= SECOND
        assert program.told("/desk") == []
        assert program.busiest_minute <= 60

    play(scene, tmp_path, "v2", news="score", catch_up=catch_up, crowd=CROWD, depth=2)


def test_a_downtime_beyond_what_the_feed_replays_is_said_once_and_each_players_last_day_is_asked_for_once(tmp_path):
    async def scene(program):
        await program.live(300)
        made = down(program, 50, [3, 20, 40, 49])
        back = program.clock.time
        await program.live(900)
        assert sorted(told(program, "score")) == sorted(made[4:]), "those of the last day"
        assert len(asked(program, "/scores/recent", back)) == len(PLAYERS)
        (gap,) = program.told("/desk")
        facts = gap["events"][0]["facts"]
        assert gap["events"][0]["kind"] == "gap"
        assert back - 50 * HOUR - MINUTE <= facts["since"] <= back - 50 * HOUR
        assert "the feed no longer reaches back to where we stopped" in facts["reason"]
        assert "last day is asked for" in facts["reason"]
        assert facts["until"] <= program.clock.time
        assert program.busiest_minute <= 60

    play(scene, tmp_path, "v2", news="score", crowd=CROWD, depth=2)


def test_while_nobody_plays_the_server_counts_one_look_at_the_feed_a_minute_and_the_first_play_wakes_it(tmp_path):
    async def scene(program):
        await program.live(1800)
        asleep = program.clock.time
        await program.live(1200)
        assert len(asked(program, "/v2/scores", asleep)) <= 21
        program.osu.world.play(1001, mode="osu", lazer=False)
        await program.live(120)
        awake = program.clock.time
        await program.live(600)
        assert len(asked(program, "/v2/scores", awake)) >= 55

    play(scene, tmp_path, "v2", news="score", depth=2)
