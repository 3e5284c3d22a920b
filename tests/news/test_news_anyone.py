"""Which plays of anyone are news."""

import pytest
from news_world import FAMILIES, World
from sightings import beatmap, play

from watcher.osu.nouns import Mod


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        pytest.param(play(5, 1024.5, 60, user_id=79), True, id="worth much"),
        pytest.param(play(5, 199.9, 60, user_id=79), False, id="worth less than anybody may ask for"),
        pytest.param(play(5, None, 60, no_pp="pending"), False, id="not valued yet: it comes again"),
        pytest.param(play(5, 1024.5, -1), False, id="of before the watch"),
        pytest.param(play(5, 1024.5, 60, passed=False), False, id="failed"),
    ],
)
def test_what_is_told(seen, told):
    assert bool(World("anyone").events([seen])) is told


def test_once_however_often_the_feed_is_read():
    page = [play(number, 500.0, number, user_id=number) for number in range(50, 90)]
    world = World("anyone")
    assert len(world.events(page)) == 40
    assert world.events(page[::-1]) == []


def test_the_player_and_the_map_get_their_names():
    assert World("anyone").looks(play(5, 500.0, 60)) == [("profile", 0), ("beatmap", 0)]
    assert World("anyone").looks(play(5, 500.0, 60, username="Mira", beatmap=beatmap(5))) == []


def test_words():
    [event] = World("anyone").events([play(5, 1024.5, 60, username="Mira", beatmap=beatmap(5), mods=(Mod("HR"),))])
    said = FAMILIES["anyone"].words([event])
    assert said.title == "Mira: 1,024.5pp on Aurora Band - Song 5 [Insane] +HR"
    assert said.body == "98.76% · 1,100x/1,204x · 1 miss · A"
