"""Facts that several kinds of news share: the player, the map, the play. Pure.

Rules and templates see these fields by name (`player.name`, `map.stars`, `play.pp`). A diff knows a player and a map
often by id only; `complete` fills in the rest from what the store has learnt, just before rules and words see it.
"""

from typing import Any, TypeVar

from msgspec import Struct, structs

from watcher.osu.nouns import Beatmap, Mod, Play

F = TypeVar("F", bound=Struct)


class PlayerFacts(Struct, frozen=True, kw_only=True):
    """A player. `name` is the current one, empty until it is known."""

    id: int
    name: str = ""
    country: str = ""


class MapFacts(Struct, frozen=True, kw_only=True):
    """A difficulty. `stars`, `bpm` and `length` (seconds) are without mods. `status` as Status counts (1 = ranked)."""

    id: int
    set_id: int = 0
    mode: str = ""
    status: int = 0
    artist: str = ""
    title: str = ""
    version: str = ""
    creator: str = ""
    stars: float = 0.0
    length: float = 0.0
    bpm: float = 0.0
    cs: float = 0.0
    ar: float = 0.0
    od: float = 0.0
    hp: float = 0.0
    max_combo: int | None = None

    @classmethod
    def of(cls, beatmap: Beatmap) -> "MapFacts":
        """The facts of a noun."""
        return cls(
            id=beatmap.id,
            set_id=beatmap.beatmapset_id,
            mode=beatmap.mode.value,
            status=beatmap.status,
            artist=beatmap.artist,
            title=beatmap.title,
            version=beatmap.version,
            creator=beatmap.creator,
            stars=beatmap.stars,
            length=beatmap.length,
            bpm=beatmap.bpm,
            cs=beatmap.cs,
            ar=beatmap.ar,
            od=beatmap.od,
            hp=beatmap.hp,
            max_combo=beatmap.max_combo,
        )


class PlayFacts(Struct, frozen=True, kw_only=True):
    """A play. `accuracy` is percent (98.76), `ended` ms UTC, `mods` as the server has them.

    `combo` is the longest reached, `misses` the misses, `lazer` None where the API does not tell.
    """

    accuracy: float
    combo: int
    misses: int
    grade: str
    score: int
    pp: float | None
    mods: tuple[Mod, ...]
    full_combo: bool
    passed: bool
    ended: int
    lazer: bool | None = None
    score_id: int | None = None

    @classmethod
    def of(cls, play: Play) -> "PlayFacts":
        """The facts of a noun."""
        return cls(
            accuracy=round(play.accuracy * 100, 4),
            combo=play.max_combo,
            misses=play.misses,
            grade=play.grade,
            score=play.score,
            pp=play.pp,
            mods=play.mods,
            full_combo=play.full_combo,
            passed=play.passed,
            ended=play.ended,
            lazer=play.lazer,
            score_id=play.score_id,
        )


def needs_map(facts: Struct) -> int | None:
    """The id of the map that these facts name but do not know yet, or None."""
    found = getattr(facts, "map", None)
    return found.id if isinstance(found, MapFacts) and not found.title else None


def complete(facts: F, *, name: str = "", beatmap: Beatmap | None = None) -> F:
    """The same facts, with the player's current name and the map filled in where they were missing."""
    changes: dict[str, Any] = {}
    player = getattr(facts, "player", None)
    if isinstance(player, PlayerFacts) and name and not player.name:
        changes["player"] = structs.replace(player, name=name)
    if beatmap is not None and needs_map(facts) == beatmap.id:
        changes["map"] = MapFacts.of(beatmap)
    return structs.replace(facts, **changes) if changes else facts
