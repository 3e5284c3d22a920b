"""Many lobbies at once: what all of them ask together stays within their share, and nobody is forgotten."""

import asyncio

import pytest
from day import Day

from watcher import forecast
from watcher.clock import VirtualClock
from watcher.osu.lobbies import Crowd
from watcher.osu.nouns import Answer
from watcher.simulator import matches
from watcher.store import roster


def seconds_apart(crowd, playing, resting=0):
    """How far apart the looks at a lobby in which a game runs are, while so many others do the same or rest."""
    for number in range(resting):
        crowd.spaced(Answer(rest=60_000), f"bancho/match/{1000 + number}")
    for _ in range(2):
        for number in range(playing):
            answer = crowd.spaced(Answer(), f"bancho/match/{number}")
    return max(10, answer.rest / 1000)


@pytest.mark.parametrize(
    ("playing", "resting", "apart"),
    [(1, 0, 10), (8, 0, 10), (16, 0, 20), (32, 0, 40), (4, 24, 10), (8, 48, 20)],
)
def test_the_more_play_at_once_the_further_apart_the_looks_are(playing, resting, apart):
    assert seconds_apart(Crowd(48), playing, resting) == apart


def test_a_lobby_that_is_over_leaves_its_room_to_the_others():
    crowd = Crowd(48)
    assert seconds_apart(crowd, 16) == 20
    for number in range(8, 16):
        crowd.spaced(Answer(over=(f"bancho/match/{number}",)), f"bancho/match/{number}")
    assert crowd.spaced(Answer(), "bancho/match/0").rest == 0


def test_sixteen_matches_at_once_keep_the_budget_and_check_says_the_pace(tmp_path):
    ids = ", ".join(str(120_000_001 + number) for number in range(16))
    watches = f"  day: {{players: 1001, matches: [{ids}], news: [top_play, match_game], to: club}}"

    async def situation():
        async with Day(tmp_path, VirtualClock(), watches) as day:
            for number in range(16):
                matches.match(day.osu.world, games=3, game=100 + number, pause=15)
            await day.start()
            await day.app.enlist()
            began = day.clock.now()
            await day.live(300, step=2)
            served = [(at, what) for at, what, _ in day.osu.site.served if at >= began]
            plan = day.app.roll.plan(await day.app.store.run(roster.everybody), day.app.source)
            return served, day.club.messages, forecast.lines(plan, 60), forecast.a_minute(plan)

    served, messages, lines, asked = asyncio.run(situation())
    times = [at for at, _ in served]
    assert max(sum(start <= at < start + 60_000 for at in times) for start in times) <= 60
    assert sum(what == "GET /api/v2/scores" for _, what in served) >= 15
    assert len(messages) >= 30
    (line,) = [line for line in lines if line.startswith("match: ")]
    assert line == "match: 16 × every 10 s, every 20 s while all of them play, 48.0 a minute (80%)"
    assert asked <= 60
