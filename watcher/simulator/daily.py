"""The daily challenge: a playlist of one map that is open for a day, and how players do at it.

A day is one of UTC. osu!'s weeks of it begin on Thursday, as 1970 did (osu-web: DailyChallengeUserStats).
"""

from datetime import UTC, datetime

from watcher.simulator import creation, matches
from watcher.simulator.model import DAY, MINUTE, Daily, Match, Player
from watcher.simulator.world import World

OPENS = 5 * MINUTE
RECKONED = 10 * MINUTE
"""How long after midnight places and lost streaks of the day before are known."""


def today(world: World) -> int:
    """When the present day began."""
    return world.now // DAY * DAY


def challenge(world: World, beatmap_id: int = 0) -> Match:
    """Open the challenge of today, on any ranked map by default; it closes at midnight."""
    day = today(world)
    maps = sorted(number for number in world.maps if world.sets[world.maps[number].set_id].status == 1)
    opened = Match(
        id=matches.FIRST_ROOM + world.number("room"),
        name=f"Daily Challenge: {datetime.fromtimestamp(day / 1000, UTC):%b %-d, %Y}",
        started=world.now,
        closes=day + DAY,
        room=True,
        playlist=True,
        category="daily_challenge",
        host=min(world.players),
    )
    world.rooms[opened.id] = opened
    number = beatmap_id or creation.chance(world.seed, "challenge", day).choice(maps)
    matches.start_game(world, opened, number, mods=())
    world.later(day + DAY, matches.close, world, opened)
    world.truth.tell(world.now, "challenge", ("rooms",), room_id=opened.id, beatmap_id=number)
    return opened


def take_part(world: World, user_id: int = 1001, place: int = 100) -> Player:
    """A player passes the challenge of today; place: among the best so many percent."""
    player, day = world.known(user_id), today(world)
    mine = player.daily
    if mine.day == day:
        return player
    mine.streak = mine.streak + 1 if mine.day == day - DAY else 1
    mine.best, mine.played, mine.day = max(mine.best, mine.streak), mine.played + 1, day
    week = day // (7 * DAY) * 7 * DAY
    if mine.week != week:
        mine.weeks = mine.weeks + 1 if mine.week == week - 7 * DAY else 1
        mine.weeks_best, mine.week = max(mine.weeks_best, mine.weeks), week
    world.truth.tell(world.now, "daily", ("user",), user_id=user_id, streak=mine.streak)
    world.later(day + DAY + RECKONED, _place, world, mine, place)
    world.later(day + 2 * DAY + RECKONED, _lose, world, player, day)
    return player


def _place(_world: World, mine: Daily, place: int) -> None:
    mine.top_tenth += place <= 10
    mine.top_half += place <= 50


def _lose(world: World, player: Player, day: int) -> None:
    if player.daily.day == day:
        world.truth.tell(world.now, "daily_lost", ("user",), user_id=player.id, streak=player.daily.streak)
        player.daily.streak = 0
