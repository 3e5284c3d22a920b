"""Who comes and goes, over the whole daemon."""

import asyncio

import pytest
from day import V1, Day

from watcher.clock import VirtualClock
from watcher.simulator import matches

LOBBIES = {False: "120000001", True: "'https://osu.ppy.sh/multiplayer/rooms/1500001'"}


@pytest.mark.parametrize("room", [False, True])
def test_who_comes_and_goes_is_told_in_one_message(tmp_path, room):
    async def run():
        watches = f"  cup: {{matches: {LOBBIES[room]}, news: match_attendance, to: club}}"
        async with Day(tmp_path, VirtualClock(), watches) as day:
            world = day.osu.world
            lobby = matches.open_lobby(world, room=room)
            await day.start()
            await day.live(60, step=5)
            matches.join(world, lobby, 1012)
            await day.live(10, step=5)
            matches.leave(world, lobby, 1003)
            matches.leave(world, lobby, 1002, kicked=True)
            matches.leave(world, lobby, 1004)
            matches.join(world, lobby, 1004)
            matches.hand_over(world, lobby, 1012)
            await day.live(30, step=5)
            await day.restart()
            await day.live(60, step=5)
            matches.close(world, lobby)
            await day.live(120, step=5)
            names = {user_id: world.players[user_id].name for user_id in (1012, 1003, 1002)}
            return day.told, names

    told, names = asyncio.run(run())
    counts = "LTC1: (Low Tide) vs (Night Shift): 1 joined, 1 left, 1 kicked"
    moved = f"joined: {names[1012]} · left: {names[1003]} · kicked: {names[1002]}"
    assert told == [f"{counts}\n{moved} · host: {names[1012]}"]


def test_api_v1_does_not_tell_it_and_check_says_so(tmp_path):
    async def run():
        watches = "  cup: {matches: 120000001, news: [match_attendance, match_game], to: club}"
        async with Day(tmp_path, VirtualClock(), watches, access=V1) as day:
            await day.start()
            return day.app.roll.plan(list(day.app.roll.entries([], {}, 0)), day.app.source).not_offered

    assert asyncio.run(run()) == ["API v1 does not tell who joins and leaves a match"]
