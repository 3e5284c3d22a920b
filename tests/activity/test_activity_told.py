"""What osu! writes down of a player reaches a webhook, once, from either generation of the API."""

import pytest
from activity_world import watch

KINDS = ["medal", "supporter", "activity_other", "renamed"]


@pytest.fixture(params=["v1", "v2"])
def api(request):
    return request.param


def friends(**more):
    return {"friends": {"players": [1001], "news": KINDS, **more}}


def test_a_medal_is_told_once(api):
    async def scene(program):
        for _ in range(2):
            program.do("medal", user_id=1001)
            await program.live(7500)  # nobody plays: the looks are far apart
        return program.titles

    titles = watch(scene, api=api, watches=friends())
    assert len(titles) == len(set(titles)) == 2
    assert all(title.startswith("Quillon got the medal ") for title in titles)


def test_after_a_play_it_is_looked_for_soon(api):
    async def scene(program):
        await program.live(6000)
        program.do("play", user_id=1001, lazer=False)
        program.do("medal", user_id=1001)
        await program.live(600)
        return program.titles

    assert len(watch(scene, api=api, watches=friends(news=["medal", "score"], modes=["osu"]))) == 2


def test_watched_in_two_modes_and_by_two_watches_it_is_told_once(api):
    async def scene(program):
        program.do("medal", user_id=1001)
        program.do("support", user_id=1001, gift=True)
        await program.live(7500)
        return program.titles

    both = friends(modes=["osu", "taiko"]) | {"also": {"players": [1001], "modes": ["mania"], "news": KINDS}}
    titles = watch(scene, api=api, watches=both)
    assert len(titles) == 2
    assert titles[1] == "Quillon was given osu! supporter"


def test_each_watch_hears_of_a_player_whatever_the_mode(api):
    async def scene(program):
        program.do("medal", user_id=1001)
        await program.live(7500)
        return program.titles

    each = {mode: {"players": [1001], "modes": [mode], "news": ["medal"]} for mode in ("osu", "mania")}
    each["osu"]["news"] = [{"medal": {"when": "medal == 'none such'"}}]
    assert len(watch(scene, api=api, watches=each)) == 1


def test_a_new_name_is_told_once_by_the_profile_alone(api):
    async def scene(program):
        program.do("rename", user_id=1001, name="Quill")
        await program.live(7500)
        return program.titles

    assert watch(scene, api=api, watches=friends()) == ["Quillon is now called Quill"]
