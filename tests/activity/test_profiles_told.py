"""What a profile shows, end to end: which changes speak, with which cause, and what no rank is."""

import pytest
from activity_world import watch

ALL = ["played", "decay", "revalued", "others"]


@pytest.fixture(params=["v1", "v2"])
def api(request):
    return request.param


def friends(*news):
    return {"friends": {"players": [1009], "modes": ["osu"], "settle": "0s", **({"news": list(news)} if news else {})}}


async def moves(program):
    """Somebody above vanishes; a play is deleted; pp are recalculated; somebody plays."""
    world = program.world
    ranks = {rank: one for one in world.players if (rank := world.rank(one, 0))}
    program.do("restrict", user_id=ranks[max(rank for rank in ranks if rank < world.rank(1009, 0))])
    await program.live(8000)
    program.do("remove-score", user_id=1009)
    await program.live(8000)
    program.do("pp-rework")
    await program.live(8000)
    program.do("play", user_id=1009, mode="osu", pp=900.0, lazer=False)
    await program.live(1800)
    return [(event["kind"], event["cause"]) for event in program.events]


def test_a_change_of_rank_tells_its_cause_to_whoever_wants_all_of_them(api):
    told = watch(moves, api=api, watches=friends({"rank_change": {"causes": ALL}}))
    assert [cause for _, cause in told] == ["others", "decay", "revalued", "played"]


def test_by_default_a_rank_that_moves_by_itself_is_no_news(api):
    told = watch(moves, api=api, watches=friends())
    assert {cause for kind, cause in told if kind == "rank_change"} == {"played"}


def test_a_gain_by_a_play_in_lazer_is_told_where_no_list_shows_it():
    async def scene(program):
        program.do("play", user_id=1009, mode="osu", pp=900.0, lazer=True)
        await program.live(1800)
        return [(event["kind"], event["cause"]) for event in program.events]

    assert ("rank_change", "played") in watch(scene, api="v1", watches=friends())


def test_who_loses_the_rank_did_not_fall_and_comes_back_by_a_play(api):
    async def scene(program):
        program.do("retire", user_id=1009, mode="osu")
        await program.live(8000)
        program.do("play", user_id=1009, mode="osu", lazer=False)
        await program.live(1800)
        return [event["kind"] for event in program.events]

    kinds = ["unranked", "ranked_again", {"rank_change": {"causes": ALL}}]
    assert watch(scene, api=api, watches=friends(*kinds)) == ["unranked", "ranked_again"]
