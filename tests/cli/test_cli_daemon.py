"""The daemon as a process: how it ends, who may run beside it, and what it loses when it is killed."""

import asyncio

import pytest
from cli_world import CONFIG, INT, KILL, TERM, at, until

from watcher.simulator.faults import Fault
from watcher.simulator.gate import Gate

PLAYER = 1001


def played(place):
    """The keys of the top plays that happened, as the simulator knows them."""
    return {
        f"top_play/bancho/play/osu/{PLAYER}/{fact.facts['beatmap_id']}/{fact.facts['ended']}"
        for fact in place.osu.world.truth.facts
        if fact.kind == "top_play" and fact.facts["user_id"] == PLAYER
    }


def test_killed_and_started_again_it_loses_nothing_and_tells_nothing_twice(tmp_path):
    async def scene(place):
        daemon = await place.watching()
        before = played(place)
        place.osu.world.play(PLAYER)
        await until(lambda: place.hook.told)
        place.hook.held = True
        place.osu.world.play(PLAYER)
        await until(lambda: len(place.hook.came) == 2)
        assert await daemon.kill(KILL) == -KILL
        place.osu.world.play(PLAYER)
        place.hook.held = False
        daemon = await place.daemon()
        expected = played(place) - before
        await until(lambda: place.hook.told.keys() >= expected)
        assert await daemon.kill(TERM) == 0
        return expected, place.hook.told

    expected, told = at(tmp_path, scene)
    assert len(expected) == 3
    assert told == dict.fromkeys(expected, 1)


@pytest.mark.parametrize("number", [TERM, INT])
def test_asked_to_stop_it_finishes_what_is_under_way_and_ends(number, tmp_path):
    async def scene(place):
        daemon = await place.daemon()
        second = await place.watcher("run")
        status = await place.watcher("status")
        code = await daemon.kill(number)
        return daemon, second, status, code, await place.watcher("status")

    daemon, second, status, code, after = at(tmp_path, scene)
    assert (code, daemon.said[-2:]) == (0, ["stopping", "stopped"])
    assert second.code == 1
    assert second.err == f"another watcher uses this store: process {daemon.process.pid}\n"
    assert f"running (process {daemon.process.pid})" in status.out
    assert "not running" in after.out


def test_asked_twice_it_ends_at_once_though_a_sink_hangs(tmp_path):
    async def scene(place):
        place.hook.held = True
        daemon = await place.watching()
        place.osu.world.play(PLAYER)
        await until(lambda: place.hook.came)
        daemon.process.send_signal(TERM)
        await daemon.says("stopping")
        return await daemon.kill(TERM), daemon.said

    code, said = at(tmp_path, scene)
    assert code == 1
    assert "stopped" not in said


def test_it_ends_though_osu_hangs(tmp_path):
    async def scene(place):
        place.osu.site.faults.add(Fault(kind="hang", path="*"))
        daemon = await place.daemon()
        await until(lambda: place.osu.site.served)
        async with asyncio.timeout(30):
            return await daemon.kill(TERM)

    assert at(tmp_path, scene) == 0


def test_an_unknown_player_is_named_in_the_log_and_the_others_go_on(tmp_path):
    async def scene(place):
        place.write(CONFIG.replace("[Quillon]", "[Nobody Of That Name, Quillon]"))
        daemon = await place.watching()
        place.osu.world.play(PLAYER)
        await until(lambda: place.hook.told)
        return daemon.lines

    lines = at(tmp_path, scene)
    assert [line["player"] for line in lines if line["event"] == "player_unknown"] == ["Nobody Of That Name"]


def test_wrong_credentials_are_said_clearly_and_never_shown(tmp_path):
    async def scene(place):
        daemon = await place.daemon()
        await daemon.says("players_unresolved")
        return daemon.log.read_text(), daemon.lines

    text, lines = at(tmp_path, scene, gate=Gate(clients={"1": "another-secret"}))
    assert "a-secret" not in text
    assert "Traceback" not in text
    assert any("client" in line.get("reason", "") for line in lines)
