"""Every filter of the feed of newly ranked maps: what it lets through, and that one difficulty has to fit all of it."""

import pytest

from watcher.events import Cause, Event
from watcher.facts import PlayerFacts
from watcher.news.beatmaps.facts import DifficultyFacts, MapStateFacts, SetFacts
from watcher.rules import NewsRule, Watch, compile_condition, route

EASY = DifficultyFacts(
    id=1, mode="osu", version="Easy", stars=1.8, length=95.0, bpm=180.0, cs=3.0, ar=4.0, od=3.0, hp=2.5, owners=(9,)
)
SEVEN = DifficultyFacts(
    id=2, mode="mania", version="7K Hyper", stars=4.6, length=118.0, bpm=90.0, cs=7.0, ar=5.0, od=8.2, hp=7.5, keys=7,
    owners=(2,),
)  # fmt: skip
SET = SetFacts(
    id=7,
    artist="Aurora Band",
    title="First Light (Short Ver.)",
    mapper=PlayerFacts(id=9, name="Kettle"),
    status="ranked",
    genre="video game",
    language="japanese",
    source="Lumen",
    tags=("featured", "artist"),
    difficulties=(EASY, SEVEN),
)


def is_told(when, of=SET):
    facts = MapStateFacts(set=of)
    event = Event(
        key="map_ranked/bancho/set/7/1",
        kind="map_ranked",
        subject="bancho/set/7",
        cause=Cause.PLAYED,
        happened=1,
        facts=facts,
    )
    rule = NewsRule(kind="map_ranked", when=compile_condition(when, "map_ranked", MapStateFacts))
    return bool(route(event, [Watch(name="feed", news=(rule,), to=("phone",))]))


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("mode == 'mania' and 4 <= stars <= 6 and length < 120", True),
        ("mode == 'mania' and stars < 4", False),
        ("mode == 'osu' and stars > 4", False),
        ("mode == 'taiko'", False),
        ("mode in ['taiko', 'osu']", True),
        ("stars >= 4.6", True),
        ("stars > 4.6", False),
        ("length <= 95", True),
        ("length < 95", False),
        ("bpm > 170", True),
        ("bpm > 170 and mode == 'mania'", False),
        ("keys == 7", True),
        ("keys == 4", False),
        ("keys == none", True),
        ("keys == none and mode == 'mania'", False),
        ("cs <= 3", True),
        ("ar >= 9", False),
        ("od > 8 and hp > 7", True),
        ("od > 8 and hp < 3", False),
        ("version == '7K Hyper'", True),
        ("2 in owners", True),
        ("2 in owners and mode == 'osu'", False),
        ("genre == 'video game'", True),
        ("genre == 'rock'", False),
        ("language in ['japanese', 'english']", True),
        ("language == 'korean'", False),
        ("'featured' in tags", True),
        ("'tv' in tags", False),
        ("mapper.name == 'Kettle' or mapper.id == 5", True),
        ("mapper.id == 5", False),
        ("'short ver.' in title|lower", True),
        ("'short ver.' not in title|lower", False),
        ("artist == 'Aurora Band' and source == 'Lumen'", True),
        ("nsfw", False),
        ("status == 'ranked' and not nsfw", True),
    ],
)
def test_a_filter(when, told):
    assert is_told(when) is told


@pytest.mark.parametrize(("when", "told"), [("stars > 1", False), ("stars == none", True), ("genre == ''", True)])
def test_a_set_of_which_nothing_is_known_fits_no_number(when, told):
    assert is_told(when, SetFacts(id=7, mapper=PlayerFacts(id=9))) is told
