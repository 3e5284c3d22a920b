"""What happens to people, noted every ten minutes, and how news of them is held against it."""

from bisect import bisect_right
from collections import Counter, defaultdict
from contextlib import suppress
from itertools import pairwise

from msgspec import Struct

from watcher.simulator import accounts, scoring

TEN_MINUTES, HOUR, DAY = 600_000, 3_600_000, 86_400_000
SEEN = 3 * HOUR  # who does not play is looked at every two hours
SURE = 8 * HOUR  # until somebody was absent twice and then alone
NIGHT = 20 * HOUR  # who has a streak is looked at in the evening and every six hours, and may not be shown for ten
NIGHT_MOMENTS = NIGHT // TEN_MINUTES
WEEK = 7 * DAY


class Moment(Struct):
    """A player at a time; pp and rank are None where there is no rank, and `gone` is who is not shown.

    plays: in the mode. visited: None for who hides it. daily: the day of the last daily challenge that was passed.
    streak: of such days. tenth, half: how often among the best of them. counters: what else the mode counts.
    """

    at: int
    name: str
    gone: bool
    pp: float | None
    rank: int | None
    level: int
    plays: int
    team: str
    supporter: bool
    visited: int | None
    daily: int | None
    streak: int
    tenth: int
    half: int
    counters: dict[str, float]


def counted(standing):
    """What a standing counts, under the names that news gives it."""
    grades = standing.grades
    return {
        "play_count": standing.play_count,
        "play_hours": standing.play_time / 3600,
        "ranked_score": standing.ranked_score,
        "accuracy": standing.accuracy * 100,
        "ss": grades["ss"] + grades["ssh"],
        "s": grades["s"] + grades["sh"],
        "a": grades["a"],
    }


