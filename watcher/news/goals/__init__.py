"""Goals: a rank, pp, a level or plays that a player is to reach, some day or by a day. The subject is the goal.

What was reached or over at the first look is no news. A goal is told once: as reached, or as missed by the first look
after its day.
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, structs

from watcher.events import Cause, Event, Step, is_outdated
from watcher.facts import PlayerFacts
from watcher.news.goals.facts import KINDS, SAMPLES, GoalFacts, notification
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Place, Profile

__all__ = ["KINDS", "SAMPLES"]
VERSION = 1
ABOUT = keys.is_goal
DEFAULT = ("goal_reached", "goal_missed")
CAUSES = dict.fromkeys(KINDS, frozenset(Cause))  # others may bring it about, or nobody

STEPS = (25, 50, 75, 90, 95, 99)
"""How much of the way (percent) is worth telling."""
FALLING = {"rank", "country_rank"}
"""What is the better the less it is."""


class Memory(Struct, frozen=True):
    """What must be remembered of one goal. start: where the player stood at the first look.

    step: the last of `STEPS` that was told. place_pp: what the rank takes, 0 while that is not known. over: reached or
    missed.
    """

    subject: str
    asked: int = 0
    start: float | None = None
    pp: float = 0.0
    step: int = 0
    place_pp: float = 0.0
    over: bool = False


_VALUES: Mapping[str, Callable[[Profile], float | None]] = {
    "rank": lambda seen: seen.global_rank if seen.pp > 0 else None,
    "country_rank": lambda seen: seen.country_rank if seen.pp > 0 else None,
    "pp": lambda seen: seen.pp or None,
    "level": lambda seen: seen.level or None,
    "play_count": lambda seen: seen.play_count or None,
}
"""Measure → what a profile shows of it; None where it shows nothing, or no rank."""


def parts(subject: str) -> Sequence[str]:
    """Whose sightings concern a goal: the player's, and those of the place that is to be reached."""
    goal = keys.read_goal(subject)
    place = [keys.place(goal.server, goal.mode, goal.target)] if goal.measure == "rank" else []
    return [keys.player(goal.server, goal.mode, goal.user_id), *place]


def concerned(seen: Profile) -> tuple[str]:
    """The player; which goals they have is known elsewhere."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


def place_of(seen: Place) -> tuple[str]:
    """The place."""
    return (seen.subject,)


READS = {Profile: concerned, Place: place_of}


def about(subject: str, _since: int) -> Memory:
    """What a goal begins with: its terms."""
    return Memory(subject)


def diff(memory: Memory | None, seen: Profile | Place, _now: int) -> Step:
    """A profile shows how far it is; a place, how much pp it takes."""
    if memory is None or memory.over:
        return Step(memory)
    if isinstance(seen, Place):
        return Step(memory if seen.pp == memory.place_pp else structs.replace(memory, place_pp=seen.pp))
    return Step(memory) if is_outdated(seen.asked, memory.asked) else _looked(memory, seen)


def _looked(memory: Memory, seen: Profile) -> Step:
    goal = keys.read_goal(memory.subject)
    value = _VALUES[goal.measure](seen)
    late = bool(goal.by) and seen.asked >= goal.by
    if value is None and not late:
        return Step(memory)
    after = structs.replace(memory, asked=seen.asked, pp=seen.pp, over=late or _reached(goal, value))
    if memory.start is None:
        return Step(structs.replace(after, start=value))
    facts = _facts(after, goal, seen, memory.start if value is None else value)
    if after.over:
        return Step(after, (_event("goal_missed" if facts.missing else "goal_reached", memory, seen, facts),))
    step = max((one for one in STEPS if one <= facts.percent), default=0)
    if step <= memory.step:
        return Step(after)
    return Step(structs.replace(after, step=step), (_event("goal_progress", memory, seen, facts, f"/{step}"),))


def _reached(goal: keys.GoalKey, value: float | None) -> bool:
    return value is not None and (value <= goal.target if goal.measure in FALLING else value >= goal.target)


def _facts(memory: Memory, goal: keys.GoalKey, seen: Profile, value: float) -> GoalFacts:
    start = memory.start if memory.start is not None else value
    missing = 0.0 if _reached(goal, value) else abs(goal.target - value)
    way = abs(goal.target - start)
    known = goal.measure == "rank" and memory.place_pp > seen.pp and missing
    return GoalFacts(
        player=PlayerFacts(id=seen.user_id, name=seen.username, country=seen.country),
        mode=goal.mode.value,
        measure=goal.measure,
        target=goal.target,
        start=start,
        value=value,
        missing=round(missing, 2),
        percent=round(max(0.0, 100 * (1 - missing / way)), 1) if way else 100.0,
        pp=seen.pp,
        pp_missing=round(memory.place_pp - seen.pp, 2) if known else None,
        until=goal.by or None,
    )


def _event(kind: str, before: Memory, seen: Profile, facts: GoalFacts, more: str = "") -> Event:
    counted = facts.measure in {"level", "play_count"} or seen.pp > before.pp
    return Event(
        key=f"{kind}/{before.subject}{more}",
        kind=kind,
        subject=before.subject,
        cause=Cause.PLAYED if counted else Cause.OTHERS,
        happened=seen.asked,
        facts=facts,
    )


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return notification(events)
