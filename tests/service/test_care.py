"""The store over the years: damage, copies, what is forgotten, and the commands that look at it."""

import json
import os
import signal
import sqlite3
import stat
from contextlib import closing

import pytest
from service_world import at, until

from watcher.store import Store, StoreError, care, outbox, retention, store
from watcher.store.tables import delivery, event, told

T = 1_790_000_000_000
DAY = 86_400_000
ASIDE = "watcher.db.damaged-20260921T141320Z"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "watcher.db"


def happen(tx, key, noticed=T, routed=1):
    row = {"key": key, "kind": "top_play", "subject": "bancho/osu/2", "cause": "played", "happened": noticed}
    row |= {"noticed": noticed, "version": 1, "facts": '{"pp": 1}', "source": "top_plays", "routed": routed}
    tx.execute(event.insert().values(row))


def owe(tx, key, state="sent", delivery_id=None):
    row = {"id": delivery_id, "sink": "phone", "subject": "bancho/osu/2", "state": state, "due": T}
    row |= {"watch": "friends", "created": T}
    there = tx.execute(delivery.select().where(delivery.c.id == delivery_id)).first()
    made = delivery_id if there else tx.execute(delivery.insert().values(row)).inserted_primary_key[0]
    tx.execute(told.insert().values(sink="phone", event=key, delivery=made))


def filled(path, keys=("a",)):
    opened = Store.open(path)
    for key in keys:
        opened.work(lambda tx, key=key: happen(tx, key))
    opened.close()
    return path


def news(path):
    return [each["key"] for each in care.events(path)]


# -- damage ----------------------------------------------------------------------------------------------------------


def zeroed(content):
    return bytes(len(content))


def halved(content):
    return content[: len(content) // 2]


def flipped(content):
    return content[:100] + bytes(byte ^ 0xFF for byte in content[100:600]) + content[600:]


@pytest.mark.parametrize("damage", [zeroed, halved, flipped])
def test_a_damaged_store_is_set_aside_whole_and_a_new_one_begun(damage, path):
    broken = damage(filled(path).read_bytes())
    path.write_bytes(broken)
    with pytest.raises(StoreError):
        Store.open(path)
    Store.open(path, anew=T).close()
    assert [file.name for file in care.damaged(path)] == [ASIDE]
    assert path.with_name(ASIDE).read_bytes() == broken
    assert care.set_aside_at(path.with_name(ASIDE)) == T
    assert news(path) == []


def test_a_second_one_within_the_same_second_replaces_nothing(path):
    for _ in range(2):
        path.write_bytes(halved(filled(path).read_bytes()))
        Store.open(path, anew=T).close()
    assert [file.name for file in care.damaged(path)] == [ASIDE, f"{ASIDE}-2"]


def test_what_sqlite_keeps_beside_it_goes_with_it(path):
    path.parent.mkdir()
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).write_text(tail)
    aside = care.set_aside(path, T)
    assert {file.name: file.read_text() for file in path.parent.iterdir()} == {
        ASIDE + tail: tail for tail in ("", "-wal", "-shm")
    }
    assert care.damaged(path) == [aside]


