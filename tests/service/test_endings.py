"""What ends the daemon, or does not let it begin: one sentence that says why, an exit code, and no traceback."""

import asyncio
import socket
import sqlite3
from contextlib import closing

import pytest
from service_world import CONFIG, at

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import RealClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.store import Store, StoreDamaged


def said_in_a_sentence(ended):
    _, out, err = ended
    return (out, err.count("\n"), "Traceback" in err) == ("", 1, False)


def test_a_store_of_a_newer_version_is_refused_with_2_and_left_as_it_is(tmp_path):
    async def scene(place):
        Store.open(place.store).close()
        with closing(sqlite3.connect(place.store)) as raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999'")
            raw.commit()
        before = place.store.read_bytes()
        return await place.watcher("run"), place.store.read_bytes() == before

    ended, untouched = at(tmp_path, scene)
    assert (ended[0], untouched) == (2, True)
    assert said_in_a_sentence(ended)
    assert "at version 9999, newer than this watcher knows" in ended[2]


def test_an_address_for_the_pages_that_is_taken_is_named(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        config = f"{CONFIG}web: {{{{listen: '{listen}'}}}}\n"
        ended = at(tmp_path, lambda place: place.watcher("run"), config=config)
    assert ended[0] == 1
    assert ended[2].endswith(f"nobody can listen at {listen}: Address already in use\n")
    assert "Traceback" not in ended[2]


def test_a_store_that_turns_out_to_be_damaged_ends_the_daemon_with_that(tmp_path):
    damage = StoreDamaged("the store is damaged")

    async def play():
        async with Simulator() as osu:
            (tmp_path / "config.yaml").write_text(CONFIG.format(osu=osu.url, folder=tmp_path))
            config = load(tmp_path / "config.yaml", catalogue(), {})
            app = App(config, Store.open(tmp_path / "state" / "watcher.db"), RealClock())
            asyncio.get_running_loop().call_later(1, lambda: setattr(app.store, "damage", damage))
            await app.run()

    with pytest.raises(StoreDamaged) as raised:
        asyncio.run(play())
    assert raised.value is damage
