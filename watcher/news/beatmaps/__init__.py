"""Sets: their life from the upload to the ranking, as osu! writes it down and as they stand.

A row of osu!'s list says who did what; a look at the set says what became of it. Either may come first, and one fact
that both tell is told once. What a row tells waits for a look at its set, so that every message says what it is about.
"""

from collections.abc import Iterable, Sequence

from msgspec import structs

from watcher.events import Event, Look, Step, is_outdated
from watcher.news.beatmaps import phrases
from watcher.news.beatmaps.events import told
from watcher.news.beatmaps.facts import DEFAULT, KINDS, SAMPLES, WORLD, WORLDWIDE
from watcher.news.beatmaps.memory import Memory
from watcher.news.beatmaps.stands import CONFIRMED, FOLD, released, row, sketched, told_by
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Beatmapset, MapEvent

__all__ = ["DEFAULT", "KINDS", "SAMPLES", "WORLD", "Memory"]
VERSION = 1
NAME = "beatmaps"
KEPT = 180 * 86_400_000
"""How long a set is remembered that is left alone (ms), unless somebody watches it or its mapper."""
ROWS_ALONE = ("map_nominated", "map_reset", "map_owner", "map_discussion", "map_other")
"""Kinds that only rows tell, and no look at a set."""


def concerned(seen: MapEvent | Beatmapset) -> tuple[str]:
    """The set."""
    number = seen.id if isinstance(seen, Beatmapset) else seen.beatmapset_id
    return (keys.beatmapset(seen.server, number),)


READS = {MapEvent: concerned, Beatmapset: concerned}


def of_row(seen: MapEvent) -> Iterable[str]:
    """By whom a row is heard of: who watches the set, its mapper, those who judge it, new owners, or everybody's."""
    yield from concerned(seen)
    yield keys.mapper(seen.server, seen.creator_id)
    yield from (keys.nominator(seen.server, one) for one in (seen.by, *seen.nominators))
    yield from (keys.mapper(seen.server, one) for one in seen.owners)
    if seen.what in WORLDWIDE:
        yield keys.sets(seen.server)


def of_look(seen: Beatmapset) -> Iterable[str]:
    """By whom a look is heard of. Of whoever nominated it, a set does not tell for good."""
    yield from concerned(seen)
    yield keys.mapper(seen.server, seen.creator_id)
    yield from (keys.mapper(seen.server, owner) for one in seen.difficulties for owner in one.owners)
    yield keys.nominators(seen.server)
    yield keys.sets(seen.server)


WATCHED = {MapEvent: of_row, Beatmapset: of_look}
"""The subjects whose watches a sighting of a set may be for."""


def named(memory: Memory) -> Iterable[str]:
    """The subjects by which somebody may watch a set that is one of a few, and not one of everybody's."""
    everybodys = {"sets", "nominators"}
    return () if memory.stands is None else (one for one in of_look(memory.stands) if keys.kind(one) not in everybodys)


def start(since: int) -> Memory:
    """What happened up to `since` (ms) will not be news."""
    return Memory(since=since, renewed=since)


def diff(memory: Memory | None, seen: MapEvent | Beatmapset, now: int) -> Step:
    """A row that was not seen before, or a set that stands differently."""
    memory = memory or start(now)
    if isinstance(seen, MapEvent):
        return _done(memory, seen, now)
    if is_outdated(seen.asked, max(memory.missing, memory.stands.asked if memory.stands else 0)):
        return Step(memory)
    memory = memory.rewound(seen.asked)
    if seen.gone:
        return _gone(memory, seen, now)
    return Step(memory) if memory.rests(seen) else _looked(memory, seen, now)


def _done(memory: Memory, event: MapEvent, now: int) -> Step:
    if memory.knows(event):
        return Step(memory)
    after = memory.noting(event)
    if event.happened <= memory.since:
        return Step(after)
    if event.what == "updated":
        after, events = released(after, event.happened)
        return Step(after, tuple(events), _held(memory, after, event.server, event.beatmapset_id, now))
    if memory.stands is None:
        looks = (_look(event.server, event.beatmapset_id, now),)
        return Step(structs.replace(after, waiting=(*after.waiting, event)), (), looks)
    after, held = released(after, after.told + FOLD) if event.what == "deleted" else (after, [])
    return Step(after, (*held, told(after, event)))


def _looked(memory: Memory, seen: Beatmapset, now: int) -> Step:
    waited = memory.waiting
    after, events = told_by(structs.replace(memory, waiting=()), seen)
    ordered = sorted([*(told(after, event) for event in waited), *events], key=lambda event: event.happened)
    return Step(after, tuple(ordered), _held(memory, after, seen.server, seen.id, now))


def _gone(memory: Memory, seen: Beatmapset, now: int) -> Step:
    """Told as deleted when it is missing a second time. What waits for a look at it is told without."""
    waited = tuple(told(memory, event) for event in memory.waiting)
    if memory.stands is None and memory.waiting:  # it came and went unseen
        sketch = structs.replace(memory, stands=sketched(memory.waiting[0], seen.asked))
        held = released(sketch, memory.told + FOLD)[1]
        waited = tuple(sorted((*waited, *held), key=lambda event: event.happened))
        memory = structs.replace(memory, updates=())
    stands = None if any(one.what == "deleted" for one in memory.done) else memory.stands
    confirmed = memory.missing and seen.asked - memory.missing >= CONFIRMED
    if stands is not None and confirmed:
        deleted = row(stands, "deleted", memory.missing // 1000 * 1000)
        after, held = released(structs.replace(memory, waiting=()).noting(deleted), memory.told + FOLD)
        return Step(after, (*waited, *held, told(after, deleted)))
    if memory.missing:
        return Step(structs.replace(memory, waiting=()), waited) if waited else Step(memory)
    looks = () if stands is None else (_look(seen.server, seen.id, now + CONFIRMED),)
    return Step(structs.replace(memory, waiting=(), missing=seen.asked), waited, looks)


def _held(before: Memory, after: Memory, server: str, number: int, now: int) -> tuple[Look, ...]:
    """A look for when versions that are held back from now on may be told."""
    begins = after.updates and not before.updates
    return (_look(server, number, max(now, after.told + FOLD)),) if begins else ()


def _look(server: str, number: int, due: int) -> Look:
    return Look(question="set", subject=keys.beatmapset(server, number), due=due, asker=NAME)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return phrases.notification(events)
