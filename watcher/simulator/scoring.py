"""The arithmetic of osu!: accuracy, grades, pp totals, levels, ranks. Written apart from the daemon's, on purpose.

The value of a single play is invented (it only has to grow with difficulty and accuracy); everything that follows
from values is as osu! does it.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from zlib import crc32

from watcher.simulator.model import Difficulty, Hits, Mod

BITS = {
    "NF": 1, "EZ": 2, "TD": 4, "HD": 8, "HR": 16, "SD": 32, "DT": 64, "RX": 128, "HT": 256, "NC": 576, "FL": 1024,
    "SO": 4096, "AP": 8192, "PF": 16416, "4K": 1 << 15, "7K": 1 << 18, "FI": 1 << 20, "SV2": 1 << 29, "MR": 1 << 30,
}  # fmt: skip
UNVALUED = {"RX", "AP", "SV2", "AT", "CN", "WU", "WD", "DA"}


def bits(mods: Iterable[Mod]) -> int:
    """The legacy number of these mods; NC holds DT, PF holds SD. Mods without a bit count nothing."""
    number = 0
    for mod in mods:
        number |= BITS.get(mod.acronym, 0)
    return number


def silver(mods: Iterable[Mod]) -> bool:
    """Whether the grade shines silver."""
    return any(mod.acronym in {"HD", "FL", "FI"} for mod in mods)


def accuracy(mode: int, hits: Hits, lazer: bool = False) -> float:
    """0–1. Zero hits answer 1, as the server does."""
    h = hits
    if mode == 0:
        got, most = 300 * h.great + 100 * h.ok + 50 * h.meh, 300 * (h.great + h.ok + h.meh + h.miss)
        if lazer:
            got, most = got + 30 * h.ticks + 150 * h.tails, most + 30 * h.ticks + 150 * h.tails
        return got / most if most else 1.0
    if mode == 1:
        got, most = 2 * h.great + h.ok, 2 * (h.great + h.ok + h.miss)
    elif mode == 2:
        got, most = h.great + h.ok + h.meh, h.great + h.ok + h.meh + h.katu + h.miss
    else:
        top = 305 if lazer else 300
        got = top * h.geki + 300 * h.great + 200 * h.katu + 100 * h.ok + 50 * h.meh
        most = top * (h.geki + h.great + h.katu + h.ok + h.meh + h.miss)
    return got / most if most else 1.0


def _letter(value: float, steps: Sequence[float]) -> str:
    return next((letter for letter, step in zip("SABC", steps, strict=True) if value >= step), "D")


def stable_grade(mode: int, hits: Hits, mods: Iterable[Mod]) -> str:
    """The letter by stable's rules: X XH S SH A B C D."""
    total = hits.great + hits.ok + hits.meh + hits.miss
    if mode in {0, 1}:
        letter = _ratio_letter(hits, total)
    else:
        value = accuracy(mode, hits)
        steps = (0.98, 0.94, 0.90, 0.85) if mode == 2 else (0.95, 0.90, 0.80, 0.70)
        # osu-web: Scoreable – strictly above each step
        letter = "X" if value == 1 else _letter(math.nextafter(value, 0), steps)
    return letter + "H" if letter in {"X", "S"} and silver(mods) else letter


def _ratio_letter(hits: Hits, total: int) -> str:
    ratio = hits.great / total if total else 1.0
    clean = hits.miss == 0
    if ratio == 1:
        return "X"
    if ratio > 0.9 and clean and hits.meh / total <= 0.01:
        return "S"
    if ratio > 0.9 or (ratio > 0.8 and clean):
        return "A"
    if ratio > 0.8 or (ratio > 0.7 and clean):
        return "B"
    return "C" if ratio > 0.6 else "D"


def lazer_grade(mode: int, hits: Hits, mods: Iterable[Mod], lazer: bool) -> str:
    """The letter by lazer's rules, which API v2's new format shows for every play."""
    value = accuracy(mode, hits, lazer)
    steps = (0.98, 0.94, 0.90, 0.85) if mode == 2 else (0.95, 0.90, 0.80, 0.70)
    letter = "X" if value == 1 else _letter(value, steps)
    if mode < 2 and hits.miss and letter in {"X", "S"}:
        letter = "A"
    return letter + "H" if letter in {"X", "S"} and silver(mods) else letter


def speed(mods: Iterable[Mod]) -> float:
    """How much faster the song runs."""
    rates = {"DT": 1.5, "NC": 1.5, "HT": 0.75, "DC": 0.75}
    for mod in mods:
        if mod.acronym in rates:
            return float(mod.settings.get("speed_change", rates[mod.acronym]))
    return 1.0


