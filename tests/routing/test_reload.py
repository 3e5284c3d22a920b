"""The config is changed while the daemon works: validated first, then it holds; or nothing has changed."""

import asyncio
import os
from contextlib import suppress
from functools import partial

import pytest
from routing_world import in_town

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.config import Mistakes, load
from watcher.store import Store, outbox, roster

CONFIG = """
watches:
  friends: {{players: [PLAYERS], news: [NEWS], settle: 0s}}
sinks:
  hook: {{url: "{hook}PATH"}}
  log: {{kind: file, path: "{folder}/log.txt", only: top_play}}
admin: log
"""


def text(players="Quillon", news="top_play", path="hook"):
    return CONFIG.replace("PLAYERS", players).replace("NEWS", news).replace("PATH", path)


BROKEN = text(news="top_plays")


class Running:
    """A daemon whose config can be changed."""

    def __init__(self, town):
        self.town = town
        self.file = town.folder / "config.yaml"
        self.store = Store.open(town.folder / "watcher.db")
        read = partial(load, self.file, catalogue(), {})
        self.app = App(town.config, self.store, town.clock, chance=lambda: 0.5, file=(self.file, read))

    async def __aenter__(self):
        await self.app.prepare()
        await self.app.reloading.begin()
        await self.app.enlist()
        return self

    async def __aexit__(self, *_):
        await self.app.close()

    async def change(self, config):
        with suppress(Mistakes):  # the daemon is to find that out
            self.town.write(config)
        held = await self.app.reloading.reload()
        await self.idle()
        return held

    async def idle(self):
        """Let what a reload left behind come to its end."""
        while tasks := set(self.app._background):
            await asyncio.wait(tasks)

    def play(self, player=1001, pp=None):
        return self.town.osu.world.play(player, mode="osu", pp=pp)

    async def watch(self, seconds):
        await self.town.watch(self.app, seconds)


def story(folder, scene, config=None):
    async def tell(town):
        town.write(config or text())
        async with Running(town) as running:
            await running.watch(30)
            await scene(running)

    in_town(folder, tell)


def test_a_new_watch_begins_silently_and_then_its_news_is_told(tmp_path):
    async def scene(running):
        assert await running.change(text(players="Quillon, miso_cat"))
        await running.watch(30)
        assert running.town.hooks.titles("hook") == []
        running.play(1002, pp=900.0)
        await running.watch(30)
        [title] = running.town.hooks.titles("hook")
        assert "miso_cat" in title

    story(tmp_path, scene)


def test_who_is_watched_no_more_is_told_of_no_more(tmp_path):
    async def scene(running):
        assert await running.change(text(players="miso_cat"))
        running.play(1001, pp=900.0)
        await running.watch(30)
        assert running.town.hooks.posts == {}

    story(tmp_path, scene)


def test_what_is_new_at_a_sink_holds_for_what_comes(tmp_path):
    async def scene(running):
        running.play(1001, pp=900.0)
        await running.watch(30)
        assert await running.change(text(path="elsewhere"))
        running.play(1001, pp=950.0)
        await running.watch(30)
        assert [len(running.town.hooks.titles(path)) for path in ("hook", "elsewhere")] == [1, 1]

    story(tmp_path, scene)


def test_a_sink_that_is_the_same_as_before_is_kept(tmp_path):
    async def scene(running):
        before = dict(running.app.sinks)
        assert await running.change(text(path="elsewhere"))
        after = running.app.sinks
        assert (after["log"] is before["log"], after["hook"] is before["hook"]) == (True, False)

    story(tmp_path, scene)


def test_what_can_not_be_used_changes_nothing_and_is_said_to_the_admin_and_in_the_store(tmp_path):
    async def scene(running):
        assert not await running.change(BROKEN)
        noted = running.store.work(lambda tx: roster.noted(tx, "reload"))
        assert "no 'top_plays', did you mean 'top_play'?" in noted
        running.play(1001, pp=900.0)
        await running.watch(30)
        assert len(running.town.hooks.titles("hook")) == 1
        assert not await running.change(BROKEN)
        assert await running.change(text())
        assert await running.change(text())
        await running.watch(5)
        assert running.store.work(lambda tx: roster.noted(tx, "reload")) == "ok"
        kinds = [row.kind for row in running.store.work(lambda tx: outbox.latest(tx, 9))]
        assert [kind for kind in kinds if kind.startswith("config")] == ["config_accepted", "config_refused"]
        assert "The config is fine again" in (running.town.folder / "log.txt").read_text()

    story(tmp_path, scene)


def test_what_only_a_restart_can_change_is_named(tmp_path):
    async def scene(running):
        config = load(running.file, catalogue(), {})
        running.file.write_text(running.file.read_text().replace("feed_interval: 5s", "feed_interval: 7s"))
        changed = load(running.file, catalogue(), {})
        assert await running.app.apply(changed) == ["osu"]
        assert running.app.config.osu == config.osu

    story(tmp_path, scene)


def test_a_file_is_read_again_once_it_was_left_alone(tmp_path):
    async def scene(running):
        reloading = running.app.reloading
        asked = []
        reloading.ask = lambda: asked.append(1)
        for number, expected in ((0, 0), (1, 0), (1, 1)):
            os.utime(running.file, (number, number))
            await reloading.glance()
            assert len(asked) == expected

    story(tmp_path, scene)


def test_what_is_under_way_ends_on_the_old_sink_and_what_waits_goes_to_the_new_one(tmp_path):
    async def scene(running):
        entered, gate = asyncio.Event(), asyncio.Event()
        old = running.app.sinks["hook"]
        send = old.send

        async def held(message):
            entered.set()
            await gate.wait()
            return await send(message)

        old.send = held
        running.play(1001, pp=900.0)
        running.play(1001, pp=950.0)
        task = asyncio.create_task(running.watch(40))
        await entered.wait()
        running.town.write(text(path="elsewhere"))
        assert await running.app.reloading.reload()
        gate.set()
        await task
        await running.idle()
        assert [len(running.town.hooks.titles(path)) for path in ("hook", "elsewhere")] == [1, 1]
        assert old._http.is_closed

    story(tmp_path, scene)


async def reloads(running, count):
    """Change the config that often while news happens; every other time it can't be used."""
    configs = [text(), BROKEN, text(path="elsewhere"), BROKEN, text(players="Quillon, miso_cat"), BROKEN]
    for number in range(count):
        running.play(1001, pp=500.0 + number)
        config = configs[number % 6]
        with suppress(Mistakes):
            running.town.write(config)
        held, _ = await asyncio.gather(running.app.reloading.reload(), running.watch(1))
        assert held == (config is not BROKEN)
    await running.idle()
    await running.watch(40)


@pytest.mark.parametrize("count", [12, pytest.param(1000, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])])
def test_however_often_it_is_changed_nothing_is_lost_or_doubled(tmp_path, count):
    async def scene(running):
        await reloads(running, count)
        hooks = running.town.hooks
        told = hooks.keys("hook") + hooks.keys("elsewhere")
        expected = {
            f"top_play/bancho/play/osu/1001/{fact.facts['beatmap_id']}/{fact.facts['ended']}"
            for fact in running.town.osu.world.truth.facts
            if fact.kind == "top_play" and fact.facts["user_id"] == 1001
        }
        plays = [key for key in told if key.startswith("top_play/bancho/play/osu/1001/")]
        assert len(plays) == len(set(plays))
        assert len(expected) > count // 2
        assert expected <= set(plays)

    story(tmp_path, scene)
