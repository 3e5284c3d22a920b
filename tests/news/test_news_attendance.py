"""Who comes and goes in a lobby: gathered for half a minute, and only what is left of it."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from situations.attendance import seen

FIRST = seen((1, "joined", 2), (2, "joined", 3), asked=10)


def told(*looks):
    world = World("attendance")
    assert world.events([FIRST]) == []
    said = [FAMILIES["attendance"].words([event]) for event in world.events([each for each in looks for _ in range(2)])]
    return [(each.title.partition(": (Norway) vs (Japan): ")[2], each.body) for each in said]


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ([(20, "joined", 4)], [("1 joined", "joined: Kei")]),
        ([(20, "left", 2), (21, "left", 3), (22, "host", 4)], [("2 left", "left: Mira, Sol · host: Kei")]),
        ([(20, "kicked", 3)], [("1 kicked", "kicked: Sol")]),
        ([(20, "host", 3)], [("another host", "host: Sol")]),
        ([(20, "left", 3), (25, "joined", 3)], []),
        ([(20, "joined", 9), (25, "left", 9)], []),
        ([(20, "joined", 9)], [("1 joined", "joined: player 9")]),
        (
            [(number, "joined", number) for number in range(20, 36)],
            [("16 joined", "joined: " + ", ".join(f"player {n}" for n in range(20, 26)) + " and 10 more")],
        ),
    ],
    ids=["joins", "leave", "kicked", "host", "drops_out_and_comes_back", "looks_in", "unknown_by_name", "sixteen"],
)
def test_half_a_minute_is_one_message(moves, said):
    assert told(seen(*moves[:1], asked=25), seen(*moves, asked=60)) == said


def test_pages_that_overlap_tell_nothing_twice():
    assert len(told(seen((20, "joined", 4), asked=60), seen((20, "joined", 4), (70, "left", 4), asked=110))) == 2


def test_that_everybody_leaves_at_the_end_is_no_news():
    assert told(structs.replace(seen((20, "left", 2), (21, "left", 3), asked=60), closed=True)) == []
