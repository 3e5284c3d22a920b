"""What is remembered of a player's sessions. Pure."""

from msgspec import Struct

from watcher.osu.nouns import Play


class Standing(Struct, frozen=True, array_like=True):
    """What a profile said: when (ms UTC), pp, rank, tries, whole level, name."""

    asked: int
    pp: float
    rank: int | None
    tries: int
    level: int
    name: str


class Session(Struct, frozen=True):
    """A session that runs. active: the last sign of play (ms UTC), also of plays that no feed shows."""

    began: int
    ended: int
    active: int
    before: Standing | None
    passes: int = 0
    best: Play | None = None
    known: tuple[tuple[int, int], ...] = ()


class Memory(Struct, frozen=True):
    """What must be remembered of one player in one mode. until: plays up to here (ms UTC) were told, or never will."""

    until: int
    standing: Standing | None = None
    session: Session | None = None
