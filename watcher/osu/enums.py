"""The numbers of API v1 with names, as `osuapi` names them.

A number without a name is kept: `BeatmapStatus(9)` is a member called `unknown_9` whose `value` is 9. It is always the
same object, so that comparing works, and it is logged once.
"""

from enum import Enum
from functools import cache
from typing import Any

from watcher.osu.unknown import say_once


class _Open(Enum):
    @classmethod
    def _missing_(cls, value: object) -> Any:
        return _unknown(cls, value) if isinstance(value, int) else None


@cache
def _unknown(enum: type[_Open], value: int) -> _Open:
    say_once(f"{enum.__name__} {value}")
    member = object.__new__(enum)
    member._name_ = f"unknown_{value}"
    member._value_ = value
    return member


class OsuMode(_Open):
    """A game mode. `str()` is its long name, "osu!standard"."""

    osu = 0
    taiko = 1
    ctb = 2
    mania = 3

    @property
    def display_name(self) -> str:
        """The long name; of an unknown mode, its number."""
        return _DISPLAY_NAMES.get(self.value, f"mode {self.value}")

    def __str__(self) -> str:
        return self.display_name


_DISPLAY_NAMES = {0: "osu!standard", 1: "osu!taiko", 2: "osu!catchthebeat", 3: "osu!mania"}


class BeatmapStatus(_Open):
    """The ranked status of a map."""

    graveyard = -2
    wip = -1
    pending = 0
    ranked = 1
    approved = 2
    qualified = 3
    loved = 4


class BeatmapGenre(_Open):
    """The genre of a map. There is no 8."""

    any = 0
    unspecified = 1
    video_game = 2
    anime = 3
    rock = 4
    pop = 5
    other = 6
    novelty = 7
    hip_hop = 9
    electronic = 10
    metal = 11
    classical = 12
    folk = 13
    jazz = 14


class BeatmapLanguage(_Open):
    """The language of a map."""

    any = 0
    unspecified = 1
    english = 2
    japanese = 3
    chinese = 4
    instrumental = 5
    korean = 6
    french = 7
    german = 8
    swedish = 9
    spanish = 10
    italian = 11
    russian = 12
    polish = 13
    other = 14


class ScoringType(_Open):
    """What decides a multiplayer game."""

    score = 0
    accuracy = 1
    combo = 2
    score_v2 = 3


class TeamType(_Open):
    """Who plays against whom in a multiplayer game."""

    head_to_head = 0
    tag_coop = 1
    team_vs = 2
    tag_team_vs = 3
