"""The store can't be written for a while: its disk is full, in each phase, or somebody holds it. Real: it takes long.

The disk is a file system of three MiB; mounting it wants root.
"""

import os
import sqlite3
import subprocess
from contextlib import closing

import pytest
from cli_world import CONFIG, TERM, at, until

pytestmark = [pytest.mark.system, pytest.mark.skipif(os.geteuid() != 0, reason="mounting wants root")]

PLAYER = 1001
RECOVERS = 60


@pytest.fixture
def disk(tmp_path):
    """A disk of its own for the store."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder), check=True)
    yield folder
    subprocess.run(("umount", folder), check=True)


def fill(disk):
    """Leave no byte."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


async def watching(place, disk):
    place.write(CONFIG.replace("{folder}/state", str(disk)))
    daemon = await place.daemon()
    await until(lambda: any("/scores/best" in str(each) for each in place.osu.site.served))
    reads = feeds(place)  # times of plays are whole seconds: one of the second of the first look would be no news
    await until(lambda: feeds(place) > reads + 1)
    return daemon


def feeds(place):
    return sum("/api/v2/scores" in str(each) for each in place.osu.site.served)


async def goes_on(place, disk, plays):
    """There is room again: everything that happened is told, once each, within a minute."""
    (disk / "filler").unlink()
    await until(lambda: len(place.hook.told) >= plays, RECOVERS)
    return place.hook.told


def test_full_before_a_look_nothing_is_told_that_is_not_kept_and_all_of_it_once_there_is_room(disk, tmp_path):
    async def scene(place):
        daemon = await watching(place, disk)
        fill(disk)
        place.osu.world.play(PLAYER)
        reads = feeds(place)
        await daemon.says("store_full")
        fill(disk)  # what the ballast made room for, too
        await until(lambda: daemon.said.count("store_failed") or place.hook.told)
        place.osu.world.play(PLAYER, pp=2500.0)
        told = await goes_on(place, disk, 2)
        return told, feeds(place) - reads, daemon, await daemon.kill(TERM)

    told, _, daemon, code = at(tmp_path, scene)
    assert list(told.values()) == [1, 1]
    assert code == 0
    assert not [line for line in daemon.lines if "exception" in line]


def test_full_while_a_message_is_under_way_it_is_not_sent_again(disk, tmp_path):
    async def scene(place):
        daemon = await watching(place, disk)
        place.hook.held = True
        place.osu.world.play(PLAYER)
        await until(lambda: place.hook.came)
        fill(disk)
        (disk / "watcher.db.ballast").unlink()
        fill(disk)
        place.hook.let_go()
        await daemon.says("store_failed")
        place.osu.world.play(PLAYER, pp=2500.0)
        return await goes_on(place, disk, 2), daemon, await daemon.kill(TERM)

    told, _, code = at(tmp_path, scene)
    assert list(told.values()) == [1, 1]
    assert code == 0


def test_full_at_the_start_the_ballast_makes_room_for_it(disk, tmp_path):
    async def scene(place):
        await (await watching(place, disk)).kill(TERM)
        fill(disk)
        place.osu.world.play(PLAYER)
        daemon = await place.daemon()
        return await goes_on(place, disk, 1), await daemon.kill(TERM)

    told, code = at(tmp_path, scene)
    assert (list(told.values()), code) == ([1], 0)


def test_a_store_that_somebody_holds_for_longer_than_anybody_waits_loses_nothing(tmp_path):
    async def scene(place):
        daemon = await watching(place, place.folder / "state")
        with closing(sqlite3.connect(place.folder / "state" / "watcher.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            place.osu.world.play(PLAYER)
            await daemon.says("store_failed")
        await until(lambda: place.hook.told, RECOVERS)
        await daemon.says("store_recovered")
        return place.hook.told, daemon, await daemon.kill(TERM)

    told, daemon, code = at(tmp_path, scene)
    assert (list(told.values()), code) == ([1], 0)
    assert not [line for line in daemon.lines if "exception" in line]
