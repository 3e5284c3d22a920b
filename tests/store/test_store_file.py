"""The file of the store: whose it is, what it may be, and what happens to one that can't be used."""

import os
import sqlite3
import stat
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from store_world import add

from watcher.store import Store, StoreBusy, StoreError, outbox
from watcher.store.migrate import newest, revision
from watcher.store.tables import meta

HOLDER = """
import sys
from pathlib import Path
from watcher.store import Store
store = Store.open(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "watcher.db"


def made(path):
    """A store with one event in it, closed."""
    store = Store.open(path)
    store.work(lambda tx: add(tx, "a"))
    store.close()
    return path


def permissions(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_store_is_made_with_its_folder_and_is_there_again_later(path):
    made(path)
    store = Store.open(path)
    assert [row.key for row in store.work(lambda tx: outbox.latest(tx, 10))] == ["a"]
    store.close()


def test_nobody_else_may_read_it_nor_what_sqlite_keeps_beside_it(path):
    before = os.umask(0o022)
    try:
        store = Store.open(path)
        store.work(lambda tx: add(tx, "a"))
        found = {file.name: permissions(file) for file in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(before)
    names = ("watcher.db", "watcher.db-wal", "watcher.db-shm", "watcher.db.lock", "watcher.db.ballast")
    assert found == dict.fromkeys(names, 0o600)
    assert permissions(path.parent) == 0o700


def test_one_that_everybody_could_read_is_closed_to_them(path):
    made(path).chmod(0o644)
    Store.open(path).close()
    assert permissions(path) == 0o600


def test_commits_survive_power_loss_as_far_as_sqlite_can_tell(path):
    store = Store.open(path)
    with store.engine.begin() as tx:
        found = [tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    store.close()
    assert found == ["wal", 2]


# -- the lock --------------------------------------------------------------------------------------------------------


def test_the_second_on_a_store_is_told_who_holds_it(path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreBusy, match=rf"process {holder.pid}$"):
            Store.open(path)
        holder.kill()  # however it dies, the store is free
        holder.wait()
        Store.open(path).close()


def test_two_in_one_process_can_not_share_it_either(path):
    store = Store.open(path)
    with pytest.raises(StoreBusy, match=str(os.getpid())):
        Store.open(path)
    store.close()
    Store.open(path).close()


# -- files that can't be used ----------------------------------------------------------------------------------------


def from_the_future(path):
    with sqlite3.connect(made(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()


def not_a_store(path):
    path.parent.mkdir()
    path.write_bytes(b"this is a shopping list\n" * 100)


def truncated(path):
    made(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def bits_flipped(path):
    content = bytearray(made(path).read_bytes())
    content[100:600] = bytes(byte ^ 0xFF for byte in content[100:600])
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (from_the_future, "at version 9999, newer than this watcher knows"),
        (not_a_store, "file is not a database"),
        (truncated, "malformed"),
        (bits_flipped, "malformed"),
    ],
)
def test_a_file_that_can_not_be_used_is_named_and_left_as_it_is(damage, said, path):
    damage(path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    for _ in range(2):  # the lock was given back
        with pytest.raises(StoreError, match=said):
            Store.open(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def a_folder(path):
    path.mkdir(parents=True)


def in_a_file(path):
    path.parent.write_text("not a folder")


@pytest.mark.parametrize("obstacle", [a_folder, in_a_file])
def test_where_no_file_can_be_the_error_says_so(obstacle, path):
    obstacle(path)
    with pytest.raises(StoreError, match=r"watcher\.db"):
        Store.open(path)


def test_a_file_that_only_can_not_be_opened_now_is_not_called_damaged(path):
    made(path)
    path.with_name("watcher.db-wal").mkdir()
    with pytest.raises(StoreError, match="can't be used now"):
        Store.open(path)


# -- migrations ------------------------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_code_uses(store):
    with store.engine.connect() as connection:
        assert revision(connection) == newest()
        assert compare_metadata(MigrationContext.configure(connection), meta) == []


def test_a_store_that_is_up_to_date_is_not_written_to(path):
    made(path)
    before = path.read_bytes()
    Store.open(path).close()
    assert path.read_bytes() == before
