"""`watcher explain`: why somebody was told, or not, rule by rule and sink by sink."""

import json
from functools import partial

import pytest
from click.testing import CliRunner
from routing_world import START, in_town

from watcher.cli import main

CONFIG = """
watches:
  all: {{players: Quillon, news: top_play, to: [hook, choosy], settle: 0s}}
  big: {{players: Quillon, news: [top_play: {{when: "pp >= 700"}}], to: hook}}
  names: {{players: Quillon, news: renamed, to: hook}}
sinks:
  hook: "{hook}hook"
  choosy: {{url: "{hook}choosy", only: [top_play: {{when: "pp >= 600"}}]}}
  broken: "{hook}broken"
store: {folder}/watcher.db
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store in which two top plays were told."""
    place = tmp_path_factory.mktemp("explained")

    async def story(town):
        town.write(CONFIG)
        world = town.osu.world
        for after, pp in ((20, 500.0), (30, 510.0)):
            world.later(START + after * 1000, partial(world.play, 1001, mode="osu", pp=pp))
        await town.live(60)

    in_town(place, story)
    return place


def explain(folder, *arguments):
    return CliRunner().invoke(main, ["explain", "-c", str(folder / "config.yaml"), *arguments])


def test_every_rule_says_what_it_thinks_and_every_sink_what_it_got(folder):
    answered = explain(folder, "1", "--json")
    assert answered.exit_code == 0, answered.output
    found = json.loads(answered.output)
    assert found["event"]["kind"] == "top_play"
    assert {(rule["watch"], *rule["sinks"], rule["refused"]) for rule in found["rules"]} == {
        ("all", "hook", ""),
        ("all", "choosy", "pp 500 < 600"),
        ("big", "hook", "pp 500 < 700"),
        ("names", "hook", "asks for no top_play"),
    }
    [told] = found["told"]
    assert (told["sink"], told["watch"], told["state"], told["reason"]) == ("hook", "all", "sent", "204 No Content")
    assert told["seconds"] >= 0


def test_for_people(folder):
    said = explain(folder, "1").output
    assert "all → hook: matched" in said
    assert "big → hook: pp 500 < 700" in said
    assert "hook: sent after" in said


def test_an_event_is_found_by_its_key_and_by_how_its_key_ends(folder):
    key = json.loads(explain(folder, "1", "--json").output)["event"]["key"]
    for wanted in (key, key.rpartition("/")[2]):
        assert json.loads(explain(folder, wanted, "--json").output)["event"]["key"] == key


def test_of_several_that_are_meant_all_are_named(folder):
    answered = explain(folder, "0")
    assert answered.exit_code == 1
    assert answered.output.count("top_play/") == 2


def test_what_is_not_there_is_said_in_a_sentence(folder):
    answered = explain(folder, "nothing")
    assert (answered.exit_code, answered.output.startswith("no event 'nothing'")) == (1, True)


def test_without_a_store_nothing_can_be_explained(tmp_path):
    text = "osu: {client_id: 1, client_secret: s}\nwatches: {a: {players: b}}\nsinks: {c: console}\nstore: STORE"
    (tmp_path / "config.yaml").write_text(text.replace("STORE", str(tmp_path / "none.db")))
    answered = explain(tmp_path, "1")
    assert (answered.exit_code, answered.output.startswith("no store at")) == (1, True)
