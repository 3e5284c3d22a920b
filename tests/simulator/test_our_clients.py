"""Our own two clients, over loopback, against a world that they know nothing of."""

import asyncio

import pytest
from miniature import START

from watcher.clock import VirtualClock
from watcher.osu import v1, v2
from watcher.osu.budget import Budget
from watcher.osu.nouns import Mode
from watcher.simulator import Simulator, accounts, mapping, matches

MAP = 50010


def happen(world):
    """Something of everything, so that each endpoint has something to tell."""
    for lazer in (True, False):
        world.play(1001, lazer=lazer)
        world.play(1002, lazer=lazer, beatmap_id=MAP)
        world.play(1001, lazer=lazer, passed=False)
    accounts.unlock(world, 1001)
    accounts.rename(world, 1001, "Quill")
    made = mapping.upload(world, guests=1)
    for deed in (mapping.nominate, mapping.nominate, mapping.rank):
        deed(world, made.id)
    for room in (False, True):
        opened = matches.open_lobby(world, room=room)
        game = matches.start_game(world, opened, MAP)
        matches.finish_game(world, opened, game)
        matches.abort_game(world, opened, matches.start_game(world, opened, MAP))


async def through_v1(sim):
    api = v1.OsuApi("key", connector=v1.AHConnector(), base_url=f"{sim.url}/api")
    try:
        return {
            "user": await api.get_user(1001),
            "best": await api.get_user_best(1001, limit=100),
            "recent": await api.get_user_recent(1001, limit=50),
            "scores": await api.get_scores(MAP),
            "maps": await api.get_beatmaps(beatmapset_id=5001),
            "match": await api.get_match(120_000_001),
        }
    finally:
        await api.close()


async def through_v2(sim):
    async with v2.Client(1, "secret", url=sim.url, budget=Budget(sim.clock, limit=1000)) as osu:
        return {
            "user": await osu.user(1001, Mode.OSU),
            "users": await osu.users([1001, 1002, 1012]),
            "lookup": await osu.lookup([1001, "miso_cat"], Mode.OSU),
            "feed": await osu.scores(),
            "best": await osu.user_scores(1001, "best", Mode.OSU, limit=100),
            "recent": await osu.user_scores(1001, "recent", Mode.OSU, limit=100),
            "activity": await osu.recent_activity(1001),
            "events": await osu.events(),
            "rankings": await osu.rankings(Mode.OSU, "performance"),
            "countries": await osu.country_rankings(Mode.OSU),
            "maps": await osu.beatmaps([MAP]),
            "board": await osu.beatmap_scores(MAP, Mode.OSU),
            "set": await osu.beatmapset(5001),
            "search": await osu.search_beatmapsets(),
            "map events": await osu.beatmapset_events(),
            "matches": await osu.matches(),
            "match": await osu.match(120_000_001),
            "rooms": await osu.rooms(group="realtime"),
            "room": await osu.room(1_500_001),
            "room events": await osu.room_events(1_500_001),
            "room board": await osu.room_leaderboard(1_500_001),
        }


def asked(through):
    async def run():
        async with Simulator(clock=VirtualClock(START), depth=30) as sim:
            happen(sim.world)
            return sim.world, await through(sim)

    return asyncio.run(run())


def test_v1_reads_everything_and_reads_it_right(caplog):
    world, found = asked(through_v1)
    assert [record.message for record in caplog.records] == []
    [user] = found["user"]
    assert (user.username, user.pp_rank) == ("Quill", world.rank(1001, 0))
    assert len(user.events) == len(world.activity[1001])
    assert found["best"][0].pp == pytest.approx(max(score.pp for score in world.standing(1001, 0).stable.values()))
    assert found["recent"][0].score_id is None
    assert [game.end_time is None for game in found["match"].games] == [False, True]
    assert all(found.values())


def test_v2_reads_everything_and_reads_it_right(caplog):
    world, found = asked(through_v2)
    assert [record.message for record in caplog.records] == []
    assert found["user"].statistics.global_rank == world.rank(1001, 0)
    assert [user.id for user in found["users"]] == [1001, 1002, 1012]
    assert found["feed"].scores[-1].id == world.listing[-1].id
    assert [score.pp for score in found["best"]] == [score.pp for score in world.standing(1001, 0).top]
    assert all(found.values())
