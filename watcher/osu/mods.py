"""Mods: stable's bits (`OsuMod`), and how the acronyms of `nouns.Mod` read."""

from collections.abc import Iterator, Sequence
from enum import KEEP, Flag
from typing import Any

from watcher.osu.nouns import Mod
from watcher.osu.unknown import say_once


class OsuMod(Flag, boundary=KEEP):
    """The mods of stable as bit flags, named as `osuapi` names them. Unknown bits are kept, and logged once.

    `a in b` is true when *any* flag is shared, unlike the standard library's `Flag`. No mods (`OsuMod(0)`) is
    truthy, so that `if mods:` means "mods were given".
    """

    NoMod = 0
    NoFail = 1
    Easy = 2
    TouchDevice = 4
    NoVideo = 4  # what the bit meant until 2017
    Hidden = 8
    HardRock = 16
    SuddenDeath = 32
    DoubleTime = 64
    Relax = 128
    HalfTime = 256
    Nightcore = 512  # always together with DoubleTime: 576
    Flashlight = 1024
    Autoplay = 2048
    SpunOut = 4096
    Autopilot = 8192
    Perfect = 16384  # always together with SuddenDeath: 16416
    Key4 = 32768
    Key5 = 65536
    Key6 = 131072
    Key7 = 262144
    Key8 = 524288
    FadeIn = 1048576
    Random = 2097152
    LastMod = 4194304  # Cinema
    Target = 8388608  # Target Practice; osuapi does not know it
    Key9 = 16777216
    Key10 = 33554432  # lazer calls it Dual Stages
    Key1 = 67108864
    Key3 = 134217728
    Key2 = 268435456
    ScoreV2 = 536870912
    Mirror = 1073741824
    keyMod = Key4 | Key5 | Key6 | Key7 | Key8  # noqa: N815  # osuapi's name
    FreeModAllowed = (
        NoFail | Easy | Hidden | HardRock | SuddenDeath | Flashlight | FadeIn | Relax | Autopilot | SpunOut | keyMod
    )

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, int):
            return None
        if (made := cls._value2member_map_.get(value)) is not None:  # msgspec asks again for every combination
            return made
        if value >> 31:
            say_once(f"mod bits {value:#x}")
        return super()._missing_(value)

    def contains_any(self, other: "OsuMod") -> bool:
        """True when any flag of `other` is set, or when both are the same (NoMod has NoMod)."""
        return self.value == other.value or bool(self.value & other.value)

    __contains__ = contains_any

    def contains_all(self, other: "OsuMod") -> bool:
        """True when every flag of `other` is set."""
        return self.value & other.value == other.value

    def __bool__(self) -> bool:
        return True

    @property
    def enabled_flags(self) -> Iterator["OsuMod"]:
        """Each set flag by itself, in bit order; NoMod where none is set."""
        if not self.value:
            yield OsuMod.NoMod
        for bit in range(self.value.bit_length()):
            if self.value >> bit & 1:
                yield OsuMod(1 << bit)

    @property
    def shortname(self) -> str:
        """The usual short form, `HDHR`; NC without DT, PF without SD. Empty without mods."""
        return "".join(_SHORT.get(mod, "") for mod in _shown(self))

    @property
    def longname(self) -> str:
        """The member names, `Hidden HardRock`; an unknown bit is its number."""
        return " ".join(mod.name or str(mod.value) for mod in _shown(self))

    def __str__(self) -> str:
        return self.longname

    def __format__(self, format_spec: str) -> str:
        """`s` gives the short name, everything else the long one."""
        return self.shortname if format_spec == "s" else self.longname


_IMPLIES = {OsuMod.Nightcore: OsuMod.DoubleTime, OsuMod.Perfect: OsuMod.SuddenDeath}


def _shown(mods: OsuMod) -> Iterator[OsuMod]:
    value = mods.value
    for mod, implied in _IMPLIES.items():
        if value & mod.value:
            value &= ~implied.value
    return OsuMod(value).enabled_flags


# osu.Game/Beatmaps/Legacy/LegacyMods.cs, and the acronym that lazer has for each
_ACRONYMS = {
    OsuMod.NoFail: "NF",
    OsuMod.Easy: "EZ",
    OsuMod.TouchDevice: "TD",
    OsuMod.Hidden: "HD",
    OsuMod.HardRock: "HR",
    OsuMod.SuddenDeath: "SD",
    OsuMod.DoubleTime: "DT",
    OsuMod.Relax: "RX",
    OsuMod.HalfTime: "HT",
    OsuMod.Nightcore: "NC",
    OsuMod.Flashlight: "FL",
    OsuMod.Autoplay: "AT",
    OsuMod.SpunOut: "SO",
    OsuMod.Autopilot: "AP",
    OsuMod.Perfect: "PF",
    OsuMod.Key4: "4K",
    OsuMod.Key5: "5K",
    OsuMod.Key6: "6K",
    OsuMod.Key7: "7K",
    OsuMod.Key8: "8K",
    OsuMod.FadeIn: "FI",
    OsuMod.Random: "RD",
    OsuMod.LastMod: "CN",
    OsuMod.Target: "TP",
    OsuMod.Key9: "9K",
    OsuMod.Key10: "DS",
    OsuMod.Key1: "1K",
    OsuMod.Key3: "3K",
    OsuMod.Key2: "2K",
    OsuMod.ScoreV2: "SV2",
    OsuMod.Mirror: "MR",
}

# where osuapi's short name is not lazer's acronym
_SHORT = _ACRONYMS | {
    OsuMod.Autoplay: "",
    OsuMod.LastMod: "",
    OsuMod.Key10: "10K",
    OsuMod.ScoreV2: "ScoreV2",
    OsuMod.Mirror: "Mirror",
}

_ORDER = {acronym: place for place, acronym in enumerate(_ACRONYMS.values())}
_RATES = {"DT": 1.5, "NC": 1.5, "HT": 0.75, "DC": 0.75}
_SILVER = {"HD", "FL", "FI"}


def from_bits(bits: int) -> tuple[Mod, ...]:
    """Stable's bits as mods, in bit order: NC without DT, PF without SD. An unknown bit 31 becomes `?31`."""
    return tuple(
        Mod(_ACRONYMS.get(mod) or f"?{mod.value.bit_length() - 1}") for mod in _shown(OsuMod(bits)) if mod.value
    )


def is_silver(mods: Sequence[Mod]) -> bool:
    """True when these mods make S and SS silver (HD, FL, FI)."""
    return any(mod.acronym in _SILVER for mod in mods)


def display(mods: Sequence[Mod], *, lazer: bool | None = None) -> str:
    """How people write mods: `HDDT`, `HDNC`, `DT(1.3x)`; empty without mods.

    NC hides DT and PF hides SD. Known mods stand in stable's order, others behind, as they came.
    CL is what every stable play carries on API v2: it is shown only where `lazer` says that somebody chose it.
    """
    present = {mod.acronym for mod in mods}
    hidden = {implied for mod, implied in (("NC", "DT"), ("PF", "SD")) if mod in present}
    if not lazer:
        hidden.add("CL")
    shown = sorted(
        (mod for mod in mods if mod.acronym not in hidden), key=lambda mod: _ORDER.get(mod.acronym, len(_ORDER))
    )
    return "".join(_with_rate(mod) for mod in shown)


def _with_rate(mod: Mod) -> str:
    rate = mod.settings.get("speed_change")
    usual = _RATES.get(mod.acronym, rate)
    return f"{mod.acronym}({rate:g}x)" if isinstance(rate, int | float) and rate != usual else mod.acronym
