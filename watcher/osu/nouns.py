"""The nouns of osu!: what a look brings home, in words every API generation can answer.

All of them are frozen. Times are milliseconds since the epoch, UTC; accuracy is 0–1; lengths are seconds.
A noun that carries `server` is a *sighting*: something a source has seen on that server.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum, StrEnum
from typing import Any, Literal, Protocol

from msgspec import Struct, field


class Mode(StrEnum):
    """A ruleset. The value is the API v2 word, which is also the word in keys."""

    OSU = "osu"
    TAIKO = "taiko"
    CATCH = "fruits"
    MANIA = "mania"

    @property
    def number(self) -> int:
        """0–3, as v1's `m` and v2's `ruleset_id` count."""
        return _MODES.index(self)

    @property
    def title(self) -> str:  # type: ignore[override]  # str.title() is not what a mode is called
        """What people call it: `osu!`, `osu!taiko`, `osu!catch`, `osu!mania`."""
        return {"osu": "osu!", "fruits": "osu!catch"}.get(self.value, f"osu!{self.value}")

    @classmethod
    def numbered(cls, number: int) -> "Mode":
        """The mode of a ruleset id. Raises ValueError for an unknown one."""
        if 0 <= number < len(_MODES):
            return _MODES[number]
        raise ValueError(f"no ruleset {number}, there is 0–3")


_MODES = (Mode.OSU, Mode.TAIKO, Mode.CATCH, Mode.MANIA)


class Status(IntEnum):
    """The ranked status of a map (osu-api.md §7). Leaderboards from 1 to 4, pp at 1 and 2."""

    GRAVEYARD = -2
    WIP = -1
    PENDING = 0
    RANKED = 1
    APPROVED = 2
    QUALIFIED = 3
    LOVED = 4


class Mod(Struct, frozen=True):
    """A mod as v2 writes it: an acronym, and its settings where they differ from the default.

    Unknown acronyms pass through.
    """

    acronym: str
    settings: dict[str, Any] = field(default_factory=dict)


class Beatmap(Struct, frozen=True, kw_only=True):
    """One difficulty, with what is needed of its set to name it. `status` is a number, so that unknown ones pass.

    owners: who made it, where that is told; a guest, or the creator of the set.
    """

    server: str
    id: int
    beatmapset_id: int
    mode: Mode
    status: int
    artist: str
    title: str
    version: str
    creator: str
    creator_id: int
    stars: float
    length: float
    bpm: float
    cs: float = 0.0
    ar: float = 0.0
    od: float = 0.0
    hp: float = 0.0
    max_combo: int | None = None
    owners: tuple[int, ...] = ()


class Play(Struct, frozen=True, kw_only=True):
    """One submitted play.

    Who, where and when (`user_id`, `mode`, `beatmap_id`, `ended`) are its identity, the ids are attributes:
    v1 has null or legacy ids, v2 another id space; both agree on player and second.

    `pp` is None for a reason, `no_pp`: it is still being calculated (`pending`), the map or the mods give none
    (`none`), or this API generation does not say (`not offered`).
    """

    server: str
    user_id: int
    mode: Mode
    beatmap_id: int
    ended: int
    passed: bool
    accuracy: float
    max_combo: int
    misses: int
    grade: str
    score: int
    pp: float | None
    no_pp: Literal["", "pending", "none", "not offered"] = ""
    mods: tuple[Mod, ...] = ()
    hits: dict[str, int] = field(default_factory=dict)
    full_combo: bool = False
    lazer: bool | None = None
    score_id: int | None = None
    legacy_score_id: int | None = None
    username: str = ""
    country: str = ""
    beatmap: Beatmap | None = None

    @property
    def may_be_worth(self) -> bool:
        """Whether it may be worth pp that is not told yet. Of those that v1 tells, only a player's best has an id."""
        unnamed = self.no_pp == "not offered" and not (self.score_id or self.legacy_score_id)
        return self.passed and self.pp is None and self.no_pp != "none" and not unnamed


class Try(Play, frozen=True, kw_only=True):
    """A play that may have failed. Wanted as such, because not every question that tells of plays tells of fails."""


