"""A watched map: what happens on its leaderboard reaches a webhook, once, from either generation of the API."""

import pytest
from activity_world import watch

from watcher.simulator import Simulator


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


ASKED_FOR = [
    {"board_first": {"when": "mode == 'taiko'"}},
    {"board_top": {"when": "place <= 2 and (place_before == none or place_before > 2)"}},
    {"board_top": {"when": "mods_place == 1 and 'HR' in mods"}},
    {"board_top": {"when": "player.id == 1009"}},
    {"board_full_combo": {"when": "'HD' in mods"}},
]
TURNS = (
    (1001, {"accuracy": 0.99}, None),
    (1002, {"accuracy": 0.97, "misses": 2}, "board_top"),
    (1003, {"accuracy": 0.95, "misses": 2}, None),
    (1004, {"accuracy": 0.94, "misses": 2, "mods": ("HR",)}, "board_top"),
    (1005, {"accuracy": 0.92, "misses": 2, "mods": ("HR",)}, None),
    (1009, {"accuracy": 0.91, "misses": 2}, "board_top"),
    (1011, {"accuracy": 0.90, "misses": 0, "mods": ("HD",)}, "board_full_combo"),
    (1006, {"accuracy": 0.98, "mode": "taiko"}, "board_first"),
)
"""Who plays how, one after the other, and what is told of it."""


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_what_is_asked_of_a_map_by_mode_mods_place_and_player(api):
    world = Simulator().world
    unplayed = next(one for one in world.near(0, 3.0, 3.0) if not world.boards[one, 0])

    async def scene(program):
        for user_id, how, _ in TURNS:
            play = {"mode": "osu", "mods": (), "lazer": False} | how
            program.do("play", user_id=user_id, beatmap_id=unplayed, **play)
            await program.live(2)
        await program.live(7500)
        return program.hook.posts

    watches = {"boards": {"maps": [unplayed], "modes": ["osu", "taiko"], "news": ASKED_FOR}}
    firsts = [post["events"][0] for post in watch(scene, api=api, watches=watches)]
    told = {event["facts"]["player"]["id"]: event["kind"] for event in firsts}
    assert told == {user_id: kind for user_id, _, kind in TURNS if kind}
