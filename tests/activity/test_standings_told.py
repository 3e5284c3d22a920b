"""What befalls a standing in an afternoon, end to end: every kind of it is told, and nothing twice."""

import pytest
from activity_world import watch

HOUR = 3600
WATCHES = {
    "climber": {
        "players": [1004],
        "modes": ["osu"],
        "goals": [{"pp": 5000}],
        "news": [
            *("rank_change", "rank_milestone", "rank_step", "pp_milestone", "pp_step", "counter_milestone"),
            *("group_change", "badge", "team_change", "goal_progress"),
        ],
    },
    "drums": {"players": [1009], "rivals": [1008], "modes": ["taiko"], "news": ["outplayed", "level_up"]},
    "keys": {"players": [1008], "modes": ["mania"], "news": ["variant_change"]},
}
ON_V2_ALONE = {"group_change", "badge", "team_change", "variant_change"}


async def an_afternoon(program):
    """Somebody climbs for half an hour, and is honoured; another plays easy maps; a third plays osu!mania, twice.

    That of osu!mania by keys is told of who is looked at alone, as after a play: the first one is only remembered.
    """
    program.do("party", user_id=1004, plays=40, seconds=HOUR // 2, mode="osu", lazer=False)
    program.do("party", user_id=1009, plays=35, seconds=HOUR // 2, mode="taiko", pp=1.0, lazer=False)
    program.do("play", user_id=1008, mode="mania", pp=400.0, lazer=False)
    program.do("appoint", user_id=1004)
    program.do("award", user_id=1004)
    program.do("team", user_id=1004, team=3)
    await program.live(HOUR)
    program.do("play", user_id=1008, mode="mania", pp=410.0, lazer=False)
    await program.live(HOUR // 2)
    return [(event["kind"], event["key"]) for event in program.events]


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_an_afternoon_is_told_kind_by_kind_and_nothing_twice(api):
    told = watch(an_afternoon, api=api, watches=WATCHES)
    wanted = {kind for each in WATCHES.values() for kind in each["news"]}
    assert {kind for kind, _ in told} & wanted == (wanted if api == "v2" else wanted - ON_V2_ALONE)
    assert len(set(told)) == len(told)
