"""How a daemon that has much to tell ends: what is under way gets its time, then nothing stays claimed."""

import asyncio
import sqlite3

from cli_world import CONFIG, TERM, at, until

PLAYERS = (1001, 1002, 1003)
BUSY = CONFIG.replace("[Quillon]", "[1001, 1002, 1003]")


def states(place):
    store = sqlite3.connect(place.folder / "state" / "watcher.db")
    try:
        return [state for (state,) in store.execute("SELECT state FROM delivery")]
    finally:
        store.close()


def test_with_a_sink_that_hangs_it_ends_and_the_next_daemon_tells_what_was_not_told(tmp_path):
    async def scene(place):
        place.write(BUSY)
        place.hook.held = True
        daemon = await place.daemon()
        await until(lambda: sum("/scores/best" in str(each) for each in place.osu.site.served) >= len(PLAYERS))
        await asyncio.sleep(1.1)  # osu! tells seconds: what ended in the second in which the watch began may be older
        for player in PLAYERS:
            for pp in (2000.0, 2100.0):
                place.osu.world.play(player, pp=pp)
        await until(lambda: place.hook.came)
        code = await daemon.kill(TERM)
        left = states(place)
        place.hook.held = False
        await place.daemon()
        await until(lambda: len(place.hook.told) >= len(PLAYERS) * 2)
        return code, left, place.hook.told

    code, left, told = at(tmp_path, scene)
    assert code == 0
    assert sorted(left) == ["behind"] * 3 + ["pending"] * 3
    assert set(told.values()) == {1}
