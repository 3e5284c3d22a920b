"""A playlist followed by the whole daemon: its link is all it takes."""

import asyncio

from day import Day

from watcher.clock import VirtualClock
from watcher.simulator import matches


def test_the_leaderboard_of_a_playlist_is_followed_to_its_end(tmp_path):
    link = "https://osu.ppy.sh/multiplayer/rooms/1500001"

    async def run():
        async with Day(tmp_path, VirtualClock(), f"  weekly: {{matches: '{link}', to: club}}") as day:
            world = day.osu.world
            room = matches.open_lobby(world, name="Weekly mix", red=(1001,), blue=(1002,), room=True)
            room.playlist = True
            matches.finish_game(world, room, matches.start_game(world, room, 50_160))
            await day.start()
            await day.live(400, step=20)
            rows = room.games[0].scores
            behind = min(rows, key=lambda row: row.score.total).user_id
            ahead = 1001 + 1002 - behind
            matches.leave(world, room, ahead)
            for _ in range(3):
                matches.finish_game(world, room, matches.start_game(world, room, 50_320))
            matches.join(world, room, ahead)
            await day.live(400, step=20)
            await day.restart()
            matches.close(world, room)
            await day.live(400, step=20)
            asked = len(day.osu.site.served)
            await day.live(900, step=60)
            assert len(day.osu.site.served) == asked
            return day.told, [said.notification.title for _, said in day.admin.messages], world.players[behind].name

    told, admin, second = asyncio.run(run())
    titles = [said.partition("\n")[0] for said in told]
    assert titles == [f"{second} leads Weekly mix", "Weekly mix is over: 2 players"]
    assert admin == ["Room 1500001 is a playlist"]
