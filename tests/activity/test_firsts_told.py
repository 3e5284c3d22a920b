"""First places reach a webhook, once, with by whom and by how much, from either generation of the API."""

import pytest
from activity_world import watch

FRIENDS = {"friends": {"players": [1001], "news": ["first_place", "first_place_lost", "placement"]}}


@pytest.fixture(params=["v1", "v2"])
def api(request):
    return request.param


def plays(*turns, lazer=False):
    """A scene: one after the other plays a map that nobody has played, each with an accuracy of its own."""

    async def scene(program):
        world = program.world
        unplayed = next(n for n in world.near(0, 3.0, 3.0) if not world.boards[n, 0] and not world.stable_boards[n, 0])
        for user_id, accuracy in turns:
            program.do(
                "play", user_id=user_id, beatmap_id=unplayed, mode="osu", accuracy=accuracy, mods=(), lazer=lazer
            )
            await program.live(7500)
        return program.events

    return scene


def told(events):
    facts = [(event["kind"], event["facts"]) for event in events]
    return [(kind, fact["rival"], fact["confirmed"], (fact["margin"] or 0) > 0) for kind, fact in facts]


def test_taken_lost_and_taken_back(api):
    events = watch(plays((1001, 0.95), (1002, 0.98), (1001, 0.995)), api=api, watches=FRIENDS)
    assert told(events) == [
        ("first_place", "", True, False),
        ("first_place_lost", "miso_cat", True, True),
        ("first_place", "miso_cat", True, True),
    ]
    assert [event["facts"].get("regained") for event in events] == [False, None, True]
    assert all(event["facts"]["map"]["title"] for event in events)


def test_a_play_that_reaches_the_second_place_is_told_once(api):
    events = watch(plays((1002, 0.99), (1001, 0.95)), api=api, watches=FRIENDS)
    assert [(event["kind"], event["facts"]["place"]) for event in events] == [("placement", 2)]


def test_plays_of_lazer_are_confirmed_where_the_api_shows_their_leaderboard(api):
    events = watch(plays((1001, 0.95), (1002, 0.99), lazer=True), api=api, watches=FRIENDS)
    assert [(event["kind"], event["facts"]["confirmed"]) for event in events] == [
        ("first_place", api == "v2"),
        ("first_place_lost", api == "v2"),
    ]


def test_the_first_place_of_a_country_is_told_where_the_api_tells_countries():
    watches = {"friends": {"players": [1001], "news": ["country_first"]}}
    events = watch(plays((1002, 0.99), (1001, 0.95)), api="v2", watches=watches)
    assert [(event["kind"], event["facts"]["place"]) for event in events] == [("country_first", 2)]
    assert events[0]["facts"]["map"]["title"]


def test_it_is_lost_to_a_compatriot_and_taken_back():
    watches = {"friends": {"players": [1003, 2001], "news": ["country_first", "country_first_lost"]}}
    scene = plays((1003, 0.95), (2001, 0.98), (1003, 0.995))
    first, *turns = watch(scene, api="v2", watches=watches, players=14)
    told = [(event["kind"], event["facts"]["player"]["name"], event["facts"]["rival"]) for event in (first, *turns)]
    assert told[0] == ("country_first", "[Tern]", "")
    assert sorted(told[1:]) == [
        ("country_first", "[Tern]", "tidalInk1"),
        ("country_first", "tidalInk1", "[Tern]"),
        ("country_first_lost", "[Tern]", "tidalInk1"),
        ("country_first_lost", "tidalInk1", "[Tern]"),
    ]
