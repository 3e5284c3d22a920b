"""Players who can't be seen any more: when that is believed, and that they come back."""

import pytest
from news_world import FAMILIES, World
from sightings import at, profile
from situations.account import absent

FAMILY = FAMILIES["account"]
CONFIRMED = (absent(600), absent(1200), absent(1260, alone=True))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param((profile(0), profile(60)), [], id="always_there"),
        pytest.param((absent(600), profile(1200)), [], id="a slip of one answer"),
        pytest.param((absent(600), absent(1200), profile(1260)), [], id="there after all, asked for alone"),
        pytest.param((absent(600), absent(600, alone=True), absent(600)), [], id="one answer in several modes"),
        pytest.param((absent(600), absent(1200), absent(1800)), [], id="never asked for alone"),
        pytest.param((absent(600, alone=True), absent(1200, alone=True)), [], id="twice alone is twice"),
        pytest.param(CONFIRMED, ["account_gone"], id="absent twice and alone"),
        pytest.param((*CONFIRMED, absent(1800), absent(1900, alone=True)), ["account_gone"], id="told once"),
        pytest.param((*CONFIRMED, profile(90_000)), ["account_gone", "account_back"], id="and back"),
        pytest.param((absent(600), profile(700), absent(1200), absent(1260, alone=True)), [], id="seen in between"),
        pytest.param((*CONFIRMED, profile(900)), ["account_gone"], id="an answer older than the last"),
    ],
)
def test_what_is_believed(seen, expected):
    assert [event.kind for event in World("account").events(seen)] == expected


def test_who_comes_and_goes_again_is_told_each_time():
    world = World("account")
    world.events(CONFIRMED)
    again = [profile(2000), absent(3000), absent(3600), absent(3660, alone=True), profile(9000)]
    events = world.events(again)
    assert [event.key for event in events] == [
        "account_back/bancho/user/2/1",
        "account_gone/bancho/user/2/2",
        "account_back/bancho/user/2/2",
    ]


def test_after_the_second_absence_the_player_is_asked_for_alone_a_minute_later():
    world = World("account")
    assert world.looks(absent(600)) == []
    assert world.looks(absent(1200)) == [("player", 60)]
    assert world.looks(absent(1260, alone=True)) == []


def test_how_it_sounds():
    world = World("account")
    gone, back = world.events([*CONFIRMED, profile(600 + 3 * 86_400)])
    assert (gone.facts.since, back.facts.seconds) == (at(600), 3 * 86_400)
    assert FAMILY.words([back]).title == "Mira is back at osu!"
    assert FAMILY.words([back]).body == "Not seen for 3 d"
    assert FAMILY.words([gone]).title == "player 2 can't be seen at osu! any more"  # the name is filled in on the way
