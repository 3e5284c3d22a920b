"""A watched map: what happens on its leaderboard reaches a webhook, once, from either generation of the API."""

import pytest
from activity_world import watch


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_new_first_and_another_row(api):
    async def scene(program):
        for user_id, accuracy in ((1001, 0.95), (1002, 0.98), (1003, 0.96)):
            program.do("play", user_id=user_id, beatmap_id=50_160, mode="osu", accuracy=accuracy, mods=(), lazer=False)
            await program.live(7500)
        rows = program.world.stable_boards if api == "v1" else program.world.boards
        return program.hook.posts, [row.user_id for row in rows[50_160, 0]]

    kinds = ["board_first", "board_top"]
    posts, rows = watch(scene, api=api, watches={"boards": {"maps": [50_160], "news": kinds}})
    assert len(posts) == 3
    events = [post["events"][0] for post in posts]  # a full combo completes the message of its place
    told = {event["facts"]["player"]["id"] for event in events}
    assert told == {1001, 1002, 1003} & set(rows)
    assert [event["facts"]["place"] == 1 for event in events] == [event["kind"] == "board_first" for event in events]
    assert all(event["facts"]["map"]["title"] for event in events)
