"""What is told of a person. Pure."""

from msgspec import Struct

from watcher import facts as samples
from watcher.facts import PlayerFacts


class RenamedFacts(Struct, frozen=True, kw_only=True):
    """A player goes by another name.

    name_before, name_after: both.
    """

    player: PlayerFacts
    name_before: str
    name_after: str


class TeamFacts(Struct, frozen=True, kw_only=True):
    """A player joined a team, left one, or changed it.

    team_before, team_after: their names, empty for none. team_id: the number of the one after, 0 for none.
    """

    player: PlayerFacts
    team_before: str
    team_after: str
    team_id: int


class GroupFacts(Struct, frozen=True, kw_only=True):
    """A player came into groups of osu! (such as the Beatmap Nominators), or out of them.

    joined, left: their short names (`BN`). names: all that changed, in full.
    """

    player: PlayerFacts
    joined: tuple[str, ...]
    left: tuple[str, ...]
    names: tuple[str, ...]


class BadgeFacts(Struct, frozen=True, kw_only=True):
    """A player was given a badge, for a tournament or a contest.

    badge: what for. picture: its address.
    """

    player: PlayerFacts
    badge: str
    picture: str


class SupporterOverFacts(Struct, frozen=True, kw_only=True):
    """A player is no osu! supporter any more."""

    player: PlayerFacts


KINDS: dict[str, type[Struct]] = {
    "renamed": RenamedFacts,
    "team_change": TeamFacts,
    "group_change": GroupFacts,
    "badge": BadgeFacts,
    "supporter_over": SupporterOverFacts,
}

SAMPLES: dict[str, Struct] = {
    "renamed": RenamedFacts(player=samples.PLAYER, name_before="Mira", name_after="Mirabel"),
    "team_change": TeamFacts(player=samples.PLAYER, team_before="", team_after="The Kettles", team_id=12),
    "group_change": GroupFacts(player=samples.PLAYER, joined=("BN",), left=(), names=("Beatmap Nominators",)),
    "badge": BadgeFacts(
        player=samples.PLAYER, badge="Kettle Cup 3 Winning Team", picture="https://assets.ppy.sh/profile-badges/cup.png"
    ),
    "supporter_over": SupporterOverFacts(player=samples.PLAYER),
}