class TopPlays(Struct, frozen=True, kw_only=True):
    """A player's best plays, highest pp first.

    `asked` is when, `stale` how many milliseconds old the answer may be (v2 caches it 30 s), `window` how many rows
    the API shows at most (100 on v1, 200 on v2): absence proves nothing about what is younger or outside.
    """

    server: str
    user_id: int
    mode: Mode
    plays: tuple[Play, ...]
    asked: int
    stale: int
    window: int


class Team(Struct, frozen=True):
    """A team of players. Without one, its id is 0."""

    id: int = 0
    name: str = ""


class Variant(Struct, frozen=True):
    """A standing in osu!mania with one number of keys. Without a rank it is None."""

    rank: int | None
    country_rank: int | None
    pp: float


class Profile(Struct, frozen=True, kw_only=True):
    """A player's standing in one mode. A rank of None is *no rank* (inactive, never played, not offered), never 0.

    `country_rank` is None also where the question asked does not offer it (v2's batch of 50).
    `accuracy` here is 0–1, `level` is decimal, `play_time` seconds.
    `team`, `groups` (short name → name) and `badges` (picture → what for) are None where the answer does not tell.
    `best_rank`: the best global rank ever, where the answer tells.
    `variants`: of osu!mania by keys (`4k`, `7k`), where the answer tells.
    `online`, `visited` (last online, ms UTC): None where the answer does not tell, or the player hides it.
    `supporter`: None where the answer does not tell.
    `hides_plays`: some of the plays that count here are shown nowhere (v1: those made in lazer).
    """

    server: str
    user_id: int
    username: str
    mode: Mode
    asked: int
    pp: float
    global_rank: int | None
    country_rank: int | None
    country: str
    accuracy: float
    level: float
    play_count: int
    play_time: int
    ranked_score: int = 0
    total_score: int = 0
    grades: dict[str, int] = field(default_factory=dict)
    team: Team | None = None
    groups: dict[str, str] | None = None
    badges: dict[str, str] | None = None
    best_rank: int | None = None
    variants: dict[str, Variant] = field(default_factory=dict)
    online: bool | None = None
    visited: int | None = None
    supporter: bool | None = None
    hides_plays: bool = False


class Card(Struct, frozen=True, kw_only=True):
    """What osu! tells of fifty players at once: who they are, and their global rank in one mode. No pp, no counters.

    `global_rank`: None for no rank, as for who has stopped playing. All else as in `Profile`.
    """

    server: str
    user_id: int
    username: str
    mode: Mode
    asked: int
    global_rank: int | None
    country: str
    team: Team | None = None
    groups: dict[str, str] | None = None
    badges: None = None
    online: bool | None = None
    visited: int | None = None
    supporter: bool | None = None


class Daily(Struct, frozen=True, kw_only=True):
    """How a player does at the daily challenges.

    day: when the day of the last one passed began (ms UTC, midnight), None before the first. streak: so many days in a
    row up to then, 0 once it is lost; best: the longest ever. top_tenth, top_half: how often among the best tenth, and
    the better half, reckoned when a day is over.
    """

    server: str
    user_id: int
    username: str
    country: str
    asked: int
    day: int | None
    streak: int
    best: int
    top_tenth: int = 0
    top_half: int = 0


class Challenge(Struct, frozen=True, kw_only=True):
    """A daily challenge: the map of a day, to be played with these mods at least. `id`: of its room."""

    server: str
    id: int
    mode: Mode
    opens: int
    closes: int
    beatmap: Beatmap
    mods: tuple[Mod, ...] = ()


class Absent(Struct, frozen=True, kw_only=True):
    """An answer that did not hold a player who was asked for: restricted, deleted, or a slip of osu!'s.

    alone: nobody else was asked for, and osu! said that there is no such player.
    """

    server: str
    user_id: int
    asked: int
    alone: bool


class RankingRow(Struct, frozen=True, kw_only=True):
    """A player in a ranking by pp."""

    place: int
    user_id: int
    username: str
    pp: float
    team: Team = Team()


