"""What watching will cost, and how late news will be: told before anything is asked. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, floor
from typing import NamedTuple

from watcher import belief, pace, words
from watcher.events import Family
from watcher.osu import lobbies
from watcher.osu.nouns import (
    Activity,
    Attendance,
    Beatmapset,
    Card,
    Challenge,
    Daily,
    Discussion,
    Leaderboard,
    MapEvent,
    Match,
    Place,
    Plan,
    Play,
    Post,
    Profile,
    Ranking,
    Standings,
)

MINUTE = 60_000
HOUR = 60 * MINUTE
SEEDING_SHARE = 0.8
"""How much of the budget the first look at everybody's best list may take."""
BEST_COST = 2
"""Requests for one best list of 200."""
SOONEST = 5
"""Seconds between two looks at the feed, at the least: the server repeats itself for so long."""
PLAYS = ("feed", "recent")
"""The questions that tell of plays."""
MAPS = ("map_events", "mapper", "set", "ranked")
"""The questions that tell of sets; the first tells who did what to them, and so all that the last tells."""
LISTED = (2.3, 4.0)
"""Seconds after which osu! lists a play: half of them, and nineteen of twenty. What stable submits and is no best is
held for five seconds (osu-queue-score-statistics: WatchScoresCommand)."""
UNNOTICED = 0.55
"""Nineteen of twenty plays wait no longer than so much of the mean interval until a look notices the session."""
LOBBIES = ("match", "room", "matches", "rooms")
"""The questions that tell of lobbies; those that are found are looked at as often as those that are named."""
_TELLING: Mapping[type, Sequence[str]] = {
    Card: ("cards",),
    Profile: ("profile",),
    Activity: ("activity", "profile"),
    Leaderboard: ("board",),
    Ranking: ("ranking",),
    Place: ("place",),
    Match: LOBBIES,
    Attendance: LOBBIES,
    Standings: LOBBIES,
    Post: ("posts",),
    Discussion: ("discussions",),
    Daily: ("daily",),
    Challenge: ("challenge",),
}
"""The questions whose answers hold a noun."""
AFTER_PLAYS = (Profile, Activity)
"""What is looked at some time after a play, as far as plays are seen."""
SHORTEST_LIST = 50
BUSIEST = 40_000
"""How quickly somebody who fails all the time plays (ms between two plays)."""


class Cost(NamedTuple):
    """What one question costs: how many subjects, how often, and requests a minute while they are awake.

    by_habit: `every` is a mean; who is probably playing is looked at more often. crowded: what `every` becomes while
    something happens to all of them at once.
    """

    question: str
    subjects: int
    every: int
    idle: int
    a_minute: float
    by_habit: bool
    crowded: int = 0


class Delay(NamedTuple):
    """How late news is, in seconds after it happened: half of it, nineteen of twenty, and the first after a silence."""

    half: float
    most: float
    first: float = 0.0


ON_TIME = Delay(0.0, 0.0)
"""Of what is told at a time that the config names: somebody is asked for it then, and a request a second is done."""


def costs(plan: Plan) -> list[Cost]:
    """One for each question, in the order of the plan."""
    found = []
    for question in dict.fromkeys(look.question for look in plan.looks):
        looks = [look for look in plan.looks if look.question == question]
        a_minute = sum(look.cost * MINUTE / max(look.every, look.crowded) for look in looks if look.every)
        first = looks[0]
        found.append(Cost(question, len(looks), first.every, first.idle, a_minute, first.by_habit, first.crowded))
    return found


def a_minute(plan: Plan) -> float:
    """Requests a minute while everybody is awake, as the server counts them."""
    return sum(cost.a_minute for cost in costs(plan))


def seeding(plan: Plan, limit: int) -> float:
    """Seconds until everybody's best list is known: until then nothing of them is news. 0 where none is planned."""
    return sum(look.cost for look in plan.looks if not look.every) / (SEEDING_SHARE * limit) * 60


def seeding_all(plan: Plan, limit: int) -> float:
    """Seconds that the best lists of those would take who are asked for only when they play. 0 where there are none."""
    return plan.unseeded * BEST_COST / (SEEDING_SHARE * limit) * 60


def sweeps(plan: Plan) -> Iterator[str]:
    """How soon everybody was looked at once, where that is done in turn."""
    looks = {cost.question: cost for cost in costs(plan)}
    if profiles := looks.get("profile"):
        idle = f", {words.span(profiles.idle / 1000)} while nothing happens" if profiles.idle > profiles.every else ""
        yield f"every profile is seen within {words.span(profiles.every / 1000)}{idle}"
    if cards := looks.get("cards"):
        within = words.span(cards.every / 1000)
        yield f"every name, team and presence, and ranks that pass a round number, within {within}"


