"""Which matches and rooms a watch follows, and by which terms it counts their series. Pure."""

import re
from collections.abc import Collection, Iterable

from msgspec import Struct, structs

from watcher.events import Event
from watcher.osu.nouns import Listed
from watcher.series import Concerning, Counting, Terms


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


class Finding(Struct, frozen=True, kw_only=True):
    """Lobbies that a watch finds by itself, and how their series are counted.

    One of: `pattern`, which their names fit (`OWC2026:*`; `*` stands for anything); `theirs`, those in which players of
    the watch are; `file`, whose lines name them.
    """

    pattern: str = ""
    theirs: bool = False
    file: str = ""
    terms: Terms = Terms()

    @property
    def name(self) -> str:
        """How the roster notes that a lobby was found so. It has a slash, as no player's name."""
        return f"found/{self.file or self.pattern or 'theirs'}"

    @property
    def said(self) -> str:
        """What people call it."""
        if self.file:
            return f"lobbies named in {self.file}"
        return (
            "rooms in which they play (no list says who is in a stable match)"
            if self.theirs
            else f"lobbies called {self.pattern}"
        )

    def fits(self, listed: Listed, players: Collection[int]) -> bool:
        """Whether a lobby is one of these. `players`: those of the watch."""
        if self.theirs:
            return not listed.players.isdisjoint(players)
        form = ".*".join(map(re.escape, self.pattern.split("*")))
        return bool(self.pattern) and re.fullmatch(form, listed.name, re.IGNORECASE | re.DOTALL) is not None


def concerns(event: Event, lobbies: Iterable[Lobby]) -> bool:
    """Whether an event concerns a watch of these lobbies, by its own terms."""
    if not isinstance(event.facts, Concerning):
        return True
    return any(event.subject.endswith(lobby.path) and event.facts.concerns(lobby.terms) for lobby in lobbies)


def counted(event: Event, lobbies: Iterable[Lobby]) -> Event:
    """The event as a watch of these lobbies sees it: with the series by its own terms."""
    if isinstance(event.facts, Counting):
        for lobby in lobbies:
            if event.subject.endswith(lobby.path):
                return structs.replace(event, facts=event.facts.under(lobby.terms))
    return event
