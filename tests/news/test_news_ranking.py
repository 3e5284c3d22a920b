"""The first of a ranking over time: who came, who left, and who only could not be seen."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import at, profile
from situations.ranking import TOP, ranking

from watcher.osu.nouns import RankingRow, Team

FAMILY = FAMILIES["ranking"]
TEAM = "bancho/ranking/osu/world/100/12"


class List(World):
    """One list, and the profiles of who is on it."""

    def __init__(self):
        super().__init__("ranking")

    def look(self, *seen):
        """What each of these sightings tells: (kind, player, cause)."""
        told = []
        for one in seen:
            step = self.family.diff(self.memories.get(TOP), one, one.asked)
            assert self.family.diff(step.memory, one, one.asked) == type(step)(step.memory)
            self.memories[TOP] = self.stored(step.memory)
            self.asked = [(look.question, look.subject) for look in step.looks]
            told += [(event.kind.removeprefix("ranking_"), event.facts.player.id, event.cause) for event in step.events]
        return told


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(ranking(9, 8, 7, asked=60), [], id="nothing_changes"),
        pytest.param(ranking(8, 9, 7, asked=60), [], id="they change places"),
        pytest.param(
            ranking(9, 7, 8, asked=60, p7=8500.0), [("entered", 7, "played"), ("left", 8, "others")], id="overtaken"
        ),
        pytest.param(
            ranking(9, 7, 8, asked=60, p8=6000.0), [("entered", 7, "others"), ("left", 8, "revalued")], id="fallen"
        ),
        pytest.param(ranking(9, 7, asked=60), [("entered", 7, "others")], id="one vanishes and one moves up"),
        pytest.param(ranking(asked=60), [], id="an empty answer is a slip"),
        pytest.param(ranking(9, 5, 8, asked=-1), [], id="an answer older than the last"),
    ],
)
def test_who_comes_and_who_goes(second, expected):
    assert List().look(ranking(9, 8, 7, asked=0), second) == expected


def test_a_renamed_player_neither_comes_nor_goes():
    renamed = structs.replace(ranking(9, 8, asked=60))
    rows = tuple(structs.replace(row, username=f"New{row.user_id}") for row in renamed.rows)
    assert List().look(ranking(9, 8, asked=0), structs.replace(renamed, rows=rows)) == []


def someone(user_id, asked, **more):
    return profile(asked, user_id=user_id, username=f"P{user_id}", **more)


def test_who_is_restricted_has_not_left_and_does_not_enter_again():
    top = List()
    assert top.look(ranking(9, 8, 7, asked=0), ranking(9, 7, 6, asked=60)) == [("entered", 7, "others")]
    assert top.asked == [("player", "bancho/osu/8")]
    assert top.look(ranking(9, 8, 7, asked=120)) == [("left", 7, "others")]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param({"country_rank": 3, "pp": 8000.0}, [("left", 8, "others")], id="fell below what is shown"),
        pytest.param({"country_rank": 3, "pp": 90.0}, [("left", 8, "revalued")], id="lost pp"),
        pytest.param({"rank": None, "country_rank": None, "pp": 0.0}, [("left", 8, "account")], id="no rank any more"),
        pytest.param({"country_rank": 2}, [], id="there after all"),
        pytest.param({"country_rank": None}, [], id="a batch does not tell country ranks"),
    ],
)
def test_who_was_not_seen_is_where_the_profile_shows(shown, expected):
    top = List()
    top.look(ranking(9, 8, 7, asked=0), ranking(9, 7, 6, asked=60))
    assert top.look(someone(8, 90, **shown), someone(8, 95, **shown)) == expected


def test_a_profile_of_somebody_who_was_seen_tells_nothing():
    assert List().look(ranking(9, 8, 7, asked=0), someone(8, 90, country_rank=40), someone(3, 91)) == []


def team(*rows, asked):
    rows = tuple(
        RankingRow(place=place, user_id=one, username=f"P{one}", pp=9.0, team=Team(number, f"T{number}"))
        for one, place, number in rows
    )
    return structs.replace(ranking(asked=asked, subject=TEAM), rows=rows)


def test_of_a_team_its_members_among_the_first_are_on_the_list():
    top = List()
    first = team((1, 1, 12), (2, 2, 7), (3, 3, 12), (4, 101, 12), asked=0)
    moved = team((1, 1, 7), (2, 2, 12), (3, 102, 12), (4, 50, 12), asked=60)
    assert top.look(first, moved) == [
        ("entered", 2, "account"),
        ("entered", 4, "account"),
        ("left", 1, "account"),
        ("left", 3, "others"),
    ]
    assert FAMILY.members(top.memories[TOP]) == {2: "P2", 4: "P4"}


def test_how_it_sounds():
    top = World("ranking")
    top.events([ranking(9, 8, 7, asked=0)])
    entered, left = top.events([ranking(9, 7, 8, asked=60)])
    assert FAMILY.words([entered]).title == "P7 is now in the top 2 of NO"
    assert FAMILY.words([entered]).body == "#2 · 7,000pp"
    assert FAMILY.words([left]).title == "P8 is no longer in the top 2 of NO"
    assert FAMILY.words([left]).body == "#2 → #3 (-1) · 8,000pp"
    assert left.happened == at(60)