class Ranking(Struct, frozen=True, kw_only=True):
    """The first places of a ranking by pp, best first, and some below them. `subject` is what was asked for."""

    server: str
    subject: str
    asked: int
    rows: tuple[RankingRow, ...]


class Place(Struct, frozen=True, kw_only=True):
    """How much pp the player at a place of the world's ranking has. `subject` is the place."""

    server: str
    subject: str
    asked: int
    pp: float


DeedKind = Literal["rank", "rank_lost", "medal", "supporter", "renamed", "map", "other"]


class Deed(Struct, frozen=True, kw_only=True):
    """One line of what osu! writes down of a player. What its kind does not tell is empty.

    kind: `rank` (a place on a leaderboard), `rank_lost` (a first place lost), `medal`, `supporter`, `renamed`, `map`;
    `other`: something that has no word yet, told as `text`.
    how: of supporter `first`, `again` or `gift`; of map `uploaded`, `updated`, `revived`, `deleted`, `ranked`,
    `approved`, `qualified`, `loved`, or `played` (`count` times).
    happened: ms UTC, whole seconds. title: of the map, or of the set. board: whose leaderboard a place is on, `lazer`
    (all plays) or `stable`; empty where the API does not tell.
    """

    kind: DeedKind
    happened: int
    how: str = ""
    text: str = ""
    mode: Mode | None = None
    beatmap_id: int = 0
    beatmapset_id: int = 0
    title: str = ""
    rank: int = 0
    grade: str = ""
    medal: str = ""
    count: int = 0
    board: Literal["", "lazer", "stable"] = ""


class Activity(Struct, frozen=True, kw_only=True):
    """What osu! wrote down of a player lately, in every mode. `username` is empty where the answer has none."""

    server: str
    user_id: int
    asked: int
    deeds: tuple[Deed, ...]
    username: str = ""


class Leaderboard(Struct, frozen=True, kw_only=True):
    """The best plays on a map in one mode, best first, one for each player; at most 100.

    stable: asked for the board of stable, which has stable plays only. v1 shows that one, whatever is asked for.
    """

    server: str
    mode: Mode
    beatmap_id: int
    asked: int
    plays: tuple[Play, ...]
    stable: bool = False


class Beatmapset(Struct, frozen=True, kw_only=True):
    """A set as it stood when it was asked for at `asked`, with its difficulties, the easiest first.

    status: a number, as `Status` counts. submitted, updated, ranked: ms UTC, whole seconds; ranked is when it got its
    leaderboards, None without. genre, language: words, empty where nobody said.
    whole: every difficulty is there. evented: its nominations and falls are told as `MapEvent`s, too.
    gone: it was not there; then only who, what and when are told.
    """

    server: str
    id: int
    asked: int
    status: int = Status.PENDING
    artist: str = ""
    title: str = ""
    creator: str = ""
    creator_id: int = 0
    submitted: int = 0
    updated: int = 0
    ranked: int | None = None
    play_count: int = 0
    favourites: int = 0
    genre: str = ""
    language: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    nsfw: bool = False
    difficulties: tuple[Beatmap, ...] = ()
    whole: bool = True
    evented: bool = False
    gone: bool = False


MapDeed = Literal[
    "uploaded",
    "updated",
    "revived",
    "deleted",
    "nominated",
    "reset",
    "qualified",
    "disqualified",
    "ranked",
    "approved",
    "loved",
    "unloved",
    "owner",
    "resolved",
    "reopened",
    "other",
]


class MapEvent(Struct, frozen=True, kw_only=True):
    """Something was done to a set. `other`: it has no word yet, and is told as `text`.

    id: osu!'s number of the row, 0 where it has none. happened: ms UTC, whole seconds. `by`: who did it, 0 if nobody
    or not told; `creator`: whose set it is, with its `title`, as far as the row tells.
    text: why it fell, or what was said. nominators: whose nominations it took. beatmap_id, version, owners: the
    difficulty that has other owners now (id → name).
    """

    server: str
    beatmapset_id: int
    what: MapDeed
    happened: int
    id: int = 0
    by: int = 0
    by_name: str = ""
    creator_id: int = 0
    creator: str = ""
    artist: str = ""
    title: str = ""
    text: str = ""
    nominators: tuple[int, ...] = ()
    beatmap_id: int = 0
    version: str = ""
    owners: dict[int, str] = field(default_factory=dict)


