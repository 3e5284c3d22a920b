"""Plays, in both formats of the API."""

from datetime import datetime
from typing import Any

from msgspec import Raw, field

from watcher.osu.v2.models.base import Cursor, Model
from watcher.osu.v2.models.maps import Beatmap, Beatmapset
from watcher.osu.v2.models.players import User


class Mod(Model, frozen=True):
    """A mod. `settings` only where they differ from the default."""

    acronym: str
    settings: dict[str, Any] = field(default_factory=dict)


class Weight(Model, frozen=True):
    """How much of its pp a best play adds to the total."""

    percentage: float
    pp: float | None = None


class MatchSlot(Model, frozen=True):
    """Where a score of a match was made. `team`: none, red, blue."""

    slot: int = 0
    team: str = "none"
    passed: bool = field(name="pass", default=True)


class Score(Model, frozen=True):
    """A play, in the format that came with x-api-version 20220705 (osu-web: ScoreTransformer).

    `statistics` leaves out what is zero. `legacy_score_id`: None for lazer, 0 for a stable play that is no best.
    `pp` None: unprocessed, or the map or the mods give none. `ended_at` is null in some old matches.
    """

    user_id: int
    ruleset_id: int
    ended_at: datetime | None
    accuracy: float
    max_combo: int
    rank: str
    passed: bool
    id: int | None = None
    beatmap_id: int = 0
    total_score: int = 0
    total_score_without_mods: int | None = None
    legacy_score_id: int | None = None
    legacy_total_score: int | None = None
    classic_total_score: int | None = None
    mods: list[Mod] = field(default_factory=list)
    statistics: dict[str, int] = field(default_factory=dict)
    maximum_statistics: dict[str, int] = field(default_factory=dict)
    pp: float | None = None
    ranked: bool | None = None
    preserve: bool | None = None
    processed: bool | None = None
    is_perfect_combo: bool | None = None
    legacy_perfect: bool | None = None
    has_replay: bool | None = None
    started_at: datetime | None = None
    build_id: int | None = None
    best_id: int | None = None
    type: str = ""
    weight: Weight | None = None
    rank_global: int | None = None
    rank_country: int | None = None
    replay_views: int | None = None
    position: int | None = None
    playlist_item_id: int | None = None
    room_id: int | None = None
    solo_score_id: int | None = None
    match: MatchSlot | None = None
    beatmap: Beatmap | None = None
    beatmapset: Beatmapset | None = None
    user: User | None = None


# What stable's counts are called in the new format, by ruleset.
_COUNTS: tuple[dict[str, str], ...] = (
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
_RULESETS = {"osu": 0, "taiko": 1, "fruits": 2, "mania": 3}


class OldScore(Model, frozen=True):
    """A play in the old format. `id` is 0 for a stable play that is no best, and then not unique.

    `best_id` is the id of v1, `perfect` comes as 0 or 1 in old matches, where `created_at` and `rank` may be null.
    """

    user_id: int
    created_at: datetime | None
    accuracy: float
    max_combo: int
    rank: str | None
    score: int
    passed: bool
    mode: str = "osu"
    mode_int: int | None = None
    type: str = ""
    id: int | None = None
    best_id: int | None = None
    perfect: bool | int = False
    replay: bool | None = None
    pp: float | None = None
    mods: list[str] = field(default_factory=list)
    statistics: dict[str, int | None] = field(default_factory=dict)

    def modern(self) -> Score:
        """The same play in the new format, as far as the old one knows it.

        Counts that the new format does not have (geki and katu of osu!) go under their old names.
        """
        lazer = self.type == "solo_score"
        ruleset = _RULESETS.get(self.mode, 0) if self.mode_int is None else self.mode_int
        names = _COUNTS[ruleset] if 0 <= ruleset < len(_COUNTS) else {}
        return Score(
            user_id=self.user_id,
            ruleset_id=ruleset,
            ended_at=self.created_at,
            accuracy=self.accuracy,
            max_combo=self.max_combo,
            rank=self.rank or "",
            passed=self.passed,
            id=self.id if lazer else None,
            total_score=self.score,
            legacy_score_id=None if lazer else self.best_id or 0,
            legacy_total_score=0 if lazer else self.score,
            mods=[Mod(acronym=acronym) for acronym in self.mods],
            statistics={names.get(name, name): count for name, count in self.statistics.items() if count},
            pp=self.pp,
            is_perfect_combo=bool(self.perfect),
            legacy_perfect=bool(self.perfect),
            has_replay=self.replay,
            best_id=self.best_id,
            type=self.type,
        )


class Feed(Model, frozen=True):
    """A page of everybody's plays, oldest first, and where to go on.

    An empty page brings the same cursor back.
    """

    scores: list[Score]
    cursor: Cursor | None = None
    cursor_string: str | None = None


class FeedRow(Model, frozen=True):
    """The least of a play on the feed: enough to know whether it concerns anybody."""

    user_id: int
    ruleset_id: int
    ended_at: datetime | None = None
    id: int | None = None
    pp: float | None = None


class RawFeed(Model, frozen=True):
    """A page of everybody's plays, none of which was read yet."""

    scores: list[Raw]


class Scores(Model, frozen=True):
    """The scores of a map, or of a room's playlist item: the best first."""

    scores: list[Score]
    score_count: int | None = None
    total: int | None = None
    cursor: Cursor | None = None
    cursor_string: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


class BeatmapUserScore(Model, frozen=True):
    """A player's best on a map, and its place there."""

    position: int
    score: Score
