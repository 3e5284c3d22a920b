"""Scores: recent ones, a player's best, a leaderboard's, a match's; and replays."""

from base64 import b64decode
from binascii import Error as Base64Error
from datetime import datetime

from msgspec import field

from watcher.osu.enums import OsuMode
from watcher.osu.errors import Malformed
from watcher.osu.mods import OsuMod
from watcher.osu.nouns import Mode
from watcher.osu.scoring import Counts, stable_accuracy
from watcher.osu.v1.models.base import Model


class Score(Model, frozen=True, kw_only=True):
    """What every score has. Two scores are equal when their `score_id` is, or, without one, when everything is.

    count100, count50: in catch drops and droplets. countkatu: in mania 200s, in catch missed droplets.
    countgeki: in mania rainbow 300s. perfect: the combo was the longest possible. rank: the grade; `F` for a fail,
    `0` in matches.
    """

    score: int = 0
    maxcombo: int = 0
    count50: int = 0
    count100: int = 0
    count300: int = 0
    countmiss: int = 0
    countkatu: int = 0
    countgeki: int = 0
    perfect: bool = False
    user_id: int = 0
    rank: str = ""

    def accuracy(self, mode: OsuMode, *, score_v2: bool = False) -> float:
        """Accuracy, 0–1; 0.0 where nothing was hit or missed. `score_v2` matters for mania matches alone.

        Raises:
            ValueError: the mode is none of the four.
        """
        return stable_accuracy(Mode.numbered(mode.value), self.counts, score_v2=score_v2)

    @property
    def counts(self) -> Counts:
        """The six counters."""
        return Counts(self.count300, self.count100, self.count50, self.countgeki, self.countkatu, self.countmiss)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Score):
            return NotImplemented
        mine, theirs = getattr(self, "score_id", None), getattr(other, "score_id", None)
        if mine or theirs:
            return bool(mine == theirs)
        return type(self) is type(other) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(getattr(self, "score_id", None) or (self.user_id, self.score, self.maxcombo))


class TeamScore(Score, frozen=True, kw_only=True):
    """A score in a multiplayer game.

    slot: the player's place in the lobby. team: 0 none, 1 blue, 2 red.
    enabled_mods: the player's own mods, None when freemod was off; those of the game count as well.
    passed: alive at the end, also after a revive.
    """

    slot: int = 0
    team: int = 0
    passed: bool = field(name="pass", default=False)
    enabled_mods: OsuMod | None = None


class RecentScore(Score, frozen=True, kw_only=True):
    """A play of the last 24 hours, fails included. `score_id` is None for fails and for plays that are no best.

    `pp` is None on osu! itself; some private servers tell it.
    """

    beatmap_id: int = 0
    enabled_mods: OsuMod = OsuMod.NoMod
    date: datetime | None = None
    score_id: int | None = None
    pp: float | None = None


class SoloScore(RecentScore, frozen=True, kw_only=True):
    """One of a player's best scores. `pp` is None where the play gives none."""

    replay_available: bool = False


class BeatmapScore(Score, frozen=True, kw_only=True):
    """A score on a map's leaderboard. `pp` is None on loved and qualified maps, and while it is being computed."""

    username: str = ""
    pp: float | None = None
    enabled_mods: OsuMod = OsuMod.NoMod
    date: datetime | None = None
    score_id: int | None = None
    replay_available: bool = False


class Replay(Model, frozen=True, kw_only=True):
    """A replay's stream of moves, LZMA-compressed, as text. It is not a whole `.osr` file."""

    content: str = ""
    encoding: str = "base64"

    @property
    def data(self) -> bytes:
        """The LZMA stream. Raises Malformed when the text is no base64."""
        try:
            return b64decode(self.content, validate=True)
        except Base64Error as error:
            raise Malformed(f"the replay is no {self.encoding}") from error
