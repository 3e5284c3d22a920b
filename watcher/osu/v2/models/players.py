"""Players and their numbers."""

from datetime import date, datetime
from typing import Any

from msgspec import field

from watcher.osu.v2.models.base import Country, Model, Team


class Level(Model, frozen=True):
    """`current` 101 and `progress` 48 (percent) is level 101.48."""

    current: int = 0
    progress: float = 0


class Variant(Model, frozen=True):
    """A standing in osu!mania with 4 or 7 keys."""

    mode: str
    variant: str
    global_rank: int | None = None
    country_rank: int | None = None
    pp: float | None = 0.0


class Statistics(Model, frozen=True):
    """A player's numbers in one mode; with `user`, a row of a ranking.

    Inactive or never ranked: `global_rank` None, `pp` 0, `is_ranked` False. `hit_accuracy` is percent, `play_time`
    seconds. `country_rank` comes with a single user only.
    """

    global_rank: int | None
    pp: float | None
    play_count: int
    country_rank: int | None = None
    hit_accuracy: float = 0.0
    accuracy: float | None = None
    play_time: int | None = 0
    ranked_score: int = 0
    total_score: int = 0
    total_hits: int = 0
    maximum_combo: int = 0
    replays_watched_by_others: int = 0
    is_ranked: bool = False
    level: Level = field(default_factory=Level)
    grade_counts: dict[str, int | None] = field(default_factory=dict)
    count_300: int | None = None
    count_100: int | None = None
    count_50: int | None = None
    count_miss: int | None = None
    global_rank_percent: float | None = None
    global_rank_exp: int | None = None
    pp_exp: float | None = None
    rank: dict[str, int | None] = field(default_factory=dict)
    rank_change_since_30_days: int | None = None
    variants: list[Variant] = field(default_factory=list)
    user: "User | None" = None


class GlobalRank(Model, frozen=True):
    """What `/users/lookup` tells of a rank."""

    rank: int | None = None
    ruleset_id: int = 0


class RankHistory(Model, frozen=True):
    """One rank a day, the oldest first, at most 90; 0 is no rank. The last is now."""

    mode: str
    data: list[int]


class RankHighest(Model, frozen=True):
    """The best rank ever reached."""

    rank: int
    updated_at: datetime | None = None


class Monthly(Model, frozen=True):
    """How often in the month that began then."""

    start_date: date
    count: int


class UserAchievement(Model, frozen=True):
    """A medal, by id."""

    achievement_id: int
    achieved_at: datetime


class DailyChallengeStats(Model, frozen=True):
    """How a player does at the daily challenges. `last_update`: the day of the last one passed, None before the first.

    `top_10p_placements`, `top_50p_placements`: how often among the best tenth, and the better half.
    """

    user_id: int = 0
    daily_streak_current: int = 0
    daily_streak_best: int = 0
    weekly_streak_current: int = 0
    weekly_streak_best: int = 0
    playcount: int = 0
    top_10p_placements: int = 0
    top_50p_placements: int = 0
    last_update: datetime | None = None
    last_weekly_streak: datetime | None = None


class User(Model, frozen=True):
    """A player: a whole profile, or the card that comes with other things (then most fields are at their default).

    `last_visit` is None where the player hides it. `statistics` is of the mode asked for; `statistics_rulesets` has no
    key for modes never played. `is_supporter` is None where the answer does not tell.
    """

    id: int
    username: str
    country_code: str | None = None
    avatar_url: str = ""
    default_group: str | None = None
    is_active: bool = False
    is_bot: bool = False
    is_deleted: bool = False
    is_online: bool = False
    is_supporter: bool | None = None
    is_restricted: bool | None = None
    last_visit: datetime | None = None
    pm_friends_only: bool = False
    profile_colour: str | None = None
    country: Country | None = None
    team: Team | None = None
    groups: list[dict[str, Any]] = field(default_factory=list)
    cover: dict[str, Any] | None = None
    cover_url: str | None = None

    statistics: Statistics | None = None
    statistics_rulesets: dict[str, Statistics] | None = None
    global_rank: GlobalRank | None = None
    rank_history: RankHistory | None = None
    rank_highest: RankHighest | None = None
    playmode: str | None = None
    previous_usernames: list[str] = field(default_factory=list)
    support_level: int | None = None
    has_supported: bool | None = None
    badges: list[dict[str, Any]] = field(default_factory=list)
    user_achievements: list[UserAchievement] = field(default_factory=list)
    monthly_playcounts: list[Monthly] = field(default_factory=list)
    replays_watched_counts: list[Monthly] = field(default_factory=list)
    daily_challenge_user_stats: DailyChallengeStats | None = None
    matchmaking_stats: list[dict[str, Any]] = field(default_factory=list)
    current_season_stats: dict[str, Any] | None = None
    account_history: list[dict[str, Any]] = field(default_factory=list)
    active_tournament_banner: dict[str, Any] | None = None
    active_tournament_banners: list[dict[str, Any]] = field(default_factory=list)

    follower_count: int | None = None
    mapping_follower_count: int | None = None
    scores_best_count: int | None = None
    scores_first_count: int | None = None
    scores_pinned_count: int | None = None
    scores_recent_count: int | None = None
    beatmap_playcounts_count: int | None = None
    comments_count: int | None = None
    post_count: int | None = None
    favourite_beatmapset_count: int | None = None
    graveyard_beatmapset_count: int | None = None
    guest_beatmapset_count: int | None = None
    loved_beatmapset_count: int | None = None
    nominated_beatmapset_count: int | None = None
    pending_beatmapset_count: int | None = None
    ranked_beatmapset_count: int | None = None
    ranked_and_approved_beatmapset_count: int | None = None
    unranked_beatmapset_count: int | None = None

    join_date: datetime | None = None
    discord: str | None = None
    interests: str | None = None
    location: str | None = None
    occupation: str | None = None
    twitter: str | None = None
    website: str | None = None
    title: str | None = None
    title_url: str | None = None
    playstyle: list[str] | None = None
    profile_order: list[str] = field(default_factory=list)
    profile_hue: int | None = None
    kudosu: dict[str, int] = field(default_factory=dict)
    page: dict[str, Any] | None = None


class Users(Model, frozen=True):
    """Many players. Missing and restricted ones are left out."""

    users: list[User]
