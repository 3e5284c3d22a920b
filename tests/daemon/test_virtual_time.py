"""The same world is told in the same words, all of it, once, and nothing else."""

import asyncio

from virtual import WATCHED, live, top_play

FRIENDS = f"""  friends:
    players: [{", ".join(map(str, WATCHED.values()))}]
    modes: osu
    matches: 120000001
"""
TOP_PLAYS = FRIENDS + "    news: top_play\n"


def test_the_same_world_is_told_byte_for_byte_alike(tmp_path):
    runs = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        runs.append(asyncio.run(live(folder, FRIENDS, seconds=500, lively=True)))
    first, second = runs
    assert len(first.hook.bodies) > 20
    assert first.hook.bodies == second.hook.bodies
    assert first.facts == second.facts


def test_every_top_play_on_the_feed_is_told_once_and_nothing_else(tmp_path):
    run = asyncio.run(live(tmp_path, TOP_PLAYS, seconds=1200, lively=True))
    report = run.report("top_play", top_play, ["feed"])
    assert report.right > 100
    assert (report.missed, report.doubled, report.false) == ((), (), ())
