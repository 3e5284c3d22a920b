"""Five questions and a config: what is written, for whom to read, and what is refused."""

import json
import os
import stat

import pytest
from click.testing import CliRunner

from watcher.catalogue import catalogue
from watcher.cli.init import command
from watcher.config import load
from watcher.config.schema import json_schema
from watcher.osu.nouns import Mode

ANSWERS = ("12345", "a secret: # with signs", "mrekk, 124493, Käthe [x]", "osu, mania", "ntfys://my-topic")


def ask(folder, *answers):
    return CliRunner().invoke(command, [str(folder / "config.yaml")], input="\n".join(answers) + "\n")


def test_five_answers_make_a_config_that_can_be_used(tmp_path):
    ended = ask(tmp_path, *ANSWERS)
    assert ended.exit_code == 0, ended.output
    config = load(tmp_path / "config.yaml", catalogue(), {})
    (watch,) = config.watches
    assert config.osu.client_id == 12345
    assert config.osu.client_secret.get_secret_value() == "a secret: # with signs"
    assert tuple(watch.players) == ("mrekk", 124493, "Käthe [x]")
    assert tuple(watch.modes) == (Mode.OSU, Mode.MANIA)
    assert [(sink.name, sink.kind) for sink in config.sinks] == [("first", "apprise")]
    assert "a secret" not in ended.output + (tmp_path / "config.yaml").read_text()


def test_an_editor_finds_the_schema_beside_it(tmp_path):
    ask(tmp_path, *ANSWERS)
    first = (tmp_path / "config.yaml").read_text().partition("\n")[0]
    assert first == "# yaml-language-server: $schema=config.schema.json"
    assert json.loads((tmp_path / "config.schema.json").read_text()) == json_schema(catalogue())


def test_nobody_else_may_read_what_is_written(tmp_path):
    before = os.umask(0o022)
    try:
        ask(tmp_path, *ANSWERS)
    finally:
        os.umask(before)
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {
        "config.yaml": 0o600,
        "osu-secret": 0o600,
        "config.schema.json": 0o644,
    }


@pytest.mark.parametrize("name", ["config.yaml", "osu-secret"])
def test_what_is_there_is_not_replaced(name, tmp_path):
    (tmp_path / name).write_text("mine")
    ended = ask(tmp_path, *ANSWERS)
    assert (ended.exit_code, (tmp_path / name).read_text()) == (1, "mine")
    assert f"{name} is there already" in ended.output
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_an_answer_that_can_not_be_used_is_named_and_the_rest_is_kept(tmp_path):
    ended = ask(tmp_path, "12345", "secret", "mrekk", "osu, manja", "console")
    assert ended.exit_code == 2
    assert "did you mean 'mania'?" in ended.output
    assert "mrekk" in (tmp_path / "config.yaml").read_text()
