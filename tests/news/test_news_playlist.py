"""The leaderboard of a playlist: who leads, who climbs, how it ends; that others fall is no news."""

from news_world import FAMILIES, World
from situations.playlist import standings

FIRST = standings((2, 900), (3, 800), asked=10)


def told(*looks):
    world = World("playlist")
    events = world.events([FIRST, *(each for each in looks for _ in range(2))])
    return [(event.kind, FAMILIES["playlist"].words([event]).title) for event in events]


def test_a_new_leader_and_whoever_climbs():
    now = standings((3, 1000), (2, 900), (4, 5), asked=300)
    assert told(now) == [
        ("playlist_first", "Sol leads Weekly mix"),
        ("playlist_place", "Kei is #3 in Weekly mix"),
    ]


def test_a_better_sum_without_a_better_place_is_silent_and_so_is_who_falls_or_moves_up_as_others_leave():
    assert told(standings((2, 950), (3, 850), asked=300)) == []
    assert told(standings((3, 800), asked=300)) == []


def test_the_end_is_told_once_with_the_best():
    ended = standings((2, 900), (3, 800), asked=900, ended=880)
    assert told(ended, ended) == [("playlist_finished", "Weekly mix is over: 2 players")]
