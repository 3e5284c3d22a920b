"""What mods make of a map, and what a play would have been worth: exact, or not said. Pure.

The speed needs the mods alone. Stars and pp need the map's file and `rosu-pp-py` (the extra `pp`); without either there
is no answer, and where the library does not agree with osu! about the play itself, there is none about a better one.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from watcher.osu.nouns import Mod, Mode

rosu: Any = None
with suppress(ImportError):  # the extra may not be installed
    import rosu_pp_py as rosu

RATES = {"DT": 1.5, "NC": 1.5, "HT": 0.75, "DC": 0.75}
STEADY = frozenset({"NF", "EZ", "TD", "HD", "HR", "SD", "FL", "SO", "PF", "CL", "MR", "TC", "BL", "NS"})
"""Mods that leave the speed of a map alone, and that the library knows."""
EASE = frozenset({"NF", "SD", "PF", "CL"})
"""Mods with which a map is as hard as without any."""
AGREES = 0.01
"""By which share of its pp (0–1) the library may differ from osu! about a play that is known."""
_COUNTS = {
    Mode.OSU: {"great": "n300", "ok": "n100", "meh": "n50", "large_tick_hit": "large_tick_hits",
               "slider_tail_hit": "slider_end_hits"},
    Mode.TAIKO: {"great": "n300", "ok": "n100"},
}  # fmt: skip
_MANIA = {"perfect": "n_geki", "great": "n300", "good": "n_katu", "ok": "n100", "meh": "n50"}
_JUDGED = {
    Mode.OSU: ("great", "ok", "meh", "miss"),
    Mode.TAIKO: ("great", "ok", "miss"),
    Mode.MANIA: (*_MANIA, "miss"),
}


def available() -> bool:
    """Whether the library is installed."""
    return rosu is not None


def rate(mods: Sequence[Mod]) -> float | None:
    """How much faster the map runs: 1.5 with DT. None for mods that change it in a way not known."""
    found = 1.0
    for mod in mods:
        speed = mod.settings.get("speed_change", RATES.get(mod.acronym, 1.0))
        if (mod.acronym not in STEADY and mod.acronym not in RATES) or not isinstance(speed, int | float):
            return None
        found *= speed if mod.acronym in RATES else 1.0
    return found


def stars(file: bytes | None, mods: Sequence[Mod], mode: Mode, without: float) -> float | None:
    """The star rating with these mods; `without`: that without any, for the map's own mode."""
    if {mod.acronym for mod in mods} <= EASE:
        return without or None
    found = _beatmap(file, mode) if file and rate(mods) is not None else None
    if found is None:
        return None
    return round(float(rosu.Difficulty(mods=_mods(mods)).calculate(found).stars), 2)


def full_combo(
    file: bytes | None, mods: Sequence[Mod], mode: Mode, *, hits: Mapping[str, int], combo: int, pp: float, lazer: bool
) -> float | None:
    """What the play would have been worth with each miss hit and the combo kept; None where that can't be said.

    pp: what osu! gives for the play as it is.
    """
    found = _beatmap(file, mode) if file and mode in _COUNTS and rate(mods) is not None else None
    if found is None or not hits.get("great"):
        return None
    misses = hits.get("miss", 0)
    counts = {word: hits[name] for name, word in _COUNTS[mode].items() if name in hits}
    common: dict[str, Any] = {"mods": _mods(mods), "lazer": lazer}
    real = rosu.Performance(**common, **counts, misses=misses, combo=combo).calculate(found).pp
    if abs(real - pp) > AGREES * pp:
        return None
    for word in ("large_tick_hits", "slider_end_hits"):
        counts.pop(word, None)
    counts["n300"] += misses
    return round(float(rosu.Performance(**common, **counts, misses=0).calculate(found).pp), 2)


def estimate(
    file: bytes | None, mods: Sequence[Mod], mode: Mode, *, hits: Mapping[str, int], combo: int, lazer: bool
) -> float | None:
    """About what a play would be worth on a map that gives no pp; None where that can't be said.

    There osu! has no value to agree with; but the file has to hold as many objects as were judged, or it is of another
    version.
    """
    found = _beatmap(file, mode) if file and mode in _JUDGED and rate(mods) is not None else None
    if found is None or _judged(found, mode, lazer=lazer) != sum(hits.get(name, 0) for name in _JUDGED[mode]):
        return None
    counts = {word: hits[name] for name, word in (_COUNTS.get(mode, _MANIA)).items() if name in hits}
    played = rosu.Performance(mods=_mods(mods), lazer=lazer, **counts, misses=hits.get("miss", 0), combo=combo)
    return round(float(played.calculate(found).pp), 2)


def _judged(found: Any, mode: Mode, *, lazer: bool) -> int:
    """How many judgements there are on a map: in osu!taiko none of rolls, in osu!mania of lazer two of each hold."""
    if mode is Mode.TAIKO:
        return int(found.n_circles)
    return int(found.n_objects + (found.n_holds if mode is Mode.MANIA and lazer else 0))


def _mods(mods: Sequence[Mod]) -> list[dict[str, Any]]:
    return [{"acronym": mod.acronym, "settings": dict(mod.settings)} for mod in mods]


@lru_cache(maxsize=32)
def _beatmap(file: bytes, mode: Mode) -> Any:
    """The map, as that mode plays it; None where the file is none, or nobody could play it."""
    if rosu is None:
        return None
    try:
        found = rosu.Beatmap(bytes=file)
        found.convert(
            (rosu.GameMode.Osu, rosu.GameMode.Taiko, rosu.GameMode.Catch, rosu.GameMode.Mania)[mode.number], []
        )
    except (rosu.ParseError, rosu.ConvertError):
        return None
    return None if found.n_objects == 0 or found.is_suspicious() else found
