"""`watcher history`: what happened, and who was told."""

import json
from functools import partial

import pytest
from click.testing import CliRunner
from routing_world import START, in_town

from watcher.cli import main

CONFIG = """
watches:
  friends: {{players: [Quillon, drumlin], news: top_play, to: hook, settle: 0s}}
sinks: {{hook: "{hook}hook"}}
store: {folder}/watcher.db
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store in which two players made top plays."""
    place = tmp_path_factory.mktemp("history")

    async def story(town):
        town.write(CONFIG)
        world = town.osu.world
        for after, user_id, pp in ((20, 1001, 500.0), (30, 1006, 900.0), (40, 1001, 510.0)):
            world.later(START + after * 1000, partial(world.play, user_id, mode="osu", pp=pp))
        await town.live(60)

    in_town(place, story)
    return place


def history(folder, *arguments):
    return CliRunner().invoke(main, ["history", "-c", str(folder / "config.yaml"), *arguments])


def titles(folder, *arguments):
    answered = history(folder, "--json", *arguments)
    assert answered.exit_code == 0, answered.output
    return [each["title"].partition(":")[0] for each in json.loads(answered.output)]


def test_everything_newest_first(folder):
    assert titles(folder) == ["Quillon", "drumlin", "Quillon"]
    assert titles(folder, "--most", "1") == ["Quillon"]


@pytest.mark.parametrize("player", ["drumlin", "DRUMLIN", "1006"])
def test_of_one_player(folder, player):
    assert titles(folder, "--player", player) == ["drumlin"]


def test_of_one_kind(folder):
    assert len(titles(folder, "--kind", "top_play")) == 3
    assert titles(folder, "--kind", "renamed") == []


def test_who_was_told_stands_beside_it(folder):
    lines = history(folder).output.splitlines()
    assert len(lines) == 3
    assert all(line.endswith("→ hook sent") for line in lines)


def test_since(folder):
    assert len(titles(folder, "--since", "36500d")) == 3


def test_nothing_is_said_to_be_nothing(folder):
    assert history(folder, "--kind", "renamed").output == "nothing happened, as far as is known\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--player", "nobody"], 1, "nobody called 'nobody'"),
        (["--since", "yesterday"], 2, "--since: a time with its unit is needed"),
    ],
    ids=str,
)
def test_what_can_not_be_meant(folder, arguments, code, said):
    answered = history(folder, *arguments)
    assert answered.exit_code == code
    assert answered.output.startswith(said)
