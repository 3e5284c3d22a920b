"""Facts and events to try rules on."""

from typing import Literal

from msgspec import Struct

from watcher.events import Cause, Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.osu.nouns import Mod, Mode


class Win(Struct, frozen=True, kw_only=True):
    """A play by somebody on a map, with every type of field."""

    player: PlayerFacts
    map: MapFacts
    play: PlayFacts
    place: int
    gain: float | None
    rival: PlayerFacts | None = None
    side: Literal["red", "blue"] = "red"
    ruleset: Mode = Mode.OSU
    rivals: tuple[int, ...] = ()
    wins: dict[str, int] = {}
    results: tuple[PlayFacts, ...] = ()


def win(*, cause=Cause.PLAYED, happened=1_700_000_000_000, subject="bancho/osu/2", kind="win", **changes):
    """Somebody's HDHR play of 412.3 pp with 97.8 %, on a Tuesday at 22:13 UTC."""
    play = {
        "accuracy": 97.8,
        "combo": 900,
        "misses": 2,
        "grade": "A",
        "score": 900_000,
        "pp": 412.3,
        "mods": (Mod("HD"), Mod("HR")),
        "full_combo": False,
        "passed": True,
        "ended": happened,
    }
    own = {key: value for key, value in changes.items() if key not in play}
    facts = Win(
        **{
            "player": PlayerFacts(id=2, name="Mira", country="NO"),
            "map": MapFacts(id=75, title="First Light", stars=6.5, max_combo=1204),
            "play": PlayFacts(**play | {key: value for key, value in changes.items() if key in play}),
            "place": 3,
            "gain": 21.4,
        }
        | own
    )
    return Event(key="win/1", kind=kind, subject=subject, cause=cause, happened=happened, facts=facts)
