"""What osu! computes from a play: accuracy, grade, and how plays add up to a player's pp. Pure.

Accuracy is 0–1 throughout. Grades are XH, X, SH, S, A, B, C, D; F for a failed play is the caller's to know.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from watcher.osu.nouns import Mode


class Counts(NamedTuple):
    """Stable's six counters. What each of them counts depends on the mode: see `statistics`."""

    n300: int = 0
    n100: int = 0
    n50: int = 0
    geki: int = 0
    katu: int = 0
    miss: int = 0


# osu-web: ScoreTransformer. Which of today's names each counter goes by; geki and katu say nothing where left out.
_NAMES = {
    Mode.OSU: {"great": "n300", "ok": "n100", "meh": "n50", "miss": "miss"},
    Mode.TAIKO: {"great": "n300", "ok": "n100", "miss": "miss"},
    Mode.CATCH: {
        "great": "n300",
        "large_tick_hit": "n100",
        "small_tick_hit": "n50",
        "small_tick_miss": "katu",
        "miss": "miss",
    },
    Mode.MANIA: {"perfect": "geki", "great": "n300", "good": "katu", "ok": "n100", "meh": "n50", "miss": "miss"},
}


def statistics(mode: Mode, counts: Counts) -> dict[str, int]:
    """Stable's counters under the names of today's API, zeros left out."""
    named = {name: getattr(counts, counter) for name, counter in _NAMES[mode].items()}
    return {name: count for name, count in named.items() if count}


def stable_accuracy(mode: Mode, counts: Counts, *, score_v2: bool = False) -> float:
    """Accuracy of a stable play, 0–1; 0 where nothing was hit or missed.

    `score_v2` matters in mania alone: there a rainbow 300 counts 305.
    """
    reached, possible = _POINTS[mode](counts, 305 if score_v2 else 300)
    return reached / possible if possible else 0.0


def _osu_points(c: Counts, _rainbow: int) -> tuple[float, int]:
    return 300 * c.n300 + 100 * c.n100 + 50 * c.n50, 300 * (c.n300 + c.n100 + c.n50 + c.miss)


def _taiko_points(c: Counts, _rainbow: int) -> tuple[float, int]:
    return c.n300 + 0.5 * c.n100, c.n300 + c.n100 + c.miss


def _catch_points(c: Counts, _rainbow: int) -> tuple[float, int]:
    caught = c.n300 + c.n100 + c.n50
    return caught, caught + c.katu + c.miss


def _mania_points(c: Counts, rainbow: int) -> tuple[float, int]:
    reached = rainbow * c.geki + 300 * c.n300 + 200 * c.katu + 100 * c.n100 + 50 * c.n50
    return reached, rainbow * (c.geki + c.n300 + c.katu + c.n100 + c.n50 + c.miss)


_POINTS = {Mode.OSU: _osu_points, Mode.TAIKO: _taiko_points, Mode.CATCH: _catch_points, Mode.MANIA: _mania_points}

# osu.Game/Rulesets/Scoring/ScoreProcessor.cs; bonus, ignore_* and combo_* count nothing
_WEIGHTS = {
    "perfect": 305,
    "great": 300,
    "good": 200,
    "ok": 100,
    "meh": 50,
    "slider_tail_hit": 150,
    "large_tick_hit": 30,
    "small_tick_hit": 10,
}
_MODE_WEIGHTS = {
    Mode.OSU: _WEIGHTS,
    Mode.TAIKO: _WEIGHTS | {"ok": 150},
    Mode.CATCH: {"great": 300, "large_tick_hit": 300, "small_tick_hit": 300},
    Mode.MANIA: _WEIGHTS,
}


def lazer_accuracy(
    mode: Mode, reached: Mapping[str, int], possible: Mapping[str, int], *, stable: bool = False
) -> float:
    """Accuracy of a play from today's `statistics` and `maximum_statistics`, 0–1; 0 where nothing was possible.

    `stable`: the row came from stable, where mania's perfect is worth no more than its great.
    """
    weights = _MODE_WEIGHTS[mode] | ({"perfect": 300} if stable else {})
    best = sum(weights.get(name, 0) * count for name, count in possible.items())
    return sum(weights.get(name, 0) * count for name, count in reached.items()) / best if best else 0.0


def stable_grade(mode: Mode, counts: Counts, *, silver: bool = False) -> str:
    """The grade stable gives (osu-web: app/Models/Traits/Scoreable.php). `silver`: HD, FL or FI was on."""
    if mode in (Mode.OSU, Mode.TAIKO):
        return _silvered(_hits_grade(counts), silver)
    steps = (0.98, 0.94, 0.90, 0.85) if mode is Mode.CATCH else (0.95, 0.90, 0.80, 0.70)
    accuracy = stable_accuracy(mode, counts)
    letter = "X" if accuracy == 1 else next((g for g, step in zip("SABC", steps, strict=True) if accuracy > step), "D")
    return _silvered(letter, silver)


def _hits_grade(c: Counts) -> str:
    total = c.n300 + c.n100 + c.n50 + c.miss
    if not total:
        return "D"
    ratio, clean = c.n300 / total, not c.miss
    rules = (
        ("X", ratio == 1),
        ("S", ratio > 0.9 and c.n50 / total <= 0.01 and clean),
        ("A", ratio > 0.9 or (ratio > 0.8 and clean)),
        ("B", ratio > 0.8 or (ratio > 0.7 and clean)),
        ("C", ratio > 0.6),
    )
    return next((letter for letter, reached in rules if reached), "D")


def lazer_grade(mode: Mode, accuracy: float, *, misses: int = 0, silver: bool = False) -> str:
    """The grade lazer gives (osu.Game/Rulesets/Scoring/ScoreProcessor.cs). `silver`: HD, FL or FI was on."""
    steps = (1, 0.98, 0.94, 0.90, 0.85) if mode is Mode.CATCH else (1, 0.95, 0.90, 0.80, 0.70)
    letter = next((g for g, step in zip("XSABC", steps, strict=True) if accuracy >= step), "D")
    if letter in "XS" and misses and mode in (Mode.OSU, Mode.TAIKO):
        letter = "A"
    return _silvered(letter, silver)


def _silvered(letter: str, silver: bool) -> str:
    return f"{letter}H" if silver and letter in "XS" else letter


def weight(index: int) -> float:
    """How much the play at this place of a best list counts: 1 for index 0, 0.95 for the next, and so on."""
    return float(0.95**index)


def weighted_total(pps: Iterable[float]) -> float:
    """What a player's best plays add up to, one pp per map in any order, without the bonus."""
    return sum(pp * weight(index) for index, pp in enumerate(sorted(pps, reverse=True)))


def bonus(n: int) -> float:
    """The pp for having `n` ranked best scores; more than 1000 bring nothing.

    osu-queue-score-statistics: UserTotalPerformanceAggregateHelper.cs.
    """
    return float((417 - 1 / 3) * (1 - 0.995 ** min(n, 1000)))


def total(pps: Iterable[float], n: int) -> float:
    """A player's pp: the weighted plays and the bonus for `n` ranked best scores."""
    return weighted_total(pps) + bonus(n)
