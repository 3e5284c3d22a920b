"""Lobbies as they really are: private, unknown, emptied, with deleted maps, strangers and sixteen players."""

import asyncio

import pytest
from day import V1, V2, Day

from watcher.clock import VirtualClock
from watcher.simulator import matches

MATCH, ROOM = "120000001", "'https://osu.ppy.sh/multiplayer/rooms/1500001'"
TITLE = "LTC1: (Low Tide) vs (Night Shift)"


def follow(doing, folder, which=MATCH, access=V2, lobby_timeout="6h"):
    async def run():
        watches = f"  final: {{matches: [{which}], news: [match_game, match_finished], to: club}}"
        access_ = f"{access}, lobby_timeout: {lobby_timeout}"
        async with Day(folder, VirtualClock(), watches, access=access_, players=20) as day:
            await doing(day)
            return day.told, [said.notification for _, said in day.admin.messages]

    return asyncio.run(run())


def nobody(_world):
    """No lobby at all."""


def private(world):
    matches.open_lobby(world, private=True)


def emptied(world):
    lobby = matches.open_lobby(world, red=(1001,), blue=(1002,))
    for user_id in (1001, 1002):
        matches.leave(world, lobby, user_id)


def emptied_room(world):
    lobby = matches.open_lobby(world, red=(1001,), blue=(1002,), room=True)
    for user_id in (1001, 1002):
        matches.leave(world, lobby, user_id)


def closed(world):
    matches.close(world, matches.open_lobby(world))


@pytest.mark.parametrize(
    ("opened", "which", "access", "title", "part"),
    [
        (private, MATCH, V2, "Match 120000001 is private", "It is asked for again every ten minutes."),
        (private, MATCH, V1, "Match 120000001 is not there", "osu! knows no such lobby, or not yet."),
        (nobody, MATCH, V2, "Match 120000001 is not there", "osu! knows no such lobby, or not yet."),
        (nobody, MATCH, V1, "Match 120000001 is not there", "osu! knows no such lobby, or not yet."),
        (nobody, ROOM, V2, "Room 1500001 is not there", "osu! knows no such lobby, or not yet."),
        (closed, MATCH, V2, "Match 120000001 was over before the watch began", "What was played in it is not told."),
        (closed, MATCH, V1, "Match 120000001 was over before the watch began", "What was played in it is not told."),
        (emptied, MATCH, V2, "Match 120000001 is followed no more", "nothing happened in it for 11 min"),
        (emptied, MATCH, V1, "Match 120000001 is followed no more", "nothing happened in it for 11 min"),
        (emptied_room, ROOM, V2, "Room 1500001 is followed no more", "nothing happened in it for 11 min"),
    ],
)
def test_what_cannot_be_followed_is_said_once_in_a_clear_sentence(*, tmp_path, opened, which, access, title, part):
    async def situation(day):
        opened(day.osu.world)
        await day.start()
        await day.live(1800, step=20)
        await day.restart()
        await day.live(600, step=20)

    told, admin = follow(situation, tmp_path, which, access, lobby_timeout="10 min")
    (said,) = admin
    assert told == []
    assert said.title == title
    assert part in said.body


@pytest.mark.parametrize("access", [V2, V1])
def test_a_deleted_map_is_told_by_its_number(tmp_path, access):
    async def situation(day):
        world = day.osu.world
        lobby = matches.open_lobby(world)
        await day.start()
        await day.live(20, step=5)
        world.sets[world.maps[50_160].set_id].deleted = True
        game = matches.start_game(world, lobby, 50_160)
        await day.live(30, step=5)
        matches.finish_game(world, lobby, game)
        await day.live(90, step=5)

    ((said,), _) = follow(situation, tmp_path, access=access)
    assert said.startswith(f"{TITLE}, game 1: ")
    assert said.splitlines()[1].startswith("map 50160 +NF · ")


@pytest.mark.parametrize("access", [V2, V1])
def test_sixteen_players_each_alone_one_of_them_unknown_by_name(tmp_path, access):
    async def situation(day):
        world = day.osu.world
        everybody = list(world.players)[:16]
        world.players[everybody[3]].restricted = True
        lobby = matches.open_lobby(world, red=everybody[:8], blue=everybody[8:])
        await day.start()
        await day.live(20, step=5)
        game = matches.start_game(world, lobby, 50_160, scoring=0, teams=0, freemod=True)
        await day.live(30, step=5)
        matches.finish_game(world, lobby, game)
        await day.live(90, step=5)
        facts = day.club.messages[0][1].told[0]["facts"]
        scores = [row["score"] for row in facts["results"]]
        assert len(scores) == 16
        assert [one["passed"] for one in facts["results"]].count(True) >= 8
        assert all(row["name"] for row in facts["results"])

    ((said,), _) = follow(situation, tmp_path, access=access)
    assert said.startswith(f"{TITLE}, game 1: ")


@pytest.mark.parametrize(("which", "room", "access"), [(MATCH, False, V2), (MATCH, False, V1), (ROOM, True, V2)])
def test_two_games_between_two_looks_are_both_told_in_order(tmp_path, which, room, access):
    async def situation(day):
        world = day.osu.world
        lobby = matches.open_lobby(world, room=room)
        await day.start()
        await day.live(20, step=5)
        for _ in range(2):
            game = matches.start_game(world, lobby, 50_160)
            await day.clock.sleep(40)
            matches.finish_game(world, lobby, game)
            await day.clock.sleep(15)
        aborted = matches.start_game(world, lobby, 50_160)
        matches.abort_game(world, lobby, aborted)
        await day.clock.sleep(5)
        matches.close(world, lobby)
        await day.live(120, step=5)

    told, _ = follow(situation, tmp_path, which, access)
    titles = [said.partition("\n")[0].removeprefix(TITLE) for said in told]
    assert [title.partition(":")[0] for title in titles[:2]] == [", game 1", ", game 2"]
    assert titles[2].startswith(" is over: ")
    assert len(titles) == 3
