"""The daemon says how it is: to the service manager, and to whoever asks `watcher health`."""

import json
import signal
import sqlite3
import time
from contextlib import closing

from service_world import at, until

from watcher import heartbeat
from watcher.store import Store, roster
from watcher.store.lock import Lock
from watcher.store.store import lock_of


def test_from_ready_to_stopping_it_says_how_it_is(tmp_path):
    async def scene(place):
        daemon = await place.daemon()
        await until(lambda: "WATCHDOG=1" in place.manager.heard)
        await until(lambda: place.manager.heard.count("WATCHDOG=1") == 2)  # the first was written down by now
        healthy = await place.watcher("health")
        as_json = await place.watcher("health", "--json")
        daemon.send_signal(signal.SIGTERM)
        await daemon.wait()
        return daemon, healthy, as_json, await place.watcher("health"), place.manager.heard

    daemon, healthy, as_json, after, heard = at(tmp_path, scene)
    assert {"READY=1", "STATUS=1 watch, 1 sink"} <= set(heard)
    assert heard[-1] == "STOPPING=1"
    assert healthy == (0, f"fine (process {daemon.pid})\n", "")
    assert (as_json[0], json.loads(as_json[1])["ok"], json.loads(as_json[1])["process"]) == (0, True, daemon.pid)
    assert after == (1, "", "not running\n")


def held(path, ages):
    """A store that a daemon holds, whose halves last got on so many seconds ago."""
    store = Store.open(path)
    now = time.time_ns() // 1_000_000
    store.work(lambda tx: roster.say(tx, {"progress": heartbeat.written(ages, now)}, now))
    return store


def test_a_daemon_that_lives_and_stands_still_is_not_healthy(tmp_path):
    async def scene(place):
        with closing(held(place.store, {"looking": 600, "telling": 1})):
            return await place.watcher("health"), await place.watcher("health", "--json")

    (code, out, err), (code_too, as_json, _) = at(tmp_path, scene)
    assert (code, out, err) == (1, "", "looking stands still for 10 min\n")
    assert (code_too, json.loads(as_json)["ok"]) == (1, False)


def test_a_store_that_can_not_be_read_is_not_healthy(tmp_path):
    async def scene(place):
        place.store.parent.mkdir()
        place.store.write_text("a shopping list, long enough to be one\n" * 100)
        lock = Lock(lock_of(place.store))
        lock.take()
        try:
            return await place.watcher("health")
        finally:
            lock.release()

    code, out, err = at(tmp_path, scene)
    assert (code, out) == (1, "")
    assert "not a database" in err
    assert len(err.splitlines()) == 1


def test_health_does_not_wait_for_somebody_who_writes_for_long(tmp_path):
    async def scene(place):
        with closing(held(place.store, {"looking": 1, "telling": 1})), closing(sqlite3.connect(place.store)) as other:
            other.execute("BEGIN EXCLUSIVE")
            return await place.watcher("health")

    assert at(tmp_path, scene)[0] == 0
