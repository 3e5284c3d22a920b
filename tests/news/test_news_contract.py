"""Every family keeps the contract. A family joins by its file in `watcher/news` and its situations beside this test."""

import inspect

import msgspec
import pytest
from news_world import FAMILIES, World
from sightings import T

from watcher.events import Cause, Event
from watcher.notification import Notification


@pytest.fixture(params=FAMILIES)
def world(request):
    return World(request.param)


def test_the_first_look_is_silent(world):
    assert world.events(world.situation.FIRST) == []


def test_something_new_speaks(world):
    world.events(world.situation.FIRST)
    told = world.events(world.situation.NEW)
    assert {event.kind for event in told} <= set(world.family.KINDS)
    assert told


@pytest.mark.parametrize("name", FAMILIES)
def test_the_same_sighting_again_changes_nothing(name):
    world = World(name, kept=False)
    for sighting in (*world.situation.FIRST, *world.situation.NEW):
        world.see(sighting)
        for before, step in world.see(sighting):
            assert (step.events, step.looks) == ((), ())
            assert step.memory is before


def test_a_diff_does_not_change_what_it_is_given(world):
    for sighting in (*world.situation.FIRST, *world.situation.NEW):
        for before, _ in world.see(sighting):
            assert world.stored(before) == before


def test_events_survive_the_store_and_have_words(world):
    world.events(world.situation.FIRST)
    for event in world.events(world.situation.NEW):
        facts = msgspec.json.decode(msgspec.json.encode(event.facts), type=world.family.KINDS[event.kind])
        assert facts == event.facts
        assert event.subject
        assert event.key.startswith(f"{event.kind}/")
        reads_well(world.family.words([event]))


def test_the_same_facts_come_out_whoever_tells_the_time(world):
    """`now` may move looks, never facts: a replay of old sightings finds the same news."""
    world.events(world.situation.FIRST)
    later = World(world.family.__name__.rpartition(".")[2])
    for sighting in (*world.situation.FIRST, *world.situation.NEW):
        for subject in later.subjects(sighting):
            late = later.family.diff(later.recall(subject), sighting, T + 10**9)
            later.memories[subject] = late.memory
            if sighting in world.situation.NEW:
                soon = world.family.diff(world.recall(subject), sighting, T)
                world.memories[subject] = soon.memory
                assert [(e.key, e.facts) for e in soon.events] == [(e.key, e.facts) for e in late.events]


@pytest.mark.parametrize("name", FAMILIES)
def test_every_kind_has_a_sample_that_fits_its_documented_facts(name):
    family = FAMILIES[name]
    assert set(family.SAMPLES) == set(family.KINDS)
    assert set(family.DEFAULT) <= set(family.KINDS)
    for kind, facts in family.KINDS.items():
        sample = family.SAMPLES[kind]
        assert msgspec.convert(msgspec.to_builtins(sample), facts) == sample
        assert facts.__doc__
        undocumented = [f for f in facts.__struct_fields__ if f not in facts.__doc__ and f not in SHARED]
        assert not undocumented, f"{kind}: say what {undocumented} is"


SHARED = ("player", "map", "play", "set")
"""Fields with a documented Struct of their own."""


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name in FAMILIES for kind in FAMILIES[name].KINDS])
def test_the_sample_reads_well(name, kind):
    facts = FAMILIES[name].SAMPLES[kind]
    event = Event(key=f"{kind}/1", kind=kind, subject="bancho/osu/2", cause=Cause.PLAYED, happened=T, facts=facts)
    reads_well(FAMILIES[name].words([event]))


@pytest.mark.parametrize("name", FAMILIES)
def test_one_kind_belongs_to_one_family(name):
    others = {kind for other, family in FAMILIES.items() if other != name for kind in family.KINDS}
    assert not others & set(FAMILIES[name].KINDS)


@pytest.mark.parametrize("name", FAMILIES)
def test_families_are_pure(name):
    source = inspect.getsource(FAMILIES[name])
    for forbidden in ("import time", "datetime.now", "import random", "import logging", "import asyncio", "open("):
        assert forbidden not in source


def reads_well(said: Notification):
    assert said.title.strip()
    assert "\n" not in said.title
    assert len(said.title) <= 120
    assert said.body.count("\n") <= 1
    assert said.url.startswith("https://osu.ppy.sh") or not said.url
    for text in (said.title, said.body):
        for leak in ("None", "<", "Cause.", "Mode.", "nan", "  "):
            assert leak not in text, f"{leak!r} in {text!r}"
