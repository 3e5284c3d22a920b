"""Words of one's own, from the config to the message."""

import asyncio
import json
from functools import partial

import pytest
from click.testing import CliRunner
from routing_world import START, in_town

from watcher.catalogue import catalogue
from watcher.cli import main
from watcher.config import Mistakes, load

HEAD = """\
osu: {client_id: 1, client_secret: a-secret}
watches: {friends: {players: [Quillon]}}
"""


def read(folder, text):
    file = folder / "config.yaml"
    file.write_text(HEAD + text)
    return load(file, catalogue(), {})


def mistakes(folder, text):
    with pytest.raises(Mistakes) as caught:
        read(folder, text)
    return [(each.line, each.column, each.path, each.message) for each in caught.value.all]


def test_a_sinks_own_words_go_before_those_for_all(tmp_path):
    config = read(
        tmp_path,
        """\
templates:
  top_play: {title: "one", body: "two"}
  level_up: {title: "up"}
sinks:
  plain: console
  own: {kind: console, templates: {top_play: {title: "three"}, unreachable: {body: "gone"}}}
""",
    )
    texts = {
        sink.name: {
            kind: tuple(part.text if part else None for part in (wording.title, wording.body))
            for kind, wording in sink.wordings.items()
        }
        for sink in config.sinks
    }
    everywhere = {"top_play": ("one", "two"), "level_up": ("up", None)}
    assert texts["plain"] == everywhere
    assert texts["own"] == everywhere | {"top_play": ("three", "two"), "unreachable": (None, "gone")}


def test_every_mistake_has_its_place(tmp_path):
    found = mistakes(
        tmp_path,
        """\
templates:
  top_pla: {title: x}
  top_play:
    title: "{{ pps }}"
    body: |
      fine
      {{ player.nam }}
  level_up: {}
  session: {titel: x}
sinks:
  own: {kind: console, templates: {top_play: {body: "{{ 1 / 0 }}"}}}
""",
    )
    assert [(line, column, path) for line, column, path, _ in found] == [
        (4, 3, "templates.top_pla"),
        (6, 5, "templates.top_play.title"),
        (7, 5, "templates.top_play.body"),
        (10, 3, "templates.level_up"),
        (11, 13, "templates.session.titel"),
        (13, 47, "sinks.own.templates.top_play.body"),
    ]
    messages = [message for *_, message in found]
    assert messages[1] == "no field 'pps' in top_play, did you mean 'pp'?"
    assert messages[2] == "line 2 of it: no field 'nam' in player, did you mean 'name'?"


FAILS_LATER = "{{ 1 / (1790000000000 // ended) }}"  # the sample ended at just that time


def test_news_is_told_in_ones_own_words_and_if_they_fail_in_ours_and_the_admin_hears_of_it_once(tmp_path):
    async def story(town):
        town.write(
            """
watches: {{friends: {{players: Quillon, news: top_play, settle: 0s, to: [own, built_in, broken]}}}}
sinks:
  built_in: "{hook}built_in"
  own: {{url: "{hook}own", templates: {{top_play: {{title: "{{{{ player.name }}}} #{{{{ place }}}}!"}}}}}}
  broken: {{url: "{hook}broken", templates: {{top_play: {{title: "FAILS"}}}}}}
  boss: "{hook}boss"
admin: boss
""".replace("FAILS", FAILS_LATER.replace("{", "{{").replace("}", "}}"))
        )
        for after, pp in ((20, 600.0), (40, 700.0)):
            town.osu.world.later(START + after * 1000, partial(town.osu.world.play, 1001, mode="osu", pp=pp))
        await town.live(90)
        hooks = town.hooks
        assert hooks.titles("own") == [f"Quillon {title.split()[4].rstrip(',')}!" for title in hooks.titles("built_in")]
        assert len(hooks.titles("broken")) == 2
        assert hooks.titles("broken") == hooks.titles("built_in")
        assert hooks.titles("boss") == ["The template for top_play failed"]
        assert "ZeroDivisionError" in hooks.posts["boss"][0]["body"]

    in_town(tmp_path, story)


PREVIEW = (
    HEAD
    + """\
templates: {level_up: {title: "{{ player.name }} <up> {{ level_after }}"}}
sinks:
  terminal: console
  club: {kind: discord, url: "https://discord.com/api/webhooks/1/s3cret"}
  mail: mailto://me:s3cret@localhost/?to=you@example.org
"""
)


def preview(folder, *arguments):
    (folder / "config.yaml").write_text(PREVIEW)
    return CliRunner().invoke(main, ["preview", *arguments, "-c", str(folder / "config.yaml")])


def test_a_preview_shows_a_sample_in_the_form_of_each_sink(tmp_path):
    shown = preview(tmp_path, "level_up")
    assert shown.exit_code == 0, shown.output
    assert "Mira <up> 100\n  Level 99 → 100" in shown.output
    assert "▌ Mira <\u200bup> 100\n" in shown.output
    assert "E-Mail, html\nMira <up> 100\nLevel 99 → 100" in shown.output
    assert "s3cret" not in shown.output


def test_a_preview_for_programs_has_the_form_of_each_sink(tmp_path):
    forms = json.loads(preview(tmp_path, "level_up", "--json").output)
    shown = preview(tmp_path, "level_up").output
    assert {"terminal", "club"} <= forms.keys()
    assert all(form in shown for name, form in forms.items() if name != "terminal")  # which says what time it is


def test_a_preview_of_one_sink_is_nothing_else(tmp_path):
    shown = preview(tmp_path, "top_play", "--sink", "club")
    assert shown.output.splitlines()[0] == "▌ 🇳🇴 Mira"
    assert all(line.startswith("▌ ") for line in shown.output.splitlines())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("level_upp",), "no 'level_upp', did you mean 'level_up'?"),
        (("level_up", "--sink", "clubb"), "no 'clubb', did you mean 'club'?"),
    ],
)
def test_what_there_is_not_is_said(tmp_path, arguments, said):
    shown = preview(tmp_path, *arguments)
    assert shown.exit_code != 0
    assert said in shown.output


def test_a_preview_of_what_happened_is_told_with_what_completed_it(tmp_path):
    async def story(town):
        town.write("""
watches: {{friends: {{players: Quillon, news: [top_play, rank_change], settle: 20s}}}}
sinks: {{hook: "{hook}hook"}}
store: "{folder}/watcher.db"
""")
        town.osu.world.later(START + 20_000, partial(town.osu.world.play, 1001, mode="osu", pp=700.0))
        await town.live(60)
        [told] = [post for post in town.hooks.posts["hook"] if "top play" in post["title"]]
        arguments = ["preview", told["events"][0]["key"], "-c", str(tmp_path / "config.yaml"), "--sink", "hook"]
        shown = await asyncio.to_thread(CliRunner().invoke, main, arguments)
        assert f'"title": "{told["title"]}"' in shown.output
        assert '"kind": "rank_change"' in shown.output

    in_town(tmp_path, story)


def test_a_preview_saves_the_picture_of_a_play(tmp_path):
    shown = preview(tmp_path, "top_play", "--sink", "terminal", "--picture", str(tmp_path / "card.png"))
    assert shown.output.endswith("card.png\n")
    assert (tmp_path / "card.png").read_bytes().startswith(b"\x89PNG")
    assert preview(tmp_path, "renamed", "--picture", str(tmp_path / "none.png")).exit_code == 1
    assert not (tmp_path / "none.png").exists()