class Discussion(Struct, frozen=True, kw_only=True):
    """Somebody began to write about a set.

    id: osu!'s number. what: `suggestion`, `problem`, `praise`, `hype`, `note`, `review`. written: ms UTC. by: who
    wrote. text: the first words. creator: whose set it is. version: of the difficulty it is about, empty for none.
    """

    server: str
    id: int
    beatmapset_id: int
    what: str
    written: int
    by: int
    by_name: str = ""
    text: str = ""
    creator_id: int = 0
    creator: str = ""
    artist: str = ""
    title: str = ""
    version: str = ""


class Post(Struct, frozen=True, kw_only=True):
    """What osu! itself publishes: an article of its news, or a build of its changelog.

    id: osu!'s number. stream: what the build is of (`Lazer`), empty for an article. link: its page.
    """

    server: str
    id: int
    title: str
    published: int
    link: str
    author: str = ""
    preview: str = ""
    picture: str = ""
    stream: str = ""
    changes: int = 0


class GameScore(Struct, frozen=True, kw_only=True):
    """One player's result in a game of a match. `team` is `red`, `blue` or empty. `mods` are the effective ones."""

    user_id: int
    slot: int
    team: Literal["", "red", "blue"]
    score: int
    accuracy: float
    max_combo: int
    misses: int
    grade: str
    passed: bool
    mods: tuple[Mod, ...] = ()


class Game(Struct, frozen=True, kw_only=True):
    """One map played in a match. Without `ended` it runs, or `aborted` says that it never will.

    Stable aborts are inferred: no end, and a later game or the end of the match (osu-api.md §2.3).
    """

    id: int
    beatmap_id: int
    mode: Mode
    started: int
    ended: int | None
    aborted: bool
    scoring: Literal["score", "accuracy", "combo", "score_v2"]
    teams: Literal["head_to_head", "tag_coop", "team_vs", "tag_team_vs"]
    mods: tuple[Mod, ...] = ()
    scores: tuple[GameScore, ...] = ()
    beatmap: Beatmap | None = None


class Match(Struct, frozen=True, kw_only=True):
    """A stable match or a lazer room: its games oldest first, as far as this look saw them.

    `names` gives the players' names where the API told them. `moved`: when something last happened in it.
    `room`: it is a lazer room, whose ids are its own. `terms`: what those who follow it say of it; no source knows
    them, they are added on the way to the families.
    """

    server: str
    id: int
    name: str
    started: int
    ended: int | None
    asked: int
    moved: int
    games: tuple[Game, ...] = ()
    names: dict[int, str] = field(default_factory=dict)
    room: bool = False
    terms: tuple[Any, ...] = ()


class Move(Struct, frozen=True, kw_only=True):
    """Somebody joined or left a lobby, was kicked out of it, or is its host from now on. `id` grows with time."""

    id: int
    what: Literal["joined", "left", "kicked", "host"]
    user_id: int
    at: int


class Attendance(Struct, frozen=True, kw_only=True):
    """Who came and went in a match or room, oldest first, as far as this look saw it. `names` as in `Match`."""

    server: str
    id: int
    name: str
    asked: int
    room: bool
    closed: bool
    moves: tuple[Move, ...] = ()
    names: dict[int, str] = field(default_factory=dict)


class StandingRow(Struct, frozen=True, kw_only=True):
    """A player on the leaderboard of a playlist: the sum of the best scores. `accuracy` is 0–1."""

    user_id: int
    username: str
    score: int
    accuracy: float
    attempts: int


class Standings(Struct, frozen=True, kw_only=True):
    """The leaderboard of a playlist, a room without games: its first fifty, best first. `ended`: ms UTC, None: open."""

    server: str
    id: int
    name: str
    asked: int
    ended: int | None
    rows: tuple[StandingRow, ...]


