"""Rankings of players and countries."""

from datetime import datetime

from msgspec import field

from watcher.osu.v2.models.base import Country, Cursor, Model
from watcher.osu.v2.models.maps import Beatmapset
from watcher.osu.v2.models.players import Statistics


class Spotlight(Model, frozen=True):
    """A monthly chart."""

    id: int
    name: str
    start_date: datetime | None = None
    end_date: datetime | None = None
    mode_specific: bool = False
    participant_count: int | None = None
    type: str = ""


class Rankings(Model, frozen=True):
    """Fifty players of a ranking, best first. `cursor` None: no further page."""

    ranking: list[Statistics]
    cursor: Cursor | None = None
    cursor_string: str | None = None
    total: int | None = None
    beatmapsets: list[Beatmapset] = field(default_factory=list)
    spotlight: Spotlight | None = None


class CountryStanding(Model, frozen=True):
    """A country's numbers, summed over its players. `performance` is pp."""

    code: str
    active_users: int = 0
    play_count: int = 0
    ranked_score: int = 0
    performance: float = 0.0
    country: Country | None = None


class CountryRankings(Model, frozen=True):
    """Fifty countries, best first."""

    ranking: list[CountryStanding]
    cursor: Cursor | None = None
    cursor_string: str | None = None
    total: int | None = None
