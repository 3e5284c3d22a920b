"""Sets: what rows and looks tell of them, in whatever order they come."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from news_world import World
from sightings import beatmap, beatmapset, map_event
from test_news_contract import reads_well

from watcher.events import Cause, Event
from watcher.news import beatmaps as family
from watcher.news.beatmaps.facts import SAMPLES
from watcher.osu.nouns import MapDeed

HOUR = 3600


def told(*sightings):
    """The kinds told, in order."""
    return [event.kind.removeprefix("map_") for event in events(*sightings)]


def events(*sightings):
    return World("beatmaps").events(sightings)


def seen(asked, status=0, **changes):
    return beatmapset(asked, status=status, **changes)


def bad_day(what="disqualified", at=3_000, **changes):
    return map_event(what, at, id=9, by=5, by_name="Rei", text="Unsnapped.", nominators=(3, 4), **changes)


PENDING = seen(10)
ONCE, TWICE = map_event("nominated", 1_000, id=1, by=3, by_name="Sol"), map_event("nominated", 2_000, id=2, by=4)
QUALIFIED = map_event("qualified", 2_000, id=3)

SITUATIONS = {
    "an old set is seen": ([PENDING], []),
    "a set is submitted": ([seen(900, submitted=800, updated=800)], ["uploaded"]),
    "a set is submitted, and the activity says so": (
        [map_event("uploaded", 800), seen(900, submitted=800, updated=830)],
        ["uploaded"],
    ),
    "a ranked set is seen for the first time": ([seen(900, 1, ranked=-500)], []),
    "a set is found ranked since the watch began": ([seen(900, 1, ranked=500, submitted=200)], ["ranked"]),
    "a row of the time before the watch": ([map_event("nominated", -60, id=1), PENDING], []),
    "a row waits for a look at its set": ([ONCE], []),
    "a row and then the set": ([ONCE, seen(1_100)], ["nominated"]),
    "the set and then a row": ([PENDING, ONCE], ["nominated"]),
    "the same row again": ([PENDING, ONCE, ONCE], ["nominated"]),
    "two nominations and what follows": ([PENDING, ONCE, TWICE, QUALIFIED], ["nominated", "nominated", "qualified"]),
    "a row of the activity says the same": ([PENDING, QUALIFIED, map_event("qualified", 2_001)], ["qualified"]),
    "two rows of one second": ([PENDING, QUALIFIED, map_event("qualified", 2_000, id=4)], ["qualified"]),
    "qualified, fallen, qualified": (
        [PENDING, QUALIFIED, bad_day(), map_event("qualified", 9_000, id=12)],
        ["qualified", "disqualified", "qualified"],
    ),
    "a look tells first and the row comes later": (
        [PENDING, seen(2_100, 3, ranked=2_000), QUALIFIED],
        ["qualified"],
    ),
    "a look that is older than the row": (
        [PENDING, QUALIFIED, bad_day(), seen(3_060, 3, ranked=2_000)],
        ["qualified", "disqualified"],
    ),
    "a fall that no row tells, where rows are": (
        [seen(10, 3, ranked=-500), seen(900), seen(1_000), seen(1_500)],
        ["disqualified"],
    ),
    "a fall that the row tells in time": ([seen(10, 3, ranked=-500), seen(3_060), bad_day()], ["disqualified"]),
    "a fall where no rows are": (
        [seen(10, 3, ranked=-500, evented=False), seen(900, evented=False)],
        ["disqualified"],
    ),
    "no longer loved": ([seen(10, 4, ranked=-500, evented=False), seen(900, evented=False)], ["unloved"]),
    "loved anew after a fall that no look saw": (
        [seen(10, 4, ranked=-500, evented=False), seen(900, 4, ranked=800, evented=False)],
        ["loved"],
    ),
    "ranked anew, where rows tell of it": (
        [seen(10, 1, ranked=-500), seen(900, 1, ranked=800), map_event("ranked", 800, id=5)],
        ["ranked"],
    ),
    "loved, approved": ([PENDING, seen(900, 4, ranked=800)], ["loved"]),
    "buried and revived": ([PENDING, seen(900, -2), seen(1_800)], ["revived"]),
    "work in progress": ([PENDING, seen(900, -1), seen(1_800)], []),
    "nominations are lost": ([PENDING, ONCE, bad_day("reset")], ["nominated", "reset"]),
    "updated": ([PENDING, seen(900, updated=800)], ["updated"]),
    "updated as the activity tells": ([PENDING, map_event("updated", 800), seen(900, updated=800)], ["updated"]),
    "updated again soon": ([PENDING, seen(900, updated=800), seen(1_800, updated=1_700)], ["updated"]),
    "and told together later": (
        [PENDING, seen(900, updated=800), seen(1_800, updated=1_700), seen(9 * HOUR, updated=1_700)],
        ["updated", "updated"],
    ),
    "not there, and there again": ([PENDING, seen(900, gone=True), seen(1_500), seen(2_000, gone=True)], []),
    "not there twice": ([PENDING, seen(900, gone=True), seen(1_300, gone=True)], ["deleted"]),
    "the activity says that it is deleted": (
        [PENDING, map_event("deleted", 800), seen(900, gone=True), seen(1_300, gone=True)],
        ["deleted"],
    ),
    "what was held back is told before the end": (
        [PENDING, map_event("updated", 100), map_event("updated", 200), map_event("deleted", 300)],
        ["updated", "updated", "deleted"],
    ),
    "and where only looks tell the end": (
        [PENDING, seen(900, updated=800), seen(1_800, updated=1_700), seen(2_000, gone=True), seen(3_000, gone=True)],
        ["updated", "updated", "deleted"],
    ),
    "it came and went while nobody looked": (
        [
            *(map_event(what, at) for what, at in (("uploaded", 50), ("updated", 80), ("deleted", 90))),
            seen(99, gone=True),
        ],
        ["uploaded", "updated", "deleted"],
    ),
    "it came, was qualified, and fell while nobody looked": (
        [map_event("uploaded", 50), map_event("qualified", 80), seen(9_000, submitted=50, updated=50, evented=False)],
        ["uploaded", "qualified", "disqualified"],
    ),
    "a row about a set that is gone before it was seen": ([ONCE, seen(1_100, gone=True)], ["nominated"]),
    "another owner": ([PENDING, map_event("owner", 500, id=7, owners={2: "Mira"}, version="Insane")], ["owner"]),
    "a difficulty comes": (
        [PENDING, seen(900, difficulties=(*PENDING.difficulties, beatmap(99, version="Extra")))],
        ["difficulties"],
    ),
    "a difficulty goes": (
        [PENDING, seen(900, updated=800, difficulties=PENDING.difficulties[:1])],
        ["updated", "difficulties"],
    ),
    "half of the difficulties are not shown once": (
        [PENDING, seen(900, difficulties=PENDING.difficulties[:1]), seen(1_800)],
        [],
    ),
    "not all difficulties are shown": ([PENDING, seen(900, difficulties=PENDING.difficulties[:1], whole=False)], []),
    "a thousand plays": ([PENDING, seen(900, play_count=1_003), seen(1_800, play_count=1_900)], ["milestone"]),
    "plays that fall and rise": (
        [seen(10, play_count=1_003), seen(900, play_count=900), seen(1_800, play_count=1_100)],
        [],
    ),
    "ten favourites": ([PENDING, seen(900, favourites=12)], ["milestone"]),
    "a problem solved": ([PENDING, map_event("resolved", 500, id=8, text="The hitsounds.")], ["discussion"]),
    "a word that nobody knows": ([PENDING, map_event("other", 500, id=8, text="some new thing")], ["other"]),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_is_told(name):
    sightings, kinds = SITUATIONS[name]
    assert told(*sightings) == kinds


def test_a_fold_says_how_many_and_since_when():
    *_, last = events(
        PENDING,
        *(map_event("updated", at) for at in (100, 4_000, 5_000, 6_000)),
        seen(9 * HOUR, updated=6_000),
    )
    assert (last.facts.count, last.facts.first) == (3, map_event("updated", 4_000).happened)
    assert family.words([last]).title == "Kettle updated Aurora Band - First Light 3 times since Sep 21"


def test_versions_held_back_are_looked_for_when_their_time_comes():
    world = World("beatmaps")
    world.events([PENDING, map_event("updated", 100)])
    assert world.looks(map_event("updated", 200), now=PENDING.asked) == [("set", 6 * HOUR + 100 - 10)]


def test_the_nomination_that_qualifies_is_one_message_with_it():
    nominated, again, qualified = events(PENDING, ONCE, TWICE, QUALIFIED)
    assert (nominated.about, again.about, qualified.about) == (None, None, again.key)
    assert family.words([again, qualified]).title == "Aurora Band - First Light by Kettle is qualified"
    assert family.words([again]).title == "player 4 nominated Aurora Band - First Light by Kettle"


def test_each_message_names_what_was_before():
    *_, last = events(PENDING, ONCE, TWICE, QUALIFIED, bad_day(), map_event("ranked", 90_000, id=20))
    said = family.words([last])
    assert said.body.splitlines()[1] == (
        "uploaded Sep 21 · nominated Sep 21 by Sol, Sep 21 · qualified Sep 21 · disqualified Sep 21 by Rei"
    )
    assert [one.what for one in last.facts.set.history] == [
        "uploaded",
        "nominated",
        "nominated",
        "qualified",
        "disqualified",
    ]


def test_a_fall_says_who_and_why():
    *_, last = events(PENDING, ONCE, TWICE, QUALIFIED, bad_day())
    assert family.words([last]).body.splitlines()[0] == "Rei: Unsnapped."
    assert last.facts.watched_as("bancho") == (
        "bancho/mapper/9", "bancho/sets", "bancho/nominator/5", "bancho/nominator/3", "bancho/nominator/4",
    )  # fmt: skip


def test_who_nominated_hears_of_what_becomes_of_the_set():
    *_, last = events(PENDING, ONCE, TWICE, QUALIFIED, map_event("ranked", 90_000, id=20))
    assert {"bancho/nominator/3", "bancho/nominator/4"} <= set(last.facts.watched_as("bancho"))


def test_a_new_owner_hears_of_it():
    *_, last = events(PENDING, map_event("owner", 500, id=7, owners={2: "Mira"}, version="Insane"))
    assert last.facts.watched_as("bancho") == ("bancho/mapper/9", "bancho/mapper/2")
    assert family.words([last]).title == "Mira owns [Insane] of Aurora Band - First Light"


LONG = "Symphony of the " * 19
HEBREW, ARABIC = "שיר ערש לירח", "أغنية المطر"


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize(
    ("artist", "title", "name"),
    [(LONG, LONG, LONG), (HEBREW, ARABIC, "נועה"), ("", "", ""), ("A\n\tB", "  C  ", "D"), ("x", "\u202eevil", "y")],
    ids=["300 characters", "right to left", "no names", "lines and tabs", "turned around"],
)
def test_strangers_words_read_well(kind, artist, title, name):
    facts = SAMPLES[kind]
    raw = msgspec.to_builtins(facts)
    raw["set"] |= {"artist": artist, "title": title}
    raw["set"]["mapper"]["name"] = name
    for field in {"by"} & raw.keys():
        raw[field] = raw[field] and raw[field] | {"name": name}
    for field, value in {"version": title or "?", "text": title, "reason": title}.items():
        raw |= {field: value} if field in raw else {}
    for field in {"added", "removed", "owners"} & raw.keys():
        raw[field] = [title or "?"]
    event = Event(
        key="k/1",
        kind=kind,
        subject="bancho/set/7",
        cause=Cause.PLAYED,
        happened=0,
        facts=msgspec.convert(raw, type(facts)),
    )
    said = family.words([event])
    reads_well(said)
    assert "\u202e" not in said.title + said.body
    assert said.title.count("\u2068") == said.title.count("\u2069")


def test_a_status_nobody_knows_is_shown_as_its_number():
    *_, last = events(seen(10, 9), map_event("nominated", 500, id=1, by=3))
    assert last.facts.set.status == "9"


SETS = st.builds(
    lambda asked, status, submitted, updated, ranked, plays, gone, evented: beatmapset(
        asked,
        status=status,
        submitted=submitted,
        updated=max(submitted, updated),
        ranked=ranked if status > 0 else None,
        play_count=plays,
        gone=gone,
        evented=evented,
    ),
    st.integers(0, 9_000),
    st.sampled_from([-2, -1, 0, 0, 1, 3, 4]),
    st.integers(-500, 9_000),
    st.integers(-500, 9_000),
    st.integers(-500, 9_000),
    st.sampled_from([900, 1_100, 2_100]),
    st.sampled_from([False, False, False, True]),
    st.booleans(),
)
MAP_EVENTS = st.builds(
    lambda what, happened, row, by: map_event(what, happened, id=row, by=by, text="Unsnapped.", nominators=(3,)),
    st.sampled_from(get_args(MapDeed)),
    st.integers(-500, 9_000),
    st.integers(0, 5),
    st.integers(0, 3),
)


@settings(max_examples=150, deadline=None)
@given(sightings=st.lists(st.one_of(SETS, MAP_EVENTS), max_size=20))
def test_whatever_comes_the_same_again_is_no_news_and_no_key_comes_twice(sightings):
    world, keys = World("beatmaps", kept=False), []
    for sighting in sightings:
        for _, step in world.see(sighting):
            assert world.stored(step.memory) == step.memory
            keys += [event.key for event in step.events]
            for event in step.events:
                assert msgspec.json.decode(msgspec.json.encode(event.facts), type=type(event.facts)) == event.facts
                reads_well(family.words([event]))
        for before, again in world.see(sighting):
            assert (again.events, again.looks) == ((), ())
            assert again.memory is before
    assert len(keys) == len(set(keys))
