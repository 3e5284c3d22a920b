"""Holes: the first one speaks, what was said is not said again, and a longer hole tells only its new part."""

from news_world import FAMILIES, World
from sightings import at

from watcher.osu.nouns import Gap


def gap(since, until, subject="bancho/feed"):
    return Gap(server="bancho", subject=subject, since=at(since), until=at(until), reason="the cursor is too old")


def told(events):
    return [(event.subject, (event.facts.since - at(0)) // 1000, event.facts.seconds) for event in events]


def test_the_first_hole_is_news_there_is_no_baseline_for_blindness():
    assert told(World("coverage").events([gap(0, 3600)])) == [("bancho/feed", 0, 3600)]


def test_a_hole_that_grows_tells_its_new_part_once():
    world = World("coverage")
    events = world.events([gap(0, 3600), gap(0, 3600), gap(0, 4000), gap(100, 200)])
    assert told(events) == [("bancho/feed", 0, 3600), ("bancho/feed", 3600, 400)]


def test_each_subject_has_holes_of_its_own():
    world = World("coverage")
    events = world.events([gap(0, 60), gap(0, 60, "bancho/osu/2")])
    assert told(events) == [("bancho/feed", 0, 60), ("bancho/osu/2", 0, 60)]


def test_it_says_from_when_to_when_and_why():
    (event,) = World("coverage").events([gap(0, 5400)])
    said = FAMILIES["coverage"].words([event])
    assert said.title == "Blind for 1 h 30 min: the plays of osu!"
    assert said.body == "From 2026-09-21 14:13 UTC to 2026-09-21 15:43 UTC\nthe cursor is too old"
