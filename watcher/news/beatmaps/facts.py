"""What is told of sets. Pure."""

from collections.abc import Iterable

from msgspec import Struct

from watcher import facts as samples
from watcher.facts import PlayerFacts
from watcher.osu import keys
from watcher.osu.nouns import Beatmap, Beatmapset, MapEvent, Mode, Status

WORLDWIDE = frozenset(
    {"nominated", "reset", "qualified", "disqualified", "ranked", "approved", "loved", "unloved"},
)
"""What is told of everybody's sets where somebody asks for it."""


class DifficultyFacts(Struct, frozen=True, kw_only=True):
    """A difficulty. `length` is seconds, `keys` of mania only (what `cs` is there), `owners` who made it (ids).

    A condition that names its fields holds where one difficulty of the set fits all of it.
    """

    id: int
    mode: str
    version: str
    stars: float
    length: float
    bpm: float
    cs: float
    ar: float
    od: float
    hp: float
    keys: int | None = None
    max_combo: int | None = None
    owners: tuple[int, ...] = ()

    @classmethod
    def of(cls, one: Beatmap) -> "DifficultyFacts":
        """The facts of a noun."""
        return cls(
            id=one.id,
            mode=one.mode.value,
            version=one.version,
            stars=one.stars,
            length=one.length,
            bpm=one.bpm,
            cs=one.cs,
            ar=one.ar,
            od=one.od,
            hp=one.hp,
            keys=round(one.cs) if one.mode is Mode.MANIA else None,
            max_combo=one.max_combo,
            owners=one.owners,
        )


class DoneFacts(Struct, frozen=True, kw_only=True):
    """An earlier state of a set: `what` as the kinds are called without `map_`, `when` in ms UTC, `by` a name."""

    what: str
    when: int
    by: str = ""


class SetFacts(Struct, frozen=True, kw_only=True):
    """A set as it stood last. `mapper` is whose it is.

    status: `graveyard`, `wip`, `pending`, `ranked`, `approved`, `qualified`, `loved`; empty where it is not known.
    genre, language: in small letters (`video game`), empty where nobody said. tags: its words. nsfw: explicit.
    plays, favourites: how often it was played, and by how many it is liked.
    difficulties: the easiest first. history: what was done to it before, oldest first.

    A condition on the fields of a difficulty holds where one difficulty fits all of it: `mode`, `version` (its name),
    `stars`, `length` (seconds), `bpm`, `cs`, `ar`, `od`, `hp`, `keys` (of mania), `max_combo`, `owners` (ids).
    """

    id: int
    artist: str = ""
    title: str = ""
    mapper: PlayerFacts
    status: str = ""
    genre: str = ""
    language: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    nsfw: bool = False
    plays: int = 0
    favourites: int = 0
    difficulties: tuple[DifficultyFacts, ...] = ()
    history: tuple[DoneFacts, ...] = ()


class MapFacts(Struct, frozen=True, kw_only=True):
    """A set came into a state. What all news of sets has in common."""

    set: SetFacts

    def watched_as(self, server: str) -> tuple[str, ...]:
        """The subjects, besides the set, whose watches hear of it."""
        return (keys.mapper(server, self.set.mapper.id),)


class MapStateFacts(MapFacts, frozen=True, kw_only=True):
    """A set is qualified, ranked, approved or loved now. `by`: who did it, where osu! tells.

    nominators: the ids of those who nominated it since it last fell.
    """

    by: PlayerFacts | None = None
    nominators: tuple[int, ...] = ()

    def watched_as(self, server: str) -> tuple[str, ...]:
        """The mapper's watches, everybody's, and those of the nominators."""
        own = (keys.mapper(server, self.set.mapper.id), keys.sets(server))
        return own + tuple(
            keys.nominator(server, one) for one in (*([self.by.id] if self.by else []), *self.nominators)
        )


class MapFallFacts(MapStateFacts, frozen=True, kw_only=True):
    """A set lost its nominations, or fell from qualified or loved.

    by: who did it, where osu! tells. reason: why, as it was written. nominators: the ids of those who had nominated it.
    """

    reason: str = ""


class MapUpdatedFacts(MapFacts, frozen=True, kw_only=True):
    """A mapper uploaded new versions of a set.

    count: how many since the last message about versions. first: when the first of them came (ms UTC).
    """

    count: int = 1
    first: int = 0


class MapOwnerFacts(MapFacts, frozen=True, kw_only=True):
    """A difficulty has other owners: guests who made it.

    beatmap_id, version: which one. owners: the names of those it is by now. owner_ids: their ids. by: who said so.
    """

    beatmap_id: int
    version: str
    owners: tuple[str, ...]
    owner_ids: tuple[int, ...]
    by: PlayerFacts | None = None

    def watched_as(self, server: str) -> tuple[str, ...]:
        """The mapper's watches, and those of the owners."""
        return tuple(keys.mapper(server, one) for one in (self.set.mapper.id, *self.owner_ids))


class MapDifficultiesFacts(MapFacts, frozen=True, kw_only=True):
    """Difficulties came or went: the names of those `added`, and of those `removed`."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class MapMilestoneFacts(MapFacts, frozen=True, kw_only=True):
    """A round number was reached. counter: `plays` or `favourites`. count: the number that was passed."""

    counter: str
    count: int


class MapDiscussionFacts(MapFacts, frozen=True, kw_only=True):
    """Somebody dealt with a problem of a set. what: `resolved` or `reopened`. by: who. text: the problem."""

    what: str
    by: PlayerFacts | None = None
    text: str = ""


class MapOtherFacts(MapFacts, frozen=True, kw_only=True):
    """Something was done to a set that has no word here. text: osu!'s word for it. by: who did it."""

    text: str
    by: PlayerFacts | None = None


