"""What happens to people, noted every ten minutes, and how news of them is held against it."""

from collections import defaultdict
from contextlib import suppress

from msgspec import Struct

from watcher.simulator import accounts

TEN_MINUTES, HOUR = 600_000, 3_600_000
SEEN = 3 * HOUR  # who does not play is looked at every two hours
SURE = 8 * HOUR  # until somebody was absent twice and then alone


class Moment(Struct):
    """A player at a time: the name, pp and rank; None where there is no rank, and `gone` where nobody is shown."""

    at: int
    name: str
    gone: bool
    pp: float | None
    rank: int | None


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
        if self.rework:
            world.later(world.start + self.rework * HOUR, accounts.rework, world)

    def note(self, world):
        for user_id in self.players:
            player, standing = world.players[user_id], world.standing(user_id, 0)
            rank = None if standing is None else world.rank(user_id, 0)
            pp = None if rank is None else standing.pp
            self.of[user_id].append(Moment(world.now, player.name, player.restricted, pp, rank))
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


def wrong_names(moments, told, until):
    """A sentence where the names that were told are not a chain from the first to the last name that could be seen."""
    chain = [moments[0].name, *(each["facts"]["name_after"] for each in told)]
    if [each["facts"]["name_before"] for each in told] != chain[:-1]:
        return [f"no chain: {chain}"]
    shown = {each.name for each in moments if each.at >= until - SEEN and not each.gone}
    return [] if not shown or chain[-1] in shown else [f"{chain[-1]} instead of {shown}"]


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
