"""The JSON Schema, the example and the page: they know every key, and agree with what `load` takes."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from config_world import CATALOGUE, FULL, SHORTEST, read
from json_schema import valid

from watcher.catalogue import catalogue
from watcher.cli.news import command as news_command
from watcher.cli.schema import command as schema_command
from watcher.config import Mistakes, load, reading, sections
from watcher.config.schema import json_schema
from watcher.config.secrets import secret_keys
from watcher.config.sections import Section, SinkSection

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.yaml"


def keys_of(section):
    return [field.alias or name for name, field in section.model_fields.items()]


SECTIONS = [
    section
    for section in vars(sections).values()
    if isinstance(section, type) and section is not Section and issubclass(section, Section)
]
KEYS = sorted(
    {key for section in SECTIONS for key in (*keys_of(section), *(f"{k}_file" for k in secret_keys(section)))}
)
SCHEMA = json_schema(CATALOGUE)


def value_of(text):
    return reading.read(text.encode()).value


@pytest.mark.parametrize(
    "text",
    [
        SHORTEST,
        FULL,
        SHORTEST.replace("[mrekk]", "mrekk, modes: ctb, matches: [7, 'https://osu.ppy.sh/mp/7'], news: rework"),
        SHORTEST.replace("[mrekk]", "a, matches: {match: 7, best_of: 9, warmups: 1, exclude: [5], red: us}"),
        SHORTEST.replace("12345", "'${ID}'").replace("s3cret", "5, requests_per_minute: '${RATE:-5}'"),
        SHORTEST.replace("client_secret: s3cret", "client_secret_file: secret"),
        SHORTEST.replace("console", "{url_file: address}"),
        SHORTEST.replace("console", "ntfys://my-topic"),
        SHORTEST.replace("console", "{kind: console, only: top_play}"),
        SHORTEST.replace("[mrekk]", "a, news: [{top_play: null}, {rank_change: {when: pp > 1, to: terminal}}]"),
    ],
)
def test_the_schema_takes_what_is_right(text):
    assert valid(SCHEMA, value_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "osu: {}\nwatches: {}\nsinks: {}",
        SHORTEST + "strange: 1",
        SHORTEST.replace("client_id", "clientid"),
        SHORTEST.replace("12345", "abc"),
        SHORTEST.replace("12345", "0"),
        SHORTEST.replace("s3cret", "s3cret, requests_per_minute: 5000"),
        SHORTEST.replace("s3cret", "s3cret, api: v3"),
        SHORTEST.replace("s3cret", "s3cret, i_have_permission: 5"),
        SHORTEST.replace("{players: [mrekk]}", "{}"),
        SHORTEST.replace("[mrekk]", "[{country: NO}]"),
        SHORTEST.replace("[mrekk]", "a, modes: [manya]"),
        SHORTEST.replace("[mrekk]", "a, news: [tpo_play]"),
        SHORTEST.replace("[mrekk]", "a, news: []"),
        SHORTEST.replace("[mrekk]", "a, news: [{top_play: {}, rework: {}}]"),
        SHORTEST.replace("[mrekk]", "a, news: [top_play: {whn: x}]"),
        SHORTEST.replace("[mrekk]", "a, news: [top_play: {causes: plaid}]"),
        SHORTEST.replace("[mrekk]", "a, settle: 5"),
        SHORTEST.replace("console", "consol"),
        SHORTEST.replace("console", "{kind: consol}"),
        SHORTEST.replace("console", "{kind: console, timeout: 5}"),
        SHORTEST.replace("console", "{url: 'http://hook/', timeout: 500}"),
        SHORTEST.replace("console", "{kind: console, only: [top_play: {to: x}]}"),
    ],
)
def test_the_schema_refuses_what_is_wrong(tmp_path, text):
    assert not valid(SCHEMA, value_of(text))
    with pytest.raises(Mistakes):
        read(tmp_path, text)


def test_the_schema_knows_every_key():
    written = json.dumps(SCHEMA)
    for key in KEYS:
        assert f'"{key}"' in written


def test_every_key_is_described():
    for section in SECTIONS:
        for name, field in section.model_fields.items():
            assert field.description, name
            assert field.description.endswith("."), name


def test_the_schema_is_printed():
    result = CliRunner().invoke(schema_command)
    assert result.exit_code == 0
    assert json.loads(result.output) == json.loads(json.dumps(json_schema(catalogue())))


def test_the_schema_that_is_shipped_is_the_one_that_is_printed():
    shipped = ROOT / "docs" / "config.schema.json"
    assert shipped.read_text(encoding="utf-8") == CliRunner().invoke(schema_command).output, "run `make docs`"


def test_the_example_tells_editors_where_the_schema_is():
    (named,) = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", EXAMPLE.read_text(), re.MULTILINE)
    assert (EXAMPLE.parent / named).samefile(ROOT / "docs" / "config.schema.json")


def test_the_example_loads_as_it_stands():
    load(EXAMPLE, catalogue(), {})
    assert valid(json_schema(catalogue()), value_of(EXAMPLE.read_text()))


def test_the_example_loads_with_what_is_commented_out(tmp_path):
    example = value_of(re.sub(r"^( *)#(?=[a-z-])", r"\1", EXAMPLE.read_text(), flags=re.MULTILINE))
    for section in (example, example["osu"], example["web"], *example["sinks"].values()):
        for key in [key for key in section if key.endswith("_file")] if isinstance(section, dict) else ():
            (tmp_path / section[key]).write_text("https://hook.example/")
            section.pop(key.removesuffix("_file"))
    assert valid(json_schema(catalogue()), example)
    (tmp_path / "config.yaml").write_text(json.dumps(example))
    config = load(tmp_path / "config.yaml", catalogue(), {"MAIL_PASSWORD": "m", "OSU_KEY": "k"})
    assert [sink.name for sink in config.sinks] == ["terminal", "hook", "phone", "mail", "paper", "club"]


WHERE_KEYS_STAND = {
    "the example": [EXAMPLE],
    "the pages": [ROOT / "docs" / "config.md", ROOT / "docs" / "matches.md"],
}


@pytest.mark.parametrize("where", WHERE_KEYS_STAND)
@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_shown(where, key):
    text = "\n".join(file.read_text() for file in WHERE_KEYS_STAND[where])
    assert re.search(rf"\b{key}\b[`:]", text), f"{key} is missing in {where}"


PAGE = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "config.md").read_text(), re.DOTALL)


@pytest.mark.parametrize("text", PAGE)
def test_what_the_page_shows_loads(tmp_path, text):
    whole = {**value_of(SHORTEST), **value_of(text)}
    whole["sinks"] = {"phone": "console", "club": "console", "log": "console"} | value_of(text).get("sinks", {})
    (tmp_path / "osu-secret").write_text("x")
    (tmp_path / "config.yaml").write_text(json.dumps(whole))
    assert valid(json_schema(catalogue()), whole)
    load(tmp_path / "config.yaml", catalogue(), {"OSU_CLIENT_ID": "1", "OSU_CLIENT_SECRET": "x", "TOPIC": "t"})


def test_no_sink_has_an_option_that_every_sink_has():
    for kind in catalogue().sinks:
        assert not kind.options.model_fields.keys() & SinkSection.model_fields.keys(), kind.name


def test_news_are_listed_with_their_fields():
    known = catalogue()
    listed = CliRunner().invoke(news_command)
    assert listed.exit_code == 0
    for kind in known.news:
        assert re.search(rf"^{'[*]' if kind in known.defaults else ' '} {kind} ", listed.output, re.MULTILINE)
        told = CliRunner().invoke(news_command, [kind]).output
        assert told.startswith(kind)
        assert re.search(r"^  weekday +thursday +monday \| tuesday", told, re.MULTILINE), (
            "the sample happened on a Thursday"
        )
        assert "Told when the cause is" in told


def test_news_for_programs():
    printed = json.loads(CliRunner().invoke(news_command, ["--json"]).output)
    assert printed.keys() == catalogue().news.keys()
    assert printed["top_play"]["told_by_default"] is True
    assert printed["top_play"]["fields"]["pp"] == {"type": "a number", "example": "412.3"}


def test_a_kind_of_news_that_is_not_there():
    result = CliRunner().invoke(news_command, ["top_ply"])
    assert result.exit_code == 1
    assert "did you mean 'top_play" in result.output


def test_every_kind_of_news_says_what_it_is():
    for kind, facts in catalogue().news.items():
        assert facts.__doc__, kind


SPOKEN = """
osu: {client_id: 1, client_secret: s}
watches:
  friends:
    players: [mrekk, 124493, {country: NO, top: 50}]
    modes: [osu, mania]
    news:
      - top_play: {when: "place <= 20 or pp >= 500"}
      - rank_milestone
      - first_place_lost
    to: [phone, club]
sinks:
  phone: ntfys://my-topic
  club:
    url: discord://123/abc
    quiet: {from: "23:00", to: "08:00", zone: Europe/Oslo, then: digest}
    at_most: 5 per minute
"""


def test_a_config_that_reads_like_what_one_would_say(tmp_path):
    (tmp_path / "config.yaml").write_text(SPOKEN)
    [watch] = load(tmp_path / "config.yaml", catalogue(), {}).watches
    assert valid(json_schema(catalogue()), value_of(SPOKEN))
    assert (watch.players, watch.to) == (("mrekk", 124493), ("phone", "club"))
    assert [each.country for each in watch.lists] == ["NO"]
