"""The daemon's own troubles are news to the admin sink, each with its end."""

import asyncio
from contextlib import closing

import pytest
from routing_world import START, in_town

from watcher import news
from watcher.clock import VirtualClock
from watcher.remembering import Readers
from watcher.store import Store, outbox
from watcher.upkeep import Upkeep

CONFIG = """
watches:
  friends: {{players: Quillon, news: [top_play], to: [hook, other], settle: 0s}}
sinks:
  hook: {{url: "{hook}hook"}}
  other: {{url: "{hook}other"}}
admin: ADMIN
"""
MIB = 2**20


def in_trouble(folder, scene, admin="hook"):
    async def tell(town):
        town.write(CONFIG.replace("ADMIN", admin))
        async with town.daemon() as app:
            await town.watch(app, 30)
            await scene(town, app)

    in_town(folder, tell)


def about(town, sink, words):
    return [title for title in town.hooks.titles(sink) if words in title]


@pytest.mark.parametrize("admin", ["hook", "other"])
def test_a_sink_that_keeps_failing_is_told_through_another_one_and_so_is_its_end(admin, tmp_path):
    async def scene(town, app):
        town.hooks.down.add("hook")
        town.osu.world.play(1001, mode="osu", pp=900.0)
        await town.watch(app, 5 * 60, step=5)
        assert about(town, "other", "Sink hook") == []  # a hiccup is not news
        await town.watch(app, 20 * 60, step=10)
        [failing] = about(town, "other", "Sink hook")
        assert failing.startswith("Sink hook has failed since ")
        town.hooks.down.clear()
        await town.watch(app, 20 * 60, step=10)
        assert about(town, "other", "Sink hook")[1:] == ["Sink hook takes messages again"]
        assert about(town, "hook", "Sink") == []
        assert len(about(town, "hook", "top play")) == 1

    in_trouble(tmp_path, scene, admin)


def test_the_clock_that_was_set_is_told_and_a_clock_put_right_is_not(tmp_path):
    async def scene(town, app):
        for seconds in (7, -3600):
            await app.clock_stepped(seconds)
        await town.watch(app, 10)
        assert about(town, "hook", "clock") == ["The clock was set back by 1 h"]

    in_trouble(tmp_path, scene)


def test_little_room_is_told_before_there_is_none_and_so_is_its_end(tmp_path):
    left = iter([5000 * MIB, 80 * MIB, 20 * MIB, 150 * MIB, 300 * MIB, 300 * MIB])

    async def scene(upkeep):
        for _ in range(6):
            await upkeep.mind_the_room()

    with closing(Store.open(tmp_path / "watcher.db")) as store:
        readers = Readers(news.families())
        clock = VirtualClock(START)
        room = lambda _: (next(left), 20_000 * MIB)  # noqa: E731  # a stand-in for the disk
        asyncio.run(scene(Upkeep(store, clock, readers, server="bancho", keep=1, room=room)))
        kinds = [row.kind for row in store.work(lambda tx: outbox.latest(tx, 9))]
    assert kinds == ["disk_fine", "disk_low"]
