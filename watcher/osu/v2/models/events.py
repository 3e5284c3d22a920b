"""What happened: to players everywhere, and to beatmapsets."""

from datetime import datetime
from typing import Any

from msgspec import field

from watcher.osu.v2.models.base import Cursor, Model
from watcher.osu.v2.models.maps import Beatmapset
from watcher.osu.v2.models.players import User


class EventUser(Model, frozen=True):
    """A player of an event. The id stands only in the address (`/users/1`, or `/u/1` in older rows)."""

    username: str
    url: str = ""
    previous_username: str | None = field(name="previousUsername", default=None)


class EventLink(Model, frozen=True):
    """A map or set of an event. An empty title is `(no title)`."""

    title: str
    url: str = ""


class Achievement(Model, frozen=True):
    """A medal."""

    id: int
    name: str
    slug: str = ""
    icon_url: str = ""
    grouping: str = ""
    ordering: int = 0
    description: str | None = None
    mode: str | None = None
    instructions: str | None = None
    achieved_count: int | None = None
    achieved_percent: float | None = None


class Event(Model, frozen=True):
    """A line of somebody's recent activity, or of everybody's. `id` is unique and rises.

    `type` says which of the other fields are there: rank (score_rank, rank, mode, beatmap, user), rankLost,
    achievement, beatmapPlaycount (count), beatmapsetApprove (approval), beatmapsetDelete, …Revive, …Update, …Upload,
    userSupportFirst, …Again, …Gift, usernameChange. It is None where the server could not read its own row.
    """

    id: int
    created_at: datetime
    type: str | None = None
    user: EventUser | None = None
    beatmap: EventLink | None = None
    beatmapset: EventLink | None = None
    achievement: Achievement | None = None
    mode: str | None = None
    rank: int | None = None
    score_rank: str | None = field(name="scoreRank", default=None)
    count: int | None = None
    approval: str | None = None
    parse_error: bool = False


class Events(Model, frozen=True):
    """Fifty of everybody's events. `cursor` None: no further page."""

    events: list[Event]
    cursor: Cursor | None = None
    cursor_string: str | None = None


class BeatmapsetEvent(Model, frozen=True):
    """Something done to a set. `type`: nominate, qualify, rank, love, disqualify, nomination_reset, genre_edit, ….

    `user_id` is None for `rank`. `comment` and `discussion` differ by type and come as they are.
    """

    type: str
    created_at: datetime
    id: int | None = None
    user_id: int | None = None
    beatmapset: Beatmapset | None = None
    comment: Any = None
    discussion: dict[str, Any] | None = None


class BeatmapsetEvents(Model, frozen=True):
    """A page of them, the newest first, and the players they speak of."""

    events: list[BeatmapsetEvent]
    users: list[User] = field(default_factory=list)
