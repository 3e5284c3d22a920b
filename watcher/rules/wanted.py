"""What a watch wants beside players by name: lists that keep themselves, rivals, goals. Pure."""

from typing import Literal, get_args

from msgspec import Struct

from watcher.osu import keys
from watcher.osu.keys import PlayerKey
from watcher.osu.nouns import Mode
from watcher.rules.rhythm import Digest

Measure = Literal["rank", "country_rank", "pp", "level", "play_count"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


class Listing(Struct, frozen=True, kw_only=True):
    """The first so many of a ranking by pp: of a country (two letters; empty: the world), or a team's among them."""

    top: int
    country: str = ""
    team: int = 0

    def subject(self, server: str, mode: Mode) -> str:
        """What the list is known by."""
        return keys.ranking(server, mode, country=self.country, top=self.top, team=self.team)

    @property
    def name(self) -> str:
        """How the roster notes it. It has a slash, as no player's name."""
        return f"list/{self.country or 'world'}/{self.top}/{self.team}"

    @property
    def said(self) -> str:
        """What people call it."""
        first = f"the first {self.top:,} of {self.country or 'the world'}"
        return f"team {self.team} among {first}" if self.team else first


class Summary(Struct, frozen=True, kw_only=True):
    """When what players did is summed up: each of them, or all of a watch `together`."""

    when: Digest
    together: bool = False


class Goal(Struct, frozen=True, kw_only=True):
    """What each player of a watch is to reach. `by`: until when (ms UTC), 0: some day."""

    measure: Measure
    target: int
    by: int = 0

    def subject(self, who: PlayerKey) -> str:
        """What the goal of a player is known by."""
        return keys.goal(who, self.measure, self.target, self.by)

    @property
    def name(self) -> str:
        """How the roster notes it. It has a slash, as no player's name."""
        return f"goal/{self.measure}/{self.target}/{self.by}"
