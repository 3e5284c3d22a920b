"""How people live in a world: when they sit down, what they play. Everything is put on the world's agenda.

`show` is for looking at: a few people who never stop. `everyday` is a likely day of everybody: sessions in the evening
of each one's home, plays that fail more often than not, mappers at work, matches, and what else befalls an account.
"""

import math
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from watcher.simulator import accounts, creation, daily, mapping, matches, names, past, performance
from watcher.simulator.model import DAY, HOUR, MINUTE, Player
from watcher.simulator.workshop import workshop
from watcher.simulator.world import World

MATCH_EVERY = 90_000
SURPRISE_EVERY = 30_000
LATE = 0.01  # share of lazer rows that take long to be readable, and so appear behind the cursors


def show(world: World) -> None:
    """A world to look at: a few people who never stop, and a match that is played again and again."""
    for user_id in sorted(past.AWAKE):
        luck = creation.chance(world.seed, "show", user_id)
        world.later(world.start + int(luck.uniform(1, 10) * 1000), _restless, world, world.players[user_id], luck)
    world.later(world.start, _match_again, world)
    world.later(world.start + SURPRISE_EVERY // 2, _surprise, world, creation.chance(world.seed, "surprises"))


def _surprise(world: World, luck: Random) -> None:
    """A medal, or a first place that changes hands, among those who never stop."""
    user_id, victim = luck.sample(sorted(past.AWAKE), 2)
    with suppress(ValueError, LookupError):  # nobody has that many medals
        accounts.unlock(world, user_id)
    with suppress(ValueError, LookupError):  # who holds no first place loses none
        accounts.snipe(world, user_id=user_id, victim=victim)
    world.later(world.now + SURPRISE_EVERY, _surprise, world, luck)


def _restless(world: World, player: Player, luck: Random) -> None:
    _play(world, player, player.main, luck, ambition=0.35)
    world.later(world.now + int(luck.uniform(5, 20) * 1000), _restless, world, player, luck)


def _match_again(world: World) -> None:
    matches.match(world, games=3, aborted=(1,), game=15, pause=4)
    world.later(world.now + MATCH_EVERY, _match_again, world)


def everyday(world: World) -> None:
    """A likely life for everybody."""
    for player in list(world.players.values()):
        luck = creation.chance(world.seed, "days", player.id)
        _day(world, player, luck, _midnight(world.start, player))
    for name, act, every in (("maps", _map_work, 2), ("matches", _match_night, 3), ("fates", _fate, 6)):
        luck = creation.chance(world.seed, name)
        world.later(world.start + _pause(luck, every), act, world, luck, every)
    world.later(daily.today(world) + DAY + daily.OPENS, _challenge, world)


def _challenge(world: World) -> None:
    """A new daily challenge, and who takes part in it: most of those who did the day before."""
    daily.challenge(world)
    luck = creation.chance(world.seed, "challenge", "people", world.now)
    for player in world.players.values():
        if luck.random() < (0.85 if player.daily.day == daily.today(world) - DAY else 0.1):
            at = world.now + int(luck.random() * 0.98 * DAY)
            world.later(at, _take_part, world, player, luck.randrange(1, 101))
    world.later(world.now + DAY, _challenge, world)


def _take_part(world: World, player: Player, place: int) -> None:
    if not player.restricted:
        daily.take_part(world, player.id, place)


def _midnight(at: int, player: Player) -> int:
    """When the present day of a player began, by his own clock."""
    return (at + player.zone * HOUR) // DAY * DAY - player.zone * HOUR


def _day(world: World, player: Player, luck: Random, begins: int) -> None:
    weekend = (begins // DAY + 4) % 7 in {5, 6}  # 1970 began on a Thursday
    sessions = _poisson(luck, player.sessions * (1.3 if weekend else 1.0))
    free = world.start
    for start in sorted(begins + _hour(luck, player) for _ in range(sessions)):
        length = min(luck.lognormvariate(math.log(45), 0.8), 480) * MINUTE
        if start >= free:
            free = start + int(length)
            world.later(start, _turn, world, player, luck, free)
    world.later(max(begins + DAY, world.now), _day, world, player, luck, begins + DAY)


def _hour(luck: Random, player: Player) -> int:
    """When a session begins: mostly around the player's evening hour."""
    if luck.random() < 0.15:
        return int(luck.random() * DAY)
    angle = luck.vonmisesvariate(player.evening / 24 * math.tau, 2)
    return int(angle / math.tau * DAY)


def _turn(world: World, player: Player, luck: Random, until: int) -> None:
    if player.restricted:
        return
    others = [mode for mode, skill in enumerate(player.skill) if skill]
    mode = player.main if luck.random() < 0.9 else luck.choice(others)
    _play(world, player, mode, luck, ambition=0.01)
    gap = max(luck.lognormvariate(math.log(85), 0.7), 12)
    if world.now + gap * 1000 < until:
        world.later(world.now + int(gap * 1000), _turn, world, player, luck, until)


def _play(world: World, player: Player, mode: int, luck: Random, *, ambition: float) -> None:
    """One play on a map that suits; with some ambition it goes so well that it enters the list of bests."""
    great = luck.random() < ambition
    known = world.reached(player.id, mode).best
    if known and not great and luck.random() < 0.9:
        choice = list(known)  # most plays are one more try at a map played before
    else:
        choice = world.near(mode, player.skill[mode] + (0.4 if great else -0.5), 1.5)
    if not choice:
        return
    passed = great or luck.random() < player.passing
    score = performance.performed(
        luck,
        player,
        world.maps[luck.choice(choice)],
        world.now // 1000 * 1000,
        mode=mode,
        form=0.02 if great else -0.015,
        misses=0 if great else None,
        passed=passed,
    )
    world.submit(score, **_lag(luck, score.lazer, passed))
    owned = {medal for medal, _ in player.medals}
    if passed and luck.random() < 0.01 and owned < names.MEDALS.keys():
        accounts.unlock(world, player.id)


def _lag(luck: Random, lazer: bool, passed: bool) -> dict[str, int]:
    """How long the server takes, ms: lazer rows appear at once and wait for processing, stable ones are imported.

    osu-queue-score-statistics: stable plays that are no new best are taken over when they are 5 s old.
    """
    if lazer:
        wait = luck.uniform(2_000, 8_000) if luck.random() < LATE else luck.uniform(200, 500)
        return {"commit": int(wait), "process": int(1000 * luck.lognormvariate(math.log(0.3), 0.6))}
    wait = luck.uniform(500, 2_000) if passed and luck.random() < 0.5 else luck.uniform(5_000, 6_000)
    return {"commit": int(wait), "process": int(luck.uniform(100, 400))}


def _again(world: World, act: Callable[..., None], luck: Random, every: float) -> None:
    world.later(world.now + _pause(luck, every), act, world, luck, every)


def _map_work(world: World, luck: Random, every: float) -> None:
    """Somebody uploads, updates, nominates … whatever there is to do."""
    deed: Callable[..., Any] = luck.choice((
        mapping.upload, mapping.upload, mapping.update, mapping.nominate, mapping.nominate, mapping.rank,
        mapping.disqualify, mapping.love, mapping.revive, mapping.bury, mapping.hand_over, mapping.delete,
    ))  # fmt: skip
    with suppress(LookupError):  # no set is in the right state
        deed(world)
    _again(world, _map_work, luck, every)


def _match_night(world: World, luck: Random, every: float) -> None:
    games = luck.randrange(6, 12)
    aborted = tuple(luck.sample(range(games), 2))
    matches.match(world, games=games, aborted=aborted, game=150, pause=60, room=luck.random() < 0.3)
    _again(world, _match_night, luck, every)


def _fate(world: World, luck: Random, every: float) -> None:
    """Something befalls an account."""
    player = luck.choice(list(world.players.values()))
    if player.restricted:
        accounts.release(world, player.id)
    else:
        name = f"{player.name.rstrip('0123456789')}{100_000 + world.number('rename')}"
        luck.choice(
            (
                lambda: accounts.rename(world, player.id, name),
                lambda: accounts.restrict(world, player.id),
                lambda: accounts.support(world, player.id, gift=luck.random() < 0.3),
                lambda: accounts.join(world, player.id, luck.randrange(len(names.TEAMS) + 1)),
                lambda: accounts.retire(world, player.id),
            )
        )()
    _again(world, _fate, luck, every)


def _pause(luck: Random, hours: float) -> int:
    return int(luck.expovariate(1 / hours) * HOUR)


def _poisson(luck: Random, mean: float) -> int:
    """How often something happens that happens so often on average."""
    count, left = 0, luck.expovariate(1)
    while left < mean:
        count, left = count + 1, left + luck.expovariate(1)
    return count


LIVES: dict[str, Callable[[World], None]] = {
    "show": show,
    "everyday": everyday,
    "mapping": workshop,
    "none": lambda _: None,
}
