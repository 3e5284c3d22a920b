"""Modding: who wrote what about a set, once."""

import pytest
from news_world import FAMILIES, World
from sightings import discussion

from watcher.news.modding import MOST_KNOWN

family = FAMILIES["modding"]


def said(**changes):
    world = World("modding")
    (event,) = world.events([discussion(2, 600, **changes)])
    told = family.words([event])
    return told.title, told.body, told.url


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("problem", "Sol found a problem in Aurora Band - First Light"),
        ("suggestion", "Sol suggests something for Aurora Band - First Light"),
        ("praise", "Sol praises Aurora Band - First Light"),
        ("hype", "Sol hypes Aurora Band - First Light"),
        ("note", "Sol left a note on Aurora Band - First Light"),
        ("review", "Sol reviewed Aurora Band - First Light"),
        ("something new", "Sol wrote about Aurora Band - First Light"),
    ],
)
def test_what_somebody_wrote(what, title):
    assert said(what=what)[0] == title


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({}, "[Hard] · This is not snapped."),
        ({"version": ""}, "This is not snapped."),
        ({"version": "", "text": ""}, ""),
        ({"text": "a\nb " * 300}, "[Hard] · " + ("a b " * 300)[:199].rstrip() + "…"),
    ],
)
def test_the_first_words_are_on_one_line(changes, body):
    assert said(**changes)[1:] == (body, "https://osu.ppy.sh/beatmapsets/7/discussion#/2")


def test_the_mapper_hears_of_it_wherever_the_set_is_not_watched():
    (event,) = World("modding").events([discussion(2, 600)])
    assert event.facts.watched_as("bancho") == ("bancho/mapper/9",)
    assert set(family.heard_by(discussion(2, 600))) == {"bancho/set/7", "bancho/mapper/9"}


def test_pages_that_overlap_and_rows_out_of_order_are_told_once():
    world = World("modding")
    rows = [discussion(number, 600 + number) for number in (5, 3, 4, 3, 5, 6, 4)]
    assert [event.facts.discussion_id for event in world.events(rows)] == [5, 3, 4, 6]


def test_a_set_of_which_much_is_written_tells_nothing_twice():
    world = World("modding")
    many = [discussion(number, 600 + number) for number in range(1, 3 * MOST_KNOWN)]
    assert len(world.events(many)) == len(many)
    assert world.events(many) == []
