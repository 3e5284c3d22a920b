"""What API v2 answers, as typed models. Unknown fields, acronyms and words pass.

Times are aware datetimes in UTC (the wire mixes `Z` and `+00:00`). Accuracy is 0–1 unless the field says percent.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct, field


class Model(Struct, frozen=True, kw_only=True):
    """Frozen, built by keyword."""


class Mod(Model, frozen=True):
    """A mod. `settings` only where they differ from the default."""

    acronym: str
    settings: dict[str, Any] = field(default_factory=dict)


class Level(Model, frozen=True):
    """`current` 101 and `progress` 48 (percent) is level 101.48."""

    current: int = 0
    progress: float = 0


class Statistics(Model, frozen=True):
    """A player's numbers in one mode. Inactive or never ranked: `global_rank` None, `pp` 0."""

    global_rank: int | None = None
    country_rank: int | None = None
    pp: float = 0.0
    hit_accuracy: float = 0.0
    play_count: int = 0
    play_time: int | None = 0
    ranked_score: int = 0
    total_score: int = 0
    level: Level = field(default_factory=Level)
    grade_counts: dict[str, int] = field(default_factory=dict)


class GlobalRank(Model, frozen=True):
    """What `/users/lookup` tells of a rank."""

    rank: int | None = None
    ruleset_id: int = 0


class User(Model, frozen=True):
    """A player: a whole profile, or the card that comes with other things."""

    id: int
    username: str
    country_code: str = ""
    is_online: bool = False
    last_visit: datetime | None = None
    statistics: Statistics | None = None
    statistics_rulesets: dict[str, Statistics] | None = None
    global_rank: GlobalRank | None = None


class Beatmapset(Model, frozen=True):
    """A set of maps by one creator."""

    id: int
    artist: str = ""
    title: str = ""
    creator: str = ""
    user_id: int = 0


class Beatmap(Model, frozen=True):
    """One difficulty. `accuracy` is OD, `drain` is HP, lengths are seconds."""

    id: int
    beatmapset_id: int
    mode: str
    version: str
    difficulty_rating: float = 0.0
    mode_int: int | None = None
    ranked: int | None = None
    status: str = ""
    total_length: int = 0
    user_id: int = 0
    bpm: float | None = None
    cs: float = 0.0
    ar: float = 0.0
    accuracy: float = 0.0
    drain: float = 0.0
    max_combo: int | None = None
    beatmapset: Beatmapset | None = None


class MatchSlot(Model, frozen=True):
    """Where a score of a match was made. `team`: none, red, blue."""

    slot: int = 0
    team: str = "none"
    passed: bool = field(name="pass", default=True)


class Score(Model, frozen=True):
    """A play, in the format that came with x-api-version 20220705 (osu-web: ScoreTransformer).

    `statistics` leaves out what is zero. `legacy_score_id`: None for lazer, 0 for a stable play that is no best.
    `pp` None: unprocessed, or the map or the mods give none.
    """

    user_id: int
    ruleset_id: int
    ended_at: datetime
    accuracy: float
    max_combo: int
    rank: str
    passed: bool = True
    id: int | None = None
    beatmap_id: int = 0
    total_score: int = 0
    legacy_score_id: int | None = None
    legacy_total_score: int | None = None
    classic_total_score: int | None = None
    mods: list[Mod] = field(default_factory=list)
    statistics: dict[str, int] = field(default_factory=dict)
    maximum_statistics: dict[str, int] = field(default_factory=dict)
    pp: float | None = None
    ranked: bool | None = None
    processed: bool | None = None
    is_perfect_combo: bool = False
    legacy_perfect: bool | None = None
    started_at: datetime | None = None
    beatmap: Beatmap | None = None
    beatmapset: Beatmapset | None = None
    user: User | None = None
    match: MatchSlot | None = None


# What stable's counts are called in the new format, by ruleset.
_COUNTS = (
    {"count_300": "great", "count_100": "ok", "count_50": "meh", "count_miss": "miss"},
    {"count_300": "great", "count_100": "ok", "count_miss": "miss"},
    {
        "count_300": "great",
        "count_100": "large_tick_hit",
        "count_50": "small_tick_hit",
        "count_katu": "small_tick_miss",
        "count_miss": "miss",
    },
    {
        "count_geki": "perfect",
        "count_300": "great",
        "count_katu": "good",
        "count_100": "ok",
        "count_50": "meh",
        "count_miss": "miss",
    },
)


class OldScore(Model, frozen=True):
    """A play in the old format. `id` is 0 for a stable play that is no best, and then not unique."""

    user_id: int
    mode_int: int
    created_at: datetime
    accuracy: float
    max_combo: int
    rank: str
    score: int
    type: str = ""
    id: int | None = None
    best_id: int | None = None
    passed: bool = True
    perfect: bool = False
    pp: float | None = None
    mode: str = ""
    mods: list[str] = field(default_factory=list)
    statistics: dict[str, int | None] = field(default_factory=dict)

    def modern(self) -> Score:
        """The same play in the new format, as far as the old one knows it."""
        lazer = self.type == "solo_score"
        names = _COUNTS[self.mode_int] if 0 <= self.mode_int < len(_COUNTS) else {}
        counts = {names.get(name, name): count for name, count in self.statistics.items() if count}
        return Score(
            user_id=self.user_id,
            ruleset_id=self.mode_int,
            ended_at=self.created_at,
            accuracy=self.accuracy,
            max_combo=self.max_combo,
            rank=self.rank,
            passed=self.passed,
            id=self.id if lazer else None,
            total_score=self.score,
            legacy_score_id=None if lazer else self.best_id or 0,
            legacy_total_score=0 if lazer else self.score,
            mods=[Mod(acronym=acronym) for acronym in self.mods],
            statistics=counts,
            pp=self.pp,
            is_perfect_combo=self.perfect,
            legacy_perfect=self.perfect,
        )


class Feed(Model, frozen=True):
    """A page of everybody's plays, oldest first, and where to go on.

    An empty page brings the same cursor back.
    """

    scores: list[Score]
    cursor: dict[str, Any] | None = None


class Users(Model, frozen=True):
    """Many players. Missing and restricted ones are left out."""

    users: list[User]


class Beatmaps(Model, frozen=True):
    """Many difficulties."""

    beatmaps: list[Beatmap]


class Game(Model, frozen=True):
    """One map played in a match. Without `end_time` it runs, or was aborted: the API does not tell (osu-web#11091)."""

    id: int
    beatmap_id: int
    start_time: datetime
    mode_int: int = 0
    end_time: datetime | None = None
    scoring_type: str = "score"
    team_type: str = "head-to-head"
    mods: list[str] = field(default_factory=list)
    beatmap: Beatmap | None = None
    scores: list[Score] = field(default_factory=list)


class MatchDetail(Model, frozen=True):
    """`type` is match-created, match-disbanded, player-joined, player-left, player-kicked, host-changed or other."""

    type: str
    text: str | None = None


class MatchEvent(Model, frozen=True):
    """A row of a match. A game is one row, which changes in place until the game has ended."""

    id: int
    detail: MatchDetail
    timestamp: datetime
    user_id: int | None = None
    game: Game | None = None


class MatchInfo(Model, frozen=True):
    """A stable match. `end_time` None: it is open."""

    id: int
    name: str
    start_time: datetime
    end_time: datetime | None = None


class MatchPage(Model, frozen=True):
    """A match and some of its events, oldest first."""

    match: MatchInfo
    events: list[MatchEvent]
    users: list[User] = field(default_factory=list)
    first_event_id: int = 0
    latest_event_id: int = 0
    current_game_id: int | None = None
