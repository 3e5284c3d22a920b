"""The daily challenge: the map of a new day."""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.facts import MapFacts
from watcher.notification import Notification
from watcher.osu import keys, mods
from watcher.osu.nouns import Challenge, Mod

VERSION = 1
DEFAULT: tuple[str, ...] = ()


class Memory(Struct, frozen=True):
    """Challenges that opened up to `since` (ms UTC) are no news."""

    since: int


class DailyChallengeFacts(Struct, frozen=True, kw_only=True):
    """There is a new daily challenge.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). room: its number. mods: those that have to be played.
    closes: when it ends (ms UTC).
    """

    map: MapFacts
    mode: str
    room: int
    mods: tuple[Mod, ...]
    closes: int


KINDS: dict[str, type[Struct]] = {"daily_challenge": DailyChallengeFacts}
WORLD = tuple(KINDS)
SAMPLES: dict[str, Struct] = {
    "daily_challenge": DailyChallengeFacts(
        map=samples.MAP, mode="osu", room=3_509_398, mods=(Mod("HD"),), closes=1_790_035_200_000
    )
}


def concerned(seen: Challenge) -> tuple[str]:
    """Who sets it: osu! itself."""
    return (keys.site(seen.server),)


READS = {Challenge: concerned}


def start(since: int) -> Memory:
    """What opened up to `since` (ms) will not be news."""
    return Memory(since=since)


def diff(memory: Memory | None, seen: Challenge, now: int) -> Step:
    """One that opened later than the last."""
    memory = memory or start(now)
    if seen.opens <= memory.since:
        return Step(memory)
    subject = concerned(seen)[0]
    event = Event(
        key=f"daily_challenge/{subject}/{seen.id}",
        kind="daily_challenge",
        subject=subject,
        cause=Cause.PLAYED,
        happened=seen.opens,
        facts=DailyChallengeFacts(
            map=MapFacts.of(seen.beatmap), mode=seen.mode.value, room=seen.id, mods=seen.mods, closes=seen.closes
        ),
    )
    return Step(structs.replace(memory, since=seen.opens), (event,))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, DailyChallengeFacts)
    with_mods = f" +{shown}" if (shown := mods.display(facts.mods)) else ""
    mode = "" if facts.mode == "osu" else f" ({phrases.mode_title(facts.mode)})"
    about = (say.stars(facts.map.stars), say.length(facts.map.length), f"until {say.moment(facts.closes)}")
    return Notification(
        title=f"New daily challenge{mode}: {say.map_name(facts.map)}{with_mods}",
        body=" · ".join(about),
        url=say.room_link(facts.room),
        picture=say.cover_link(facts.map.set_id),
    )
