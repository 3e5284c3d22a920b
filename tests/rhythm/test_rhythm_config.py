"""The rhythm in the config: every form that is right, and what is said of the wrong ones."""

import os

import pytest

from watcher.catalogue import catalogue
from watcher.config import Mistakes, load
from watcher.rules import CatchUp, Digest, Quiet, Rhythm

TEXT = """
osu: {client_id: 1, client_secret: s}
watches: {friends: {players: mrekk, news: [top_play: {priority: PRIORITY}], catch_up: CATCH_UP}}
sinks: {phone: {kind: console, digest: DIGEST, quiet: QUIET}}
"""


def read(folder, *, priority="normal", catch_up="digest", digest="null", quiet="null"):
    text = TEXT.replace("PRIORITY", priority).replace("CATCH_UP", catch_up)
    (folder / "config.yaml").write_text(text.replace("DIGEST", digest).replace("QUIET", quiet))
    return load(folder / "config.yaml", catalogue(), os.environ)


def test_without_a_word_about_it_everything_is_told_at_once(tmp_path):
    config = read(tmp_path)
    assert config.sinks[0].rhythm == Rhythm()
    assert config.watches[0].catch_up == CatchUp(how="digest")
    assert config.watches[0].news[0].priority == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("hourly", Digest(every="hour")),
        ("daily", Digest()),
        ("weekly", Digest(every="week")),
        ("{}", Digest()),
        ('{at: "7:05", zone: Asia/Tokyo}', Digest(at=425, zone="Asia/Tokyo")),
        ("{every: week, on: sunday}", Digest(every="week", on="sunday")),
    ],
)
def test_digests(tmp_path, given, expected):
    assert read(tmp_path, digest=given).sinks[0].rhythm == Rhythm(digest=expected)


def test_quiet_hours(tmp_path):
    rhythm = read(tmp_path, quiet='{from: "23:00", to: "08:00", zone: Europe/Oslo, then: drop}').sinks[0].rhythm
    assert rhythm == Rhythm(quiet=Quiet(start=23 * 60, end=8 * 60, zone="Europe/Oslo", then="drop"))
    assert rhythm.zone == "Europe/Oslo"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("all", CatchUp(how="all")),
        ("newest 5", CatchUp(how="newest", most=5)),
        ("drop older than 1h 30min", CatchUp(how="drop", age=5_400_000)),
    ],
)
def test_catching_up(tmp_path, given, expected):
    assert read(tmp_path, catch_up=given).watches[0].catch_up == expected


@pytest.mark.parametrize(("given", "expected"), [("low", -1), ("normal", 0), ("high", 1)])
def test_priorities(tmp_path, given, expected):
    assert read(tmp_path, priority=given).watches[0].news[0].priority == expected


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"digest": "dayly"}, "sinks.phone.digest: no 'dayly', did you mean 'daily'?"),
        ({"digest": "5"}, "sinks.phone.digest: a mapping is needed here, this is a number"),
        ({"digest": "{at: 900}"}, "sinks.phone.digest.at: a time of day is needed, such as 09:30"),
        ({"digest": '{at: "24:00"}'}, "sinks.phone.digest.at: a time of day is needed, such as 09:30"),
        ({"digest": "{zone: Oslo}"}, "sinks.phone.digest.zone: a time zone is needed, such as Europe/Oslo or UTC"),
        ({"digest": "{zone: ../x}"}, "sinks.phone.digest.zone: a time zone is needed, such as Europe/Oslo or UTC"),
        ({"digest": "{zone: ''}"}, "sinks.phone.digest.zone: a time zone is needed, such as Europe/Oslo or UTC"),
        ({"digest": "{on: sunday}"}, "sinks.phone.digest: only a weekly digest has a day"),
        ({"quiet": '{from: "23:00"}'}, "sinks.phone.quiet.to: is missing"),
        (
            {"quiet": '{frm: "23:00", from: "1:00", to: "2:00"}'},
            "sinks.phone.quiet.frm: no 'frm', did you mean 'from'?",
        ),
        ({"quiet": '{from: "1:00", to: "1:00"}'}, "sinks.phone.quiet: they begin when they end"),
        ({"quiet": '{from: "1:00", to: "2:00", then: hide}'}, "sinks.phone.quiet.then: must be 'digest', 'hold' or"),
        ({"catch_up": "newest"}, "watches.friends.catch_up: must be all, digest, newest 5"),
        ({"catch_up": "drop older than 2"}, "watches.friends.catch_up: a time with its unit is needed"),
        ({"priority": "urgent"}, "watches.friends.news.0.top_play.priority: must be 'low', 'normal' or 'high'"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, wrong, said):
    with pytest.raises(Mistakes) as caught:
        read(tmp_path, **wrong)
    assert any(said in str(mistake) for mistake in caught.value.all), [str(each) for each in caught.value.all]
