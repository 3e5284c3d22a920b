"""How late we really are, as the status tells it."""

import json

import pytest

from watcher import forecast, news
from watcher.cli import status
from watcher.osu.budget import Spent
from watcher.store import Store, facts, spending

NOW = 1_790_000_000_000
SECOND = 1000


def noticed(number, late, *, ago=60, **changes):
    """A fact noticed `ago` seconds before now, `late` seconds after it happened."""
    at = NOW - ago * SECOND
    row = {
        "key": f"score/{number}",
        "kind": "score",
        "subject": "bancho/osu/2",
        "cause": "played",
        "happened": at - round(late * SECOND),
        "noticed": at,
        "about": None,
        "version": 1,
        "facts": "{}",
        "source": "scores",
    }
    return row | changes


def lines(*rows, spent=()):
    store = Store.open(None)

    def work(tx):
        facts.add(tx, rows)
        for one in spent:
            spending.record(tx, one, {})
        _runs, _ahead, *found = status.lines(status.read(tx, None, 60, ((), ()), NOW))
        return found

    try:
        return store.work(work)
    finally:
        store.close()


def test_a_daemon_that_did_nothing_yet():
    assert lines() == ["0 requests in the last minute, of 60 at most"]


def test_how_late_what_happened_was_noticed():
    rows = [noticed(number, late) for number, late in enumerate([*range(1, 20), 500])]
    _, late = lines(*rows)
    assert late == "20 facts in the last day, half of them noticed within 11 s, nineteen of twenty within 8 min"


@pytest.mark.parametrize(
    "other",
    [
        noticed(2, 0, source="profile"),  # a profile has no date
        noticed(2, 9000, cause="others"),
        noticed(2, 9000, ago=86_401),
    ],
    ids=["without a date", "not played", "long ago"],
)
def test_what_says_nothing_about_being_late_is_not_counted(other):
    _, late = lines(noticed(1, 4), other)
    assert late.startswith("1 fact in the last day, half of them noticed within 4 s")


def test_requests_count_for_a_minute():
    spent = [Spent(1, NOW - 61_000, 0.0), Spent(2, NOW - 59_000, 2.0), Spent(10, NOW, 61.0)]
    assert lines(spent=spent) == ["12 requests in the last minute, of 60 at most"]


def test_when_we_were_blind():
    hole = {
        "asked": "bancho/feed",
        "since": NOW - 7_200_000,
        "until": NOW - 3_600_000,
        "seconds": 3600,
        "reason": "cursor is too old",
    }
    gap = noticed(1, 0, kind="gap", source="coverage", cause="ours", facts=json.dumps(hole))
    _, blind = lines(gap)
    assert "blind from 2026-09-21 12:13 UTC to 2026-09-21 13:13 UTC" in blind
    assert blind.endswith("(bancho/feed): cursor is too old")


def test_which_families_know_when_it_happened():
    families = news.families()
    assert {name for name in families if forecast.is_dated(families[name])} >= {"scores", "top_plays", "match"}
    assert not forecast.is_dated(families["profile"])
    assert not forecast.is_dated(families["contact"])