class Listed(Struct, frozen=True, kw_only=True):
    """A match or room in a list of those that are open. `players`: who is in it, as far as the list tells."""

    id: int
    name: str
    room: bool = False
    players: frozenset[int] = frozenset()


class Lobbies(Struct, frozen=True, kw_only=True):
    """Matches or rooms that are open: all of them, or those that were opened since the look before."""

    server: str
    asked: int
    lobbies: tuple[Listed, ...]


UnseenReason = Literal["missing", "private", "playlist", "still"]


class Unseen(Struct, frozen=True, kw_only=True):
    """A match or room that is not shown, or not worth asking about any more.

    reason: `missing` (unknown, or not there yet; v1 says so of private ones, too), `private`, `playlist` (a room that
    has no games), `still` (nothing happened in it for `quiet` ms).
    """

    server: str
    subject: str
    asked: int
    reason: UnseenReason
    quiet: int = 0


class MapFile(Struct, frozen=True, kw_only=True):
    """The file of a difficulty, as the game plays it."""

    server: str
    beatmap_id: int
    body: bytes


class Stir(Struct, frozen=True, kw_only=True):
    """Our own observation of a look: subject → whether known values had changed there although nobody played.

    profiles: of players' totals. lists: of their lists of best plays.
    """

    server: str
    asked: int
    profiles: dict[str, bool]
    lists: dict[str, bool]


class Gap(Struct, frozen=True, kw_only=True):
    """We were blind: what happened between `since` and `until` may never be known. `subject` is what was asked."""

    server: str
    subject: str
    since: int
    until: int
    reason: str


class Contact(Struct, frozen=True, kw_only=True):
    """Whether osu! answered when we asked at `asked`; `reason` in words where it did not.

    refused: it did, and said no to who we are: a person must act. plays: what the answer showed of those watched.
    behind: something that failed was not asked again yet, or there is more to fetch.
    shown: up to when (ms UTC) the feed of everybody's plays shows any, 0: it shows none. None: it was not read.
    """

    server: str
    asked: int
    ok: bool
    reason: str = ""
    refused: bool = False
    plays: tuple[Play, ...] = ()
    behind: bool = False
    shown: int | None = None


class Damage(Struct, frozen=True, kw_only=True):
    """Our own store was damaged, and set aside as `file` (a name without folder) at `found`."""

    server: str
    file: str
    found: int


class StoreTrouble(Struct, frozen=True, kw_only=True):
    """What befell our own store, and is over. Times in ms UTC.

    deleted: `file` was, and was written anew. replaced: by another; what was in use became `file` (without a folder).
    back: it could not be used since `since`, for a `reason`.
    """

    server: str
    what: Literal["deleted", "replaced", "back"]
    over: int
    file: str = ""
    since: int = 0
    reason: str = ""


class ConfigRead(Struct, frozen=True, kw_only=True):
    """Our own config was read again at `asked`. `mistakes`: why it can't be used, none where it can."""

    server: str
    asked: int
    mistakes: tuple[str, ...] = ()


class SinkAnswer(Struct, frozen=True, kw_only=True):
    """Whether the sink of this name took what it was sent at `asked`; `reason` in words where it did not.

    lasting: only a person can do something about it, such as a token that is not valid any more.
    """

    server: str
    sink: str
    asked: int
    ok: bool
    reason: str = ""
    lasting: bool = False


class Disk(Struct, frozen=True, kw_only=True):
    """How many bytes are `free` at `asked` on the disk of `size` where the store is, in `folder`."""

    server: str
    folder: str
    asked: int
    free: int
    size: int


class ClockSet(Struct, frozen=True, kw_only=True):
    """The clock of the machine was set by so many `seconds`; it says `asked` (ms UTC) since."""

    server: str
    asked: int
    seconds: int


class Misworded(Struct, frozen=True, kw_only=True):
    """A template of the config could not be used for news of this kind: `template` tells it by, `reason` says why."""

    server: str
    kind: str
    template: str
    reason: str
    found: int


