"""What a look at a set tells: the difference to the look before. Pure."""

from collections.abc import Iterator

from msgspec import structs

from watcher.events import Cause, Event
from watcher.news.beatmaps.events import the_set, told
from watcher.news.beatmaps.facts import MapDifficultiesFacts, MapMilestoneFacts, MapUpdatedFacts
from watcher.news.beatmaps.memory import SAME_VERSION, Memory
from watcher.osu import keys
from watcher.osu.nouns import Beatmapset, MapDeed, MapEvent, Status

CACHED = 5 * 60_000
"""How long after a change an answer may still show what was before (ms)."""
CONFIRMED = 5 * 60_000
"""How long a fall must stand that no row tells, or a set be missing, before it is told (ms)."""
FOLD = 6 * 3_600_000
"""Versions that come sooner after the last message about versions are counted until then (ms)."""
LEAST_PLAYS, LEAST_FAVOURITES = 1_000, 10
_RISES: dict[int, MapDeed] = {
    Status.RANKED: "ranked",
    Status.APPROVED: "approved",
    Status.QUALIFIED: "qualified",
    Status.LOVED: "loved",
}


def told_by(memory: Memory, seen: Beatmapset) -> tuple[Memory, list[Event]]:
    """What is different from what was known, and what is remembered then."""
    before = memory.stands
    seen = _completed(before, seen)
    status = seen.status if before is None else before.status
    after = structs.replace(memory, stands=structs.replace(seen, status=status), missing=0)
    events: list[Event] = []
    for step in (_submitted, _moved, _renewed, _changed, _counted):
        after, news = step(after, before, seen)
        events += news
    return after, events


def _completed(before: Beatmapset | None, seen: Beatmapset) -> Beatmapset:
    """Difficulties go with a new version of the set: where there is none, those that are missing were not shown."""
    if before is None or seen.updated != before.updated:
        return seen
    shown = {one.id for one in seen.difficulties}
    missing = any(one.id not in shown for one in before.difficulties)
    return structs.replace(seen, difficulties=before.difficulties, whole=before.whole) if missing else seen


def row(seen: Beatmapset, what: MapDeed, happened: int) -> MapEvent:
    """What a look tells, as if a row had told it."""
    return MapEvent(
        server=seen.server,
        beatmapset_id=seen.id,
        what=what,
        happened=happened,
        creator_id=seen.creator_id,
        creator=seen.creator,
        artist=seen.artist,
        title=seen.title,
    )


def sketched(event: MapEvent, asked: int) -> Beatmapset:
    """As much of a set as a row tells."""
    return Beatmapset(
        server=event.server,
        id=event.beatmapset_id,
        asked=asked,
        artist=event.artist,
        title=event.title,
        creator=event.creator,
        creator_id=event.creator_id,
    )


def _noted(memory: Memory, event: MapEvent) -> tuple[Memory, list[Event]]:
    """The memory with this row, and the news of it unless it is known or old."""
    if memory.knows(event):
        return memory, []
    after = memory.noting(event)
    return after, [told(after, event)] if event.happened > memory.since else []


def _submitted(memory: Memory, before: Beatmapset | None, seen: Beatmapset) -> tuple[Memory, list[Event]]:
    """A set that is seen for the first time, still worked on, is a new one if it was submitted lately."""
    if before is not None or seen.status > Status.PENDING:
        return memory, []
    return _noted(memory, row(seen, "uploaded", seen.submitted))


