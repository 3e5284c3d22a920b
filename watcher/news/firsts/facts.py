"""What is told of places on leaderboards. Pure."""

from msgspec import Struct

from watcher import facts as samples
from watcher.facts import MapFacts, PlayerFacts, PlayFacts


class FirstPlaceFacts(Struct, frozen=True, kw_only=True):
    """A player took the first place on a map.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    play: the play that stands there; None where the leaderboard does not show it.
    confirmed: whether the leaderboard shows it. regained: whether the player had lost it since the player is watched.
    rival: who is second, empty if nobody or not known. margin: points between them; None where they don't compare.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts | None = None
    confirmed: bool = False
    regained: bool = False
    rival: str = ""
    margin: int | None = None


class FirstPlaceLostFacts(Struct, frozen=True, kw_only=True):
    """A player lost the first place on a map.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    play: the play that took it; None where the leaderboard does not show who took it.
    confirmed: whether the leaderboard shows it. rival: by whom, empty if that is not known.
    margin: points by which it was lost; None where they don't compare.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts | None = None
    confirmed: bool = False
    rival: str = ""
    margin: int | None = None


class PlacementFacts(Struct, frozen=True, kw_only=True):
    """A player reached a place on a map's leaderboard, not the first.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). place: which, up to 1,000. grade: the play's.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    place: int
    grade: str


KINDS: dict[str, type[Struct]] = {
    "first_place": FirstPlaceFacts,
    "first_place_lost": FirstPlaceLostFacts,
    "placement": PlacementFacts,
}
SAMPLES: dict[str, Struct] = {
    "first_place": FirstPlaceFacts(
        player=samples.PLAYER,
        mode="osu",
        map=samples.MAP,
        play=samples.PLAY,
        confirmed=True,
        regained=True,
        rival="Sol",
        margin=12_345,
    ),
    "first_place_lost": FirstPlaceLostFacts(
        player=samples.PLAYER,
        mode="osu",
        map=samples.MAP,
        play=samples.PLAY,
        confirmed=True,
        rival="Sol",
        margin=12_345,
    ),
    "placement": PlacementFacts(player=samples.PLAYER, mode="osu", map=samples.MAP, place=27, grade="S"),
}
