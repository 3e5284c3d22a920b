"""Top plays, and what becomes of them, as a sink is told: with the new rank; other causes only where a rule asks."""

import asyncio
from functools import partial

import pytest
from virtual import live

from watcher.simulator import accounts

WATCHES = """  told: {players: [1001], news: [top_play, top_plays_changed: {causes: [removed]}]}
  quiet: {players: [1002], news: [top_play]}
  other: {players: [1004], news: [top_play, top_plays_changed: {causes: [revalued, replaced, reordered, bubbled in]}]}
"""
WATCHED = (1001, 1002, 1004)
SELDOM = {"v1": "", "v2": ", feed_interval: 1 min"}


def script(world):
    """A top play that is confirmed, and then deleted; the list is looked at again half an hour after another one."""
    first, second = sorted(world.near(0, 4.0, 3.0))[:2]
    for user_id in WATCHED:
        for after, deed in (
            (300, partial(world.play, user_id, beatmap_id=first, mode="osu", pp=3000.0, lazer=False)),
            (2700, partial(accounts.remove_score, world, user_id, 1, "osu")),
            (2800, partial(world.play, user_id, beatmap_id=second, mode="osu", pp=2000.0, lazer=False)),
        ):
            world.later(world.start + after * 1000, deed)


@pytest.fixture(scope="module", params=["v1", "v2"])
def told(request, tmp_path_factory):
    """The messages about each player."""
    folder, api = tmp_path_factory.mktemp("tops"), request.param
    run = asyncio.run(live(folder, WATCHES, seconds=5400, api=api, osu=SELDOM[api], script=script, depth=20))
    found = {user_id: [] for user_id in WATCHED}
    for message in run.messages:
        if (user_id := message["events"][0]["facts"].get("player", {}).get("id")) in found:
            found[user_id].append(message)
    return found


def test_the_new_rank_completes_the_message_of_a_top_play(told):
    for user_id in WATCHED:
        first = told[user_id][0]
        assert [event["kind"] for event in first["events"]] == ["top_play", "rank_change"]
        change = first["events"][1]["facts"]
        assert change["rank_after"] < change["rank_before"]
        assert f"#{change['rank_before']:,} → #{change['rank_after']:,}" in first["body"]


def test_a_deleted_play_is_told_as_such_where_a_rule_asks_for_that_and_nowhere_else(told):
    kinds = {user_id: [message["events"][0]["kind"] for message in told[user_id]] for user_id in WATCHED}
    assert kinds == {
        1001: ["top_play", "top_play", "top_plays_changed"],
        1002: ["top_play", "top_play"],
        1004: ["top_play", "top_play"],
    }
    [event] = told[1001][2]["events"]
    assert (event["cause"], event["facts"]["count"], event["facts"]["place_before"]) == ("removed", 1, 1)
    assert "removed" in told[1001][2]["title"]
