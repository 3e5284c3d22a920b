"""Sessions: who plays again, and one message when play stops, that tells how it went.

The subject is a player's sessions with the pause that ends one. When a session is over is told by `watcher.sitting`.
Then osu! is asked once what it wrote down meanwhile: medals, first places; and for the list of best plays where plays
came without their pp. Where it does not answer, the message comes without, by the next look at the profile.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from watcher.events import Event, Look, Step, is_outdated
from watcher.news.session.facts import SAMPLES, SessionFacts, SessionStartedFacts, notification, over, started
from watcher.news.session.memory import Memory
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Activity, Play, Profile, TopPlays
from watcher.sitting import Seat

__all__ = ["SAMPLES", "Memory"]
VERSION = 1
NAME = "session"
ABOUT = keys.is_session
ASKED_FOR = (Activity, TopPlays)  # asked for when a session is over; nobody needs to look at them all the time

PATIENCE = 10 * 60_000
"""How long the message waits for that (ms)."""


KINDS: dict[str, type[Struct]] = {"session_started": SessionStartedFacts, "session": SessionFacts}
DEFAULT: tuple[str, ...] = ()
WAITS = {"session": 30 * 60_000}  # the usual pause (ms): before it is over, so is no session
IN_PART = {"session": "if_fc"}
CONTINUES = {"session": ("session_started", "session_running")}  # one message for a session, where it can be changed


def parts(subject: str) -> Sequence[str]:
    """Whose sightings concern a player's sessions: the player's, in that mode and in none in particular."""
    server, mode, user_id, _ = keys.read_session(subject)
    return [keys.player(server, mode, user_id), keys.user(server, user_id)]


def concerned(seen: Play | Profile | TopPlays) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


def concerned_in_all(seen: Activity) -> tuple[str]:
    """The player, in whatever mode."""
    return (keys.user(seen.server, seen.user_id),)


READS = {Play: concerned, TopPlays: concerned, Profile: concerned, Activity: concerned_in_all}


def about(subject: str, since: int) -> Memory:
    """Plays that ended up to `since` (ms) belong to no session of ours."""
    return Memory(subject, Seat(keys.read_session(subject).pause, since))


def diff(memory: Memory | None, seen: Play | Profile | Activity | TopPlays, now: int) -> Step:
    """A play begins a session or belongs to it; a profile shows whether it is over; lists, what came of it."""
    if memory is None:
        return Step(memory)
    if isinstance(seen, Play):
        return _played(memory, seen, now)
    if isinstance(seen, Profile):
        return _looked(memory, seen, now)
    return _read(memory, seen) if isinstance(seen, Activity) else _listed(memory, seen)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return notification(events)


def _played(memory: Memory, play: Play, now: int) -> Step:
    if not memory.seat.is_new(play):
        return _again(memory, play)
    events: list[Event] = []
    looks: list[Look] = []
    if memory.seat.is_over(play.ended):
        events.append(over(memory))
        memory = memory.left()
    if memory.seat.sitting is None:
        if play.ended >= memory.seat.ends:  # else play may never have stopped, as far as we look back
            events.append(started(memory, play))
            looks += _map_looks([play], now)
        looks.append(_look("profile", concerned(play)[0], max(now, play.ended + memory.seat.pause)))
    return Step(Memory(memory.subject, memory.seat.played(play), memory.story.played(play)), events, looks)


def _again(memory: Memory, play: Play) -> Step:
    """A play that is known. Perhaps its pp was not."""
    story = memory.story.played(play)
    if memory.seat.sitting is None or play.ended <= memory.seat.until or story == memory.story:
        return Step(memory)
    return Step(structs.replace(memory, story=story))


def _looked(memory: Memory, seen: Profile, now: int) -> Step:
    seat = memory.seat.looked(seen)
    if seat is memory.seat:
        return Step(memory)
    memory = structs.replace(memory, seat=seat)
    if seat.sitting is None:
        return Step(memory)
    if not seat.is_over(seen.asked):
        return Step(memory, (), (_look("profile", concerned(seen)[0], max(now, seat.ends)),))
    if memory.story.is_whole(seat.sitting.ended) or seen.asked >= seat.ends + PATIENCE:
        return Step(memory.left(), (over(memory),), tuple(_map_looks(memory.story.told, now)))
    if memory.closing:
        return Step(memory)
    return Step(structs.replace(memory, closing=True), (), tuple(_last_looks(memory, seen, now)))


def _read(memory: Memory, seen: Activity) -> Step:
    seat, deeds = memory.seat, memory.story.deeds
    if seat.sitting is None or is_outdated(seen.asked, deeds.asked):
        return Step(memory)
    began = seat.sitting.began // 1000 * 1000  # osu! writes down whole seconds
    deeds = deeds.read(seen, keys.read_session(memory.subject).mode, began, seat.ends)
    return _closed(structs.replace(memory, story=structs.replace(memory.story, deeds=deeds)))


def _listed(memory: Memory, seen: TopPlays) -> Step:
    """The best plays, among them perhaps some of this session whose pp is told nowhere else."""
    sitting, story = memory.seat.sitting, memory.story
    if sitting is None or is_outdated(seen.asked, story.listed):
        return Step(memory)
    for play in seen.plays:
        if play.ended > memory.seat.until and not memory.seat.is_new(play):
            story = story.played(play)
    return _closed(structs.replace(memory, story=structs.replace(story, listed=seen.asked)))


def _closed(memory: Memory) -> Step:
    """The session is told, if this was all that was waited for."""
    sitting = memory.seat.sitting
    if sitting is None or not memory.closing or not memory.story.is_whole(sitting.ended):
        return Step(memory)
    return Step(memory.left(), (over(memory),))


def _last_looks(memory: Memory, seen: Profile, now: int) -> Iterator[Look]:
    yield _look("activity", keys.user(seen.server, seen.user_id), now)
    if memory.story.unpriced:
        yield _look("best", concerned(seen)[0], now)
    yield from _map_looks(memory.story.told, now)


def _look(question: str, subject: str, due: int) -> Look:
    return Look(question=question, subject=subject, due=due, asker=NAME)


def _map_looks(plays: Iterable[Play], now: int) -> Iterator[Look]:
    """For the names of their maps, and for what plays would have been worth."""
    return (_look("beatmap", keys.beatmap(one.server, one.beatmap_id), now) for one in plays)
