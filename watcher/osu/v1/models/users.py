"""Players, and what happened to them."""

from datetime import datetime

from msgspec import field

from watcher.osu.v1.events import Happening, read_event
from watcher.osu.v1.models.base import Model


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
    events: list[UserEvent] = field(default_factory=list)

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
