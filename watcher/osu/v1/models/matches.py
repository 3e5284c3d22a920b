"""Multiplayer matches."""

from datetime import datetime

from msgspec import field

from watcher.osu.enums import OsuMode, ScoringType, TeamType
from watcher.osu.mods import OsuMod
from watcher.osu.v1.models.base import Model
from watcher.osu.v1.models.scores import TeamScore


class MatchMetadata(Model, frozen=True, kw_only=True):
    """A match itself. `end_time` is None while it is open."""

    match_id: int = 0
    name: str = ""
    start_time: datetime | None = None
    end_time: datetime | None = None


class Game(Model, frozen=True, kw_only=True):
    """One map played in a match. `end_time` is None while it runs, and for ever when it was aborted.

    match_type: always "0". mods: those of everybody. beatmap_id: 0 where the map is gone.
    """

    game_id: int = 0
    start_time: datetime | None = None
    end_time: datetime | None = None
    beatmap_id: int = 0
    play_mode: OsuMode = OsuMode.osu
    match_type: str = ""
    scoring_type: ScoringType = ScoringType.score
    team_type: TeamType = TeamType.head_to_head
    mods: OsuMod = OsuMod.NoMod
    scores: list[TeamScore] = field(default_factory=list)


class Match(Model, frozen=True, kw_only=True):
    """A match with its games, oldest first."""

    match: MatchMetadata
    games: list[Game] = field(default_factory=list)
