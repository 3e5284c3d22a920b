"""Which matches and rooms a watch follows. Pure."""

from msgspec import Struct


class Lobby(Struct, frozen=True, kw_only=True):
    """A stable match, or a lazer room, by its id: they are numbered apart."""

    id: int
    room: bool = False

    @property
    def name(self) -> str:
        """What people call it: `match 105019274`, `room 1500001`."""
        return f"{'room' if self.room else 'match'} {self.id}"