def delay(plan: Plan, family: Family, kind: str = "") -> Delay | None:
    """How late the news of a family is, or of one kind; None where nothing that is planned tells of it."""
    seen = None if kind in plan.untold else _seen(plan, family, kind)
    if seen and kind in getattr(family, "ON_TIME", ()):
        return ON_TIME
    wait = getattr(family, "WAITS", {}).get(kind, 0) / 1000
    return seen and seen._replace(half=seen.half + wait, most=seen.most + wait)


def _seen(plan: Plan, family: Family, kind: str) -> Delay | None:
    """The delay until what tells of a kind is seen."""
    looks = {cost.question: cost for cost in costs(plan) if cost.every}
    plays = next((looks[question] for question in _telling(kind) if question in looks), None)
    whole = kind in getattr(family, "WHOLE", ())
    for noun in told_by(family):
        if noun is Card and whole:
            continue
        if noun is Play and plays is not None:
            seen = _between(plays)
            return Delay(seen.half + LISTED[0], seen.most + LISTED[1], 0 if plays.by_habit else plays.idle / 1000)
        if noun in {Beatmapset, MapEvent}:
            return _of_sets(looks, rows_alone=kind in getattr(family, "ROWS_ALONE", ()))
        cost = next((looks[question] for question in _TELLING.get(noun, ()) if question in looks), None)
        if cost is not None and plays is not None and noun in AFTER_PLAYS:
            soon = pace.AFTER_PLAY / 1000
            return Delay(soon, soon + plays.every / 1000, plays.idle / 1000)
        if cost is not None:
            return _between(cost)
    return None


def told_by(family: Family) -> Iterable[type]:
    """The nouns that show the news of a family: what it reads, unless it says that the others only complete it."""
    found: Iterable[type] = getattr(family, "TOLD_BY", family.READS)
    return found


def _of_sets(looks: Mapping[str, Cost], *, rows_alone: bool) -> Delay | None:
    questions = MAPS[:1] if rows_alone else MAPS[:-1] if MAPS[0] in looks else MAPS
    found = [_between(looks[each]) for each in questions if each in looks]
    return Delay(min(each.half for each in found), max(each.most for each in found)) if found else None


def _telling(kind: str) -> Sequence[str]:
    """The questions that tell of plays; of fails the feed tells nothing."""
    return PLAYS[1:] if kind == "fail" else PLAYS


def is_dated(family: Family) -> bool:
    """Whether osu! says when its news happened: of plays and matches, but not of what a profile shows."""
    return Profile not in family.READS and (Play in family.READS or Match in family.READS)


def _between(cost: Cost) -> Delay:
    """Something happens between two looks."""
    if cost.by_habit:
        return Delay(belief.FLOOR / 2, max(belief.FLOOR, UNNOTICED * cost.every / 1000))
    every = min(cost.every, lobbies.PACE) if cost.question in LOBBIES else cost.every
    return Delay(every / 2000, max(every, cost.crowded) * 0.95 / 1000)


def would_fit(plan: Plan, limit: int) -> Iterator[str]:
    """What would have to be less, if all of it is more than the budget: any one of these is enough."""
    asked = a_minute(plan)
    for cost in costs(plan) if asked > limit else ():
        room = limit - (asked - cost.a_minute)
        if cost.question == "feed" and room > 0:
            yield f"a feed_interval of {max(SOONEST, ceil(60 / room))}s instead of {cost.every / 1000:g}s"
        elif cost.subjects > 1 and room > 0 and cost.a_minute > 0:
            fit = floor(room * cost.subjects / cost.a_minute)
            yield f"{fit} instead of {cost.subjects} × {cost.question}"


def warnings(plan: Plan) -> Iterator[str]:
    """Where a promise can't be kept for so many."""
    for cost in costs(plan):
        if cost.question == "recent" and not cost.by_habit and cost.every > SHORTEST_LIST * BUSIEST:
            yield (
                f"{cost.every / MINUTE:.0f} minutes lie between two looks at a player; who plays without a break makes "
                f"more than the {SHORTEST_LIST} plays that osu! shows of that time"
            )


def lines(plan: Plan, limit: int) -> Sequence[str]:
    """The plan in words, a line for each question."""
    return [_line(cost, limit) for cost in costs(plan)]


def _line(cost: Cost, limit: int) -> str:
    if not cost.every:
        return f"{cost.question}: {cost.subjects} × once, at the start"
    often = f"by habit, {_every(cost.every)} in the mean" if cost.by_habit else _every(cost.every)
    idle = f", down to {_every(cost.idle)} while nothing happens" if cost.idle > cost.every else ""
    if cost.crowded > cost.every:
        often += f", {_every(cost.crowded)} while all of them play"
    share = cost.a_minute / limit
    return f"{cost.question}: {cost.subjects} × {often}{idle}, {cost.a_minute:.1f} a minute ({share:.0%})"


def _every(milliseconds: int) -> str:
    if milliseconds >= 2 * HOUR:
        return f"every {milliseconds / HOUR:.3g} h"
    if milliseconds >= 2 * MINUTE:
        return f"every {milliseconds / MINUTE:.3g} min"
    return f"every {milliseconds / 1000:g} s"
