"""A half that stands still: nothing feeds the watchdog, and `watcher health` is told."""

import asyncio

import pytest
from service_world import CONFIG, Manager, until

from watcher import heartbeat
from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.store import Store, roster


class Beats:
    """The daemon without its schedule: its ticks and its pulse, when the scene says so."""

    def __init__(self, folder, manager):
        (folder / "config.yaml").write_text(CONFIG.format(osu="http://127.0.0.1:9", folder=folder))
        self.clock = VirtualClock()
        self.store = Store.open(None)
        config = load(folder / "config.yaml", catalogue(), {})
        self.app = App(config, self.store, self.clock, notify_socket=manager.address)
        self.manager = manager

    async def beat(self, seconds):
        """So long later, one pulse: what was said."""
        self.clock.time += seconds * 1000
        before = len(self.manager.heard)
        await self.app._beat()
        await self.app._note_health()
        await until(lambda: len(self.manager.heard) > before)
        return self.manager.heard[before:]

    def health(self):
        noted = self.store.work(lambda tx: roster.noted(tx, "progress"))
        return sorted(heartbeat.stuck(heartbeat.read(noted, self.clock.now()), heartbeat.STALE))


async def nothing():
    """A tick that ends."""


async def breaks():
    """A tick that fails: no progress."""
    raise ZeroDivisionError


@pytest.mark.parametrize("still", heartbeat.HALVES)
def test_while_one_half_stands_still_the_watchdog_is_not_fed_and_then_it_is_again(still, tmp_path):
    other = next(half for half in heartbeat.HALVES if half != still)

    async def scene():
        async with Manager(tmp_path).listening() as manager:
            beats = Beats(tmp_path, manager)
            said = [await beats.beat(1)]
            for _ in range(6):
                await beats.app._noting(other, nothing)()
                with pytest.raises(ZeroDivisionError):
                    await beats.app._noting(still, breaks)()
                said.append(await beats.beat(10))
            health = beats.health()
            await beats.app._noting(still, nothing)()
            said.append(await beats.beat(1))
            await beats.app.close()
            return said, health

    said, health = asyncio.run(scene())
    assert ["WATCHDOG=1" in lines for lines in said] == [True, True, True, False, False, False, False, True]
    assert f"STATUS={still} stands still for 61 s" in said[6]
    assert health == [still]
