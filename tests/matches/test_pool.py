"""Mappools: which mods a slot forces, who played without them, and the table."""

import pytest

from watcher.pool import Slot, forced, lacks, table
from watcher.series import Outcome

POOL = (Slot("NM1", 75), Slot("HD1", 76, ("HD",)))


@pytest.mark.parametrize(
    ("slot", "mods"),
    [
        ("NM1", ()),
        ("FM2", ()),
        ("TB", ()),
        ("HD1", ("HD",)),
        ("hr3", ("HR",)),
        ("HDHR1", ("HD", "HR")),
        ("DT", ("DT",)),
        ("map 7", ()),
        ("X", ()),
        ("", ()),
    ],
)
def test_the_name_of_a_slot_says_which_mods_it_forces(slot, mods):
    assert forced(slot) == mods


@pytest.mark.parametrize(
    ("played", "wanted", "missing"),
    [
        ((), (), False),
        (("NF", "HD"), ("HD",), False),
        (("NF",), ("HD",), True),
        (("NC",), ("DT",), False),
        (("DT",), ("HD", "DT"), True),
        (("HD", "HR"), (), False),
    ],
)
def test_who_played_without_the_mods(played, wanted, missing):
    assert lacks(played, wanted) is missing


def played(map_id, **scores):
    return Outcome(1, "", map=map_id, scores={int(user[1:]): score for user, score in scores.items()})


GAMES = [played(75, u2=500, u3=400), played(75, u2=700, u3=300), played(76, u2=100, u3=400), played(99, u3=9999)]


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        (0, [(1, "Mira", 800, {"NM1": 700, "HD1": 100}), (1, "player 3", 800, {"NM1": 400, "HD1": 400})]),
        (1, [(1, "player 3", 800, {"NM1": 400, "HD1": 400}), (2, "Mira", 600, {"NM1": 500, "HD1": 100})]),
    ],
)
def test_the_table_holds_the_best_of_the_attempts_on_the_maps_of_the_pool(attempts, expected):
    rows = table(GAMES, POOL, attempts, {2: "Mira"})
    assert [(row.rank, row.name, row.total, row.scores) for row in rows] == expected


def test_who_comes_after_two_of_the_same_sum_is_third():
    rows = table([played(75, u2=5, u3=5, u4=4)], POOL, 0, {})
    assert [row.rank for row in rows] == [1, 1, 3]
    assert table([], POOL, 0, {}) == ()
