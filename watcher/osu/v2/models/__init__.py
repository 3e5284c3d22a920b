"""What API v2 answers, as typed models. Unknown fields, acronyms, words and event types pass.

Times are aware datetimes in UTC (the wire mixes `Z` and `+00:00`). Accuracy is 0–1 unless the field says percent.
What says little to a monitor (groups, hype, badges) is kept as the server sent it.
"""

from watcher.osu.v2.models.base import Country, Cursor, Model, Team
from watcher.osu.v2.models.events import (
    Achievement,
    BeatmapsetEvent,
    BeatmapsetEvents,
    Event,
    EventLink,
    Events,
    EventUser,
)
from watcher.osu.v2.models.maps import Beatmap, Beatmaps, Beatmapset, BeatmapsetSearch, Failtimes, Owner, Playcount
from watcher.osu.v2.models.matches import Game, MatchDetail, Matches, MatchEvent, MatchInfo, MatchPage
from watcher.osu.v2.models.players import (
    GlobalRank,
    Level,
    Monthly,
    RankHighest,
    RankHistory,
    Statistics,
    User,
    UserAchievement,
    Users,
    Variant,
)
from watcher.osu.v2.models.rankings import CountryRankings, CountryStanding, Rankings, Spotlight
from watcher.osu.v2.models.rooms import (
    PlaylistItem,
    Room,
    RoomDetails,
    RoomEvent,
    RoomEvents,
    RoomLeaderboard,
    RoomStanding,
)
from watcher.osu.v2.models.scores import BeatmapUserScore, Feed, MatchSlot, Mod, OldScore, Score, Scores, Weight

__all__ = [
    "Achievement",
    "Beatmap",
    "BeatmapUserScore",
    "Beatmaps",
    "Beatmapset",
    "BeatmapsetEvent",
    "BeatmapsetEvents",
    "BeatmapsetSearch",
    "Country",
    "CountryRankings",
    "CountryStanding",
    "Cursor",
    "Event",
    "EventLink",
    "EventUser",
    "Events",
    "Failtimes",
    "Feed",
    "Game",
    "GlobalRank",
    "Level",
    "MatchDetail",
    "MatchEvent",
    "MatchInfo",
    "MatchPage",
    "MatchSlot",
    "Matches",
    "Mod",
    "Model",
    "Monthly",
    "OldScore",
    "Owner",
    "Playcount",
    "PlaylistItem",
    "RankHighest",
    "RankHistory",
    "Rankings",
    "Room",
    "RoomDetails",
    "RoomEvent",
    "RoomEvents",
    "RoomLeaderboard",
    "RoomStanding",
    "Score",
    "Scores",
    "Spotlight",
    "Statistics",
    "Team",
    "User",
    "UserAchievement",
    "Users",
    "Variant",
    "Weight",
]
