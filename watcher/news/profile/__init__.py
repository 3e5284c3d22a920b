"""Profiles: a player's pp, ranks and counters, before and after. A change knows the play that caused it, if one did."""

from collections.abc import Iterator, Sequence

from msgspec import structs

from watcher.events import Cause, Event, Look, Step, is_outdated
from watcher.news.profile import phrases
from watcher.news.profile.changes import NEWS, Change
from watcher.news.profile.facts import KINDS, SAMPLES
from watcher.news.profile.milestones import fine_ranks_reached
from watcher.news.profile.standing import PATIENCE, Memory, explained, glimpsed, is_premature, looked, spent
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Card, Play, Profile, TopPlays

__all__ = ["KINDS", "SAMPLES", "Memory"]
VERSION = 1
NAME = "profile"

DEFAULT = ("rank_change", "rank_milestone", "pp_milestone", "ranked_again")
MILESTONES = ("rank_milestone", "pp_milestone")
STEPS = ("rank_step", "pp_step")
CAUSES = dict.fromkeys((*MILESTONES, *STEPS), frozenset(Cause))  # also those that others brought about
TOGETHER = (*MILESTONES, *STEPS, "level_up", "counter_milestone")
PAUSED = SWALLOWED = ("rank_change", "variant_change", *MILESTONES, *STEPS)
"""While pp is recalculated; where nobody played, they are folded into its notice."""


def concerned(seen: Play | TopPlays | Card | Profile) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, TopPlays: concerned, Card: concerned, Profile: concerned}
ASKED_FOR = (TopPlays,)  # by those who need lists; here they only say which play made a gain
TOLD_BY = (Profile,)
NEEDS = {"variant_change": "variants"}
IN_PART = {"rank_change": "country_rank", "rank_milestone": "country_rank"}


def diff(memory: Memory | None, seen: Play | TopPlays | Card | Profile, now: int) -> Step:
    """A play is remembered as a reason; a profile is compared with the last one; a rank on a card may be worth one."""
    if isinstance(seen, Play | TopPlays):
        return Step(explained(memory, (seen,) if isinstance(seen, Play) else seen.plays) if memory else None)
    if isinstance(seen, Card):
        return _glimpsed(memory, seen, now)
    if memory is None:
        return Step(looked(Memory(), seen))
    if is_outdated(seen.asked, memory.asked):
        return Step(memory)
    if is_premature(memory, seen):
        return _held(memory, seen, now)
    after = looked(memory, seen)
    changes = [change for news in NEWS for change in news(memory, after, seen)]
    if after.pp > memory.pp:
        after = spent(after)
    revision = memory.revision + bool(changes)
    events = [_event(change, seen, revision) for change in changes]
    return Step(structs.replace(after, revision=revision), tuple(_together(events)))


def _held(memory: Memory, seen: Profile, now: int) -> Step:
    """The gain is told by a later profile, once its play was seen; what was played since the last one is looked for."""
    if memory.held:
        return Step(memory)
    questions = {"profile": now + PATIENCE} | ({} if memory.play_ended > memory.asked else {"recent": now})
    looks = [Look(question=one, subject=concerned(seen)[0], due=due, asker=NAME) for one, due in questions.items()]
    return Step(structs.replace(memory, held=seen.asked), (), looks)


def _glimpsed(memory: Memory | None, seen: Card, now: int) -> Step:
    """A rank that came, went, or was never so good by a round number: the profile says what else there is to it."""
    if memory is None or memory.rank is None or is_outdated(seen.asked, memory.asked):
        return Step(memory)
    came_or_went = bool(memory.unranked) != (seen.global_rank is None)
    if seen.global_rank == memory.glimpse or not (
        came_or_went or fine_ranks_reached(memory.best_rank, seen.global_rank)
    ):
        return Step(memory)
    look = Look(question="profile", subject=concerned(seen)[0], due=now, asker=NAME)
    return Step(glimpsed(memory, seen), (), (look,))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return phrases.notification(events)


def _together(events: Sequence[Event]) -> Iterator[Event]:
    """Several milestones of one change are one message: the first is told, the others complete it.

    So does the new rank, unless it completes the play that brought it.
    """
    first = next((event.key for event in events if event.kind in TOGETHER), None)
    for event in events:
        rank = first is not None and event.kind == "rank_change" and event.about is None
        completes = rank or (event.kind in TOGETHER and event.key != first)
        yield structs.replace(event, about=first) if completes else event


def _event(change: Change, seen: Profile, revision: int) -> Event:
    subject = concerned(seen)[0]
    return Event(
        key=f"{change.kind}/{change.key or f'{subject}/{revision}'}",
        kind=change.kind,
        subject=subject,
        cause=change.cause,
        happened=seen.asked,
        facts=change.facts,
        about=change.about,
    )
