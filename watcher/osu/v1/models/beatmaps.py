"""Difficulties of maps."""

from datetime import datetime

from watcher.osu.enums import BeatmapGenre, BeatmapLanguage, BeatmapStatus, OsuMode
from watcher.osu.v1.models.base import Model


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
