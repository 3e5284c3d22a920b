"""A store that fails while it is in use: nothing is lost, it is left alone for a while, and then it goes on."""

import asyncio
import shutil
import sqlite3
from contextlib import closing

import pytest
from store_world import add

from watcher.store import Store, StoreBusy, StoreDamaged, StoreFailed, care, outbox
from watcher.store.lock import lock_of
from watcher.store.trouble import BALLAST, CALM, FIRST, LONGEST, Ballast, Trouble


class Shelf:
    """A store in a file, whose time does not pass by itself."""

    def __init__(self, folder):
        self.now = 0.0
        self.path = folder / "state" / "watcher.db"
        self.store = Store.open(self.path, monotonic=lambda: self.now)
        self.ballast = Ballast(self.path)

    def add(self, key):
        return asyncio.run(self.store.run(lambda tx: add(tx, key)))

    def mend(self):
        asyncio.run(self.store.mend())

    def pragma(self, text):
        with closing(self.store.engine.raw_connection()) as raw:
            raw.cursor().execute(f"PRAGMA {text}")

    @property
    def kept(self):
        with closing(sqlite3.connect(self.path)) as other:
            return [key for (key,) in other.execute("SELECT key FROM event ORDER BY id")]


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path)
    yield made
    made.store.close()


def full(shelf):
    shelf.pragma("max_page_count = 1")  # of what is there already
    return lambda: shelf.pragma("max_page_count = 1000000"), "x" * 100_000, "full"


def read_only(shelf):
    shelf.pragma("query_only = 1")
    return lambda: shelf.pragma("query_only = 0"), "b", "readonly"


def locked(shelf):
    shelf.pragma("busy_timeout = 0")
    other = sqlite3.connect(shelf.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other.close, "b", "locked"


@pytest.mark.parametrize("fail", [full, read_only, locked])
def test_a_store_that_fails_is_left_alone_and_goes_on_where_it_was(fail, shelf):
    shelf.add("a")
    shelf.ballast.drop()
    repair, key, said = fail(shelf)
    with pytest.raises(StoreFailed, match=said):
        shelf.add(key)
    repair()
    with pytest.raises(StoreFailed, match=said):  # it is not even tried
        shelf.add(key)
    assert (shelf.store.trouble != "", shelf.kept) == (True, ["a"])
    shelf.now += FIRST
    shelf.add(key)
    assert (shelf.store.trouble, shelf.kept) == ("", ["a", key])


def test_that_it_can_be_read_does_not_mean_that_it_works_again(shelf):
    repair, key, _ = read_only(shelf)
    with pytest.raises(StoreFailed):
        shelf.add(key)
    shelf.now += FIRST
    with pytest.raises(StoreFailed):
        asyncio.run(shelf.store.run(lambda tx: outbox.latest(tx, 1)))
    repair()
    shelf.now += LONGEST
    assert asyncio.run(shelf.store.run(lambda tx: outbox.latest(tx, 1))) == []


def test_it_is_left_alone_for_longer_each_time_and_after_a_quiet_minute_not_for_long_again():
    trouble, now, pauses = Trouble(), 0.0, []
    for _ in range(7):
        trouble.begins("no room", now)
        pause = next(seconds for seconds in (1, 2, 4, 8, 16, 30, 60) if not trouble.holds(now + seconds))
        pauses.append(pause)
        now += pause
        trouble.ends()
    assert pauses == [1, 2, 4, 8, 16, LONGEST, LONGEST]
    assert trouble.begins("no room", now + CALM + 1)
    assert trouble.holds(now + CALM + 1.5)
    assert not trouble.holds(now + CALM + 2)


def test_without_room_the_ballast_is_given_up_so_that_what_was_done_can_be_written_down(shelf):
    assert shelf.ballast.is_there
    repair, key, _ = full(shelf)
    with pytest.raises(StoreFailed):
        shelf.add(key)
    assert (shelf.ballast.is_there, shelf.store.is_full) == (False, True)
    assert "no room" in shelf.store.trouble
    repair()
    shelf.add("b")  # at once
    assert (shelf.kept, shelf.store.is_full) == (["b"], True)
    shelf.mend()
    assert (shelf.ballast.is_there, shelf.store.is_full, shelf.store.trouble) == (True, False, "")


def test_the_ballast_takes_the_room_that_it_stands_for(shelf):
    found = shelf.path.with_name("watcher.db.ballast").stat()
    assert (found.st_size, found.st_blocks * 512 >= BALLAST) == (BALLAST, True)


def test_a_page_that_is_damaged_under_us_ends_its_use_and_the_next_start_sets_it_aside(shelf):
    for number in range(200):
        shelf.add(f"{number}/{'x' * 500}")
    shelf.pragma("wal_checkpoint(TRUNCATE)")
    shelf.store.engine.dispose()
    content = bytearray(shelf.path.read_bytes())
    content[8192:] = bytes(byte ^ 0xFF for byte in content[8192:])
    shelf.path.write_bytes(content)
    for _ in range(2):
        with pytest.raises(StoreDamaged, match="is damaged"):
            asyncio.run(shelf.store.run(lambda tx: outbox.latest(tx, 500)))
    assert shelf.store.damage is not None
    shelf.store.close()
    Store.open(shelf.path, anew=0).close()
    assert len(care.damaged(shelf.path)) == 1


def its_files(folder):
    for file in folder.iterdir():
        file.unlink()


@pytest.mark.parametrize("delete", [its_files, shutil.rmtree])
def test_a_store_that_is_deleted_under_us_is_written_anew_with_all_that_was_in_it(delete, shelf):
    shelf.add("a")
    delete(shelf.path.parent)
    shelf.add("b")
    assert not shelf.path.exists()  # an empty one never takes its place
    shelf.mend()
    shelf.add("c")
    assert (shelf.kept, care.faults(shelf.path)) == (["a", "b", "c"], [])
    shelf.store.close()
    Store.open(shelf.path).close()
    assert shelf.kept == ["a", "b", "c"]


def test_a_store_that_is_exchanged_under_us_stays_and_what_was_in_use_is_saved_beside_it(shelf):
    shelf.add("ours")
    copy = care.copy_of(shelf.path, "old")
    care.back_up(shelf.path, copy)
    shelf.add("later")
    copy.replace(shelf.path)
    shelf.mend()
    with pytest.raises(StoreDamaged, match="another file was put at"):
        shelf.add("lost")
    (saved,) = shelf.path.parent.glob("watcher.db.replaced-*")
    assert [each["key"] for each in care.events(saved)] == ["ours", "later"]


def test_a_store_whose_lock_is_deleted_is_still_nobody_elses_and_not_ours_any_more_if_somebody_took_it(shelf):
    lock = lock_of(shelf.path)
    lock.unlink()
    shelf.mend()
    with pytest.raises(StoreBusy):
        Store.open(shelf.path)
    lock.unlink()
    with closing(Store.open(shelf.path)):
        shelf.mend()
        with pytest.raises(StoreDamaged, match="another watcher uses this store"):
            shelf.add("lost")