def _moved(memory: Memory, before: Beatmapset | None, seen: Beatmapset) -> tuple[Memory, list[Event]]:
    """Another status than the one that was told."""
    if before is not None and seen.status == before.status and not _rose_again(before, seen):
        return structs.replace(memory, doubt=0), []
    if seen.status in _RISES:
        event = row(seen, _RISES[seen.status], seen.ranked or seen.asked // 1000 * 1000)
        return _noted(memory, event) if before is None or event.happened > memory.moved else (memory, [])
    stood = memory.reached if before is None else before.status
    fell = None if stood in {None, seen.status} else _fall(stood or 0, seen.status)
    return _settled(memory, seen) if fell is None else _fallen(memory, seen, fell)


def _rose_again(before: Beatmapset, seen: Beatmapset) -> bool:
    """Whether it fell and rose while nobody looked. Where rows tell of falls, they tell of that."""
    anew = before.ranked is not None and seen.ranked is not None and seen.ranked > before.ranked
    return anew and seen.status in _RISES and not seen.evented


def _settled(memory: Memory, seen: Beatmapset) -> tuple[Memory, list[Event]]:
    """Nobody calls this news: a set that waits became work in progress, or came to the graveyard."""
    return structs.replace(memory, stands=seen), []


def _fallen(memory: Memory, seen: Beatmapset, what: MapDeed) -> tuple[Memory, list[Event]]:
    """A lower status. Where rows tell of falls, with who and why, they get time to."""
    awaited = seen.evented and what != "revived"
    if seen.asked - memory.moved < CACHED or (awaited and memory.doubt and seen.asked - memory.doubt < CONFIRMED):
        return memory, []
    if awaited and not memory.doubt:
        return structs.replace(memory, doubt=seen.asked), []
    return _noted(memory, row(seen, what, seen.asked // 1000 * 1000))


def _fall(before: int, after: int) -> MapDeed | None:
    """What it is called to come from one status to a lower one; None where nobody calls it anything."""
    if before == Status.LOVED:
        return "unloved"
    if before in _RISES:
        return "disqualified"
    return "revived" if before == Status.GRAVEYARD and after > Status.GRAVEYARD else None


def _renewed(memory: Memory, before: Beatmapset | None, seen: Beatmapset) -> tuple[Memory, list[Event]]:
    """A version that no row told. Then: whether versions that were held back may be told by now.

    Of a set that is new, or seen for the first time with leaderboards, the version there is is no news.
    """
    if seen.updated > memory.renewed + SAME_VERSION:
        news = before is not None or (seen.status <= Status.PENDING and seen.submitted <= memory.since)
        updates = (*memory.updates, seen.updated) if news else memory.updates
        memory = structs.replace(memory, renewed=seen.updated, updates=updates)
    return released(memory, seen.asked)


def released(memory: Memory, at: int) -> tuple[Memory, list[Event]]:
    """The versions that were held back, if the last message about versions is old enough at this time."""
    stands = memory.stands
    if not memory.updates or stands is None or at - memory.told < FOLD:
        return memory, []
    newest = row(stands, "updated", memory.updates[-1])
    facts = MapUpdatedFacts(set=the_set(memory, newest), count=len(memory.updates), first=memory.updates[0])
    subject = keys.beatmapset(stands.server, stands.id)
    event = Event(
        key=f"map_updated/{subject}/{newest.happened // 1000}",
        kind="map_updated",
        subject=subject,
        cause=Cause.PLAYED,
        happened=newest.happened,
        facts=facts,
    )
    return structs.replace(memory, updates=(), told=at), [event]


def _changed(memory: Memory, before: Beatmapset | None, seen: Beatmapset) -> tuple[Memory, list[Event]]:
    """Difficulties that came or went."""
    if before is None or not (before.whole and seen.whole and before.difficulties and seen.difficulties):
        return memory, []
    old, new = ({one.id: one.version for one in some.difficulties} for some in (before, seen))
    added = tuple(version for number, version in new.items() if number not in old)
    removed = tuple(version for number, version in old.items() if number not in new)
    if not added and not removed:
        return memory, []
    newest = row(seen, "updated", max(seen.updated, 1000))
    subject = keys.beatmapset(seen.server, seen.id)
    event = Event(
        key=f"map_difficulties/{subject}/{newest.happened // 1000}",
        kind="map_difficulties",
        subject=subject,
        cause=Cause.PLAYED,
        happened=newest.happened,
        facts=MapDifficultiesFacts(set=the_set(memory, newest), added=added, removed=removed),
    )
    return memory, [event]


def _counted(memory: Memory, before: Beatmapset | None, seen: Beatmapset) -> tuple[Memory, list[Event]]:
    """Round numbers of plays and favourites. Each is passed once: the most that was seen counts."""
    counts = {"plays": (memory.plays, seen.play_count), "favourites": (memory.favourites, seen.favourites)}
    after = structs.replace(
        memory, plays=max(memory.plays, seen.play_count), favourites=max(memory.favourites, seen.favourites)
    )
    if before is None or not (before.whole and seen.whole):
        return after, []
    least = {"plays": LEAST_PLAYS, "favourites": LEAST_FAVOURITES}
    passed = {name: _round(*counts[name], least[name]) for name in counts}
    return after, [_milestone(after, seen, name, count) for name, count in passed.items() if count]


def _round(before: int, now: int, least: int) -> int:
    """The highest of 1, 2 and 5 times a power of ten that was passed; 0: none."""
    return max((step for step in _steps(now) if step > before and step >= least), default=0)


def _steps(most: int) -> Iterator[int]:
    power = 1
    while power <= most:
        yield from (step for step in (power, 2 * power, 5 * power) if step <= most)
        power *= 10


def _milestone(memory: Memory, seen: Beatmapset, counter: str, count: int) -> Event:
    subject = keys.beatmapset(seen.server, seen.id)
    return Event(
        key=f"map_milestone/{subject}/{counter}/{count}",
        kind="map_milestone",
        subject=subject,
        cause=Cause.PLAYED,
        happened=seen.asked,
        facts=MapMilestoneFacts(set=the_set(memory, row(seen, "updated", seen.asked)), counter=counter, count=count),
    )
