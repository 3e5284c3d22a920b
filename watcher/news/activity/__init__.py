"""Activity: what osu! itself writes down of a player in no mode in particular: medals and support.

Places on leaderboards, new names and maps stand in the same list; they are told by families of their own.
"""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher.aftermath import look_due
from watcher.events import Event, Look, Step, is_outdated
from watcher.news.activity import phrases
from watcher.news.activity.facts import KINDS, SAMPLES, told
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Activity, Play

__all__ = ["KINDS", "SAMPLES"]
VERSION = 1
NAME = "activity"
DEFAULT = ("medal",)

MOST_KNOWN = 128


class Memory(Struct, frozen=True):
    """What must be remembered of one player.

    since: what happened up to then (ms UTC) is never news. known: the keys of what was told, and when it happened.
    asked: when the last answer was asked for. awaited: when the look that the last play brought about is due.
    """

    since: int
    known: dict[str, int] = {}
    asked: int = 0
    awaited: int = 0


def concerned(seen: Play | Activity) -> tuple[str]:
    """The player, in whatever mode."""
    return (keys.user(seen.server, seen.user_id),)


READS = {Play: concerned, Activity: concerned}
TOLD_BY = (Activity,)


def start(since: int) -> Memory:
    """What happened up to `since` (ms) will not be news."""
    return Memory(since=since)


def diff(memory: Memory | None, seen: Play | Activity, now: int) -> Step:
    """A play is a reason to look soon; of the lines, those not told yet are news, oldest first."""
    memory = memory or start(now)
    return _played(memory, seen, now) if isinstance(seen, Play) else _looked(memory, seen)


def _played(memory: Memory, play: Play, now: int) -> Step:
    due = look_due(play, memory.awaited, memory.asked, now) if play.ended > memory.since else None
    if due is None:
        return Step(memory)
    return Step(structs.replace(memory, awaited=due), (), (_look(play, due),))


def _looked(memory: Memory, seen: Activity) -> Step:
    if is_outdated(seen.asked, memory.asked):
        return Step(memory)
    newest_last = reversed(seen.deeds)
    found = [event for deed in newest_last if (event := told(seen, deed)) and event.happened > memory.since]
    new = {event.key: event for event in found if event.key not in memory.known}
    events = sorted(new.values(), key=lambda event: event.happened)
    after = _with(structs.replace(memory, asked=seen.asked), {event.key: event.happened for event in events})
    return Step(after, tuple(events), (_look(seen, memory.awaited),) if memory.awaited > seen.asked else ())


def _with(memory: Memory, new: dict[str, int]) -> Memory:
    """These are known from now on. What falls out of the memory is too old to be news for ever."""
    known = sorted((memory.known | new).items(), key=lambda row: row[1])
    dropped, kept = known[:-MOST_KNOWN], known[-MOST_KNOWN:]
    return structs.replace(memory, known=dict(kept), since=max(memory.since, *(when for _, when in dropped), 0))


def _look(seen: Play | Activity, due: int) -> Look:
    return Look(question="activity", subject=concerned(seen)[0], due=due, asker=NAME)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return phrases.notification(events)
