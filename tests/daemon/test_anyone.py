"""Plays of everybody, from so many pp on: told by the feed, and nothing else is kept of whom nobody watches."""

import asyncio
import sqlite3
from functools import partial

import pytest
from virtual import live

WATCHES = """  world: {anyone: {pp: 600}, to: hook}
  friends: {players: [1001], news: score, settle: 0s}
"""


def script(world):
    plays = ((60, 1006, 900.0, "osu"), (70, 1001, 300.0, "osu"), (80, 1002, 599.9, "osu"), (90, 1001, 700.0, "osu"))
    for after, user_id, pp, mode in (*plays, (100, 1003, 800.0, "taiko")):
        world.later(world.start + after * 1000, partial(world.play, user_id, mode=mode, pp=pp))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("anyone")
    return folder, asyncio.run(live(folder, WATCHES, seconds=600, script=script))


def test_who_made_it_does_not_matter_but_what_it_is_worth(run):
    big = [event for message in run[1].messages for event in message["events"] if event["kind"] == "big_play"]
    assert [event["facts"]["play"]["pp"] for event in big] == [900.0, 700.0]
    assert [event["facts"]["player"]["name"] for event in big] == ["drumlin", "Quillon"]
    assert all(event["facts"]["map"]["title"] for event in big)


def test_of_whom_nobody_watches_nothing_is_remembered(run):
    with sqlite3.connect(run[0] / "watcher.db") as store:
        subjects = {row[0] for row in store.execute("SELECT subject FROM memory")}
        events = {row[0] for row in store.execute("SELECT key FROM event")}
    assert not [subject for subject in subjects if subject.endswith(("/1002", "/1006", "/1003"))]
    assert not [key for key in events if "/1002/" in key or "/1003/" in key]