class Notes:
    """Takes note of some players of a world, in one mode, as long as it lives; and lets things happen to them."""

    def __init__(self, players, hours, rework=None):
        self.players, self.hours, self.rework = players, hours, rework
        self.of = defaultdict(list)

    def script(self, world):
        """To be given to the daemon's world."""
        self.note(world)
        for number in range(0, self.hours, 5):
            user_id = self.players[number // 5 % len(self.players)]
            deed = (self.rename, self.vanish, self.retire)[number // 5 % 3]
            world.later(world.start + (number + 2) * HOUR, deed, world, user_id)
        for number in range(1, self.hours, 11):
            world.later(world.start + number * HOUR, self.lapse, world, self.players[number % len(self.players)])
        for number in range(7, self.hours, 17):
            world.later(world.start + number * HOUR, self.lose, world, self.players[number % len(self.players)])
        if self.rework:
            world.later(world.start + self.rework * HOUR, accounts.rework, world)

    def note(self, world):
        for user_id in self.players:
            player, standing = world.players[user_id], world.standing(user_id, 0)
            rank = None if standing is None else world.rank(user_id, 0)
            pp = None if rank is None else standing.pp
            self.of[user_id].append(
                Moment(
                    at=world.now,
                    name=player.name,
                    gone=player.restricted,
                    pp=pp,
                    rank=rank,
                    level=int(scoring.level(standing.total_score)) if standing else 0,
                    plays=standing.play_count if standing else 0,
                    team=player.team.name if player.team else "",
                    supporter=player.supporter,
                    visited=None if player.hidden else player.visited,
                    daily=player.daily.day,
                    streak=player.daily.streak,
                    tenth=player.daily.top_tenth,
                    half=player.daily.top_half,
                    counters=counted(standing) if standing else {},
                )
            )
        world.later(world.now + TEN_MINUTES, self.note, world)

    def rename(self, world, user_id):
        with suppress(LookupError):
            accounts.rename(world, user_id, f"Newly {world.number('newly')}")

    def vanish(self, world, user_id):
        with suppress(LookupError):
            accounts.restrict(world, user_id)
            world.later(world.now + 10 * HOUR, accounts.release, world, user_id)

    def retire(self, world, user_id):
        with suppress(LookupError):
            accounts.retire(world, user_id, "osu")

    def lapse(self, world, user_id):
        with suppress(LookupError):
            accounts.lapse(world, user_id)

    def lose(self, world, user_id):
        with suppress(LookupError):
            accounts.remove_score(world, user_id, place=1, mode="osu")


def lasting(moments, holds, least, until):
    """How often something held for so long at least, and how often at all."""
    long = often = 0
    since = None
    for moment in [*moments, None]:
        true = moment is not None and holds(moment)
        if true and since is None:
            since, often = moment.at, often + 1
        if since is not None and not true:
            end = until if moment is None else moment.at
            long, since = long + (end - since >= least), None
    return long, often


def wrong_chain(moments, told, field, what, until):
    """A sentence where what was told is not a chain from the first to the last that could be seen.

    field: of the facts, with `_before` and `_after`; what: the same of a moment.
    """
    chain = [what(moments[0]), *(each["facts"][f"{field}_after"] for each in told)]
    if [each["facts"][f"{field}_before"] for each in told] != chain[:-1]:
        return [f"no chain: {chain}"]
    shown = {what(each) for each in moments if each.at >= until - SEEN and not each.gone}
    return [] if not shown or chain[-1] in shown else [f"{chain[-1]} instead of {shown}"]


def wrong_turns(told, first, second):
    """A sentence where two kinds do not take turns."""
    kinds = [each["kind"] for each in sorted(told, key=lambda each: each["happened"])]
    return [f"{first} twice" for one, next_ in pairwise(kinds) if one == next_ == first] + [
        f"{second} twice" for one, next_ in pairwise(kinds) if one == next_ == second
    ]


def wrong_ends(moments, told, holds, until):
    """A sentence where the end of something was told more or less often than it ended, once it was there."""
    since = next((number for number, each in enumerate(moments) if holds(each)), len(moments))
    return wrong_count(moments[since:], told, lambda each: not holds(each), SEEN, until)


def wrong_nights(moments, told, until):
    """The days of which the streak was told to be in danger falsely, twice, or not although it was lost by them."""
    days = [each["happened"] // DAY * DAY for each in told]
    noted = [each.at for each in moments]
    passed = {at: moments[bisect_right(noted, at) - 1].daily for at in (each["happened"] for each in told)}
    safe = {at for at, day in passed.items() if day == at // DAY * DAY}
    evenings = {each.at // DAY * DAY for each in moments if each.at % DAY >= 20 * HOUR and each.gone}
    missed = {day + DAY for day in broken(moments, until - NIGHT)} - evenings - set(days)
    wrong = [f"{len(days) - len(set(days))} doubled"] if len(days) > len(set(days)) else []
    return wrong + [f"{each} was passed" for each in safe] + [f"{each} missed" for each in missed]


def broken(moments, until):
    """The last days of the streaks that were lost by then."""
    days = sorted({each.daily for each in moments if each.daily is not None})
    ends = [day for day, after in pairwise(days) if after > day + DAY] + days[-1:]
    return [day for day in ends if day + 2 * DAY <= until]


def wrong_losses(moments, told, until):
    """A sentence where streaks were told to be lost more or less often than they were, as far as that was shown."""
    shown = [each.at for each in moments if not each.gone]
    known = [day for day in broken(moments, until - NIGHT) if sum(at >= day + 2 * DAY for at in shown) > NIGHT_MOMENTS]
    least, most = len(known), len(broken(moments, until))
    return [] if least <= len(told) <= most else [f"{len(told)} times, not {least} to {most}"]


def wrong_silences(moments, told):
    """A sentence where somebody was told to be silent for a week, or longer, more or less often than they were."""
    last, spans, shown = moments[0].at, {}, Counter()
    for before, after in pairwise([moments[0], *moments]):
        last = max(last, after.at if after.plays > before.plays else 0, after.visited or 0)
        spans[last] = after.at - last
        shown[last] += not after.gone and after.at - last >= WEEK
    least = sum(span >= WEEK + NIGHT and shown[last] * TEN_MINUTES >= 2 * SEEN for last, span in spans.items())
    most = sum(span >= WEEK - SEEN for span in spans.values())
    found = len({each["facts"]["last"] for each in told})
    steps = {(each["facts"]["last"], each["facts"]["days"]) for each in told}
    wrong = ["a step twice"] if len(steps) < len(told) else []
    return wrong + ([] if least <= found <= most else [f"{found} silences, not {least} to {most}"])


def wrong_count(moments, told, holds, least, until):
    """A sentence where something was told more often than it happened, or less often than it lasted."""
    long, often = lasting(moments, holds, least, until)
    return [] if long <= len(told) <= often else [f"{len(told)} times, but {long} lasted and {often} happened"]


def wrong_steps(moments, told, value, steps, *, until, rework):
    """The milestones that were told without being reached, twice, or not although they were held; by their number.

    value: of a moment, rising. steps: those between two values. What a recalculation brought is told as such.
    """
    shown = [each for each in moments if value(each) is not None]
    if not shown:
        return [f"{each} of nobody" for each in told]
    first, most = value(shown[0]), max(map(value, shown))
    reached = steps(first, most)
    recalculated = [each for each in shown if rework and abs(each.at - rework) <= SEEN]
    free = set(steps(min(map(value, recalculated)), max(map(value, recalculated)))) if recalculated else set()
    held = {
        step
        for step in reached
        if lasting(shown, lambda each: step in steps(first, value(each)), SEEN, until)[0]  # noqa: B023  # used at once
    }
    wrong = [f"{step} false" for step in set(told) - set(reached)]
    wrong += [f"{step} doubled" for step in set(told) if told.count(step) > 1]
    return wrong + [f"{step} missed" for step in held - set(told) - free]
