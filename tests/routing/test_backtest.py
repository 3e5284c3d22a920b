"""`watcher backtest`: what the rules of a config would have sent, in a week that was recorded."""

import json
from functools import cache, partial

import msgspec
import pytest
from click.testing import CliRunner
from routing_world import START, in_town

from watcher import news
from watcher.cli import main
from watcher.events import Entry
from watcher.store import Store, outbox, roster

RHYTHMS = """
  each: {{url: "{hook}each"}}
  capped: {{url: "{hook}capped", at_most: 2 per hour}}
  hourly: {{url: "{hook}hourly", digest: hourly}}
  quiet: {{url: "{hook}quiet", quiet: {{from: "14:30", to: "15:30"}}}}
store: {folder}/watcher.db
"""
CONFIG = (
    """
watches:
  friends: {{players: [Quillon, drumlin], modes: osu, settle: 0s, news: [NEWS]}}
sinks:"""
    + RHYTHMS
)
USUAL = "top_play"
SINKS = ("each", "capped", "hourly", "quiet")
PLAYS = ((20, 1001, 500), (24, 1006, 700), (28, 1001, 510), (1200, 1001, 520), (1205, 1006, 710), (4700, 1001, 530))


def config(news=USUAL):
    return CONFIG.replace("NEWS", news)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A store in which two players made top plays, and what each sink was told of them."""
    folder = tmp_path_factory.mktemp("backtest")

    async def story(town):
        town.write(config())
        for after, user_id, pp in PLAYS:
            town.osu.world.later(START + after * 1000, partial(town.osu.world.play, user_id, mode="osu", pp=float(pp)))
        async with town.daemon() as app:
            await town.watch(app, 40, step=2)
            await town.watch(app, 7600, step=100)
        told.update({sink: tuple(town.hooks.titles(sink)) for sink in SINKS})

    told = {}
    in_town(folder, story)
    return folder, tuple(told.items())


def backtest(place, *arguments, news=USUAL):
    folder, _ = place
    file = folder / "config.yaml"
    text = config(news).format(osu="http://127.0.0.1:9", hook="http://127.0.0.1:9/", folder=folder)
    file.write_text(f"osu: {{client_id: 1, client_secret: a-secret}}\n{text}")
    return CliRunner().invoke(main, ["backtest", "-c", str(file), "--last", "9999d", *arguments])


@cache
def said(place, **options):
    answered = backtest(place, "--json", **options)
    assert answered.exit_code == 0, answered.output
    return json.loads(answered.stdout)


def test_with_the_rules_that_held_it_says_what_was_really_told(place):
    told = dict(place[1])
    found = said(place)
    said_to = {sink: tuple(each["title"] for each in found["messages"] if each["sink"] == sink) for sink in SINKS}
    assert said_to == told
    assert [len(told[sink]) for sink in SINKS] == [6, 4, 2, 5]


def test_other_rules_would_have_told_something_else(place):
    found = said(place, news='top_play: {{when: "pp >= 700", cooldown: 1d}}')
    assert [each["title"].partition(":")[0] for each in found["messages"] if each["sink"] == "each"] == ["drumlin"]
    assert found["silenced"] == {"cooldown: this rule spoke of it a short while ago": 4}


def test_what_each_day_would_have_brought_is_counted(place):
    found = said(place)
    assert found["events"] == 6
    assert [day["day"] for day in found["days"]] == ["Mon 2026-09-21"]
    assert found["days"][0]["sinks"] == {"each": 6, "capped": 4, "hourly": 2, "quiet": 5}


def test_for_people(place):
    out = backtest(place).stdout.splitlines()
    assert out[0].startswith("2026-09-21 14:13 UTC  ")
    assert out[-2:] == ["Mon 2026-09-21  capped 4, each 6, hourly 2, quiet 5", "17 messages of 6 events"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody"], "no watch 'nobody', there is friends\n"),
        (["friends", "--last", "soon"], "--last: a time with its unit is needed"),
    ],
)
def test_what_can_not_be_meant(place, arguments, message):
    answered = backtest(place, *arguments)
    assert (answered.exit_code, answered.output.startswith(message)) == (2, True)


def test_of_one_watch_and_nothing_is_changed(place):
    folder, _ = place
    before = (folder / "watcher.db").read_bytes()
    assert backtest(place, "friends").stdout == backtest(place).stdout
    assert (folder / "watcher.db").read_bytes() == before


WEEK = """
watches: {friends: {players: [1001], news: [top_play: {when: "pp >= 400", cooldown: 1h}]}}
sinks: {each: console, daily: {kind: console, digest: daily}}
"""
DAY = 86_400_000


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """A store that a daemon kept for a week: every six hours a top play, and another half an hour later."""
    folder = tmp_path_factory.mktemp("week")
    store = Store.open(folder / "watcher.db")
    facts = json.loads(msgspec.json.encode(news.families()["top_plays"].SAMPLES["top_play"]))

    def fill(tx):
        for number in range(56):
            when = START + (number // 2) * DAY // 4 + (number % 2) * 1_800_000
            text = json.dumps(facts | {"play": facts["play"] | {"pp": 350.0 + 25 * (number // 2)}})
            row = {"key": f"top_play/{number}", "kind": "top_play", "subject": "bancho/osu/1001", "cause": "played"}
            row |= {"happened": when, "noticed": when, "about": None, "version": 1, "facts": text, "source": "test"}
            assert outbox.add_event(tx, row)
        roster.enlist(tx, roster.everybody(tx), [Entry("friends", "bancho/osu/1001", 0, "#1001")])

    store.work(fill)
    store.close()
    osu = "osu: {client_id: 1, client_secret: s}\n"
    (folder / "config.yaml").write_text(f"{osu}{WEEK}store: {folder}/watcher.db\n")
    return folder


def test_a_recorded_week_is_told_again_day_by_day(week):
    arguments = ["backtest", "-c", str(week / "config.yaml"), "--last", "9999d", "--json"]
    found = json.loads(CliRunner().invoke(main, arguments).stdout)
    assert found["events"] == 56
    counts = [day["sinks"] for day in found["days"]]
    assert [day.get("each", 0) for day in counts] == [4, 4, 4, 4, 4, 4, 2]
    assert sum(day.get("daily", 0) for day in counts) == 7
    [(reason, silenced)] = found["silenced"].items()
    assert (reason.partition(":")[0], silenced) == ("cooldown", 52)


def test_each_news_of_it_is_explained(week):
    for number, refused in ((0, "pp 350 < 400"), (55, "")):
        arguments = ["explain", f"top_play/{number}", "-c", str(week / "config.yaml"), "--json"]
        found = json.loads(CliRunner().invoke(main, arguments).stdout)
        assert [rule["refused"] for rule in found["rules"]] == [refused]
