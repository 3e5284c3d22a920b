"""The years before: how a world comes to be, and what each player had done by then."""

from bisect import insort
from typing import TYPE_CHECKING

from watcher.simulator import creation, names, performance, standings
from watcher.simulator.model import DAY, MINUTE, Player, Score, Standing

if TYPE_CHECKING:  # a world is begun here, and hands itself over
    from watcher.simulator.ground import Ground

SLEEPER = 1012  # of the cast: has not played for long, so has no rank
AWAKE = {1001, 1002, 1004, 1006, 1009, 1011}  # have just played, so the feed begins at the present


def create(world: "Ground", players: int) -> None:
    """Fill an empty world with people, maps, and what was played so far."""
    for player in creation.people(world.seed, players, world.start):
        world.enrol(player)
    mappers = [number for number, _, _ in names.MAPPERS]
    for made, rows in creation.library(world.seed, mappers, world.start):
        world.number("set")
        world.add_set(made, rows)
    played = [score for player in list(world.players.values()) for score in _career(world, player)]
    for score in sorted(played, key=lambda score: score.ended):
        _file(world, score)
    world.listing.sort(key=standings.by_id)


def welcome(world: "Ground", player: Player) -> Player:
    """Add a player later, with a past of his own."""
    world.enrol(player)
    for score in _career(world, player):
        _file(world, score)
        insort(world.listing, world.listing.pop(), key=standings.by_id)
    return player


def _career(world: "Ground", player: Player) -> list[Score]:
    return [score for mode, skill in enumerate(player.skill) if skill for score in _past(world, player, mode, skill)]


def _past(world: "Ground", player: Player, mode: int, skill: float) -> list[Score]:
    luck = creation.chance(world.seed, "past", player.id, mode)
    mine = world.reached(player.id, mode)
    # osu! hides the rank of who has not played a mode for long
    mine.idle = player.id == SLEEPER or (mode != player.main and luck.random() < 0.3)
    ago = 200 * DAY if mine.idle else luck.randrange(10, 600) * MINUTE
    if player.id in AWAKE and mode == player.main:
        ago = luck.randrange(5, 120) * 1000
    mine.last_play = world.start - ago
    choice = world.near(mode, skill, 2.5)
    for index, beatmap_id in enumerate(luck.sample(choice, min(world.depth, len(choice)))):
        ended = mine.last_play - (int(luck.random() ** 2 * 900 * DAY) if index else 0)
        score = performance.performed(luck, player, world.maps[beatmap_id], ended // 1000 * 1000)
        if score.value is not None:
            _keep(mine, score)
    mine.recent = [score for score in mine.top if score.ended > world.start - DAY]
    mine.top.sort(key=standings.by_pp)
    standings.grow_old(mine, luck)
    world.settle(player.id, mode)
    return mine.top


def _keep(mine: Standing, score: Score) -> None:
    score.pp, score.best = score.value, True
    score.committed = score.processed = score.ended
    mine.best[score.beatmap_id] = score
    mine.top.append(score)
    standings.enter_total(mine, score)
    if not score.lazer:
        mine.stable[score.beatmap_id] = score


def _file(world: "Ground", score: Score) -> None:
    """Give an old play its ids, by the time it ended, and put it into the lists."""
    number = world.id_at(score.ended)
    while number in world.scores:
        number += 1
    score.id = number
    score.legacy_id = None if score.lazer else number // 2
    world.scores[number] = score
    world.listing.append(score)
    key = score.beatmap_id, score.mode
    insort(world.boards[key], score, key=standings.by_total)
    if not score.lazer:
        insort(world.stable_boards[key], score, key=standings.by_legacy)
