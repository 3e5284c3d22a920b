"""Facts that several kinds of news share: the player, the map, the play. Pure.

Rules and templates see these fields by name (`player.name`, `map.stars`, `play.pp`). A diff knows a player and a map
often by id only; `complete` fills in the rest from what the store has learnt, just before rules and words see it.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from msgspec import Struct, structs

from watcher.osu import worth
from watcher.osu.nouns import Beatmap, Mod, Mode, Play, Status

F = TypeVar("F", bound=Struct)
NAMELESS: Mapping[int, str] = MappingProxyType({})
GIVES_PP = frozenset({Status.RANKED, Status.APPROVED})
NO_MAPS: Mapping[int, Beatmap] = MappingProxyType({})
NO_FILES: Mapping[int, bytes] = MappingProxyType({})


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
    def played(cls, play: Play) -> "MapFacts":
        """The facts of the map of a play, as far as that tells."""
        return cls.of(play.beatmap) if play.beatmap else cls(id=play.beatmap_id)

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

    `combo` is the longest reached, `misses` the misses, `lazer` None where the API does not tell. `stars`, `bpm` and
    `length` (seconds) are the map's with these mods. `if_fc`: the pp it would have been worth without a miss. They are
    None where that is not known: `stars` and `if_fc` need the map's file and the extra `pp`. `hits`: how many of each
    judgement.
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
    stars: float | None = None
    bpm: float | None = None
    length: float | None = None
    if_fc: float | None = None
    hits: dict[str, int] = {}

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
            hits=play.hits,
        )


class FriendFacts(Struct, frozen=True, kw_only=True):
    """Another player of the watch, and the pp of their best play on the map."""

    player: PlayerFacts
    pp: float


class RankChangeFacts(Struct, frozen=True, kw_only=True):
    """A player's pp and ranks in one mode, before and after.

    A rank of None is no rank, or one that is not known.
    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    pp_before, pp_after, pp_change: the player's pp, and what was gained (negative: lost).
    rank_before, rank_after, rank_gain: the global rank, and places climbed (negative: fallen; None: one has no rank).
    country_rank_before, country_rank_after, country_rank_gain: the same in the player's country.
    best_ever: the global rank is the best that was seen since the player is watched.
    """

    player: PlayerFacts
    mode: str
    pp_before: float
    pp_after: float
    pp_change: float
    rank_before: int | None
    rank_after: int | None
    rank_gain: int | None
    country_rank_before: int | None = None
    country_rank_after: int | None = None
    country_rank_gain: int | None = None
    best_ever: bool = False


class ChokeFacts(Struct, frozen=True, kw_only=True):
    """A passed play that lost the combo. `lost`: how much pp that cost; None where it is not known."""

    mode: str
    map: MapFacts
    play: PlayFacts
    lost: float | None = None


def needs_map(facts: Struct) -> int | None:
    """The id of the map that these facts name but do not know yet, or None."""
    found = getattr(facts, "map", None)
    return found.id if isinstance(found, MapFacts) and not found.title else None


def within(facts: Struct) -> Sequence[Struct]:
    """The facts that have a map of their own: these, and the chokes among them."""
    return (facts, *getattr(facts, "chokes", ()))


def people(facts: Struct) -> list[int]:
    """The players that these facts are about, by id: the first is whose news it is."""
    player = getattr(facts, "player", None)
    mine = [player.id] if isinstance(player, PlayerFacts) else []
    return [*mine, *(friend.player.id for friend in getattr(facts, "friends", ()))]


def complete(
    facts: F,
    *,
    names: Mapping[int, str] = NAMELESS,
    maps: Mapping[int, Beatmap] = NO_MAPS,
    files: Mapping[int, bytes] = NO_FILES,
) -> F:
    """The same facts, with the players' current names and the maps filled in where they were missing.

    names: by id, as far as they are known. files: of these maps, for what the plays would have been worth; without
    those that could not be had.
    """
    changes: dict[str, Any] = {}
    player = getattr(facts, "player", None)
    if isinstance(player, PlayerFacts):
        changes["player"] = _named(player, names)
    if friends := getattr(facts, "friends", ()):
        changes["friends"] = tuple(structs.replace(one, player=_named(one.player, names)) for one in friends)
    unknown = needs_map(facts)
    if unknown is not None and unknown in maps:
        changes["map"] = MapFacts.of(maps[unknown])
    on, play = changes.get("map", getattr(facts, "map", None)), getattr(facts, "play", None)
    if isinstance(play, PlayFacts) and isinstance(on, MapFacts) and on.title:
        mode, file = Mode(getattr(facts, "mode", on.mode)), files.get(on.id, b"")
        changes["play"] = _on_map(play, on, mode, file)
        facts = cast("F", _estimated(facts, play, on, mode, file))
    if chokes := getattr(facts, "chokes", ()):
        whole = (_judged(complete(one, maps=maps, files=files)) for one in chokes)
        changes["chokes"] = tuple(sorted(whole, key=lambda one: -(one.lost or 0)))
        changes["lost"] = changes["chokes"][0].lost
    return structs.replace(facts, **changes) if changes else facts


def _named(player: PlayerFacts, names: Mapping[int, str]) -> PlayerFacts:
    return structs.replace(player, name=player.name or names.get(player.id, ""))


@runtime_checkable
class Estimable(Protocol):
    """Facts of a play that say where it would stand if its map gave pp."""

    def if_worth(self, pp: float) -> Struct:
        """The same, where the play is estimated at so many pp."""
        ...


def _estimated(facts: Struct, play: PlayFacts, on: MapFacts, mode: Mode, file: bytes) -> Struct:
    """The same, with an estimate where osu! gives no pp because of the map."""
    if not isinstance(facts, Estimable) or not play.passed or play.pp is not None or on.status in GIVES_PP:
        return facts
    pp = worth.estimate(file, play.mods, mode, hits=play.hits, combo=play.combo, lazer=bool(play.lazer))
    return facts if pp is None else facts.if_worth(pp)


def _judged(choke: ChokeFacts) -> ChokeFacts:
    """A choke, with what it cost."""
    if choke.play.if_fc is None or choke.play.pp is None:
        return choke
    return structs.replace(choke, lost=round(choke.play.if_fc - choke.play.pp, 2))


def _on_map(play: PlayFacts, on: MapFacts, mode: Mode, file: bytes) -> PlayFacts:
    """The play, with what its mods made of the map, and what it would have been worth."""
    rate = worth.rate(play.mods)
    choke = play.passed and play.pp is not None and play.lazer is not None and not play.full_combo
    return structs.replace(
        play,
        stars=worth.stars(file, play.mods, mode, on.stars if on.mode == mode.value else 0.0),
        bpm=round(on.bpm * rate, 2) if rate and on.bpm else None,
        length=round(on.length / rate, 2) if rate and on.length else None,
        if_fc=worth.full_combo(
            file, play.mods, mode, hits=play.hits, combo=play.combo, pp=play.pp or 0.0, lazer=bool(play.lazer)
        )
        if choke
        else None,
    )


# What things look like: for trying out conditions and templates, and for tests.
PLAYER = PlayerFacts(id=2, name="Mira", country="NO")
MAP = MapFacts(
    id=75,
    set_id=7,
    mode="osu",
    status=1,
    artist="Aurora Band",
    title="First Light",
    version="Insane",
    creator="Kettle",
    stars=5.42,
    length=215.0,
    bpm=180.0,
    cs=4.0,
    ar=9.0,
    od=8.0,
    hp=5.0,
    max_combo=1204,
)
PLAY = PlayFacts(
    accuracy=98.76,
    combo=1199,
    misses=0,
    grade="S",
    score=987_654,
    pp=412.3,
    mods=(Mod("HR"), Mod("DT", {"speed_change": 1.3})),
    full_combo=True,
    passed=True,
    ended=1_790_000_000_000,
    lazer=True,
    score_id=4_400_000_000,
    stars=7.31,
    bpm=234.0,
    length=165.38,
)
