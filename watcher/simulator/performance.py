"""What comes out when a player plays a map: judgements, accuracy, grade, value. Pure but for the luck passed in."""

from random import Random

from watcher.simulator import scoring
from watcher.simulator.model import Difficulty, Hits, Mod, Player, Score

_MODS = ((), (), (), ("HD",), ("HD",), ("DT",), ("HR",), ("HD", "DT"), ("HD", "HR"), ("NC",), ("EZ",), ("PF",))
_MODS_CALM = ((), (), (), (), ("HD",), ("HD",), ("HR",), ("MR",))


def choose_mods(luck: Random, mode: int, lazer: bool) -> tuple[Mod, ...]:
    """The mods of a play; a stable one carries the mark CL, lazer ones may have a rate of their own."""
    picked = [Mod(acronym) for acronym in luck.choice(_MODS if mode != 3 else _MODS_CALM)]
    if not lazer:
        return (*picked, Mod("CL"))
    if picked and picked[-1].acronym == "DT" and luck.random() < 0.3:
        picked[-1] = Mod("DT", {"speed_change": luck.choice((1.1, 1.2, 1.3))})
    return tuple(picked)


def hit(luck: Random, difficulty: Difficulty, mode: int, *, wanted: float, misses: int, lazer: bool) -> Hits:
    """Judgements that come close to the accuracy wanted (0–1)."""
    objects = difficulty.objects
    lost = max(0.0, 1 - wanted) * objects - misses
    if mode == 1:
        ok = min(max(round(lost * 2), 0), objects - misses)
        return Hits(objects - ok - misses, ok, 0, 0, 0, misses)
    if mode == 2:
        drops, katu = difficulty.sliders, max(round(lost), 0)
        return Hits(objects - misses, drops, max(drops * 2 - katu, 0), 0, katu, misses)
    if mode == 3:
        good = min(max(round(lost * 3), 0), objects - misses)
        great = (objects - misses - good) // 3
        return Hits(great, 0, 0, objects - misses - good - great, good, misses)
    ok = min(max(round(lost * 1.5), 0), objects - misses)
    meh = luck.randrange(ok // 12 + 1)
    geki = (objects - ok - misses) // 5
    ticks, tails = (difficulty.sliders // 3, difficulty.sliders) if lazer else (0, 0)
    return Hits(objects - ok - misses, ok - meh, meh, geki, min(ok, 20), misses, ticks, tails)


def performed(
    luck: Random,
    player: Player,
    difficulty: Difficulty,
    ended: int,
    *,
    mode: int | None = None,
    form: float = 0.0,
    passed: bool = True,
    mods: tuple[Mod, ...] | None = None,
    lazer: bool | None = None,
    wanted: float | None = None,
    misses: int | None = None,
) -> Score:
    """What comes out when this player plays that map. `form` moves the accuracy: 0 is a day like others."""
    mode = difficulty.mode if mode is None else mode
    lazer = (luck.random() < player.lazer) if lazer is None else lazer
    mods = choose_mods(luck, mode, lazer) if mods is None else mods
    strain = scoring.stars(difficulty, mods) - max(player.skill[mode], 1.0)
    reached = 0.975 - 0.022 * max(strain, -1.0) + form + luck.gauss(0, 0.012) if wanted is None else wanted
    missed = max(0, int(luck.gauss(2 + 4 * strain, 2))) if misses is None else misses
    if wanted is not None and misses is None:
        missed = 0 if wanted >= 0.97 else 3
    fewer = min(missed, difficulty.objects // 4)
    hits = hit(luck, difficulty, mode, wanted=min(reached, 1.0), misses=fewer, lazer=lazer)
    return _score(luck, player, difficulty, ended, mode=mode, hits=hits, mods=mods, lazer=lazer, passed=passed)


def _score(
    luck: Random,
    player: Player,
    difficulty: Difficulty,
    ended: int,
    *,
    mode: int,
    hits: Hits,
    mods: tuple[Mod, ...],
    lazer: bool,
    passed: bool,
) -> Score:
    accuracy = scoring.accuracy(mode, hits, lazer)
    full = hits.miss == 0
    combo = difficulty.combo if full else max(1, int(difficulty.combo * luck.uniform(0.3, 0.9)))
    worth = scoring.value(difficulty, mods, accuracy, hits.miss, combo)
    total = int(1_000_000 * accuracy**4 * (combo / difficulty.combo) ** 0.5)
    seconds = difficulty.length / scoring.speed(mods) * (1 if passed else luck.uniform(0.05, 0.8))
    return Score(
        user_id=player.id,
        mode=mode,
        beatmap_id=difficulty.id,
        started=ended - int(seconds * 1000),
        ended=ended,
        passed=passed,
        lazer=lazer,
        mods=mods,
        hits=hits,
        accuracy=accuracy,
        combo=combo,
        total=total,
        legacy_total=0 if lazer else int(total * (difficulty.combo / 40 + 1)),
        grade=scoring.lazer_grade(mode, hits, mods, lazer) if passed else "F",
        stable_grade=scoring.stable_grade(mode, hits, mods) if passed else "F",
        perfect=full and passed,
        value=worth if passed else None,
        ranked=passed,
    )
