"""What is told of a player's activity. Pure."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from watcher import facts as samples
from watcher.events import Cause, Event
from watcher.facts import PlayerFacts
from watcher.osu import keys
from watcher.osu.nouns import Activity, Deed


class MedalFacts(Struct, frozen=True, kw_only=True):
    """A player got a medal.

    medal: its name.
    """

    player: PlayerFacts
    medal: str


class SupporterFacts(Struct, frozen=True, kw_only=True):
    """A player supports osu!.

    how: for the `first` time, `again`, or by a `gift` of somebody.
    """

    player: PlayerFacts
    how: str


class OtherActivityFacts(Struct, frozen=True, kw_only=True):
    """Something of a sort that has no word here yet.

    text: osu!'s own sentence, or its word for it.
    """

    player: PlayerFacts
    text: str


KINDS: dict[str, type[Struct]] = {
    "medal": MedalFacts,
    "supporter": SupporterFacts,
    "activity_other": OtherActivityFacts,
}
DEFAULT = ("medal",)
SAMPLES: dict[str, Struct] = {
    "medal": MedalFacts(player=samples.PLAYER, medal="Night Owl"),
    "supporter": SupporterFacts(player=samples.PLAYER, how="again"),
    "activity_other": OtherActivityFacts(player=samples.PLAYER, text="Mira has won a cup!"),
}


def _medal(player: PlayerFacts, deed: Deed) -> tuple[str, str, Struct]:
    return "medal", deed.medal, MedalFacts(player=player, medal=deed.medal)


def _supporter(player: PlayerFacts, deed: Deed) -> tuple[str, str, Struct]:
    return "supporter", deed.how, SupporterFacts(player=player, how=deed.how)


def _other(player: PlayerFacts, deed: Deed) -> tuple[str, str, Struct]:
    return "activity_other", deed.text, OtherActivityFacts(player=player, text=deed.text)


_TELL: Mapping[str, Callable[[PlayerFacts, Deed], tuple[str, str, Struct]]] = {
    "medal": _medal,
    "supporter": _supporter,
    "other": _other,
}
"""What a line is → its kind, what makes it one of its second, its facts."""


def told(seen: Activity, deed: Deed) -> Event | None:
    """The event of a line; None for one that another family tells."""
    if deed.kind not in _TELL:
        return None
    kind, what, facts = _TELL[deed.kind](PlayerFacts(id=seen.user_id, name=seen.username), deed)
    subject = keys.user(seen.server, seen.user_id)
    return Event(
        key=f"{kind}/{subject}/{deed.happened // 1000}/{what}",
        kind=kind,
        subject=subject,
        cause=Cause.ACCOUNT if kind == "supporter" else Cause.PLAYED,
        happened=deed.happened,
        facts=facts,
    )
