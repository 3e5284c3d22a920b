"""What is told of a map's leaderboard, and how it sounds. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.notification import Notification


class BoardFacts(Struct, frozen=True, kw_only=True):
    """Somebody made a play that stands on the leaderboard of a watched map.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). place: where it stands, 1 is the first.
    rival: who stands next below, empty if nobody. margin: points between them; None where they don't compare.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts
    place: int
    rival: str = ""
    margin: int | None = None


KINDS: dict[str, type[Struct]] = dict.fromkeys(("board_first", "board_top", "board_full_combo"), BoardFacts)

_SAMPLE = BoardFacts(
    player=samples.PLAYER, mode="osu", map=samples.MAP, play=samples.PLAY, place=1, rival="Sol", margin=12_345
)
SAMPLES: dict[str, Struct] = {
    "board_first": _SAMPLE,
    "board_top": BoardFacts(
        player=samples.PLAYER, mode="osu", map=samples.MAP, play=samples.PLAY, place=12, rival="Sol", margin=345
    ),
    "board_full_combo": _SAMPLE,
}


def notification(events: Sequence[Event]) -> Notification:
    """Who, where, on which map; then the play, and how far ahead."""
    facts = events[0].facts
    assert isinstance(facts, BoardFacts)
    full_combo = any(event.kind == "board_full_combo" for event in events)
    what = f"{'full combo, ' if full_combo else ''}{say.rank(facts.place)}"
    worth = [] if facts.play.pp is None else [say.pp(facts.play.pp)]
    points = "Now" if facts.margin is None else f"{say.number(facts.margin)} points"
    lines = [
        " · ".join([phrases.performance(facts.map, facts.play), *worth]),
        f"{points} ahead of {facts.rival}" if facts.rival else "",
    ]
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: {what} on {phrases.map_with_mods(facts.map, facts.play)}",
        body="\n".join(filter(None, lines)),
        url=say.map_link(facts.map.id),
        picture=phrases.cover(facts.map),
    )
