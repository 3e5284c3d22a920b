"""API v1, typed: the successor of the `osuapi` library.

from watcher.osu import v1

api = v1.OsuApi(key, connector=v1.ReqConnector())
for score in api.get_user_best("peppy", limit=10):
    print(score.pp, f"{score.enabled_mods:s}")
"""

from watcher.osu.enums import BeatmapGenre as BeatmapGenre
from watcher.osu.enums import BeatmapLanguage as BeatmapLanguage
from watcher.osu.enums import BeatmapStatus as BeatmapStatus
from watcher.osu.enums import OsuMode as OsuMode
from watcher.osu.enums import ScoringType as ScoringType
from watcher.osu.enums import TeamType as TeamType
from watcher.osu.errors import Malformed as Malformed
from watcher.osu.errors import NotFound as NotFound
from watcher.osu.errors import OsuError as OsuError
from watcher.osu.errors import Unavailable as Unavailable
from watcher.osu.mods import OsuMod as OsuMod
from watcher.osu.v1.client import OsuApi as OsuApi
from watcher.osu.v1.connectors import AHConnector as AHConnector
from watcher.osu.v1.connectors import AsyncConnector as AsyncConnector
from watcher.osu.v1.connectors import Connector as Connector
from watcher.osu.v1.connectors import ReqConnector as ReqConnector
from watcher.osu.v1.errors import HTTPError as HTTPError
from watcher.osu.v1.events import EventKind as EventKind
from watcher.osu.v1.events import Happening as Happening
from watcher.osu.v1.models import Beatmap as Beatmap
from watcher.osu.v1.models import BeatmapScore as BeatmapScore
from watcher.osu.v1.models import Game as Game
from watcher.osu.v1.models import Match as Match
from watcher.osu.v1.models import MatchMetadata as MatchMetadata
from watcher.osu.v1.models import RecentScore as RecentScore
from watcher.osu.v1.models import Replay as Replay
from watcher.osu.v1.models import Score as Score
from watcher.osu.v1.models import SoloScore as SoloScore
from watcher.osu.v1.models import TeamScore as TeamScore
from watcher.osu.v1.models import User as User
from watcher.osu.v1.models import UserEvent as UserEvent
