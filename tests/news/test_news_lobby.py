"""Lobbies that can't be followed: what is said of them, once."""

import pytest
from news_world import FAMILIES, World
from sightings import SERVER, at, match

from watcher.osu.nouns import Unseen


def unseen(reason, asked=20, subject="bancho/match/105", quiet=0):
    return Unseen(server=SERVER, subject=subject, asked=at(asked), reason=reason, quiet=quiet)


@pytest.mark.parametrize(
    ("seen", "title"),
    [
        (unseen("missing"), "Match 105 is not there"),
        (unseen("private"), "Match 105 is private"),
        (unseen("playlist", subject="bancho/room/7"), "Room 7 is a playlist"),
        (match(asked=20, ended=-10), "Match 105 was over before the watch began"),
    ],
)
def test_it_is_said_once(seen, title):
    world = World("lobby")
    (event,) = world.events([seen] * 4)
    assert FAMILIES["lobby"].words([event]).title == title


def test_a_lobby_that_is_not_there_yet_appears_without_a_word():
    world = World("lobby")
    assert len(world.events([unseen("missing"), match(asked=30), match(asked=40, ended=39)])) == 1


def test_it_goes_again():
    world = World("lobby")
    gone = [unseen("missing", 40), unseen("missing", 45)]
    events = world.events([unseen("missing"), match(asked=30), *gone, unseen("private", 50)])
    assert [event.facts.reason for event in events] == ["missing", "missing", "private"]
    assert len({event.key for event in events}) == 3


def test_one_answer_that_does_not_show_a_lobby_that_was_shown_says_nothing():
    world = World("lobby")
    assert not world.events([match(asked=30), unseen("missing", 40), match(asked=50), unseen("private", 60)])


def test_a_lobby_in_which_nothing_happens_is_left_with_a_word():
    world = World("lobby")
    (event,) = world.events([match(asked=10), unseen("still", quiet=6 * 3_600_000 + 5000)])
    assert FAMILIES["lobby"].words([event]).body == "It was not closed, but nothing happened in it for 6 h."