Sighting = (
    Play
    | TopPlays
    | Profile
    | Card
    | Daily
    | Challenge
    | Absent
    | Activity
    | Leaderboard
    | Ranking
    | Place
    | Beatmapset
    | MapEvent
    | Discussion
    | Post
    | Match
    | Attendance
    | Standings
    | Lobbies
    | Unseen
    | Beatmap
    | Gap
    | Contact
    | Damage
    | StoreTrouble
    | ConfigRead
    | Misworded
    | SinkAnswer
    | Disk
    | ClockSet
    | Stir
    | MapFile
)


class Question(Struct, frozen=True):
    """One thing to ask. `bookmark` is the source's own note of where it stopped, opaque to everybody else."""

    name: str
    subject: str
    bookmark: str = ""


class FollowUp(Struct, frozen=True):
    """A question that an answer raises: to be asked once, `after` so many ms."""

    question: str
    subject: str
    after: int


class Answer(Struct, kw_only=True):
    """What a source brings home.

    sightings: what was seen, plays in order of `ended`.
    bookmarks: subject → where to go on; to be kept in the same transaction as the sightings.
    missed: a hole that the source could not close.
    more: ask again at once, there was more than fitted.
    gone: subjects that this one answer did not hold; not a proof that they are gone.
    over: subjects that will never change again (a closed match).
    known: everything up to this time was seen.
    rest: ms for which the server would only repeat itself.
    follow_ups: what this answer leaves open, and which question closes it.
    repair: after a hole, the question that shows what is left of each player's plays in it; empty: none.
    """

    sightings: list[Sighting] = field(default_factory=list)
    bookmarks: dict[str, str] = field(default_factory=dict)
    missed: Gap | None = None
    more: bool = False
    gone: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    known: int | None = None
    rest: int = 0
    follow_ups: tuple[FollowUp, ...] = ()
    repair: str = ""


class PlannedLook(Struct, frozen=True, kw_only=True):
    """A recurring look that covers what is wanted: ask this, about that, every so many milliseconds.

    `cost` is requests (as the server counts them) for one look at this subject, batches already divided.
    `every` = 0 asks once. `idle`: the longest that `every` may grow to while nothing happens; 0: it never does.
    `first`: in how many ms the first one is due. `by_habit`: the subject's habits decide when, and `every` is the mean
    over all subjects. `crowded`: what `every` becomes while something happens to all of them at once; 0: it stays.
    """

    question: str
    subject: str
    every: int
    cost: float
    idle: int = 0
    first: int = 0
    by_habit: bool = False
    crowded: int = 0


class Plan(Struct, kw_only=True):
    """The looks that cover what is wanted, and what this API generation does not offer, in sentences.

    untold: the kinds of news among it that the looks show nothing of. seldom: what not every look shows, in sentences.
    unseeded: for how many players no best list is asked for before they play.
    """

    looks: list[PlannedLook] = field(default_factory=list)
    not_offered: list[str] = field(default_factory=list)
    seldom: list[str] = field(default_factory=list)
    untold: frozenset[str] = frozenset()
    unseeded: int = 0


class Source(Protocol):
    """Who answers questions about osu!. One file per API generation: `v1/source.py`, `v2/source.py`."""

    server: str
    batch: Mapping[str, int]
    """How many subjects one question takes, where it is more than one: {"profile": 50}."""
    questions: Collection[str]
    """What it can be asked: the names of all questions that it answers."""
    untold: Mapping[str, str]
    """What it does not tell: field of a sighting → a sentence that says so."""
    alone: Mapping[str, str]
    """What it tells only of a player who is asked for alone: field of `Profile` → a sentence that says so."""

    async def ask(self, questions: Sequence[Question], now: int) -> Answer:
        """Ask one question about one or more subjects (all of the same `name`). Waits. `now` is in ms UTC.

        Raises `errors.OsuError`: Unavailable to try later, and its siblings.
        """
        ...

    async def resolve(self, names: Sequence[str | int]) -> dict[str | int, tuple[int, str]]:
        """Names or ids → (id, current name). Unknown and restricted players are left out."""
        ...

    def plan(self, wanted: Mapping[type[Sighting], Sequence[str]]) -> Plan:
        """Which looks cover these kinds of sighting for these subjects. Pure."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
