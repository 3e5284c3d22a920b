"""Two players over time: who overtakes whom, when that is believed, and what is no overtaking."""

import pytest
from news_world import FAMILIES, World
from sightings import at, play, profile
from situations.rivals import FIRST, NEW

FAMILY = FAMILIES["rivals"]


def mira(asked, pp=7000.0, **more):
    return profile(asked, pp=pp, **more)


def sol(asked, pp=7010.0, **more):
    return profile(asked, user_id=3, username="Sol", pp=pp, **more)


def told(*seen):
    events = World("rivals").events([mira(0), sol(5), *seen])
    return [(event.kind, event.facts.player.name, event.cause.value) for event in events]


MIRA, SOL = ("overtook", "Mira", "revalued"), ("overtook", "Sol", "revalued")


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param([mira(60), sol(65)], [], id="nothing_changes"),
        pytest.param([mira(60, 7010.0), sol(65)], [], id="both have the same"),
        pytest.param([mira(60, 7010.01), sol(65)], [MIRA], id="by a hair"),
        pytest.param([sol(60, 6990.0), mira(65)], [MIRA], id="the other fell"),
        pytest.param([play(3, 380.0, 50), mira(60, 7020.0), sol(65)], [("overtook", "Mira", "played")], id="by a play"),
        pytest.param([mira(60, 7020.0), sol(65, 7030.0)], [], id="both moved: the other was only looked at later"),
        pytest.param([mira(60, 6500.0), sol(65, 6510.0)], [], id="all pp are worth less"),
        pytest.param([mira(600, 7020.0), sol(605), sol(1300, 7030.0), mira(1305, 7020.0)], [MIRA, SOL], id="and back"),
        pytest.param(
            [mira(600, 7020.0), sol(605), sol(700, 7030.0), mira(705, 7020.0), sol(800, 7010.0), mira(805, 7020.0)],
            [MIRA],
            id="back and forth within ten minutes",
        ),
        pytest.param(
            [mira(600, 7020.0), sol(605), sol(700, 7030.0), mira(705, 7020.0), sol(1300, 7030.0), mira(1305, 7020.0)],
            [MIRA, SOL],
            id="back at once, and it stays so",
        ),
        pytest.param([mira(60, 0.0, rank=None), sol(65)], [], id="no rank is no fall"),
        pytest.param([sol(60, 0.0, rank=None), mira(65, 7000.0)], [], id="nor an overtaking"),
        pytest.param([sol(60, 0.0, rank=23_000_000), mira(65, 7000.0)], [], id="an old rank without pp is none"),
        pytest.param(
            [sol(60, 0.0, rank=None), mira(65, 7020.0), sol(1200), mira(1205, 7020.0)], [], id="back behind, in silence"
        ),
    ],
)
def test_who_overtakes_whom(seen, expected):
    assert told(*seen) == expected


def test_what_looks_like_it_is_asked_for_again_at_once():
    world = World("rivals")
    world.events([mira(0), sol(5)])
    assert [(look.question, look.subject) for _, step in world.see(mira(600, 7020.0)) for look in step.looks] == [
        ("player", "bancho/osu/3")
    ]
    assert world.looks(sol(605)) == []


def test_plays_are_compared_as_well():
    seen = [mira(60, play_count=5001), sol(65, play_count=5000), mira(70, play_count=5001)]
    assert told(*seen) == []  # at first they had the same
    more = [*seen, sol(600, play_count=5002), mira(605, play_count=5001)]
    assert told(*more) == [("outplayed", "Sol", "played")]


def test_how_it_sounds():
    world = World("rivals")
    (event,) = world.events([*FIRST, *NEW])
    said = FAMILY.words([event])
    assert said.title == "Mira overtook Sol"
    assert said.body == "#9,990 · 7,020pp\nSol: #10,001 · 7,010pp"
    assert (event.subject, event.happened, event.facts.margin) == ("bancho/rivals/osu/2/3", at(75), 10.0)
