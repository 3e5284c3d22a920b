"""How a session stands while it goes on."""

import pytest
from news_world import FAMILIES, World
from sightings import at, beatmap, play, profile

MINUTE = 60


def states(world, *sightings):
    """What each state that comes of these says: plays, passes, pp and rank since the beginning, the last map."""
    events = world.events([profile(0), *sightings])
    assert {event.kind for event in events} <= {"session_running"}
    return [
        (one.plays, one.passes, one.pp_change, one.rank_gain, one.map and one.map.id)
        for one in (event.facts for event in events)
    ]


FIRST = play(1, 280.0, MINUTE)
AFTER_ONE = (1, 1, 0.0, 0, 1)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        pytest.param([play(2, 90.0, 120)], [(2, 2, 0.0, 0, 2)], id="another play"),
        pytest.param([play(2, None, 120, passed=False)], [(2, 1, 0.0, 0, 1)], id="a fail counts, and does not speak"),
        pytest.param([play(2, 90.0, 30)], [(2, 2, 0.0, 0, 1)], id="a play that is shown late is not the last"),
        pytest.param([FIRST], [], id="the same again"),
        pytest.param([profile(90)], [], id="a profile that shows nothing new"),
        pytest.param([profile(90, pp=7010.5, rank=10_000)], [(1, 1, 10.5, 40, 1)], id="what it brought"),
        pytest.param([profile(90, play_count=5004)], [(4, 1, 0.0, 0, 1)], id="fails that no feed shows"),
        pytest.param([profile(90, rank=None)], [(1, 1, 0.0, None, 1)], id="no rank"),
        pytest.param([profile(40 * MINUTE, pp=7010.0)], [], id="it is over, which others tell"),
        pytest.param([profile(40 * MINUTE), play(1, 280.0, MINUTE)], [], id="a play of a session that is over"),
        pytest.param([play(2, 90.0, 40 * MINUTE)], [(*AFTER_ONE[:4], 2)], id="the next session"),
    ],
)
def test_every_play_and_what_it_brought_renews_the_state(seen, told):
    assert states(World("playing"), FIRST, *seen) == [AFTER_ONE, *told]


def test_it_says_what_is_known():
    world = World("playing")
    (first,) = world.events([play(1, None, 60, passed=False)])
    assert FAMILIES["playing"].words([first]).title == "player 2 plays: 1 play, 0 passes"
    assert FAMILIES["playing"].words([first]).body == ""


def test_how_it_sounds():
    world = World("playing")
    plays = [play(1, 280.0, 60, beatmap=beatmap(1)), play(2, 285.0, 1800, beatmap=beatmap(2))]
    *_, last = world.events([profile(0), *plays, profile(1870, play_count=5009, pp=7042.7, rank=9_998)])
    said = FAMILIES["playing"].words([last])
    assert said.title == "Mira plays: 9 plays, 2 passes, +42.7pp"
    assert said.body == (
        "#10,040 → #9,998 (+42) · 7,042.7pp · for 30 min\nLast: 285pp on Aurora Band - Song 2 [Insane]"
    )


def test_only_a_passed_play_asks_for_its_map():
    world = World("playing")
    assert world.looks(play(1, 280.0, MINUTE)) == [("beatmap", 0)]
    assert world.looks(play(2, None, 120, passed=False)) == []
    assert world.looks(play(3, 280.0, 180, beatmap=beatmap(3))) == []


def test_it_is_about_the_player_and_heard_by_watches_with_that_pause():
    (event,) = World("playing").events([FIRST])
    assert (event.subject, event.happened) == ("bancho/osu/2", at(MINUTE))
    assert event.facts.heard_as(event.subject) == "bancho/session/osu/2/1800"
