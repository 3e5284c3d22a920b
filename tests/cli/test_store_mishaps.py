"""What befalls the file of the store while a daemon uses it: decided, logged, told, and shown by `watcher status`."""

import asyncio
import os
import sqlite3
import subprocess
from contextlib import closing

import pytest
from cli_world import TERM, at, until

from watcher.store import care

PLAYER = 1001


def store(place):
    return place.folder / "state" / "watcher.db"


def titles(place):
    return [post["title"] for post in place.hook.posts]


def plays(place):
    """The top plays that were told, each as often as it was."""
    return [times for key, times in place.hook.told.items() if key.startswith("top_play/")]


async def hears(place, title):
    await until(lambda: any(title in each for each in titles(place)))


async def play(place, number):
    """Something happens, and is told."""
    place.osu.world.play(PLAYER, pp=1000.0 * number)
    await until(lambda: len(plays(place)) == number)


def one_line(ended):
    return " ".join(ended.out.split())


def test_deleted_it_is_there_again_with_all_that_was_in_it_and_still_nobody_elses(tmp_path):
    async def scene(place):
        daemon = await place.watching()
        await play(place, 1)
        for file in store(place).parent.glob("watcher.db*"):
            file.unlink()
        await daemon.says("store_deleted")
        await hears(place, "The store was deleted, and written anew")
        await play(place, 2)
        second = await place.watcher("run")
        status, check = await place.watcher("status"), await place.watcher("db", "check")
        return plays(place), second, status, check, await daemon.kill(TERM), daemon.said.count("store_deleted")

    told, second, status, check, code, said = at(tmp_path, scene)
    assert told == [1, 1]
    assert (check.code, code, said) == (0, 0, 1)
    assert (second.code, "another watcher uses this store" in second.err) == (1, True)
    assert "store_deleted" in one_line(status)


def test_replaced_by_another_file_the_daemon_ends_and_the_next_one_uses_that(tmp_path):
    async def scene(place):
        daemon = await place.watching()
        copy = care.copy_of(store(place), "of then")
        care.back_up(store(place), copy)
        await play(place, 1)
        copy.replace(store(place))
        code = await daemon.process.wait()
        (saved,) = care.replaced(store(place))
        kept = [each["kind"] for each in care.events(saved)]
        again = await place.daemon()
        await hears(place, "Another file took the place of the store")
        return daemon, code, saved, kept, await place.watcher("status"), await again.kill(TERM)

    daemon, code, saved, kept, status, again = at(tmp_path, scene)
    assert (code, again) == (1, 0)
    assert "top_play" in kept
    assert [line["saved"] for line in daemon.lines if line["event"] == "store_replaced"] == [str(saved)]
    assert "while it was in use: start again to use that" in daemon.log.read_text().splitlines()[-1]
    assert f"was in use when another file took its place: {saved}" in one_line(status)


def test_damaged_the_daemon_ends_and_the_next_one_sets_it_aside_and_begins_anew(tmp_path):
    async def scene(place):
        daemon = await place.watching()
        await play(place, 1)
        spoil(store(place))
        code = await daemon.process.wait()
        again = await place.daemon()
        await hears(place, "The store was damaged: watching began anew")
        (aside,) = care.damaged(store(place))
        return daemon, code, plays(place), aside, again.said, await place.watcher("status"), await again.kill(TERM)

    daemon, code, told, aside, said, status, again = at(tmp_path, scene)
    assert (code, again) == (1, 0)
    assert told == [1]  # what the new store sees first is no news
    assert (daemon.said.count("store_damaged"), said.count("store_set_aside")) == (1, 1)
    assert f"set aside as damaged: {aside}" in one_line(status)


def spoil(path):
    """Flip every bit behind the first two pages, once they are all in the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE note SET changed = changed + 1")  # so that whoever reads it reads it anew
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        content = file.read()
        file.seek(8192)
        file.write(bytes(byte ^ 0xFF for byte in content[8192:]))


def chattr(change, place):
    subprocess.run(("chattr", change, store(place), f"{store(place)}-wal"), check=True)


@pytest.mark.system
@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files immutable")
def test_made_read_only_it_is_left_alone_and_goes_on_once_it_can_be_written_again(tmp_path):
    async def scene(place):
        daemon = await place.watching()
        await play(place, 1)
        chattr("+i", place)
        try:
            place.osu.world.play(PLAYER, pp=2000.0)
            await daemon.says("store_failed")
            status = await until_status(place, "looking stands still for")
            meanwhile = plays(place)
        finally:
            chattr("-i", place)
        await hears(place, "The store can be used again, after")
        await until(lambda: len(plays(place)) == 2)
        return meanwhile, plays(place), status, daemon, await daemon.kill(TERM)

    meanwhile, told, status, daemon, code = at(tmp_path, scene)
    assert (meanwhile, told, code) == ([1], [1, 1], 0)
    assert (status.code, "looking stands still for" in status.out) == (0, True)
    assert [daemon.said.count(event) for event in ("store_failed", "store_recovered")] == [1, 1]


async def until_status(place, words):
    """Ask until it says so. Whoever runs the tests ends one that waits for ever."""
    while words not in (status := await place.watcher("status")).out:  # noqa: ASYNC110  # it tells nobody by itself
        await asyncio.sleep(1)
    return status
