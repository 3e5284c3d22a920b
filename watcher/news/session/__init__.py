"""Sessions: who plays again, and one message when play stops, that tells how it went.

A session begins with the first play after a pause. It is over when a look, half an hour after the last sign of play,
finds none: time passes by what was seen, never by the clock, so that being blind ends no session.
"""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher.events import Cause, Event, Look, Step
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.session.facts import SAMPLES, SessionFacts, SessionStartedFacts, notification
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, Profile

__all__ = ["SAMPLES"]
VERSION = 1
NAME = "session"

PAUSE = 30 * 60_000
MOST_KNOWN = 500


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


KINDS: dict[str, type[Struct]] = {"session_started": SessionStartedFacts, "session": SessionFacts}
DEFAULT: tuple[str, ...] = ()


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
        events = (_over(memory, session, play),)
        memory = structs.replace(memory, until=session.active)
        session = None
    if session is None:
        session = Session(began=play.ended, ended=play.ended, active=play.ended, before=memory.standing)
        events = (*events, *_started(memory, play))
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


def _started(memory: Memory, play: Play) -> tuple[Event, ...]:
    if play.ended - memory.until < PAUSE:
        return ()  # as far as we look back, play may never have stopped
    facts = SessionStartedFacts(
        player=PlayerFacts(id=play.user_id, name=play.username or (memory.standing.name if memory.standing else "")),
        mode=play.mode.value,
        away=(play.ended - memory.until) // 1000,
        map=_map(play),
        play=PlayFacts.of(play),
    )
    return (_event("session_started", play, play.ended, play.ended, facts),)


def _looked(memory: Memory, seen: Profile) -> Step:
    standing, session = memory.standing, memory.session
    if standing and seen.asked <= standing.asked:
        return Step(memory)
    looked = Standing(seen.asked, seen.pp, seen.global_rank, seen.play_count, int(seen.level), seen.username)
    memory = structs.replace(memory, standing=looked)
    if session is None:
        return Step(memory)
    if standing and seen.play_count > standing.tries:
        session = structs.replace(session, active=max(session.active, seen.asked))
    if seen.asked - session.active < PAUSE:
        return Step(structs.replace(memory, session=session))
    return Step(Memory(session.active, looked), (_over(memory, session, seen),))


def _over(memory: Memory, session: Session, seen: Play | Profile) -> Event:
    before, after = session.before, memory.standing
    if after is not None and after.asked < session.ended:
        after = None  # older than the last play: it does not tell how the session ended
    both = (before, after) if before and after else None
    ranks = both and (both[0].rank, both[1].rank)
    facts = SessionFacts(
        player=PlayerFacts(id=seen.user_id, name=seen.username or (after.name if after else "")),
        mode=seen.mode.value,
        began=session.began,
        ended=session.ended,
        seconds=(session.ended - session.began) // 1000,
        passes=session.passes,
        plays=both[1].tries - both[0].tries if both else None,
        pp_before=before.pp if before else None,
        pp_after=after.pp if after else None,
        pp_change=round(both[1].pp - both[0].pp, 2) if both else None,
        rank_before=before.rank if before else None,
        rank_after=after.rank if after else None,
        rank_gain=ranks[0] - ranks[1] if ranks and ranks[0] is not None and ranks[1] is not None else None,
        level_before=before.level if before else None,
        level_after=after.level if after else None,
        map=_map(session.best) if session.best else None,
        play=PlayFacts.of(session.best) if session.best else None,
    )
    return _event("session", seen, session.began, session.ended, facts)


def _event(kind: str, seen: Play | Profile, began: int, happened: int, facts: Struct) -> Event:
    subject = concerned(seen)[0]
    return Event(
        key=f"{kind}/{subject}/{began // 1000}",
        kind=kind,
        subject=subject,
        cause=Cause.PLAYED,
        happened=happened,
        facts=facts,
    )


def _map(play: Play) -> MapFacts:
    return MapFacts.of(play.beatmap) if play.beatmap else MapFacts(id=play.beatmap_id)
