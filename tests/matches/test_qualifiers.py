"""Qualifiers followed by the whole daemon: what the referee is told, and the table."""

import asyncio
import csv
import io
import json

import pytest
from click.testing import CliRunner
from day import V1, V2, Day

from watcher.cli import main
from watcher.clock import VirtualClock
from watcher.simulator import matches

MAPS = (50_160, 50_320, 50_170)
CUP = """  cup:
    matches:
      - match: {which}
        pool: {{NM1: 50160, HD1: 50320, FM1: 50170}}
        attempts: 1
        idle: 3 min
        deadline: 12 min
    news: [match_game, match_finished, match_notice]
    to: club
"""


def qualifiers(folder, which, *, room=False, access=V2, restarts=False):
    """A lobby in which NM1 is played twice, then HD1 without hidden, a map off the pool; it idles and closes late."""

    async def situation(day):
        world = day.osu.world
        lobby = matches.open_lobby(world, name="QOWC2026: lobby 7", red=(1001, 1003), blue=(1002,), room=room)
        await day.start()
        off_pool = next(number for number in world.maps if number not in MAPS and world.maps[number].mode == 0)
        for number, mods in ((MAPS[0], ("NF",)), (MAPS[0], ("NF",)), (MAPS[1], ("NF",)), (off_pool, ("NF",))):
            await day.live(40, step=5)
            game = matches.start_game(world, lobby, number, scoring=0, teams=0, mods=mods)
            await day.live(60, step=5)
            matches.finish_game(world, lobby, game)
            if restarts:
                await day.restart()
        await day.live(400, step=10)
        matches.close(world, lobby)
        await day.live(60, step=5)
        best = {}
        for game in (lobby.games[0], lobby.games[2]):
            for row in game.scores:
                best.setdefault(row.user_id, []).append(row.score.total)
        return [said.partition("\n")[0] for said in day.told], best, day.club.messages[-1][1].told[0]["facts"]

    async def run():
        async with Day(folder, VirtualClock(), CUP.format(which=which), access=access) as day:
            return await situation(day)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("which", "options"),
    [
        ("120000001", {"access": V1}),
        ("'QOWC2026:*'", {}),
        ("'QOWC2026:*'", {"room": True, "restarts": True}),
    ],
)
def test_what_a_referee_is_told_of_qualifiers_and_the_table_at_the_end(tmp_path, which, options):
    told, best, end = qualifiers(tmp_path, which, **options)
    name = "QOWC2026: lobby 7"
    assert [title for title in told if ", game " not in title] == [
        f"{name}: played without HD",
        f"{name}: a map that is not in the pool",
        f"{name}: nothing is played for 3 min",
        f"{name}: still open after 12 min",
        f"{name}: closed after 2 of 3 maps",
        told[-1],
    ]
    assert told[-1].startswith(f"{name} is over: ")
    totals = {row["user_id"]: row["total"] for row in end["table"]}
    assert totals == {user_id: sum(scores) for user_id, scores in best.items()}
    assert list(totals.values()) == sorted(totals.values(), reverse=True)
    printed(tmp_path, totals)


def printed(folder, totals):
    config = ["-c", str(folder / "config.yaml")]
    out = CliRunner().invoke(main, ["table", "cup", *config])
    rows = list(csv.DictReader(io.StringIO(out.output)))
    assert [(int(row["id"]), int(row["total"])) for row in rows] == list(totals.items())
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert all(row["NM1"] and row["HD1"] and not row["FM1"] for row in rows)
    listed = json.loads(CliRunner().invoke(main, ["table", "cup", "--json", *config]).output)
    assert [row["total"] for row in listed] == list(totals.values())
    for wrong, said in ((["cop"], "did you mean 'cup'?"), ([], "Missing argument")):
        assert said in CliRunner().invoke(main, ["table", *wrong, *config]).output
