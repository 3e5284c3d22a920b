"""Attendance: who joins a match or room, who leaves, who is kicked, who is host. Half a minute of it in one message."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Attendance, Move

VERSION = 1
KEPT = 30 * 86_400_000
"""How long a lobby that nobody follows any more is remembered (ms)."""
GATHERED = 30_000
"""How long comings and goings are gathered (ms): who drops out and comes back within it was not away."""
SHOWN = 6


class Memory(Struct, frozen=True):
    """The last thing that was seen (`last`), what is not told yet, and the names of those it is about."""

    last: int = 0
    untold: tuple[Move, ...] = ()
    names: dict[int, str] = {}


class MatchAttendanceFacts(Struct, frozen=True, kw_only=True):
    """Who came to a match or room, and who went.

    match_id, match_name: of the match. room: it is a lazer room, not a stable match.
    joined, left, kicked: names. host: who is host now, empty where that did not change.
    """

    match_id: int
    match_name: str
    room: bool = False
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    kicked: tuple[str, ...] = ()
    host: str = ""


KINDS: dict[str, type[Struct]] = {"match_attendance": MatchAttendanceFacts}
DEFAULT: tuple[str, ...] = ()
SAMPLES: dict[str, Struct] = {
    "match_attendance": MatchAttendanceFacts(
        match_id=105, match_name="ACR: (Norway) vs (Japan)", joined=("Mira", "Sol"), left=("Kei",), host="Mira"
    )
}


def concerned(seen: Attendance) -> Iterable[str]:
    """The lobby itself."""
    return ((keys.room if seen.room else keys.match)(seen.server, seen.id),)


READS = {Attendance: concerned}


def diff(memory: Memory | None, seen: Attendance, _now: int) -> Step:
    """What happened for half a minute, in one event. That everybody leaves when the lobby is closed is no news."""
    newest = max((move.id for move in seen.moves), default=0)
    if memory is None:
        return Step(Memory(last=newest))
    new = tuple(move for move in seen.moves if move.id > memory.last)
    untold = memory.untold + new
    last = max(memory.last, newest)
    if seen.closed:
        return Step(Memory(last=last) if new or memory.untold else memory)
    if not untold or seen.asked - untold[0].at < GATHERED:
        names = {move.user_id: seen.names[move.user_id] for move in new if move.user_id in seen.names}
        return Step(Memory(last=last, untold=untold, names=memory.names | names) if new else memory)
    facts = _facts(seen, untold, memory.names | seen.names)
    told = facts.joined or facts.left or facts.kicked or facts.host
    return Step(Memory(last=last), (_event(seen, facts, untold[-1]),) if told else ())


def _facts(seen: Attendance, moves: Sequence[Move], known: Mapping[int, str]) -> MatchAttendanceFacts:
    """What is left of it: who is here who was not, who is gone who was here."""
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    for move in moves:
        if move.what != "host":
            first.setdefault(move.user_id, move.what)
            last[move.user_id] = move.what
    hosts = [move.user_id for move in moves if move.what == "host"]
    away = {user for user, what in last.items() if what == "left" and first[user] != "joined"}

    def names(users: Iterable[int]) -> tuple[str, ...]:
        return tuple(known.get(user) or f"player {user}" for user in users)

    return MatchAttendanceFacts(
        match_id=seen.id,
        match_name=seen.name,
        room=seen.room,
        joined=names(user for user, what in last.items() if what == "joined" == first[user]),
        left=names(sorted(away)),
        kicked=names(user for user, what in last.items() if what == "kicked"),
        host=names(hosts[-1:])[0] if hosts else "",
    )


def _event(seen: Attendance, facts: MatchAttendanceFacts, newest: Move) -> Event:
    (subject,) = concerned(seen)
    return Event(
        key=f"match_attendance/{subject}/{newest.id}",
        kind="match_attendance",
        subject=subject,
        cause=Cause.PLAYED,
        happened=newest.at,
        facts=facts,
    )


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, MatchAttendanceFacts)
    groups = {"joined": facts.joined, "left": facts.left, "kicked": facts.kicked}
    counts = [f"{len(names)} {what}" for what, names in groups.items() if names]
    lines = [f"{what}: {_names(names)}" for what, names in groups.items() if names]
    host = [f"host: {facts.host}"] if facts.host else []
    return Notification(
        title=f"{facts.match_name}: {', '.join(counts) or 'another host'}",
        body=" · ".join([*lines, *host]),
        url=(say.room_link if facts.room else say.match_link)(facts.match_id),
    )


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
