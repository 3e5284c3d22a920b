"""What API v1 answers with, under the names of the wire, which are `osuapi`'s too.

`dict(model)` gives the attributes, together with fields that have no name here (`extra`, as they came). Times are
aware, in UTC. A null is None where the API has nulls; elsewhere it becomes 0, "" or False.
"""

from watcher.osu.v1.models.base import Model
from watcher.osu.v1.models.beatmaps import Beatmap
from watcher.osu.v1.models.matches import Game, Match, MatchMetadata
from watcher.osu.v1.models.scores import BeatmapScore, RecentScore, Replay, Score, SoloScore, TeamScore
from watcher.osu.v1.models.users import User, UserEvent

__all__ = [
    "Beatmap",
    "BeatmapScore",
    "Game",
    "Match",
    "MatchMetadata",
    "Model",
    "RecentScore",
    "Replay",
    "Score",
    "SoloScore",
    "TeamScore",
    "User",
    "UserEvent",
]
