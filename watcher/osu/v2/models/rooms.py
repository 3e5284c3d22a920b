"""Lazer's rooms and playlists."""

from datetime import datetime
from typing import Any

from msgspec import field

from watcher.osu.v2.models.base import Model
from watcher.osu.v2.models.maps import Beatmap, Beatmapset
from watcher.osu.v2.models.players import User
from watcher.osu.v2.models.scores import Mod, Score


class RoomDetails(Model, frozen=True):
    """How a map of a room was played. `teams`: user id → red or blue."""

    room_type: str = ""
    teams: dict[str, str] | None = None
    started_at: datetime | None = None


class PlaylistItem(Model, frozen=True):
    """One map of a room. With `played_at` it was played."""

    id: int
    room_id: int
    beatmap_id: int
    ruleset_id: int
    created_at: datetime | None = None
    allowed_mods: list[Mod] = field(default_factory=list)
    required_mods: list[Mod] = field(default_factory=list)
    freestyle: bool = False
    expired: bool = False
    owner_id: int | None = None
    playlist_order: int | None = None
    played_at: datetime | None = None
    beatmap: Beatmap | None = None
    details: RoomDetails | None = None
    scores: list[Score] = field(default_factory=list)


class Room(Model, frozen=True):
    """A room. `type`: head_to_head, team_versus, matchmaking, ranked_play, playlists."""

    id: int
    name: str
    type: str = ""
    category: str = ""
    status: str = ""
    user_id: int | None = None
    description: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    max_attempts: int | None = None
    max_participants: int | None = None
    participant_count: int = 0
    channel_id: int | None = None
    active: bool = False
    has_password: bool = False
    queue_mode: str = ""
    auto_skip: bool = False
    pinned: bool = False
    host: User | None = None
    playlist: list[PlaylistItem] = field(default_factory=list)
    current_playlist_item: PlaylistItem | None = None
    playlist_item_stats: dict[str, Any] | None = None
    difficulty_range: dict[str, float | None] | None = None
    recent_participants: list[User] = field(default_factory=list)
    current_user_score: dict[str, Any] | None = None


class RoomEvent(Model, frozen=True):
    """`event_type`: room_created, room_disbanded, player_joined …, game_started, game_completed, game_aborted."""

    id: int
    event_type: str
    created_at: datetime
    playlist_item_id: int | None = None
    user_id: int | None = None


class RoomEvents(Model, frozen=True):
    """What happened in a room, oldest first. The newest of the room is `last_event_id` here."""

    room: Room
    events: list[RoomEvent]
    playlist_items: list[PlaylistItem] = field(default_factory=list)
    beatmaps: list[Beatmap] = field(default_factory=list)
    beatmapsets: list[Beatmapset] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    current_playlist_item_id: int | None = None
    first_event_id: int | None = None
    last_event_id: int | None = None


class RoomStanding(Model, frozen=True):
    """A player's sum over a playlist."""

    user_id: int
    room_id: int | None = None
    accuracy: float = 0.0
    attempts: int = 0
    completed: int = 0
    pp: float | None = None
    total_score: int = 0
    user: User | None = None


class RoomLeaderboard(Model, frozen=True):
    """The best fifty of a room."""

    leaderboard: list[RoomStanding]
