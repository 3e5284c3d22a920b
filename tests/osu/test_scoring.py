"""What osu! computes: by hand, and against what the server answered."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.osu.nouns import Mode
from watcher.osu.scoring import (
    Counts,
    bonus,
    lazer_accuracy,
    lazer_grade,
    stable_accuracy,
    stable_grade,
    statistics,
    total,
    weight,
    weighted_total,
)

SILVER = {"HD", "FL", "FI"}
counts = st.builds(Counts, *[st.integers(0, 10_000)] * 6)


@pytest.mark.parametrize(
    ("mode", "hits", "accuracy"),
    [
        (Mode.OSU, Counts(n300=100), 1.0),
        (Mode.OSU, Counts(n300=90, n100=6, n50=2, miss=2), (27000 + 600 + 100) / 30000),
        (Mode.OSU, Counts(n300=90, geki=50, katu=20), 1.0),
        (Mode.TAIKO, Counts(n300=80, n100=10, miss=10), 0.85),
        (Mode.TAIKO, Counts(n300=80, n100=20, geki=40, katu=5), 0.9),
        (Mode.CATCH, Counts(n300=50, n100=20, n50=10, katu=15, miss=5), 0.8),
        (Mode.CATCH, Counts(n300=50, geki=99), 1.0),
        (Mode.MANIA, Counts(geki=10, n300=10, katu=10, n100=10, n50=5, miss=5), (6000 + 2000 + 1000 + 250) / 15000),
        *[(mode, Counts(), 0.0) for mode in Mode],
    ],
)
def test_accuracy_of_stable_plays(mode, hits, accuracy):
    assert stable_accuracy(mode, hits) == pytest.approx(accuracy, abs=1e-12)


def test_rainbow_300s_count_more_in_mania_matches_with_score_v2():
    hits = Counts(geki=50, n300=50)
    assert stable_accuracy(Mode.MANIA, hits) == 1.0
    assert stable_accuracy(Mode.MANIA, hits, score_v2=True) == pytest.approx((305 + 300) / 610)
    assert stable_accuracy(Mode.OSU, Counts(n300=1, n100=1), score_v2=True) == pytest.approx(400 / 600)


@pytest.mark.parametrize(
    ("mode", "reached", "possible", "stable", "accuracy"),
    [
        (Mode.OSU, {"great": 9, "ok": 1}, {"great": 10}, False, 2800 / 3000),
        (Mode.OSU, {"great": 10, "slider_tail_hit": 4}, {"great": 10, "slider_tail_hit": 5}, False, 3600 / 3750),
        (Mode.OSU, {"great": 10, "large_tick_hit": 1}, {"great": 10, "large_tick_hit": 2}, False, 3030 / 3060),
        (Mode.OSU, {"great": 10, "small_tick_hit": 1}, {"great": 10, "small_tick_hit": 2}, False, 3010 / 3020),
        (Mode.OSU, {"great": 1, "large_bonus": 9, "ignore_hit": 5, "combo_break": 2}, {"great": 1}, False, 1.0),
        (Mode.TAIKO, {"great": 1, "ok": 1}, {"great": 2}, False, 450 / 600),
        (Mode.CATCH, {"great": 1, "small_tick_hit": 1}, {"great": 1, "small_tick_hit": 2}, False, 2 / 3),
        (Mode.MANIA, {"perfect": 1, "great": 1}, {"perfect": 2}, False, 605 / 610),
        (Mode.MANIA, {"perfect": 1, "great": 1}, {"perfect": 2}, True, 1.0),
        (Mode.MANIA, {"perfect": 1, "good": 1, "ok": 1, "meh": 1}, {"perfect": 4}, False, 655 / 1220),
        (Mode.OSU, {}, {}, False, 0.0),
    ],
)
def test_accuracy_from_statistics(mode, reached, possible, stable, accuracy):
    assert lazer_accuracy(mode, reached, possible, stable=stable) == pytest.approx(accuracy, abs=1e-12)


@pytest.mark.parametrize(
    ("mode", "hits", "grade"),
    [
        (Mode.OSU, Counts(n300=100), "X"),
        (Mode.OSU, Counts(n300=91, n100=9), "S"),
        (Mode.OSU, Counts(n300=91, n100=8, n50=1), "S"),
        (Mode.OSU, Counts(n300=91, n100=7, n50=2), "A"),
        (Mode.OSU, Counts(n300=90, n100=10), "A"),
        (Mode.OSU, Counts(n300=91, n100=8, miss=1), "A"),
        (Mode.OSU, Counts(n300=81, n100=18, miss=1), "B"),
        (Mode.OSU, Counts(n300=80, n100=20), "B"),
        (Mode.OSU, Counts(n300=71, n100=28, miss=1), "C"),
        (Mode.OSU, Counts(n300=61, n100=39), "C"),
        (Mode.OSU, Counts(n300=60, n100=40), "D"),
        (Mode.OSU, Counts(), "D"),
        (Mode.TAIKO, Counts(n300=95, n100=5), "S"),
        (Mode.CATCH, Counts(n300=100), "X"),
        (Mode.CATCH, Counts(n300=98, miss=2), "A"),
        (Mode.CATCH, Counts(n300=99, miss=1), "S"),
        (Mode.CATCH, Counts(n300=85, miss=15), "D"),
        (Mode.MANIA, Counts(geki=60, n300=40), "X"),
        (Mode.MANIA, Counts(n300=96, miss=4), "S"),
        (Mode.MANIA, Counts(n300=95, miss=5), "A"),
        (Mode.MANIA, Counts(n300=70, miss=30), "D"),
    ],
)
def test_grades_of_stable(mode, hits, grade):
    assert stable_grade(mode, hits) == grade
    assert stable_grade(mode, hits, silver=True) == (grade + "H" if grade in "XS" else grade)


@pytest.mark.parametrize(
    ("mode", "accuracy", "misses", "grade"),
    [
        (Mode.OSU, 1.0, 0, "X"),
        (Mode.OSU, 0.95, 0, "S"),
        (Mode.OSU, 0.99, 1, "A"),
        (Mode.TAIKO, 0.99, 1, "A"),
        (Mode.MANIA, 0.99, 1, "S"),
        (Mode.OSU, 0.9499, 0, "A"),
        (Mode.OSU, 0.80, 9, "B"),
        (Mode.OSU, 0.70, 9, "C"),
        (Mode.OSU, 0.6999, 9, "D"),
        (Mode.CATCH, 0.98, 3, "S"),
        (Mode.CATCH, 0.97, 0, "A"),
        (Mode.CATCH, 0.84, 0, "D"),
    ],
)
def test_grades_of_lazer(mode, accuracy, misses, grade):
    assert lazer_grade(mode, accuracy, misses=misses) == grade
    assert lazer_grade(mode, accuracy, misses=misses, silver=True) == (grade + "H" if grade in "XS" else grade)


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        (Mode.OSU, {"great": 1, "ok": 2, "meh": 3, "miss": 6}),
        (Mode.TAIKO, {"great": 1, "ok": 2, "miss": 6}),
        (Mode.CATCH, {"great": 1, "large_tick_hit": 2, "small_tick_hit": 3, "small_tick_miss": 5, "miss": 6}),
        (Mode.MANIA, {"great": 1, "ok": 2, "meh": 3, "perfect": 4, "good": 5, "miss": 6}),
    ],
)
def test_stable_counters_under_todays_names(mode, names):
    assert statistics(mode, Counts(n300=1, n100=2, n50=3, geki=4, katu=5, miss=6)) == names
    assert statistics(mode, Counts()) == {}


def test_plays_add_up_by_weight():
    assert weighted_total([]) == 0
    assert weighted_total([100, 200]) == pytest.approx(200 + 95)
    assert [round(weight(index), 4) for index in (0, 1, 2)] == [1, 0.95, 0.9025]


def test_the_bonus_grows_to_a_thousand_scores():
    assert bonus(0) == 0
    assert bonus(1) == pytest.approx(2.0833, abs=1e-4)
    assert bonus(1000) == bonus(5000) == pytest.approx(413.894, abs=1e-3)
    assert total([100], 1) == pytest.approx(102.0833, abs=1e-4)


@given(counts, st.sampled_from(Mode))
def test_accuracy_is_between_none_and_all(hits, mode):
    assert 0 <= stable_accuracy(mode, hits) <= 1
    assert stable_grade(mode, hits) in {"X", "S", "A", "B", "C", "D"}


@given(st.lists(st.floats(0, 2000), max_size=200), st.floats(0, 2000))
def test_another_play_never_takes_pp_away(pps, another):
    assert weighted_total([*pps, another]) >= weighted_total(pps) - 1e-9


def scores_in(value):
    if isinstance(value, dict):
        if isinstance(value.get("statistics"), dict) and {"accuracy", "rank", "mods"} <= value.keys():
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from scores_in(part)


def old_counts(stats):
    names = ("count_300", "count_100", "count_50", "count_geki", "count_katu", "count_miss")
    return Counts(*(stats.get(name) or 0 for name in names))


def is_silver(score):
    return any((mod if isinstance(mod, str) else mod["acronym"]) in SILVER for mod in score["mods"])


def recorded(answers):
    for path in sorted(answers.glob("v2/*.json")):
        for score in scores_in(json.loads(path.read_text())):
            yield path.name, score


def test_the_server_agrees_on_every_recorded_score_of_the_old_format(answers):
    scores = [score for _, score in recorded(answers) if "count_300" in score["statistics"] and "mode_int" in score]
    modes = [Mode.numbered(score["mode_int"]) for score in scores]
    assert {*modes} == {*Mode}
    for mode, score in zip(modes, scores, strict=True):
        hits = old_counts(score["statistics"])
        assert stable_accuracy(mode, hits) == pytest.approx(score["accuracy"], abs=1e-4)
        assert stable_grade(mode, hits, silver=is_silver(score)) == score["rank"]


def test_the_server_agrees_on_every_recorded_score_of_the_new_format(answers):
    scores = [(name, score) for name, score in recorded(answers) if "maximum_statistics" in score]
    assert scores
    for name, score in scores:
        mode = Mode.numbered(score["ruleset_id"])
        stable = score.get("legacy_score_id") is not None
        found = lazer_accuracy(mode, score["statistics"], score["maximum_statistics"], stable=stable)
        assert found == pytest.approx(score["accuracy"], abs=1e-5)
        if "early_shape" not in name:  # in 2023 a miss did not cost the S yet
            misses = score["statistics"].get("miss", 0)
            assert lazer_grade(mode, score["accuracy"], misses=misses, silver=is_silver(score)) == score["rank"]
