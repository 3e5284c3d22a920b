"""What is told of a map's leaderboard, and how it sounds. Pure."""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.notification import Notification


class BoardFacts(Struct, frozen=True, kw_only=True):
    """Somebody made a play that stands on the leaderboard of a watched map.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). place: where it stands, 1 is the first.
    place_before: where the player's best stood until now; None if it was not among the 100 places shown.
    mods_place: its place among those with the same mods. country_place: its place among those of the player's country;
    None where the API does not tell countries.
    rival: who stands next below, empty if nobody. margin: points between them; None where they don't compare.
    country_rival: who stands next below of that country: whose first place it was, where `country_place` is 1.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts
    place: int
    place_before: int | None = None
    mods_place: int = 1
    country_place: int | None = None
    rival: str = ""
    margin: int | None = None
    country_rival: str = ""


KINDS: dict[str, type[Struct]] = dict.fromkeys(
    ("board_first", "board_top", "board_full_combo", "board_country_first"), BoardFacts
)

_SAMPLE = BoardFacts(
    player=samples.PLAYER,
    mode="osu",
    map=samples.MAP,
    play=samples.PLAY,
    place=1,
    place_before=4,
    mods_place=1,
    country_place=1,
    rival="Sol",
    margin=12_345,
    country_rival="Kei",
)
SAMPLES: dict[str, Struct] = {
    "board_first": _SAMPLE,
    "board_top": structs.replace(_SAMPLE, place=12, place_before=None, mods_place=3, country_place=2, margin=345),
    "board_full_combo": _SAMPLE,
    "board_country_first": structs.replace(_SAMPLE, place=12, margin=345),
}


def notification(events: Sequence[Event]) -> Notification:
    """Who, where, on which map; then the play, and how far ahead."""
    facts = events[0].facts
    assert isinstance(facts, BoardFacts)
    kinds = {event.kind for event in events}
    what = f"{'full combo, ' if 'board_full_combo' in kinds else ''}{say.rank(facts.place)}"
    if "board_country_first" in kinds:
        what += f" (first of {facts.player.country})"
    worth = [] if facts.play.pp is None else [say.pp(facts.play.pp)]
    points = "Now" if facts.margin is None else f"{say.number(facts.margin)} points"
    lines = [
        " · ".join([phrases.performance(facts.map, facts.play, facts.mode), *worth]),
        f"{points} ahead of {facts.rival}" if facts.rival else "",
    ]
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: {what} on {phrases.map_with_mods(facts.map, facts.play)}",
        body="\n".join(filter(None, lines)),
        url=say.map_link(facts.map.id),
        picture=phrases.cover(facts.map),
    )
