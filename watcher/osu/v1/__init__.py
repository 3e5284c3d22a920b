"""API v1, typed: the successor of the `osuapi` library.

>>> api = v1.OsuApi(key, connector=v1.ReqConnector())
>>> for score in api.get_user_best("peppy", limit=10):
...     print(score.pp, f"{score.enabled_mods:s}")
"""

from watcher.osu.enums import BeatmapGenre, BeatmapLanguage, BeatmapStatus, OsuMode, ScoringType, TeamType
from watcher.osu.errors import Malformed, NotFound, OsuError, Unavailable
from watcher.osu.mods import OsuMod
from watcher.osu.v1.client import OsuApi
from watcher.osu.v1.connectors import AHConnector, AsyncConnector, Connector, ReqConnector
from watcher.osu.v1.errors import HTTPError
from watcher.osu.v1.events import EventKind, Happening
from watcher.osu.v1.models import (
    Beatmap,
    BeatmapScore,
    Game,
    Match,
    MatchMetadata,
    RecentScore,
    Replay,
    Score,
    SoloScore,
    TeamScore,
    User,
    UserEvent,
)

__all__ = [
    "AHConnector",
    "AsyncConnector",
    "Beatmap",
    "BeatmapGenre",
    "BeatmapLanguage",
    "BeatmapScore",
    "BeatmapStatus",
    "Connector",
    "EventKind",
    "Game",
    "HTTPError",
    "Happening",
    "Malformed",
    "Match",
    "MatchMetadata",
    "NotFound",
    "OsuApi",
    "OsuError",
    "OsuMod",
    "OsuMode",
    "RecentScore",
    "Replay",
    "ReqConnector",
    "Score",
    "ScoringType",
    "SoloScore",
    "TeamScore",
    "TeamType",
    "Unavailable",
    "User",
    "UserEvent",
]
