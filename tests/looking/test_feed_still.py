"""osu! answers, but a cache in front of it repeats an old page of everybody's plays."""

import pytest
from outage_world import MINUTE, PLAYERS, play
from test_r6_outage import told

from watcher.cli import status


def standing(program):
    """What `watcher status` says of the feed."""
    found = program.store.work(lambda tx: status.read(tx, None, None, ((), ()), program.clock.now()))
    return [line for line in status.lines(found) if "no new plays" in line]


async def stand_still(program, minutes):
    """After a good hour the feed repeats itself for so long, and somebody plays. Answers since when, and the play."""
    await program.live(65 * 60)
    begun, user = program.clock.now(), PLAYERS["Quillon"]
    program.fail("repeated", "/api/v2/scores")
    await program.live(120)
    score = program.osu.world.play(user, mode="osu", lazer=False, pp=60)
    await program.live(minutes * 60 - 120)
    return begun, f"score/bancho/play/osu/{user}/{score.beatmap_id}/{score.ended // 1000}"


def test_a_feed_that_stands_still_is_told_once_and_so_is_its_end(tmp_path):
    async def scene(program):
        begun, late = await stand_still(program, 25)
        (still,) = program.told("/desk")
        assert still["title"].startswith("osu! shows no new plays since 2026-09-21")
        since = still["events"][0]["facts"]["since"]
        assert begun - 2 * MINUTE <= since <= begun
        assert [line.partition(" since")[0] for line in standing(program)] == ["[yellow]osu! shows no new plays"]
        assert told(program, "score") == []
        program.well()
        await program.live(120)
        _, moves = program.told("/desk")
        assert moves["title"] == "osu! shows new plays again"
        assert moves["events"][0]["facts"]["since"] == since
        assert standing(program) == []
        await program.live(300)
        assert told(program, "score") == [late]

    play(scene, tmp_path, "v2", news="score", feed="60s", crowd=2, depth=2)


@pytest.mark.parametrize("crowd", [0, 0.005], ids=["nobody else plays", "somebody plays now and then"])
def test_where_few_play_silence_is_no_news(tmp_path, crowd):
    async def scene(program):
        await stand_still(program, 25)
        assert program.told("/desk") == []
        assert standing(program) == []

    play(scene, tmp_path, "v2", news="score", feed="60s", crowd=crowd, depth=2)
