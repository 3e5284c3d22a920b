"""Stable's matches."""

from datetime import datetime
from typing import Any

from msgspec import field

from watcher.osu.v2.models.base import Cursor, Model
from watcher.osu.v2.models.maps import Beatmap
from watcher.osu.v2.models.players import User
from watcher.osu.v2.models.scores import Score


class Game(Model, frozen=True):
    """One map played in a match. Without `end_time` it runs, or was aborted: the API does not tell (osu-web#11091).

    `scoring_type`: score, accuracy, combo, scorev2. `team_type`: head-to-head, tag-coop, team-vs, tag-team-vs.
    `beatmap` is missing when it was deleted.
    """

    id: int
    start_time: datetime
    beatmap_id: int = 0
    end_time: datetime | None = None
    match_id: int | None = None
    mode: str = "osu"
    mode_int: int = 0
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
    """A match and some of its events, oldest first. `first_event_id` and `latest_event_id` are those of the match."""

    match: MatchInfo
    events: list[MatchEvent]
    users: list[User] = field(default_factory=list)
    first_event_id: int | None = None
    latest_event_id: int | None = None
    current_game_id: int | None = None


class Matches(Model, frozen=True):
    """Public matches, the newest first unless asked otherwise."""

    matches: list[MatchInfo]
    cursor: Cursor | None = None
    cursor_string: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
