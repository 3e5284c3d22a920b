"""Sessions: who plays again, and one message when play stops, that tells how it went.

A session begins with the first play after a pause. It is over when a look, half an hour after the last sign of play,
finds none: time passes by what was seen, never by the clock, so that being blind ends no session.
"""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher.events import Event, Look, Step, is_outdated
from watcher.news.session.facts import SAMPLES, SessionFacts, SessionStartedFacts, notification, over, started
from watcher.news.session.memory import Memory, Session, Standing
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, Profile

__all__ = ["SAMPLES", "Memory"]
VERSION = 1
NAME = "session"

PAUSE = 30 * 60_000
MOST_KNOWN = 500


KINDS: dict[str, type[Struct]] = {"session_started": SessionStartedFacts, "session": SessionFacts}
DEFAULT: tuple[str, ...] = ()
CONTINUES = {"session": ("session_started",)}  # one message for a session, where it can be changed


def concerned(seen: Play | Profile) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, Profile: concerned}


def start(since: int) -> Memory:
    """Plays that ended up to `since` (ms) belong to no session of ours."""
    return Memory(until=since)


def diff(memory: Memory | None, seen: Play | Profile, now: int) -> Step:
    """A play begins a session or belongs to it; a profile shows whether it is over."""
    memory = memory or start(now)
    return _looked(memory, seen) if isinstance(seen, Profile) else _played(memory, seen, now)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return notification(events)


def _played(memory: Memory, play: Play, now: int) -> Step:
    session = memory.session
    events: tuple[Event, ...] = ()
    identity = (play.beatmap_id, play.ended // 1000)
    if play.ended <= memory.until or (session and identity in session.known):
        return Step(memory)
    if session and play.ended - session.active > PAUSE:
        events = (over(memory, session, play),)
        memory = structs.replace(memory, until=session.active)
        session = None
    if session is None:
        session = Session(began=play.ended, ended=play.ended, active=play.ended, before=memory.standing)
        if play.ended - memory.until >= PAUSE:  # else play may never have stopped, as far as we look back
            events = (*events, started(memory, play))
    session = structs.replace(
        session,
        began=min(session.began, play.ended),
        ended=max(session.ended, play.ended),
        active=max(session.active, play.ended),
        passes=session.passes + play.passed,
        best=_better(session.best, play),
        known=(*session.known, identity)[-MOST_KNOWN:],
    )
    told_of = session.best is play or any(event.kind == "session_started" for event in events)
    looks = _map_look(play, now) if told_of else ()
    return Step(structs.replace(memory, session=session), events, looks)


def _better(best: Play | None, play: Play) -> Play | None:
    if not play.passed:
        return best
    return play if best is None or (play.pp or 0.0) >= (best.pp or 0.0) else best


def _map_look(play: Play, now: int) -> tuple[Look, ...]:
    if play.beatmap is not None:
        return ()
    return (Look(question="beatmap", subject=keys.beatmap(play.server, play.beatmap_id), due=now, asker=NAME),)


def _looked(memory: Memory, seen: Profile) -> Step:
    standing, session = memory.standing, memory.session
    if standing and is_outdated(seen.asked, standing.asked):
        return Step(memory)
    looked = Standing(seen.asked, seen.pp, seen.global_rank, seen.play_count, int(seen.level), seen.username)
    memory = structs.replace(memory, standing=looked)
    if session is None:
        return Step(memory)
    if standing and seen.play_count > standing.tries:
        session = structs.replace(session, active=max(session.active, seen.asked))
    if seen.asked - session.active < PAUSE:
        return Step(structs.replace(memory, session=session))
    return Step(Memory(session.active, looked), (over(memory, session, seen),))
