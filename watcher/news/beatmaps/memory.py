"""What is remembered of a set. Pure."""

from msgspec import Struct, structs

from watcher.events import OVERTAKEN
from watcher.osu.nouns import Beatmapset, MapEvent, Status

MOST_DONE = 96
TWINS = 60_000
"""Rows of two lists that say the same are no further apart (ms)."""
SAME_VERSION = 5_000
"""A version has one time in each list (ms apart at most)."""
DAY = 86_400_000
"""osu!'s clock and ours are no further apart (ms)."""
STATES: dict[str, int] = {
    "revived": Status.PENDING,
    "qualified": Status.QUALIFIED,
    "disqualified": Status.PENDING,
    "ranked": Status.RANKED,
    "approved": Status.APPROVED,
    "loved": Status.LOVED,
    "unloved": Status.PENDING,
}
"""What leads to a status."""
HISTORY = {*STATES, "uploaded", "nominated", "reset"}
_ONCE = HISTORY - {"nominated"} | {"deleted"}
"""What can't be done twice in a minute: said by two lists, it is one fact."""


class Done(Struct, frozen=True, array_like=True):
    """Something that was done: when (ms UTC), by whom, and the number of its row (0: it has none)."""

    what: str
    happened: int
    by: int = 0
    name: str = ""
    row: int = 0


class Memory(Struct, frozen=True):
    """What must be remembered of one set.

    since: what happened up to then (ms UTC) is never news. stands: the set as it was last seen, with the status that
    was told. done: what was done to it, as far as known, in order. waiting: rows to be told as soon as it was seen.
    renewed: its newest version. updates: the times of versions not told yet, and told: when versions were told last.
    doubt: when a fall was seen that no row tells (0: none). missing: when it was first not found (0: it was found).
    plays, favourites: the most that was seen.
    """

    since: int
    renewed: int
    stands: Beatmapset | None = None
    done: tuple[Done, ...] = ()
    waiting: tuple[MapEvent, ...] = ()
    updates: tuple[int, ...] = ()
    told: int = 0
    doubt: int = 0
    missing: int = 0
    plays: int = 0
    favourites: int = 0

    @property
    def moved(self) -> int:
        """When the set last came into another state (ms UTC)."""
        return max((one.happened for one in self.done if one.what in STATES), default=0)

    @property
    def reached(self) -> int | None:
        """The status to which what was done led; None where nothing is known that led anywhere."""
        return next((STATES[one.what] for one in reversed(self.done) if one.what in STATES), None)

    def nominations(self, until: int) -> tuple[Done, ...]:
        """The nominations up to a time (ms UTC) since the set last fell."""
        before = [one for one in self.done if one.happened <= until]
        falls = [place for place, one in enumerate(before) if one.what in {"reset", "disqualified"}]
        return tuple(one for one in before[max(falls, default=-1) + 1 :] if one.what == "nominated")

    def knows(self, event: MapEvent) -> bool:
        """Whether this row, or one that says the same, was seen."""
        if event.what == "updated":
            return event.happened <= self.renewed + SAME_VERSION
        return any(_same(one, event) for one in self.done)

    def rests(self, seen: Beatmapset) -> bool:
        """Whether nothing is to be told or noted of a look at the set: it stands as it did."""
        if self.stands is None or self.waiting or self.updates or self.doubt or self.missing:
            return False
        return seen == structs.replace(self.stands, asked=seen.asked)

    def rewound(self, asked: int) -> "Memory":
        """The same, with nothing that was noted later than a look that is asked now (ms UTC).

        What lies ahead of it was noted while our clock was wrong. Of what was done, osu! may have told the time.
        """
        latest = max((one.happened for one in self.done), default=0)
        if max(self.told, self.doubt, self.missing) <= asked + OVERTAKEN and latest <= asked + DAY:
            return self
        done = (structs.replace(one, happened=min(one.happened, asked)) for one in self.done)
        return structs.replace(
            self,
            told=min(self.told, asked),
            doubt=min(self.doubt, asked),
            missing=min(self.missing, asked),
            done=tuple(done) if latest > asked + DAY else self.done,
        )

    def noting(self, event: MapEvent) -> "Memory":
        """The same, with this row, and what follows from it. What falls out of the memory is too old to be news."""
        if event.what == "updated":
            return structs.replace(self, renewed=event.happened, updates=(*self.updates, event.happened))
        done = sorted((*self.done, _done(event)), key=lambda one: (one.happened, one.row))
        dropped, kept = done[:-MOST_DONE], done[-MOST_DONE:]
        since = max([self.since, *(one.happened for one in dropped)])
        renewed = max(self.renewed, event.happened) if event.what == "uploaded" else self.renewed
        after = structs.replace(self, done=tuple(kept), since=since, renewed=renewed)
        if event.what in STATES and self.stands is not None and event.happened >= self.moved:
            after = structs.replace(after, stands=structs.replace(self.stands, status=STATES[event.what]), doubt=0)
        return after


def _done(event: MapEvent) -> Done:
    return Done(event.what, event.happened, event.by, event.by_name, event.id)


def _same(one: Done, event: MapEvent) -> bool:
    if one.row and event.id and event.what not in _ONCE:
        return one.row == event.id
    near = abs(one.happened - event.happened)
    return one.what == event.what and (near <= TWINS if event.what in _ONCE else (near, one.by) == (0, event.by))
