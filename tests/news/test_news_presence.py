"""Who is online: as the profile shows it, over time."""

import pytest
from news_world import FAMILIES, World
from sightings import at, card, play, profile

FAMILY = FAMILIES["presence"]
MINUTE, HOUR, DAY = 60, 3600, 86_400


def there(seconds, **changes):
    """Online at a look, so many seconds after the watch began."""
    return profile(seconds, online=True, visited=at(seconds - 10), **changes)


def away(seconds, last, **changes):
    """Not online, and last so `last` seconds after the watch began."""
    return profile(seconds, online=False, visited=at(last), **changes)


def hidden(seconds, **changes):
    return profile(seconds, **changes)


def looks(*sightings):
    world = World("presence")
    return [event for seen in sightings for event in world.events([seen])]


@pytest.mark.parametrize(
    ("sightings", "told"),
    [
        pytest.param([away(0, -HOUR), there(HOUR)], ["online"], id="comes online"),
        pytest.param([there(0), away(2 * HOUR, HOUR)], ["offline"], id="leaves"),
        pytest.param([there(0), away(20 * MINUTE, 5 * MINUTE)], [], id="may come back soon"),
        pytest.param(
            [there(0), away(20 * MINUTE, 5 * MINUTE), there(30 * MINUTE), away(50 * MINUTE, 35 * MINUTE)],
            [],
            id="flaps",
        ),
        pytest.param([away(0, -HOUR), there(HOUR), there(2 * HOUR), there(3 * HOUR)], ["online"], id="stays"),
        pytest.param(
            [away(0, -HOUR), there(HOUR), away(3 * HOUR, 2 * HOUR), there(4 * HOUR)],
            ["online", "offline", "online"],
            id="comes again",
        ),
        pytest.param([away(0, -20 * MINUTE), there(5 * MINUTE)], [], id="was there until just before the watch"),
        pytest.param([hidden(0), hidden(HOUR, play_count=5001), hidden(9 * HOUR)], [], id="hides it"),
        pytest.param([there(0), hidden(2 * HOUR), hidden(4 * HOUR)], [], id="begins to hide it"),
        pytest.param([away(0, -HOUR), hidden(HOUR), there(2 * HOUR)], ["online"], id="shows it again"),
        pytest.param([away(0, -HOUR), away(9 * HOUR, 2 * HOUR)], [], id="was there between two looks"),
        pytest.param([away(0, -3 * DAY), away(4 * DAY, -3 * DAY)], ["inactive"], id="no sign for a week"),
        pytest.param([away(0, -40 * DAY), away(DAY, -40 * DAY)], [], id="no sign for long when the watch begins"),
        pytest.param([hidden(0), hidden(8 * DAY), hidden(9 * DAY)], ["inactive"], id="no play for a week, hidden"),
        pytest.param([hidden(0), hidden(8 * DAY, play_count=5001)], [], id="hidden, but playing"),
        pytest.param([hidden(0), play(3, None, 5 * DAY), hidden(8 * DAY)], [], id="hidden, but seen to play"),
        pytest.param([away(0, -HOUR), play(3, None, 5)], [], id="a play alone does not give away who may hide"),
        pytest.param([hidden(0), hidden(400 * DAY)], ["inactive"], id="several at once are one message"),
        pytest.param(
            [away(0, -HOUR), card(HOUR, online=True, visited=at(HOUR)), card(3 * HOUR, online=False, visited=at(HOUR))],
            ["online", "offline"],
            id="told by cards",
        ),
        pytest.param([hidden(0), card(HOUR), hidden(2 * HOUR)], [], id="a card counts no plays"),
        pytest.param(
            [away(0, -DAY), away(7 * DAY, -DAY), there(8 * DAY), away(20 * DAY, 9 * DAY)],
            ["inactive", "online", "offline", "inactive"],
            id="a week twice",
        ),
    ],
)
def test_what_is_told(sightings, told):
    assert [event.kind for event in looks(*sightings)] == told


def test_only_the_longest_time_that_is_full_is_told():
    [event] = looks(hidden(0), hidden(100 * DAY))
    assert event.facts.days == 90


@pytest.mark.parametrize(
    ("sightings", "title", "body"),
    [
        ([away(0, -HOUR), there(HOUR)], "Mira is online", "Last seen 2026-09-21 13:13 UTC"),
        (
            [away(0, -12 * DAY), play(3, None, HOUR - 60), there(HOUR)],
            "Mira is online again after 12 d 1 h",
            "Last seen 2026-09-09 14:13 UTC",
        ),
        ([there(0), away(2 * HOUR, HOUR)], "Mira is offline", "Last seen 2026-09-21 15:13 UTC"),
        ([away(0, -HOUR), there(0.5 * HOUR), away(4 * HOUR, 3 * HOUR)], "Mira is offline", "Was online for 2 h 30 min"),
        ([away(0, -HOUR), there(HOUR), away(4 * HOUR, HOUR + 4)], "Mira is offline", "Was online for a moment"),
        (
            [away(0, -DAY), away(31 * DAY, -DAY)],
            "Mira has not been seen for 30 days",
            "Last seen 2026-09-20 14:13 UTC",
        ),
    ],
)
def test_how_it_sounds(sightings, title, body):
    *_, event = looks(*sightings)
    said = FAMILY.words([event])
    assert (said.title, said.body) == (title, body)
