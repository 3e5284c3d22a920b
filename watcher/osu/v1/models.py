"""What API v1 answers with, under the names of the wire, which are `osuapi`'s too.

`dict(model)` gives the attributes, together with fields that have no name here (`extra`, as they came). Times are
aware, in UTC. A null is None where the API has nulls; elsewhere it becomes 0, "" or False.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from watcher.osu.enums import (
    BeatmapGenre,
    BeatmapLanguage,
    BeatmapStatus,
    OsuMode,
    ScoringType,
    TeamType,
)
from watcher.osu.errors import Malformed
from watcher.osu.mods import OsuMod
from watcher.osu.nouns import Mode
from watcher.osu.scoring import Counts, stable_accuracy
from watcher.osu.v1.events import Happening, read_event


class Model(Struct, frozen=True, kw_only=True):
    """What all of them have in common."""

    extra: dict[str, Any] = {}

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield from ((name, getattr(self, name)) for name in self.__struct_fields__ if name != "extra")
        yield from self.extra.items()


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


class UserEvent(Model, frozen=True, kw_only=True):
    """Something that happened to a player. `what` is the same, taken apart.

    beatmap_id, beatmapset_id: None, or 0 in older rows, where no map is concerned. epicfactor: 1–32.
    """

    display_html: str = ""
    beatmap_id: int | None = None
    beatmapset_id: int | None = None
    date: datetime | None = None
    epicfactor: int = 0

    @property
    def what(self) -> Happening:
        """Kind, names and numbers, read from `display_html`. An unknown kind has its text."""
        return read_event(self.display_html)


class User(Model, frozen=True, kw_only=True):
    """A player in one mode. Numbers are None where the mode was never played, or a private server leaves them out.

    accuracy: percent. level: with decimals. total_seconds_played: seconds.
    pp_raw 0 means *no rank* (inactive), whatever pp_rank and pp_country_rank say then.
    """

    user_id: int = 0
    username: str = ""
    join_date: datetime | None = None
    count300: int | None = None
    count100: int | None = None
    count50: int | None = None
    playcount: int | None = None
    ranked_score: int | None = None
    total_score: int | None = None
    pp_rank: int | None = None
    level: float | None = None
    pp_raw: float | None = None
    accuracy: float | None = None
    count_rank_ss: int | None = None
    count_rank_ssh: int | None = None
    count_rank_s: int | None = None
    count_rank_sh: int | None = None
    count_rank_a: int | None = None
    country: str = ""
    total_seconds_played: int | None = None
    pp_country_rank: int | None = None
    events: list[UserEvent] = []

    @property
    def total_hits(self) -> int:
        """Every 300, 100 and 50."""
        return (self.count300 or 0) + (self.count100 or 0) + (self.count50 or 0)

    @property
    def url(self) -> str:
        """The profile page."""
        return f"https://osu.ppy.sh/users/{self.user_id}"

    @property
    def profile_image(self) -> str:
        """The avatar."""
        return f"https://a.ppy.sh/{self.user_id}"

    def __str__(self) -> str:
        return self.username


class Beatmap(Model, frozen=True, kw_only=True):
    """One difficulty of a map.

    total_length, hit_length: seconds, with and without breaks. diff_size: circle size, or keys in mania.
    diff_aim, diff_speed: osu! only. difficultyrating: stars. rating: 0–10. packs: names of the packs it is in.
    """

    approved: BeatmapStatus = BeatmapStatus.pending
    approved_date: datetime | None = None
    submit_date: datetime | None = None
    last_update: datetime | None = None
    artist: str = ""
    artist_unicode: str | None = None
    beatmap_id: int = 0
    beatmapset_id: int = 0
    bpm: float = 0.0
    creator: str = ""
    creator_id: int = 0
    difficultyrating: float = 0.0
    diff_aim: float | None = None
    diff_speed: float | None = None
    diff_size: float = 0.0
    diff_overall: float = 0.0
    diff_approach: float = 0.0
    diff_drain: float = 0.0
    hit_length: int = 0
    source: str = ""
    genre_id: BeatmapGenre = BeatmapGenre.any
    language_id: BeatmapLanguage = BeatmapLanguage.any
    title: str = ""
    title_unicode: str | None = None
    total_length: int = 0
    version: str = ""
    file_md5: str | None = None
    mode: OsuMode = OsuMode.osu
    tags: str = ""
    favourite_count: int = 0
    rating: float = 0.0
    playcount: int = 0
    passcount: int = 0
    count_normal: int | None = None
    count_slider: int | None = None
    count_spinner: int | None = None
    max_combo: int | None = None
    storyboard: bool = False
    video: bool = False
    download_unavailable: bool = False
    audio_unavailable: bool = False
    packs: list[str] | None = None

    @property
    def url(self) -> str:
        """The page of this difficulty."""
        return f"https://osu.ppy.sh/beatmaps/{self.beatmap_id}"

    @property
    def set_url(self) -> str:
        """The page of the set."""
        return f"https://osu.ppy.sh/beatmapsets/{self.beatmapset_id}"

    @property
    def cover_image(self) -> str:
        """The wide picture on top of the set's page."""
        return f"https://assets.ppy.sh/beatmaps/{self.beatmapset_id}/covers/cover.jpg"

    @property
    def cover_thumbnail(self) -> str:
        """A small square picture."""
        return f"https://b.ppy.sh/thumb/{self.beatmapset_id}l.jpg"

    def __repr__(self) -> str:
        return f"<Beatmap title={self.title} creator={self.creator} id={self.beatmap_id}>"


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
    scores: list[TeamScore] = []


class Match(Model, frozen=True, kw_only=True):
    """A match with its games, oldest first."""

    match: MatchMetadata
    games: list[Game] = []


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
