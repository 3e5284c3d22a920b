"""Difficulties and their sets."""

from datetime import datetime
from typing import Any

from msgspec import field

from watcher.osu.v2.models.base import Cursor, Model
from watcher.osu.v2.models.players import User


class Owner(Model, frozen=True):
    """Who made a difficulty."""

    id: int
    username: str


class Failtimes(Model, frozen=True):
    """How many failed or left in each hundredth of the map."""

    fail: list[int] = field(default_factory=list)
    exit: list[int] = field(default_factory=list)


class Beatmap(Model, frozen=True):
    """One difficulty. `accuracy` is OD, `drain` is HP, lengths are seconds, `ranked` counts as nouns.Status does.

    In a match or room only the first seven fields come.
    """

    id: int
    beatmapset_id: int
    mode: str
    version: str = ""
    difficulty_rating: float = 0.0
    status: str = ""
    total_length: int = 0
    user_id: int = 0
    lazer_only: bool = False
    mode_int: int | None = None
    ranked: int | None = None
    hit_length: int | None = None
    bpm: float | None = None
    cs: float | None = None
    ar: float | None = None
    accuracy: float | None = None
    drain: float | None = None
    max_combo: int | None = None
    convert: bool | None = None
    count_circles: int | None = None
    count_sliders: int | None = None
    count_spinners: int | None = None
    playcount: int | None = None
    passcount: int | None = None
    is_scoreable: bool | None = None
    last_updated: datetime | None = None
    deleted_at: datetime | None = None
    checksum: str | None = None
    url: str = ""
    failtimes: Failtimes | None = None
    owners: list[Owner] = field(default_factory=list)
    top_tag_ids: list[dict[str, Any]] = field(default_factory=list)
    beatmapset: "Beatmapset | None" = None
    user: User | None = None


class Beatmapset(Model, frozen=True):
    """A set of difficulties by one creator. What is not asked for in full has only the fields up to `hype`."""

    id: int
    artist: str
    title: str
    creator: str
    user_id: int = 0
    artist_unicode: str | None = None
    title_unicode: str | None = None
    source: str = ""
    status: str = ""
    favourite_count: int = 0
    play_count: int = 0
    genre_id: int | None = None
    language_id: int | None = None
    nsfw: bool = False
    video: bool = False
    spotlight: bool = False
    anime_cover: bool = False
    offset: int = 0
    track_id: int | None = None
    preview_url: str = ""
    covers: dict[str, str] = field(default_factory=dict)
    hype: dict[str, int] | None = None

    ranked: int | None = None
    ranked_date: datetime | None = None
    submitted_date: datetime | None = None
    last_updated: datetime | None = None
    deleted_at: datetime | None = None
    bpm: float | None = None
    rating: float | None = None
    storyboard: bool | None = None
    tags: str | None = None
    is_scoreable: bool | None = None
    can_be_hyped: bool | None = None
    discussion_enabled: bool | None = None
    discussion_locked: bool | None = None
    legacy_thread_url: str | None = None
    availability: dict[str, Any] | None = None
    nominations: dict[str, Any] | None = None
    nominations_summary: dict[str, Any] | None = None
    pack_tags: list[str] = field(default_factory=list)
    ratings: list[int] = field(default_factory=list)
    beatmaps: list[Beatmap] = field(default_factory=list)

    converts: list[Beatmap] = field(default_factory=list)
    current_nominations: list[dict[str, Any]] | None = None
    description: dict[str, Any] | None = None
    genre: dict[str, Any] | None = None
    language: dict[str, Any] | None = None
    recent_favourites: list[User] = field(default_factory=list)
    related_users: list[User] = field(default_factory=list)
    related_tags: list[dict[str, Any]] = field(default_factory=list)
    user: User | None = None
    version_count: int | None = None


class Beatmaps(Model, frozen=True):
    """Many difficulties. Unknown ones are left out."""

    beatmaps: list[Beatmap]


class BeatmapsetSearch(Model, frozen=True):
    """Fifty sets. `total` stops at 10 000. `cursor_string` None: no further page."""

    beatmapsets: list[Beatmapset]
    cursor: Cursor | None = None
    cursor_string: str | None = None
    total: int | None = None
    search: dict[str, Any] = field(default_factory=dict)
    recommended_difficulty: float | None = None


class Playcount(Model, frozen=True):
    """How often somebody played a difficulty."""

    beatmap_id: int
    count: int
    beatmap: Beatmap | None = None
    beatmapset: Beatmapset | None = None


class Discussion(Model, frozen=True):
    """Something written about a set. `message_type`: suggestion, problem, praise, hype, mapper_note, review.

    `timestamp` is ms into the map. `starting_post` holds the `message`; answers to it are not here.
    """

    id: int
    beatmapset_id: int
    user_id: int
    message_type: str
    created_at: datetime
    beatmap_id: int | None = None
    timestamp: int | None = None
    parent_id: int | None = None
    resolved: bool = False
    starting_post: dict[str, Any] | None = None


class Discussions(Model, frozen=True):
    """A page of them, with the sets, difficulties and players that they speak of. `cursor` None: the last page."""

    discussions: list[Discussion]
    cursor: Cursor | None = None
    beatmapsets: list[Beatmapset] = field(default_factory=list)
    beatmaps: list[Beatmap] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
