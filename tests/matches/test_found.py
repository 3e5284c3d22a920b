"""Lobbies that a watch finds by itself: by their names, by who plays in them, or in a file."""

import asyncio

import pytest
from day import V1, Day
from sqlalchemy import select

from watcher.clock import VirtualClock
from watcher.news.match import KEPT
from watcher.osu.nouns import Listed
from watcher.remembering import GRACE
from watcher.rules import Finding
from watcher.simulator import matches
from watcher.store.tables import memory

QUICK = {"games": 2, "game": 60, "pause": 90}


def follow(doing, folder, watches, **options):
    async def run():
        async with Day(folder, VirtualClock(), watches, **options) as day:
            return await doing(day)

    return asyncio.run(run())


def titles(day):
    return [said.partition("\n")[0] for said in day.told]


@pytest.mark.parametrize("room", [False, True])
@pytest.mark.parametrize("restarts", [False, True])
def test_a_lobby_whose_name_fits_is_followed_by_the_terms_of_its_pattern(tmp_path, room, restarts):
    watches = (
        "  cup: {matches: {match: 'owc2026:*', best_of: 3, red: Norway}, news: [match_game, match_finished], to: club}"
    )

    async def situation(day):
        matches.open_lobby(day.osu.world, name="somebody's game", room=room)
        await day.start()
        await day.live(180, step=5)
        matches.match(day.osu.world, name="OWC2026: (Norway) vs (Japan)", room=room, **QUICK)
        matches.match(day.osu.world, name="not the OWC2026: (Norway) vs (Japan)", room=room, **QUICK)
        for _ in range(4):
            await day.live(130, step=5)
            if restarts:
                await day.restart()
        return titles(day)

    first, second, end = follow(situation, tmp_path, watches)
    assert first.startswith("OWC2026: (Norway) vs (Japan), game 1: ")
    assert second.startswith("OWC2026: (Norway) vs (Japan), game 2: ")
    assert end.startswith("OWC2026: (Norway) vs (Japan) is over: Norway ")


def test_a_lobby_that_was_open_before_the_watch_began_is_found_however_many_are_open(tmp_path):
    watches = "  cup: {matches: 'OWC2026:*', news: match_finished, to: club}"

    async def situation(day):
        matches.match(day.osu.world, name="OWC2026: (Norway) vs (Japan)", **QUICK)
        for number in range(120):
            matches.open_lobby(day.osu.world, name=f"game {number}")
        await day.start()
        await day.live(600, step=5)
        return titles(day)

    assert len(follow(situation, tmp_path, watches)) == 1


def test_a_room_is_found_by_a_watched_player_in_it_and_a_match_is_not(tmp_path):
    watches = "  friends: {players: 1001, matches: theirs, news: match_finished, to: club}"

    async def situation(day):
        await day.start()
        await day.app.enlist()
        for place, room in enumerate((True, True, False)):
            red = (1001, 1003) if place != 1 else (1005, 1003)
            matches.match(day.osu.world, name=f"lobby {place}", red=red, blue=(1002, 1004), room=room, **QUICK)
        await day.live(600, step=5)
        return titles(day)

    (told,) = follow(situation, tmp_path, watches)
    assert told.startswith("lobby 0 is over: ")


def test_a_file_names_lobbies_and_is_read_again_when_it_changes(tmp_path):
    watches = "  cup: {matches: {file: lobbies.txt, best_of: 3}, news: match_finished, to: club}"
    file = tmp_path / "lobbies.txt"

    async def situation(day):
        for _ in range(3):
            matches.match(day.osu.world, **QUICK)
        await day.start()
        await day.live(30, step=5)
        assert not any("/matches/" in str(request) for request in day.osu.site.served)
        file.write_text("# the final\nhttps://osu.ppy.sh/mp/120000001\n\nnonsense\n120000003 # and this\n")
        await day.app.read_lobby_files()
        await day.live(60, step=5)
        file.write_text("120000001\n")
        await day.app.read_lobby_files()
        await day.restart()
        await day.live(30, step=5)
        file.unlink()
        await day.app.read_lobby_files()
        await day.restart()
        await day.live(600, step=5)
        return titles(day)

    (told,) = follow(situation, tmp_path, watches)
    assert told.startswith("LTC1: (Low Tide) vs (Night Shift) is over: ")


def test_a_lobby_that_was_found_is_forgotten_long_after_it_and_a_named_one_is_not(tmp_path):
    watches = """  cup:
    matches: ["LTC*", {match: 120000002, best_of: 3}]
    news: [match_finished, match_attendance]
    to: club"""

    async def situation(day):
        await day.start()
        await day.app.enlist()
        for _ in range(2):
            matches.match(day.osu.world, **QUICK)
        await day.live(600, step=5)
        assert len(day.told) == 2
        before = remembered(day)
        await day.clock.sleep(KEPT / 1000)
        await day.restart()
        await day.app.upkeep.tick()
        assert remembered(day) == before
        await day.clock.sleep(GRACE / 1000)
        await day.app.upkeep.tick()
        after = remembered(day)
        await day.live(300, step=20)
        assert len(day.told) == 2
        return before, after

    before, after = follow(situation, tmp_path, watches)
    lobbies = {f"bancho/match/{number}" for number in (120_000_001, 120_000_002)}
    assert before == {(family, lobby) for family in ("match", "attendance") for lobby in lobbies}
    assert after == {(family, "bancho/match/120000002") for family in ("match", "attendance")}


def remembered(day):
    rows = day.app.store.work(lambda tx: tx.execute(select(memory.c.family, memory.c.subject)).all())
    return {(row.family, row.subject) for row in rows if row.family in {"match", "attendance", "playlist"}}


def test_with_api_v1_check_says_that_lobbies_are_not_found(tmp_path):
    watches = "  cup: {matches: ['OWC2026:*', 120000001], to: club}"

    async def situation(day):
        await day.start()
        there = await day.app.store.run(lambda _: list(day.app.roll.entries([], {}, 0)))
        return day.app.roll.plan(there, day.app.source)

    plan = follow(situation, tmp_path, watches, access=V1)
    assert [look.subject for look in plan.looks] == ["bancho/match/120000001"]
    assert plan.not_offered == [
        "API v1 does not tell which matches and rooms are open: name them by number or link",
    ]


@pytest.mark.parametrize(
    ("finding", "listed", "fits"),
    [
        (Finding(pattern="OWC2026:*"), "OWC2026: (A) vs (B)", True),
        (Finding(pattern="owc2026:*"), "OWC2026: (A) vs (B)", True),
        (Finding(pattern="OWC2026:*"), "my OWC2026: (A) vs (B)", False),
        (Finding(pattern="*vs (B)"), "OWC2026: (A) vs (B)", True),
        (Finding(pattern="*[A]?*"), "the [A]? game", True),
        (Finding(pattern="*[A]?*"), "the A game", False),
        (Finding(file="a.txt"), "a.txt", False),
    ],
)
def test_a_pattern(finding, listed, fits):
    assert finding.fits(Listed(id=1, name=listed), ()) is fits
