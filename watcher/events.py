"""The vocabulary of news: facts with their causes, and what a diff answers.

A *family* (one file in `news/`) compares what it remembers of a subject with what was just seen, and answers a `Step`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from msgspec import Struct, field

from watcher.notification import Notification


class Cause(StrEnum):
    """Why a difference exists. Rules choose causes; by default they choose what somebody did."""

    PLAYED = "played"  # somebody did it
    REPLACED = "replaced"  # a better play on the same map took its place
    REVALUED = "revalued"  # a known play, a new value
    REMOVED = "removed"
    REORDERED = "reordered"
    BUBBLED_IN = "bubbled in"  # an old play entered the visible window
    ACCOUNT = "account"  # restricted, returned, renamed
    DECAY = "decay"  # pp fell without a play, as what had brought them counts no more
    OTHERS = "others"  # others moved, the subject stood still
    OURS = "ours"  # about the watcher itself: a gap, osu! unreachable


class Look(Struct, frozen=True, kw_only=True):
    """One question that is due.

    `asker` empty: recurring, kept as the nearer of two dues. `asker` = a family: one-shot, gone when answered.
    """

    question: str
    subject: str
    due: int
    asker: str = ""
    bookmark: str = ""


class Entry(NamedTuple):
    """A subject on a list, since when (ms UTC), and the name by which the config asked for it."""

    list: str
    subject: str
    since: int
    name: str


class Event(Struct, frozen=True, kw_only=True):
    """A fact, in the past tense. `key` is its identity: seen twice, it is still one fact.

    key: kind and natural identity (`top_play/bancho/play/osu/2/75/1700000000`).
    kind: the word by which rules ask for it.
    subject: whom it is about; news of one subject are told in order.
    happened: ms UTC, osu!'s time.
    about: the key of the event that this one completes (the new rank, for a top play).
    facts: one Struct per kind; its fields are what rules and templates see.
    """

    key: str
    kind: str
    subject: str
    cause: Cause
    happened: int
    facts: Struct
    about: str | None = None


class Step(Struct, frozen=True):
    """What a diff answers. The same memory object as before means: nothing to write.

    over: nothing more is expected of the subject, so it need not be looked at again.
    """

    memory: Any
    events: Sequence[Event] = ()
    looks: Sequence[Look] = field(default=())
    over: bool = False


def numbered(kind: str, subject: str, number: int, *, cause: Cause, happened: int, facts: Struct) -> Event:
    """An event that its subject may have again: the next one has another number, which the memory counts."""
    return Event(
        key=f"{kind}/{subject}/{number}", kind=kind, subject=subject, cause=cause, happened=happened, facts=facts
    )


class Family(Protocol):
    """The contract of a file in `news/`: what it remembers, what is news to it, and how that sounds.

    `diff` is pure and idempotent: the same sighting again yields no event, no look and the same memory.
    `start(since)` exists only where the baseline is a moment: what ended before it is never news.
    """

    Memory: type
    VERSION: int
    READS: Mapping[type, Callable[[Any], Iterable[str]]]
    KINDS: Mapping[str, type]

    def diff(self, memory: Any, seen: Any, now: int) -> Step:
        """Compare what is remembered (None: nothing yet) with what was seen."""
        ...

    def words(self, events: Sequence[Event]) -> Notification:
        """Say it. The first event is the fact, the others complete it."""
        ...


def for_admin(family: Family) -> Collection[str]:
    """The kinds of a family that the admin sink hears of where no watch asks for them: such a family is always wanted.

    It reads what is seen anyway: nothing is looked at for it, unless somebody asks for its news.
    """
    found: Collection[str] = getattr(family, "ADMIN", ())
    return found


def needs(family: Family) -> Mapping[str, str]:
    """Kind → the field of a profile that it is made of, where not every API tells that one."""
    found: Mapping[str, str] = getattr(family, "NEEDS", {})
    return found


def in_part(family: Family) -> Mapping[str, str]:
    """Kind → the field of a sighting without which something of it is left out, where not every API tells that one."""
    found: Mapping[str, str] = getattr(family, "IN_PART", {})
    return found


def continued(family: Family | None) -> Mapping[str, Sequence[str]]:
    """Kind of news → the kinds whose message it takes over, where the service lets us change messages."""
    found: Mapping[str, Sequence[str]] = getattr(family, "CONTINUES", {})
    return found


def states(family: Family | None) -> Collection[str]:
    """The kinds of a family that tell how something stands: the newest takes the place of those before, unheard."""
    found: Collection[str] = getattr(family, "STATES", ())
    return found


OVERTAKEN = 10 * 60_000
"""By how much one answer may overtake another (ms)."""


def is_outdated(asked: int, known: int) -> bool:
    """Whether what was asked at `asked` is no newer than what was asked at `known` (ms UTC).

    What seems to be much older is newer all the same: the machine's clock was set back in between.
    """
    return known - OVERTAKEN < asked <= known


def is_ours(family: Family) -> bool:
    """Whether a family tells of the watcher itself: always wanted, and heard by the admin sink."""
    return bool(getattr(family, "OURS", False))
