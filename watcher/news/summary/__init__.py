"""Summaries: what a player, or all players of a watch, did in a day or in a week, at the times that the watch names.

The subject is who is summed up, and when. Nothing is told by the clock alone: when a summary is due everybody is looked
at, and it is told by these looks, from the last ones to these. If nobody could be looked at, it comes with the first
look after that, and tells of all the time; times that passed meanwhile bring none of their own.
"""

from collections.abc import Sequence

from msgspec import structs

from watcher.events import Event, Look, Step, is_outdated
from watcher.news.summary import phrases
from watcher.news.summary.facts import KINDS, SAMPLES, summed_up
from watcher.news.summary.memory import Mark, Memory
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, Profile, TopPlays
from watcher.rules import Digest, next_digest

__all__ = ["KINDS", "SAMPLES", "Memory"]
VERSION = 1
NAME = "summary"
ABOUT = keys.is_summary
ASKED_FOR = (TopPlays,)  # asked for where plays come without their pp
DEFAULT = ("summary", "group_summary")

PATIENCE = 30 * 60_000
"""How long a summary waits for players who are not shown (ms)."""
BEFORE = 2 * 60_000
"""How long before a summary the list of best plays is asked for (ms)."""


def parts(subject: str) -> Sequence[str]:
    """Whose sightings concern it: the player's. Who is in a watch is known elsewhere."""
    who = keys.read_summary(subject)
    return [] if who.watch else [keys.player(who.server, who.mode, who.user_id)]


def concerned(seen: Play | Profile | TopPlays) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, TopPlays: concerned, Profile: concerned}
TOLD_BY = (Profile,)
ON_TIME = frozenset(KINDS)  # told by looks of its own, made when it is due


def about(subject: str, since: int) -> Memory:
    """The first one tells of the time since then (ms UTC)."""
    return Memory(subject, since, _next(subject, since))


def diff(memory: Memory | None, seen: Play | Profile | TopPlays, now: int) -> Step:
    """Plays and lists show which was the best; profiles how everybody stands, and that the time has come."""
    if memory is None:
        return Step(memory)
    if isinstance(seen, Profile):
        return _looked(memory, seen, now)
    if isinstance(seen, Play):
        return _played(memory, seen, now)
    for play in seen.plays:
        memory = memory.played(play)
    return Step(memory)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return phrases.notification(events)


def _played(memory: Memory, play: Play, now: int) -> Step:
    listed = play.user_id in memory.lists or play.ended <= memory.since or not play.passed
    if play.no_pp != "not offered" or listed:
        return Step(memory.played(play))
    asked = structs.replace(memory, lists=(*memory.lists, play.user_id))
    return Step(asked, (), (_look("best", concerned(play)[0], max(now, memory.due - BEFORE)),))


def _looked(memory: Memory, seen: Profile, now: int) -> Step:
    known = memory.spans.get(seen.user_id)
    if known and is_outdated(seen.asked, known.now.asked):
        return Step(memory)
    memory = memory.looked(Mark.of(seen), seen.user_id)
    subject = concerned(seen)[0]
    if seen.asked < memory.due:
        return Step(memory, (), (_look("profile", subject, max(now, memory.due)),))
    if not memory.is_whole and seen.asked < memory.due + PATIENCE:
        return Step(memory, (), (_look("profile", subject, max(now, memory.due + PATIENCE)),))
    event, best = summed_up(memory, seen.asked), memory.best
    looks = [_look("beatmap", keys.beatmap(best.server, best.beatmap_id), now)] if best and not best.beatmap else []
    due = _next(memory.subject, seen.asked)
    return Step(memory.told(seen.asked, due), (event,), (*looks, _look("profile", subject, max(now, due))))


def _next(subject: str, now: int) -> int:
    return next_digest(Digest.read(keys.read_summary(subject).when), now)


def _look(question: str, subject: str, due: int) -> Look:
    return Look(question=question, subject=subject, due=due, asker=NAME)
