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


class CountryFirstFacts(Struct, frozen=True, kw_only=True):
    """A player became, or is no more, the first of a country on a map's leaderboard, as far as it is shown.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). play: the play that is the first now. place: where it
    stands among all. rival: who is the next below of that country, or who took it; empty if nobody.
    margin: points between them; None where they don't compare.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts
    place: int
    rival: str = ""
    margin: int | None = None


KINDS: dict[str, type[Struct]] = {
    "country_first": CountryFirstFacts,
    "country_first_lost": CountryFirstFacts,
    "first_place": FirstPlaceFacts,
    "first_place_lost": FirstPlaceLostFacts,
    "placement": PlacementFacts,
}
_COUNTRY = CountryFirstFacts(
    player=samples.PLAYER, mode="osu", map=samples.MAP, play=samples.PLAY, place=12, rival="Sol", margin=345
)
SAMPLES: dict[str, Struct] = {
    "country_first": _COUNTRY,
    "country_first_lost": _COUNTRY,
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
