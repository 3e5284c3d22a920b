"""The daemon's own troubles are news to the admin sink, each with its end."""

import asyncio
from contextlib import closing

import pytest
from routing_world import START, in_town
from structlog.testing import capture_logs

from watcher import news
from watcher.clock import VirtualClock
from watcher.remembering import Readers
from watcher.simulator import accounts
from watcher.simulator.faults import Fault
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
HOUR = 3_600_000


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


def test_a_player_whom_osu_does_not_know_is_said_once_and_again_when_they_are_there(tmp_path):
    async def scene(town):
        town.write(CONFIG.replace("ADMIN", "hook").replace("Quillon", "[Quillon, Nobody]"))
        async with town.daemon() as app:
            for _ in range(3):
                town.clock.time += HOUR + 1000
                await app.enlist()
            accounts.rename(town.osu.world, 1003, "Nobody")
            town.clock.time += HOUR + 1000
            await app.enlist()

    with capture_logs() as logs:
        in_town(tmp_path, scene)
    assert edges(logs, "player_") == ["player_unknown", "player_known"]


def test_that_names_can_not_be_asked_for_is_said_once_and_so_is_its_end(tmp_path):
    async def scene(town):
        town.osu.site.faults.add(Fault(kind="status"))
        town.write(CONFIG.replace("ADMIN", "hook"))
        async with town.daemon() as app:
            for _ in range(3):
                town.clock.time += 61_000
                await app.enlist()
            town.osu.site.faults.clear()
            town.clock.time += 61_000
            await app.enlist()

    with capture_logs() as logs:
        in_town(tmp_path, scene)
    assert edges(logs, "players_") == ["players_unresolved", "players_resolved"]


def test_that_the_store_can_not_be_copied_is_said_once_and_so_is_its_end(tmp_path):
    async def scene(upkeep, in_the_way):
        for _ in range(3):
            await upkeep.tick()
        in_the_way.unlink()
        await upkeep.tick()

    in_the_way = tmp_path / "backups"
    in_the_way.write_text("not a folder")
    with closing(Store.open(tmp_path / "watcher.db")) as store, capture_logs() as logs:
        readers, clock = Readers(news.families()), VirtualClock(START)
        asyncio.run(scene(Upkeep(store, clock, readers, server="bancho", keep=HOUR), in_the_way))
    assert edges(logs, "store_") == ["store_not_copied", "store_copied"]


def edges(logs, kind):
    return [line["event"] for line in logs if line["event"].startswith(kind)]


def test_little_room_is_told_before_there_is_none_and_so_is_its_end(tmp_path):
    left = iter([5000 * MIB, 80 * MIB, 20 * MIB, 150 * MIB, 300 * MIB, 300 * MIB])

    async def scene(upkeep):
        for _ in range(6):
            await upkeep.mind_the_store()

    with closing(Store.open(tmp_path / "watcher.db")) as store:
        readers = Readers(news.families())
        clock = VirtualClock(START)
        room = lambda _: (next(left), 20_000 * MIB)  # noqa: E731  # a stand-in for the disk
        asyncio.run(scene(Upkeep(store, clock, readers, server="bancho", keep=1, room=room)))
        kinds = [row.kind for row in store.work(lambda tx: outbox.latest(tx, 9))]
    assert kinds == ["disk_fine", "disk_low"]
