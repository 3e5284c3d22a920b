"""Players who vanish from osu! and come back, end to end: who hears of it, and that nothing is forgotten."""

import pytest
from activity_world import watch

HOURS = 3600


async def vanishes(program):
    program.do("restrict", user_id=1001)
    await program.live(7 * HOURS)
    program.do("release", user_id=1001)
    await program.live(4 * HOURS)
    return [(event["kind"], event["facts"]["player"]["name"]) for event in program.events]


@pytest.mark.parametrize(
    ("api", "more"),
    [
        pytest.param("v1", [], id="the admin hears of it"),
        pytest.param("v2", ["account_gone", "account_back"], id="who asks hears of it"),
    ],
)
def test_it_is_told_once_and_so_is_the_return(api, more):
    watches = {"friends": {"players": [1001, 1002], "news": ["renamed", "rank_milestone", "pp_milestone", *more]}}
    assert watch(vanishes, api=api, watches=watches) == [("account_gone", "Quillon"), ("account_back", "Quillon")]


def test_a_new_name_and_a_team_are_told_once_whatever_the_modes():
    async def scene(program):
        program.do("rename", user_id=1001, name="Quill")
        program.do("team", user_id=1001, team=3)
        await program.live(4 * HOURS)
        program.do("rename", user_id=1001, name="Quillon")
        await program.live(4 * HOURS)
        program.do("rename", user_id=1001, name="Quill")
        program.do("team", user_id=1001, team=0)
        await program.live(4 * HOURS)
        return program.titles

    watches = {"friends": {"players": [1001, 1002], "modes": ["osu", "taiko"], "news": ["renamed", "team_change"]}}
    told = watch(scene, api="v2", watches=watches)
    assert [title for title in told if "team" not in title] == [
        "Quillon is now called Quill",
        "Quill is now called Quillon",
        "Quillon is now called Quill",
    ]
    assert [title.split(" the team ")[0] for title in told if "team" in title] == ["Quill joined", "Quill left"]