def stars(difficulty: Difficulty, mods: Sequence[Mod]) -> float:
    """The star rating with these mods (invented)."""
    harder = {"HR": 1.07, "EZ": 0.88, "FL": 1.1}
    factor = math.prod(harder.get(mod.acronym, 1.0) for mod in mods)
    return difficulty.stars * factor * math.pow(speed(mods), 0.85)


def value(difficulty: Difficulty, mods: Sequence[Mod], reached: float, misses: int, combo: int) -> float | None:
    """The pp of a play by the first formula (invented); None where the mods give none."""
    if any(mod.acronym in UNVALUED for mod in mods):
        return None
    base = 1.9 * stars(difficulty, mods) ** 2.7 * (1 + 0.1 * math.log2(max(difficulty.length, 20) / 120))
    shine = math.prod({"HD": 1.05, "NF": 0.98}.get(mod.acronym, 1.0) for mod in mods)
    share: float = (combo / difficulty.combo) ** 0.4 if difficulty.combo else 1.0
    worth: float = base * shine * reached**10 * share * 0.975**misses
    return round(worth, 3)


def rework(worth: float, beatmap_id: int, bit: int, revision: int) -> float:
    """What the formula of that revision makes of a value: revision 0 leaves it, later ones move it by up to 8 %."""
    if revision == 0:
        return worth
    swing = crc32(f"{revision}/{beatmap_id}/{bit}".encode()) % 1601 / 10_000 - 0.08
    return round(worth * (1 + swing), 3)


def weighted(values: Iterable[float]) -> float:
    """Σ pp·0.95^i over falling values."""
    total, weight = 0.0, 1.0
    for each in values:
        total += each * weight
        weight *= 0.95
    return total


def bonus(count: int) -> float:
    """The pp for having many ranked plays. osu-queue-score-statistics: UserTotalPerformanceAggregateHelper."""
    return (417 - 1 / 3) * (1 - 0.995 ** min(count, 1000))


def profile_accuracy(values: Sequence[float]) -> float:
    """The accuracy of a profile, 0–1, from the accuracies of the plays by falling pp."""
    if not values:
        return 0.0
    return weighted(values) / (20 * (1 - 0.95 ** len(values)))


def level_start(level: int) -> float:
    """The total score at which a level begins."""
    if level <= 100:
        return 5000 / 3 * (4 * level**3 - 3 * level**2 - level) + 1.25 * float(1.8 ** (level - 60))
    return 26_931_190_829.0 + 100_000_000_000.0 * (level - 100)


_LEVELS = [level_start(number) for number in range(1, 300)]


def level(total_score: int) -> float:
    """The level, decimal."""
    reached = bisect_right(_LEVELS, total_score) or 1
    begin, end = level_start(reached), level_start(reached + 1)
    return reached + min(max((total_score - begin) / (end - begin), 0.0), 0.999)


# How many strangers of the wide world have more pp than that, in mode osu: invented, but of a likely shape.
_CURVE = ((0, 3_000_000), (300, 1_900_000), (1000, 900_000), (2000, 430_000), (4000, 120_000), (6000, 29_000),
          (8000, 7_000), (11_000, 900), (15_000, 80), (20_000, 9), (26_000, 1), (40_000, 0.01))  # fmt: skip
_CROWD = (1.0, 0.16, 0.12, 0.3)


def strangers_above(pp: float, mode: int, share: float = 1.0) -> int:
    """How many people outside this small world have more pp; `share` is a country's part of them."""
    index = bisect_left(_CURVE, pp, key=lambda point: point[0])
    if index == 0:
        return int(_CURVE[0][1] * _CROWD[mode] * share)
    if index == len(_CURVE):
        return 0
    (low, many), (high, few) = _CURVE[index - 1], _CURVE[index]
    along = (pp - low) / (high - low)
    return int(math.exp(math.log(many) * (1 - along) + math.log(few) * along) * _CROWD[mode] * share)


def pp_at(rank: int, mode: int, share: float = 1.0) -> float:
    """The pp of the stranger at a rank: the other way round."""
    wanted = rank / (_CROWD[mode] * share)
    index = next((at for at, (_, many) in enumerate(_CURVE) if many < wanted), len(_CURVE) - 1) or 1
    (low, many), (high, few) = _CURVE[index - 1], _CURVE[index]
    along = math.log(many / min(max(wanted, few), many)) / math.log(many / few)
    return round(low + along * (high - low), 3)
