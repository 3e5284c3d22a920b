"""A player's activity: what each line is told as, once, and when to look for more."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import activity, at, deed, play

from watcher.events import Cause

FAMILY = FAMILIES["activity"]


def told(*deeds, asked=100):
    return World("activity").events([activity(*deeds, asked=asked)])


@pytest.mark.parametrize(
    ("line", "kind", "cause", "title", "body"),
    [
        (deed("medal", 1, medal='A "B" & <C>'), "medal", Cause.PLAYED, 'Mira got the medal A "B" & <C>', ""),
        (deed("supporter", 1, how="first"), "supporter", Cause.ACCOUNT, "Mira is an osu! supporter now", ""),
        (deed("supporter", 1, how="again"), "supporter", Cause.ACCOUNT, "Mira supports osu! once again", ""),
        (deed("supporter", 1, how="gift"), "supporter", Cause.ACCOUNT, "Mira was given osu! supporter", ""),
        (deed("other", 1, text="Mira has won"), "activity_other", Cause.PLAYED, "Mira: something new", "Mira has won"),
        (deed("other", 1, text="cupWon"), "activity_other", Cause.PLAYED, "Mira: something new", "cup won"),
    ],
)
def test_each_line_is_told(line, kind, cause, title, body):
    (event,) = told(line)
    assert (event.kind, event.cause, event.subject) == (kind, cause, "bancho/user/2")
    said = FAMILY.words([event])
    assert (said.title, said.body) == (title, body)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(deed("medal", 0, medal="Night Owl"), id="before the watch began"),
        pytest.param(deed("renamed", 1), id="told with the profile"),
        pytest.param(deed("rank", 1, rank=1, beatmap_id=7), id="told as a first place"),
        pytest.param(deed("rank_lost", 1, beatmap_id=7), id="told as a first place lost"),
        pytest.param(deed("map", 1, how="uploaded", title="A - B"), id="told of mappers, as news of the set"),
    ],
)
def test_what_is_not_told(line):
    assert told(line) == []


def test_several_are_told_oldest_first():
    events = told(deed("medal", 50, medal="B"), deed("supporter", 20, how="gift"), deed("medal", 50, medal="A"))
    assert [(event.kind, event.happened) for event in events] == [
        ("supporter", at(20)),
        ("medal", at(50)),
        ("medal", at(50)),
    ]


def test_the_same_line_from_another_generation_is_the_same_fact():
    world = World("activity")
    (event,) = world.events([activity(deed("medal", 5, medal="Night Owl"), asked=10)])
    assert event.key == "medal/bancho/user/2/1790000005/Night Owl"
    again = activity(deed("medal", 5, medal="Night Owl"), asked=20, username="")
    assert world.events([again]) == []


def test_a_line_that_vanishes_and_comes_back_is_not_told_again():
    world = World("activity")
    shown = activity(deed("medal", 5, medal="Night Owl"), asked=10)
    world.events([shown, activity(asked=20)])
    assert world.events([structs.replace(shown, asked=at(30))]) == []


def test_an_answer_older_than_the_last_tells_nothing():
    world = World("activity")
    world.events([activity(asked=20)])
    assert world.events([activity(deed("medal", 5, medal="Night Owl"), asked=10)]) == []


def test_the_memory_stays_small_and_nothing_old_comes_back():
    world = World("activity")
    many = [activity(deed("medal", n, medal=f"M{n}"), asked=n) for n in range(1, 300)]
    assert len(world.events(many)) == 299
    assert len(world.recall("bancho/user/2").known) <= 128
    again = [structs.replace(one, asked=at(1000 + n)) for n, one in enumerate(many)]
    assert world.events(again) == []


def test_a_play_is_a_reason_to_look_a_minute_later():
    assert World("activity").looks(play(7, 100.0, 60)) == [("activity", 60)]


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(play(7, 100.0, 60, passed=False), id="a fail"),
        pytest.param(play(7, 100.0, -60), id="a play of long ago"),
    ],
)
def test_plays_that_are_no_reason(seen):
    assert World("activity").looks(seen) == []


def test_plays_one_after_the_other_bring_a_look_every_ten_minutes():
    world = World("activity")
    asked = [(n, due) for n in range(0, 1800, 120) for _, due in world.looks(play(n, 100.0, n + 1))]
    assert [n + round(due) for n, due in asked] == [60, 660, 1260, 1860]


def test_a_play_after_the_look_was_put_off_is_looked_after_when_that_was_answered():
    world = World("activity")
    world.looks(play(7, 100.0, 1))
    world.looks(play(8, 100.0, 30))
    assert world.looks(activity(asked=61)) == [("activity", 600)]
    assert world.looks(activity(asked=661)) == []
