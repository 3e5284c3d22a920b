"""The scorer: what was told, held against what happened."""

import math

import pytest

from watcher.simulator.scorer import Expected, Told, expect, score
from watcher.simulator.truth import Fact, Truth


@pytest.mark.parametrize(
    ("told", "outcome", "delays"),
    [
        ([("a", 1500), ("b", 4000)], (2, (), (), ()), (0.5, 2.0)),
        ([("a", 1500)], (1, ("b",), (), ()), (0.5,)),
        ([("a", 1500), ("a", 1700), ("b", 2000)], (1, (), ("a",), ()), (0.0, 0.5)),
        ([("a", 1500), ("b", 2000), ("c", 9)], (2, (), (), ("c",)), (0.0, 0.5)),
        ([], (0, ("a", "b"), (), ()), ()),
    ],
    ids=["all well", "one missed", "one doubled", "one false", "silence"],
)
def test_reports(told, outcome, delays):
    report = score([Expected("a", 1000), Expected("b", 2000)], [Told(*each) for each in told])
    assert (report.right, report.missed, report.doubled, report.false) == outcome
    assert report.delays == delays


def test_percentiles():
    report = score([Expected(str(n), 0) for n in range(100)], [Told(str(n), n * 1000) for n in range(100)])
    assert [report.percentile(share) for share in (0.5, 0.95, 0.99, 1)] == [49, 94, 98, 99]
    assert str(report) == "100 right, 0 missed, 0 doubled, 0 false; delay p50 49.0 s, p95 94.0 s, p99 98.0 s"
    assert math.isnan(score([], []).percentile(0.5))


def test_a_fact_counts_from_its_first_appearance_on_a_watched_endpoint():
    facts = [
        Fact(1, "play", {"n": 1}, {"recent": 10, "feed": 30}),
        Fact(2, "play", {"n": 2}, {"recent": 10}),
        Fact(3, "rank", {"n": 3}, {"feed": 10}),
    ]

    def key(fact):
        return f"play/{fact.facts['n']}" if fact.kind == "play" else None

    assert expect(facts, key, ["feed"]) == [Expected("play/1", 30)]
    assert expect(facts, key, ["feed", "recent"]) == [Expected("play/1", 10), Expected("play/2", 10)]


@pytest.mark.parametrize(
    ("where", "looks", "shown"),
    [
        pytest.param("v1.recent", [150], 150, id="seen at the next look"),
        pytest.param("v1.recent", [50], None, id="nobody looked since"),
        pytest.param("v1.recent", [250], None, id="gone before somebody looked"),
        pytest.param("board", [50, 150], 150, id="on a leaderboard since the last look"),
        pytest.param("board", [150], None, id="on a leaderboard before anybody looked"),
        pytest.param("feed", [], 100, id="what the feed has is taken for shown"),
    ],
)
def test_when_something_was_shown(where, looks, shown):
    truth = Truth()
    number = 75 if where == "board" else 2
    for at in looks:
        truth.asked(where, number, "osu", at)
    facts = {"user_id": 2, "beatmap_id": 75, "mode": "osu"}
    assert truth.shown(Fact(100, "play", facts, {where: 100}, {where: 200}), where) == shown
