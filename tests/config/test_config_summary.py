"""When what players did is summed up, as the config says it."""

import pytest

from watcher.catalogue import catalogue
from watcher.cli._windows import windows
from watcher.config import Mistakes, load
from watcher.rules import Digest, Summary

WHOLE = """
osu: {{client_id: 1, client_secret: s}}
watches:
  friends: {{{friends}}}
sinks: {{terminal: console}}
"""


def read(folder, friends):
    path = folder / "config.yaml"
    path.write_text(WHOLE.format(friends=friends))
    return load(path, catalogue(), {})


EXACTLY = Digest(every="week", on="sunday", at=1110, zone="Europe/Oslo")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("daily", Summary(when=Digest(every="day"))),
        ("weekly", Summary(when=Digest(every="week"))),
        ("{at: '07:00'}", Summary(when=Digest(every="week", at=420))),
        ("{every: week, on: sunday, at: '18:30', zone: Europe/Oslo}", Summary(when=EXACTLY)),
        ("{every: day, together: true}", Summary(when=Digest(every="day"), together=True)),
    ],
)
def test_a_summary_needs_nothing_else(tmp_path, said, meant):
    [watch] = read(tmp_path, f"players: 2, summary: {said}").watches
    assert watch.summary == meant
    assert Digest.read(watch.summary.when.written) == meant.when


@pytest.mark.parametrize(
    ("friends", "mistake"),
    [
        ("players: 2, summary: monthly", "friends.summary: no 'monthly', there is daily, weekly"),
        ("players: 2, summary: {every: hour}", "friends.summary.every: "),
        ("players: 2, summary: {every: day, on: sunday}", "friends.summary: only a weekly digest has a day"),
        ("players: 2, summary: {zone: Oslo}", "friends.summary.zone: a time zone is needed"),
        (
            "players: 2, news: [top_play], summary: daily",
            "friends.news: there is a summary, but no summary among the news",
        ),
        ("players: 2, news: [summary]", "friends.news: summary: say when, with the key `summary`"),
        (
            "players: 2, news: [summary], summary: {together: true}",
            "friends.news: there is a summary, but no group_summary among the news",
        ),
        (
            "players: {top: 500}, summary: {together: true}",
            "friends.summary.together: 500 players are too many for one message, there is room for 100",
        ),
    ],
)
def test_what_would_have_been_right_is_said(tmp_path, friends, mistake):
    with pytest.raises(Mistakes) as mistakes:
        read(tmp_path, friends)
    assert mistake in str(mistakes.value)


def test_check_says_when_the_next_one_comes(tmp_path):
    friends = "players: 2, summary: {every: week, on: sunday, at: '18:30', zone: Europe/Oslo, together: true}"
    config = read(tmp_path, friends)
    assert list(windows(config, 1_790_000_000_000)) == [
        "friends: next summary Sun 2026-09-27 18:30 CEST, of all together"
    ]