KINDS: dict[str, type[Struct]] = {
    "map_uploaded": MapFacts,
    "map_updated": MapUpdatedFacts,
    "map_revived": MapFacts,
    "map_deleted": MapFacts,
    "map_nominated": MapStateFacts,
    "map_reset": MapFallFacts,
    "map_qualified": MapStateFacts,
    "map_disqualified": MapFallFacts,
    "map_ranked": MapStateFacts,
    "map_approved": MapStateFacts,
    "map_loved": MapStateFacts,
    "map_unloved": MapFallFacts,
    "map_owner": MapOwnerFacts,
    "map_difficulties": MapDifficultiesFacts,
    "map_milestone": MapMilestoneFacts,
    "map_discussion": MapDiscussionFacts,
    "map_other": MapOtherFacts,
}
DEFAULT = tuple(kind for kind in KINDS if kind not in {"map_milestone", "map_discussion", "map_other"})
WORLD = tuple(kind for kind in KINDS if kind.removeprefix("map_") in WORLDWIDE)


def of_set(stands: Beatmapset, history: Iterable[DoneFacts] = ()) -> SetFacts:
    """The facts of a set."""
    known = stands.status in set(Status)
    return SetFacts(
        id=stands.id,
        artist=stands.artist,
        title=stands.title,
        mapper=PlayerFacts(id=stands.creator_id, name=stands.creator),
        status=Status(stands.status).name.lower() if known else str(stands.status),
        genre=stands.genre,
        language=stands.language,
        source=stands.source,
        tags=stands.tags,
        nsfw=stands.nsfw,
        plays=stands.play_count,
        favourites=stands.favourites,
        difficulties=tuple(map(DifficultyFacts.of, stands.difficulties)),
        history=tuple(history),
    )


def of_row(event: MapEvent, history: Iterable[DoneFacts] = ()) -> SetFacts:
    """As much as a row tells of its set: for one that can't be looked at any more."""
    mapper = PlayerFacts(id=event.creator_id, name=event.creator)
    return SetFacts(
        id=event.beatmapset_id, artist=event.artist, title=event.title, mapper=mapper, history=tuple(history)
    )


_SET = SetFacts(
    id=samples.MAP.set_id,
    artist=samples.MAP.artist,
    title=samples.MAP.title,
    mapper=PlayerFacts(id=9, name="Kettle"),
    status="ranked",
    genre="electronic",
    language="instrumental",
    tags=("featured", "artist"),
    plays=1204,
    favourites=31,
    difficulties=(
        DifficultyFacts(
            id=74, mode="osu", version="Hard", stars=3.2, length=215.0, bpm=180.0, cs=3.5, ar=8.0, od=6.0, hp=5.0
        ),
        DifficultyFacts(
            id=75, mode="osu", version="Insane", stars=5.42, length=215.0, bpm=180.0, cs=4.0, ar=9.0, od=8.0, hp=5.0
        ),
    ),
    history=(
        DoneFacts(what="nominated", when=1_789_000_000_000, by="Sol"),
        DoneFacts(what="nominated", when=1_789_300_000_000, by="Vega"),
        DoneFacts(what="qualified", when=1_789_300_000_000),
    ),
)
_SOL = PlayerFacts(id=3, name="Sol")
SAMPLES: dict[str, Struct] = {
    "map_uploaded": MapFacts(set=_SET),
    "map_updated": MapUpdatedFacts(set=_SET, count=4, first=1_790_000_000_000),
    "map_revived": MapFacts(set=_SET),
    "map_deleted": MapFacts(set=_SET),
    "map_nominated": MapStateFacts(set=_SET, by=_SOL),
    "map_reset": MapFallFacts(set=_SET, by=_SOL, reason="Check the timing at 01:02:345.", nominators=(3,)),
    "map_qualified": MapStateFacts(set=_SET, nominators=(3, 4)),
    "map_disqualified": MapFallFacts(set=_SET, by=_SOL, reason="Unsnapped objects in Hard.", nominators=(3, 4)),
    "map_ranked": MapStateFacts(set=_SET, nominators=(3, 4)),
    "map_approved": MapStateFacts(set=_SET),
    "map_loved": MapStateFacts(set=_SET, by=_SOL),
    "map_unloved": MapFallFacts(set=_SET, by=_SOL, reason="The votes were miscounted."),
    "map_owner": MapOwnerFacts(
        set=_SET, beatmap_id=75, version="Insane", owners=("Mira",), owner_ids=(2,), by=PlayerFacts(id=9, name="Kettle")
    ),
    "map_difficulties": MapDifficultiesFacts(set=_SET, added=("Mira's Extra",), removed=("Normal",)),
    "map_milestone": MapMilestoneFacts(set=_SET, counter="plays", count=10_000),
    "map_discussion": MapDiscussionFacts(set=_SET, what="resolved", by=_SOL, text="The hitsounds are missing."),
    "map_other": MapOtherFacts(set=_SET, text="genre edit: Rock → Metal", by=_SOL),
}