def test_somebody_elses_file_is_left_where_it_is(path):
    path.parent.mkdir()
    path.write_text("a shopping list, long enough to be one\n" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(path, anew=T)
    assert care.damaged(path) == []
    assert path.read_text().startswith("a shopping list")


def test_a_whole_store_stays_where_it_is(path):
    filled(path)
    Store.open(path, anew=T).close()
    assert (care.damaged(path), news(path)) == ([], ["a"])


def test_the_daemon_says_that_its_store_was_damaged_once(tmp_path):
    async def scene(place):
        filled(place.store).write_bytes(zeroed(place.store.read_bytes()))
        told_of = place.folder / "news.jsonl"
        for _ in range(2):
            daemon = await place.daemon()
            await until(lambda: told_of.exists() and told_of.stat().st_size)
            daemon.send_signal(signal.SIGTERM)
            await daemon.wait()
        status = await place.watcher("status")
        return [json.loads(line) for line in told_of.read_text().splitlines()], place.lines, status

    lines, log, (code, status, _) = at(tmp_path, scene)
    (damage,) = [line for line in lines if "damaged" in line["title"]]
    (aside,) = care.damaged(tmp_path / "state" / "watcher.db")
    assert aside.name in damage["body"]
    assert [line["file"] for line in log if line["event"] == "store_set_aside"] == [str(aside)]
    assert code == 0
    assert aside.name in status.replace("\n", "")


# -- copies ----------------------------------------------------------------------------------------------------------


def test_a_copy_is_made_while_others_write(path):
    filled(path)
    target = care.copy_of(path, "today")
    with closing(Store.open(path)) as opened, opened.engine.begin() as tx:
        happen(tx, "b")
        care.back_up(path, target)
    assert news(target) == ["a"]
    assert care.faults(target) == []
    assert [file.name for file in target.parent.iterdir()] == [target.name]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_copy_that_fails_leaves_nothing_behind(path):
    path.parent.mkdir()
    path.write_text("a shopping list, long enough to be one\n" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        care.back_up(path, care.copy_of(path, "today"))
    assert list(care.copy_of(path, "today").parent.iterdir()) == []


def test_the_oldest_copies_go(path):
    filled(path)
    for number in range(care.KEPT + 2):
        copy = care.copy_of(path, f"{number}")
        care.back_up(path, copy)
        os.utime(copy, (number, number))
    care.drop_old_copies(path)
    assert care.copies(path) == [care.copy_of(path, f"{number}") for number in range(2, care.KEPT + 2)]


def test_before_an_upgrade_the_store_is_copied_under_its_old_version(path):
    store._save(filled(path), "0001")
    assert [copy.name for copy in care.copies(path)] == ["watcher-before-0001.db"]


def test_what_can_not_be_copied_is_not_upgraded(path):
    care.copy_of(filled(path), "x").parent.write_text("not a folder")
    with pytest.raises(StoreError, match="must be copied before it is upgraded"):
        store._save(path, "0001")


# -- forgetting ------------------------------------------------------------------------------------------------------


def test_what_is_long_over_is_forgotten_with_what_told_it_and_nothing_else(path):
    with closing(Store.open(path)) as opened:

        def work(tx):
            happen(tx, "over")
            owe(tx, "over", delivery_id=1)
            happen(tx, "waits")
            owe(tx, "waits", state="pending", delivery_id=2)
            happen(tx, "unrouted", routed=0)
            happen(tx, "told with a later one")
            owe(tx, "told with a later one", delivery_id=3)
            happen(tx, "later", noticed=T + DAY)
            owe(tx, "later", delivery_id=3)

        opened.work(work)
        assert opened.work(lambda tx: retention.forget(tx, T + 1)) == 2
        assert opened.work(lambda tx: retention.forget(tx, T + 1)) == 0
        left = opened.work(lambda tx: [row.key for row in outbox.latest(tx, 100)])
        deliveries = opened.work(lambda tx: list(tx.scalars(delivery.select().order_by("id"))))
    assert set(left) == {"waits", "unrouted", "later"}
    assert deliveries == [2, 3]


def test_the_file_gets_smaller_again(path):
    with closing(Store.open(path)) as opened:
        opened.work(lambda tx: [happen(tx, f"{number}/{'x' * 2000}") for number in range(500)])
        before = opened.work(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar())
        opened.work(lambda tx: retention.forget(tx, T + 1))
        opened.work(retention.give_back)
        after = opened.work(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar())
    assert after < before / 4


# -- the commands ----------------------------------------------------------------------------------------------------


def test_the_store_is_checked_copied_and_printed_while_the_daemon_runs(tmp_path):
    async def scene(place):
        filled(place.store, ["first", "second"])
        await place.daemon()
        return [
            await place.watcher("db", *words)
            for words in (
                ("check",),
                ("check", "--json"),
                ("backup", "copy.db"),
                ("backup", "--json", "another.db"),
                ("export",),
            )
        ], await place.watcher("db", "backup", "copy.db")

    (check, for_programs, backup, another, export), again = at(tmp_path, scene)
    path = tmp_path / "state" / "watcher.db"
    assert check == (0, f"{path} is whole\n", "")
    assert json.loads(for_programs[1]) == {"file": str(path), "whole": True, "faults": [], "set_aside": []}
    assert backup == (0, "copy.db\n", "")
    assert json.loads(another[1]) == {"file": "another.db", "bytes": (tmp_path / "another.db").stat().st_size}
    assert news(tmp_path / "copy.db")[:2] == ["first", "second"]
    lines = [json.loads(line) for line in export[1].splitlines()]
    assert [(line["key"], line["facts"]) for line in lines[:2]] == [("first", {"pp": 1}), ("second", {"pp": 1})]
    assert again == (1, "", "copy.db is there already\n")
    assert care.copies(path)  # the daemon made today's


def test_a_damaged_store_is_called_damaged(tmp_path):
    async def scene(place):
        place.store.write_bytes(halved(filled(place.store).read_bytes()))
        return await place.watcher("db", "check"), await place.watcher("db", "backup")

    (code, _, err), backup = at(tmp_path, scene)
    assert code == 1
    assert "watcher.db: " in err
    assert backup[0] == 1
    assert not list((tmp_path / "state").glob("*.damaged-*"))
