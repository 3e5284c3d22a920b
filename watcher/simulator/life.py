"""How people live in a world: when they sit down, what they play. Everything is put on the world's agenda."""

import math
from random import Random

from watcher.simulator import creation, matches, performance
from watcher.simulator.model import Player
from watcher.simulator.world import World

RESTLESS = (1001, 1002, 1004, 1006, 1009, 1011)  # they play all day, and get better at it
MATCH_EVERY = 90_000


def show(world: World) -> None:
    """A world to look at: a few people who never stop, and a match that is played again and again."""
    for user_id in RESTLESS:
        luck = creation.chance(world.seed, "show", user_id)
        world.later(world.start + int(luck.uniform(1, 15) * 1000), _restless, world, world.players[user_id], luck)
    world.later(world.start + 5_000, _match_again, world)


def _restless(world: World, player: Player, luck: Random) -> None:
    _play(world, player, luck, ambition=0.35)
    world.later(world.now + int(luck.uniform(6, 25) * 1000), _restless, world, player, luck)


def _match_again(world: World) -> None:
    matches.match(world, games=3, aborted=(1,), game=16, pause=5)
    world.later(world.now + MATCH_EVERY, _match_again, world)


def _play(world: World, player: Player, luck: Random, *, ambition: float) -> None:
    """One play on a map that suits; with some ambition it goes so well that it enters the list of bests."""
    skill = player.skill[player.main]
    great = luck.random() < ambition
    choice = world.near(player.main, skill + (0.4 if great else 0), 1.5)
    if not choice:
        return
    beatmap_id = luck.choice(choice)
    score = performance.performed(
        luck, player, world.maps[beatmap_id], world.now // 1000 * 1000,
        form=0.02 if great else 0.0, misses=0 if great else None, passed=great or luck.random() < player.passing + 0.3,
    )  # fmt: skip
    world.submit(score, **_lag(luck, score.lazer))


def _lag(luck: Random, lazer: bool) -> dict[str, int]:
    """How long the server takes, ms: lazer rows appear at once and wait for processing, stable ones are imported."""
    if lazer:
        return {"commit": int(luck.uniform(200, 500)), "process": int(1000 * luck.lognormvariate(math.log(0.3), 0.6))}
    return {"commit": int(luck.uniform(500, 2000)), "process": int(luck.uniform(100, 400))}
