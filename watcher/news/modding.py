"""Modding: what people write about a set, each thread with its first words. Answers to it are not told."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.facts import PlayerFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Discussion

VERSION = 1
DEFAULT = ()
MOST_KNOWN = 100
LONGEST_NAME, LONGEST_SONG, LONGEST_TEXT = 22, 52, 200
_SAID = {
    "suggestion": "suggests something for",
    "problem": "found a problem in",
    "praise": "praises",
    "hype": "hypes",
    "note": "left a note on",
    "review": "reviewed",
}


class Memory(Struct, frozen=True):
    """What was written up to `since` (ms UTC) is never news, nor what is `known` by its number.

    floor: numbers up to here were known and are not kept any more.
    """

    since: int
    known: tuple[int, ...] = ()
    floor: int = 0


class MapModFacts(Struct, frozen=True, kw_only=True):
    """Somebody began a discussion of a set.

    set_id, artist, title: of the set. mapper: whose it is. by: who wrote. text: the first words.
    what: `suggestion`, `problem`, `praise`, `hype`, `note` (the mapper's own), `review`, or osu!'s word for it.
    version: the name of the difficulty that it is about, empty for the whole set. discussion_id: its number.
    """

    set_id: int
    artist: str
    title: str
    mapper: PlayerFacts
    by: PlayerFacts
    what: str
    text: str
    version: str = ""
    discussion_id: int

    def watched_as(self, server: str) -> tuple[str, ...]:
        """The mapper's watches hear of it, besides those of the set."""
        return (keys.mapper(server, self.mapper.id),)


KINDS: dict[str, type[Struct]] = {"map_mod": MapModFacts}
SAMPLES: dict[str, Struct] = {
    "map_mod": MapModFacts(
        set_id=7,
        artist="Aurora Band",
        title="First Light",
        mapper=PlayerFacts(id=9, name="Kettle"),
        by=PlayerFacts(id=3, name="Sol"),
        what="problem",
        text="00:11:215 - This slider is not snapped.",
        version="Insane",
        discussion_id=5_647_607,
    )
}


def concerned(seen: Discussion) -> Iterable[str]:
    """The set."""
    return (keys.beatmapset(seen.server, seen.beatmapset_id),)


def heard_by(seen: Discussion) -> Iterable[str]:
    """Who watches the set, or its mapper."""
    yield from concerned(seen)
    yield keys.mapper(seen.server, seen.creator_id)


READS = {Discussion: concerned}
WATCHED = {Discussion: heard_by}


def start(since: int) -> Memory:
    """What was written up to `since` (ms) will not be news."""
    return Memory(since=since)


def diff(memory: Memory | None, seen: Discussion, now: int) -> Step:
    """What was not there before is news."""
    memory = memory or start(now)
    if seen.written <= memory.since or seen.id <= memory.floor or seen.id in memory.known:
        return Step(memory)
    known = sorted((*memory.known, seen.id))
    floor = max([memory.floor, *known[:-MOST_KNOWN]])
    after = structs.replace(memory, known=tuple(known[-MOST_KNOWN:]), floor=floor)
    return Step(after, (_event(seen),))


def _event(seen: Discussion) -> Event:
    (subject,) = concerned(seen)
    facts = MapModFacts(
        set_id=seen.beatmapset_id,
        artist=seen.artist,
        title=seen.title,
        mapper=PlayerFacts(id=seen.creator_id, name=seen.creator),
        by=PlayerFacts(id=seen.by, name=seen.by_name),
        what=seen.what,
        text=seen.text,
        version=seen.version,
        discussion_id=seen.id,
    )
    return Event(
        key=f"map_mod/{subject}/{seen.id}",
        kind="map_mod",
        subject=subject,
        cause=Cause.PLAYED,
        happened=seen.written,
        facts=facts,
    )


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, MapModFacts)
    who = say.short(say.player_name(facts.by), LONGEST_NAME)
    song = say.song(facts.artist, facts.title, LONGEST_SONG) or f"set {facts.set_id}"
    on = f"[{say.short(facts.version, LONGEST_NAME)}]" if facts.version else ""
    return Notification(
        title=f"{who} {_SAID.get(facts.what, 'wrote about')} {song}",
        body=" · ".join(filter(None, (on, say.short(facts.text, LONGEST_TEXT)))),
        url=say.discussion_link(facts.set_id, facts.discussion_id),
        picture=say.cover_link(facts.set_id),
    )
