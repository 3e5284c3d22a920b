"""A feed that stands still: told once where plays are wont to come, and its end once. Silence of few is no news."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from news_world import FAMILIES, World
from sightings import at
from situations.feed import read

from watcher.osu.nouns import Contact

HOUR = 60
NOTHING = Contact(server="bancho", asked=at(0), ok=True, shown=0)


def plays(since, until, every=1):
    """The feed of so many minutes, read every so many, with a new play each time."""
    return [read(minute, minute) for minute in range(since, until, every)]


def still(since, until, newest, every=1):
    """The feed of so many minutes, whose newest play ended at a time."""
    return [read(minute, newest) for minute in range(since, until, every)]


def told(*parts):
    """(kind, since when, noticed when) of what is told, in minutes."""
    events = World("feed").events([seen for part in parts for seen in part])
    assert len({event.key for event in events}) == len(events)
    return [(event.kind, (event.facts.since - at(0)) // 60_000, (event.happened - at(0)) // 60_000) for event in events]


BUSY = plays(0, HOUR + 1)
STILL = ("feed_still", 60, 75)


def hours(sightings, later):
    """The same, so many hours later by our clock."""
    ahead = later * 3_600_000
    return [structs.replace(seen, asked=seen.asked + ahead) for seen in sightings]


def unreachable(since, until):
    return [
        Contact(server="bancho", asked=at(minute * 60), ok=False, reason="503", behind=True)
        for minute in range(since, until)
    ]


def failing(sightings):
    """Each look at the feed follows one at something else, which fails."""
    return [each for seen in sightings for each in (structs.replace(seen, ok=False, shown=None), seen)]


def emptied(sightings):
    """The same looks, with pages that show nothing at all."""
    return [structs.replace(seen, shown=0) for seen in sightings]


@pytest.mark.parametrize(
    ("parts", "news"),
    [
        pytest.param([BUSY, still(61, 75, 60)], [], id="for less than a quarter of an hour"),
        pytest.param([BUSY, still(61, 200, 60)], [STILL], id="for hours: told once"),
        pytest.param([BUSY, emptied(still(61, 200, 60))], [STILL], id="its pages are empty"),
        pytest.param([BUSY, still(61, 200, 59)], [("feed_still", 59, 76)], id="an old page is repeated"),
        pytest.param([BUSY, failing(still(61, 200, 60))], [STILL], id="other questions fail meanwhile"),
        pytest.param([BUSY, still(61, 90, 60), plays(90, 100)], [STILL, ("feed_moves", 60, 90)], id="its end once"),
        pytest.param(
            [BUSY, still(61, 90, 60), plays(90, 100), still(100, 200, 99)],
            [STILL, ("feed_moves", 60, 90)],
            id="again soon: what is steady is learnt anew",
        ),
        pytest.param(
            [BUSY, still(61, 90, 60), plays(90, 152), still(152, 180, 151)],
            [STILL, ("feed_moves", 60, 90), ("feed_still", 151, 166)],
            id="again after a steady hour",
        ),
        pytest.param([plays(0, 50), still(50, 300, 49)], [], id="not after less than an hour"),
        pytest.param([still(0, 300, -5)], [], id="not when it stood still before we came"),
        pytest.param([[NOTHING], emptied(still(1, 300, 0))], [], id="not where nobody ever played"),
        pytest.param([plays(0, 300, 3), still(300, 400, 297)], [], id="not where plays come every three minutes"),
        pytest.param(
            [plays(0, 30), still(30, 34, 29), plays(34, 80), still(80, 200, 79)], [], id="not after a pause in the hour"
        ),
        pytest.param([BUSY, unreachable(61, 75), [read(75, 60)], still(76, 90, 60)], [], id="not while unreachable"),
        pytest.param(
            [BUSY, unreachable(61, 66), still(66, 90, 60)], [("feed_still", 60, 81)], id="still after being unreachable"
        ),
        pytest.param([BUSY, still(600, 700, 60)], [], id="not when the machine slept for hours"),
        pytest.param(
            [BUSY, still(61, 70, 60), [read(200, 60)], plays(201, 210)], [], id="it slept, and then catches up"
        ),
        pytest.param(
            [BUSY, [read(200 + page / 60, 60 + page) for page in range(140)], plays(203, 210)], [], id="a long catch-up"
        ),
        pytest.param([BUSY, hours(still(61, 75, 60), 1)], [], id="the clock was set forward"),
        pytest.param([BUSY, hours(still(61, 75, 60), -1)], [], id="the clock was set back"),
        pytest.param(
            [plays(0, 70), [read(70, 5000)], plays(71, 120)], [], id="a play from the future hides no other one"
        ),
        pytest.param(
            [plays(0, 150, 2), still(150, 190, 148)], [("feed_still", 148, 163)], id="every other minute will do"
        ),
    ],
)
def test_what_is_told_of_a_feed(parts, news):
    assert told(*parts) == news


def test_it_says_since_when_and_for_how_long():
    first, then = World("feed").events([*BUSY, *still(61, 90, 60), *plays(90, 91)])
    said, after = (FAMILIES["feed"].words([event]) for event in (first, then))
    assert said.title == "osu! shows no new plays since 2026-09-21 15:13 UTC"
    assert said.body.startswith("It answers, but its feed of everybody's plays stands still")
    assert after.title == "osu! shows new plays again"
    assert after.body == "Its feed stood still for 30 min, since 2026-09-21 15:13 UTC"


SPELLS = st.lists(
    st.tuples(st.sampled_from(["moves", "moves", "stands", "away", "clock"]), st.integers(-70, 70)), max_size=9
)


def lived(spells):
    """What is read, a look a minute: plays come, or none do, or nobody reads, or somebody sets the clock."""
    real, ours, newest = HOUR, 0, HOUR
    for what, length in spells:
        if what == "clock":
            ours += length
            continue
        for _ in range(abs(length)):
            real += 1
            newest = real if what == "moves" else newest
            if what != "away":
                yield what, structs.replace(read(real, newest), asked=at((real + ours) * 60))


@settings(max_examples=100, deadline=None)
@given(spells=SPELLS)
def test_a_standstill_and_its_end_take_turns_whatever_the_clock_does(spells):
    world = World("feed")
    world.events(BUSY)
    kinds = []
    for what, seen in lived(spells):
        for event in world.events([seen]):
            assert event.kind == "feed_moves" or what == "stands"
            kinds.append(event.kind)
    assert kinds == ["feed_still", "feed_moves"] * (len(kinds) // 2) + ["feed_still"] * (len(kinds) % 2)
