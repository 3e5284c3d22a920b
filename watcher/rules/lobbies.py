"""Which matches and rooms a watch follows, and by which terms it counts their series. Pure."""

from collections.abc import Iterable

from msgspec import Struct, structs

from watcher.events import Event
from watcher.series import Counting, Terms


class Lobby(Struct, frozen=True, kw_only=True):
    """A stable match, or a lazer room, by its id: they are numbered apart. `terms`: how its series is counted."""

    id: int
    room: bool = False
    terms: Terms = Terms()

    @property
    def name(self) -> str:
        """What people call it: `match 105019274`, `room 1500001`."""
        return f"{'room' if self.room else 'match'} {self.id}"

    @property
    def path(self) -> str:
        """How its subject ends, whatever the server: `/match/105019274`."""
        return f"/{'room' if self.room else 'match'}/{self.id}"


def counted(event: Event, lobbies: Iterable[Lobby]) -> Event:
    """The event as a watch of these lobbies sees it: with the series by its own terms."""
    if isinstance(event.facts, Counting):
        for lobby in lobbies:
            if event.subject.endswith(lobby.path):
                return structs.replace(event, facts=event.facts.under(lobby.terms))
    return event
