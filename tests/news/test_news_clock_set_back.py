"""The machine's clock was wrong for a while and was set back: what is seen then is news as ever."""

import pytest
from msgspec import structs
from news_world import World
from sightings import T, activity, beatmapset, board, deed, play, profile, top_plays

from watcher.events import is_outdated

MINUTE = 60_000
AHEAD = 10 * 365 * 86_400
BESTS = [play(number, 300 - number, ended=-9000 - number) for number in range(50)]
FIRST = play(75, 300, ended=-9000, user_id=3, score=900_000)
SNIPE = play(75, 310, ended=1100, user_id=4, score=950_000)


SITUATIONS = {
    "profile": ([profile(0)], [profile(1200, pp=7050.0)], "rank_change"),
    "activity": ([activity(asked=0)], [activity(deed("medal", 1100, medal="Jackpot"), asked=1200)], "medal"),
    "scores": (
        [top_plays(*BESTS, asked=0)],
        [play(900, None, 1100, no_pp="pending"), top_plays(*BESTS, play(900, 400, 1100), asked=1900)],
        "score",
    ),
    "top_plays": (
        [top_plays(*BESTS, asked=0)],
        [top_plays(*BESTS, asked=1000), play(900, 400, 1100), top_plays(*BESTS, asked=1110)],
        "top_play",
    ),
    "beatmaps": ([beatmapset(0)], [beatmapset(1200, updated=1100)], "map_updated"),
    "leaderboard": (
        [board(FIRST, asked=0)],
        [board(FIRST, asked=1000), board(SNIPE, FIRST, asked=1200)],
        "board_first",
    ),
}


def later(seen, seconds):
    """The same answer, asked for so much later by a wrong clock."""
    return structs.replace(seen, asked=seen.asked + seconds * 1000)


@pytest.mark.parametrize("ahead", [3600, 86_400, AHEAD])
@pytest.mark.parametrize("family", SITUATIONS)
def test_what_is_seen_after_the_clock_was_set_back_is_news(family, ahead):
    before, after, kind = SITUATIONS[family]
    world = World(family)
    assert world.events([*before, *(later(seen, ahead) for seen in before)]) == []
    assert [event.kind for event in world.events(after)] == [kind]


@pytest.mark.parametrize(
    ("asked", "known", "outdated"),
    [(T, T, True), (T + 1, T, False), (T - MINUTE, T, True), (T - 10 * MINUTE, T, False), (T - AHEAD, T, False)],
)
def test_an_answer_may_be_overtaken_by_minutes(asked, known, outdated):
    assert is_outdated(asked, known) is outdated


HOUR = 3600
STOOD = beatmapset(0, status=3, ranked=-500, evented=False)
MAPS = {
    "a version told meanwhile holds back none": (
        [beatmapset(0), later(beatmapset(900, updated=800), AHEAD)],
        [beatmapset(1_000, updated=800), beatmapset(8 * HOUR, updated=7 * HOUR)],
        ["updated", "updated"],
    ),
    "a fall seen meanwhile is confirmed": (
        [beatmapset(0, status=3, ranked=-500), later(beatmapset(900), AHEAD)],
        [beatmapset(1_000), beatmapset(2_000)],
        ["disqualified"],
    ),
    "a fall told meanwhile does not hide the next state": (
        [STOOD, later(beatmapset(900, evented=False), AHEAD)],
        [
            beatmapset(1_000, evented=False),
            beatmapset(9_000, status=3, ranked=8_000, evented=False),
            beatmapset(18_000, evented=False),
        ],
        ["disqualified", "qualified", "disqualified"],
    ),
    "a set missing meanwhile is deleted": (
        [beatmapset(0), later(beatmapset(900, gone=True), AHEAD)],
        [beatmapset(1_000, gone=True), beatmapset(2_000, gone=True)],
        ["deleted"],
    ),
}


@pytest.mark.parametrize("name", MAPS)
def test_what_was_noted_of_a_set_while_the_clock_was_ahead_makes_nothing_wait(name):
    ahead, after, told = MAPS[name]
    events = World("beatmaps").events([*ahead, *after])
    assert [event.kind.removeprefix("map_") for event in events] == told
