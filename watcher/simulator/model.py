"""What the simulated osu! is made of. Times are ms UTC, lengths seconds, accuracy is 0–1.

Nothing here knows how it looks on the wire.
"""

from typing import Any

from msgspec import Struct, field

MODES = ("osu", "taiko", "fruits", "mania")
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

GRAVEYARD, WIP, PENDING, RANKED, APPROVED, QUALIFIED, LOVED = -2, -1, 0, 1, 2, 3, 4
STATUS = {-2: "graveyard", -1: "wip", 0: "pending", 1: "ranked", 2: "approved", 3: "qualified", 4: "loved"}


class Mod(Struct, frozen=True):
    """A mod, with its settings only where they differ from the default."""

    acronym: str
    settings: dict[str, Any] = field(default_factory=dict)


class Team(Struct, frozen=True):
    """A team of players, as the profile shows it."""

    id: int
    name: str
    short_name: str


class Daily(Struct):
    """How a player does at the daily challenge. day, week: when those of the last one began, None before the first."""

    day: int | None = None
    streak: int = 0
    best: int = 0
    played: int = 0
    week: int | None = None
    weeks: int = 0
    weeks_best: int = 0
    top_tenth: int = 0
    top_half: int = 0


class Player(Struct, kw_only=True):
    """An account. `skill` is the star rating that is comfortable in each mode; 0 where the mode was never played.

    groups: the short names of those the player is in. badges: what each is for, and when it was given (ms UTC).
    """

    id: int
    name: str
    country: str
    zone: int
    evening: float
    joined: int
    main: int
    skill: list[float]
    lazer: float
    passing: float
    sessions: float
    former: list[str] = field(default_factory=list)
    restricted: bool = False
    supporter: bool = False
    supported: int = 0
    team: Team | None = None
    groups: list[str] = field(default_factory=list)
    badges: list[tuple[str, int]] = field(default_factory=list)
    hidden: bool = False
    visited: int = 0
    followers: int = 0
    medals: list[tuple[int, int]] = field(default_factory=list)
    daily: Daily = field(default_factory=Daily)


class Difficulty(Struct, kw_only=True):
    """One difficulty of a set."""

    id: int
    set_id: int
    mode: int
    version: str
    owner: int
    stars: float
    length: int
    bpm: float
    cs: float
    ar: float
    od: float
    hp: float
    circles: int
    sliders: int
    spinners: int
    combo: int
    checksum: str
    updated: int
    plays: int = 0
    passes: int = 0

    @property
    def objects(self) -> int:
        """How many things there are to hit."""
        return self.circles + self.sliders + self.spinners


class MapSet(Struct, kw_only=True):
    """A set of difficulties to one song. `plain`: of its artist and title there is no other spelling."""

    id: int
    artist: str
    title: str
    creator: int
    status: int
    submitted: int
    updated: int
    ranked_at: int | None
    source: str
    tags: str
    genre: int
    language: int
    favourites: int
    nsfw: bool = False
    video: bool = False
    storyboard: bool = False
    nominators: list[int] = field(default_factory=list)
    plain: bool = False
    deleted: bool = False
    difficulties: list[int] = field(default_factory=list)


class Hits(Struct, frozen=True):
    """Judgements, counted as stable counts them; `ticks` and `tails` are the sliders' share in lazer."""

    great: int
    ok: int
    meh: int
    geki: int
    katu: int
    miss: int
    ticks: int = 0
    tails: int = 0


class Score(Struct, kw_only=True):
    """One submitted play, from the end of the song to its place in the lists.

    `id` is None until the server took it in. `committed` is when the row could first be read, `processed` when its
    value was known; both are None before. `value` is the pp by the first formula, None where the map or the mods
    give none; `pp` is today's, None while it is not known.
    """

    user_id: int
    mode: int
    beatmap_id: int
    started: int
    ended: int
    passed: bool
    lazer: bool
    mods: tuple[Mod, ...]
    hits: Hits
    accuracy: float
    combo: int
    total: int
    legacy_total: int
    grade: str
    stable_grade: str
    perfect: bool
    value: float | None
    ranked: bool
    pp: float | None = None
    id: int | None = None
    legacy_id: int | None = None
    committed: int | None = None
    processed: int | None = None
    best: bool = False
    removed: bool = False


class Standing(Struct, kw_only=True):
    """What a player has reached in one mode.

    `best` holds the best play of each map, `top` the same by falling pp, `stable` the best one played in stable.
    `totals` holds the highest total score of each map, whatever it is worth.
    `ladder` is the pp with which the player stands on the ladders; None while not there. `idle`: no rank is shown, as
    the mode was not played for long.
    """

    pp: float = 0.0
    accuracy: float = 0.0
    play_count: int = 0
    play_time: int = 0
    total_score: int = 0
    ranked_score: int = 0
    hits: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    combo: int = 0
    watched: int = 0
    grades: dict[str, int] = field(default_factory=lambda: {"ss": 0, "ssh": 0, "s": 0, "sh": 0, "a": 0})
    peak: tuple[int, int] | None = None
    history: list[int] = field(default_factory=list)
    last_play: int | None = None
    idle: bool = False
    ladder: float | None = None
    best: dict[int, Score] = field(default_factory=dict)
    top: list[Score] = field(default_factory=list)
    stable: dict[int, Score] = field(default_factory=dict)
    totals: dict[int, int] = field(default_factory=dict)
    recent: list[Score] = field(default_factory=list)


class Happening(Struct, kw_only=True):
    """A row of a player's activity. `kind` is the word of API v2, `facts` what its sentence needs.

    `name` is what the player was called then. `board` says whose leaderboard a rank is on: stable or lazer.
    """

    id: int
    kind: str
    at: int
    user_id: int
    name: str
    facts: dict[str, Any]
    epic: int = 1
    board: str = ""


class MapEvent(Struct, kw_only=True):
    """A row of a set's history: nominated, ranked … `facts` is its comment, `discussion` is as the wire has it."""

    id: int
    kind: str
    at: int
    set_id: int
    user_id: int | None = None
    facts: dict[str, Any] | None = None
    discussion: dict[str, Any] | None = None


class GameScore(Struct, kw_only=True):
    """One player's result in a game of a match."""

    user_id: int
    slot: int
    team: str
    score: Score
    alive: bool


class Game(Struct, kw_only=True):
    """One map played in a match. Without `ended` it runs, or was aborted."""

    id: int
    beatmap_id: int
    mode: int
    scoring: int
    teams: int
    mods: tuple[Mod, ...]
    started: int
    ended: int | None = None
    aborted: bool = False
    freemod: bool = False
    scores: list[GameScore] = field(default_factory=list)


class MatchEvent(Struct, kw_only=True):
    """A row of a match's history. A game is one row, which changes in place when the game ends."""

    id: int
    kind: str
    at: int
    user_id: int | None = None
    game: Game | None = None


class Match(Struct, kw_only=True):
    """A multiplayer lobby: a stable match, or (`room`) a lazer room. closes: when a playlist will end."""

    id: int
    name: str
    started: int
    ended: int | None = None
    private: bool = False
    room: bool = False
    host: int = 0
    warmups: int = 0
    playlist: bool = False
    category: str = "normal"
    closes: int | None = None
    events: list[MatchEvent] = field(default_factory=list)
    players: list[int] = field(default_factory=list)
    sides: dict[int, str] = field(default_factory=dict)

    @property
    def games(self) -> list[Game]:
        """The games so far, oldest first."""
        return [event.game for event in self.events if event.game and event.kind in {"other", "game_started"}]
