"""`watcher mute`: a sink, a watch or a player is silent for a while."""

import json
import time
from functools import partial

import pytest
from click.testing import CliRunner
from routing_world import START, in_town

from watcher.cli import main
from watcher.store import Store, history, mutes, roster

CONFIG = """
watches:
  friends: {{players: [Quillon, drumlin], news: top_play, settle: 0s, to: [hook, log]}}
sinks: {{hook: "{hook}hook", log: "{hook}log"}}
store: {folder}/watcher.db
"""


@pytest.mark.parametrize(
    ("what", "hook", "log"),
    [
        ("sink/hook", [], ["Quillon", "drumlin"]),
        ("watch/friends", [], []),
        ("player/bancho/user/1001", ["drumlin"], ["drumlin"]),
        ("player/bancho/user/2", ["Quillon", "drumlin"], ["Quillon", "drumlin"]),
    ],
)
def test_what_is_silenced_is_not_told_then_nor_later(tmp_path, what, hook, log):
    async def story(town):
        town.write(CONFIG)
        world = town.osu.world
        for after, user_id in ((20, 1001), (40, 1006), (130, 1006)):
            world.later(START + after * 1000, partial(world.play, user_id, mode="osu", pp=900.0 + after))
        async with town.daemon() as app:
            await app.store.run(lambda tx: mutes.mute(tx, what, START + 100_000, START))
            await town.watch(app, 90)
            assert [title.partition(":")[0] for title in town.hooks.titles("hook")] == hook
            assert [title.partition(":")[0] for title in town.hooks.titles("log")] == log
            await town.watch(app, 90)
            assert [title.partition(":")[0] for title in town.hooks.titles("hook")] == [*hook, "drumlin"]
            [first, *_] = await app.store.run(lambda tx: history.find(tx, "1"))
            reasons = await app.store.run(
                lambda tx: {each.sink: each.reason for each in history.tellings(tx, first.key)}
            )
            assert (reasons["hook"] == f"muted: {what}") is ("Quillon" not in hook)

    in_town(tmp_path, story)


SINKS = """
osu: {client_id: 1, client_secret: s}
watches: {friends: {players: mrekk}, phone: {players: mrekk}}
sinks: {phone: console, club: console}
store: FOLDER/watcher.db
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config.yaml").write_text(SINKS.replace("FOLDER", str(tmp_path)))
    store = Store.open(tmp_path / "watcher.db")
    store.work(lambda tx: roster.learn_player(tx, "bancho/user/2", "Mira", "NO", 0))
    store.close()
    return tmp_path


def mute(folder, *arguments):
    return CliRunner().invoke(main, ["mute", "-c", str(folder / "config.yaml"), *arguments])


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("club", "sink/club"),
        ("friends", "watch/friends"),
        ("mira", "player/bancho/user/2"),
        ("124493", "player/bancho/user/124493"),
        ("sink:phone", "sink/phone"),
        ("watch:phone", "watch/phone"),
        ("player:Mira", "player/bancho/user/2"),
    ],
)
def test_whom_a_name_means(folder, name, what):
    assert mute(folder, name, "--for", "2h").output.startswith(f"{what} is silent until ")
    store = Store.open(folder / "watcher.db")
    now = time.time_ns() // 1_000_000
    assert 7_000_000 < store.work(lambda tx: mutes.muted(tx, now))[what] - now <= 7_200_000
    assert store.work(lambda tx: mutes.muted(tx, now + 7_200_001)) == {}
    store.close()
    assert mute(folder).output.startswith(f"{what} until ")
    assert [each["name"] for each in json.loads(mute(folder, "--json").output)] == [what]
    assert mute(folder, name, "--off").output == f"{what} speaks again\n"
    assert mute(folder).output == ""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["phone", "--for", "1h"], 1, "'phone' may mean sink/phone or watch/phone"),
        (["nobody", "--for", "1h"], 1, "no sink, no watch and no player"),
        (["club", "--for", "long"], 2, "--for: a time with its unit is needed"),
        (["club"], 2, "say whom, and for how long"),
        (["--for", "1h"], 2, "say whom, and for how long"),
        (["club", "--off"], 1, "sink/club is not silenced"),
    ],
    ids=str,
)
def test_what_can_not_be_meant(folder, arguments, code, said):
    answered = mute(folder, *arguments)
    assert (answered.exit_code, answered.output[: len(said)]) == (code, said)
