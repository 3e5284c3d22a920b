"""Lines that several kinds of news share."""

import pytest
from msgspec import structs

from watcher import phrases
from watcher.facts import MAP, PLAY, PLAYER, MapFacts, PlayerFacts, RankChangeFacts
from watcher.osu.nouns import Mod

CHANGE = RankChangeFacts(
    player=PLAYER,
    mode="osu",
    pp_before=7000.0,
    pp_after=7042.7,
    pp_change=42.7,
    rank_before=40,
    rank_after=39,
    rank_gain=1,
)


@pytest.mark.parametrize(
    ("player", "mode", "text"),
    [
        (PLAYER, "osu", "Mira"),
        (PLAYER, "fruits", "Mira (osu!catch)"),
        (PLAYER, "space", "Mira (space)"),
        (PlayerFacts(id=7), "mania", "player 7 (osu!mania)"),
    ],
)
def test_who(player, mode, text):
    assert phrases.who(player, mode) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"lazer": True}, "98.76% · 1,199x/1,204x · FC · S · lazer"),
        ({"lazer": False, "misses": 2}, "98.76% · 1,199x/1,204x · 2 misses · S"),
        ({"lazer": None, "misses": 1, "grade": "XH"}, "98.76% · 1,199x/1,204x · 1 miss · SS"),
        ({"lazer": None, "full_combo": False, "grade": ""}, "98.76% · 1,199x/1,204x"),
    ],
)
def test_how_a_play_went(changes, text):
    assert phrases.performance(MAP, structs.replace(PLAY, **changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Aurora Band - First Light [Insane] +HRDT(1.3x)"),
        ({"mods": ()}, "Aurora Band - First Light [Insane]"),
        ({"mods": (Mod("CL"), Mod("HD")), "lazer": False}, "Aurora Band - First Light [Insane] +HD"),
        ({"mods": (Mod("CL"),), "lazer": True}, "Aurora Band - First Light [Insane] +CL"),
    ],
)
def test_mods_as_people_write_them(changes, text):
    assert phrases.map_with_mods(MAP, structs.replace(PLAY, **changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "7,000pp → 7,042.7pp (+42.7) · #40 → #39 (+1)"),
        ({"rank_after": 40}, "7,000pp → 7,042.7pp (+42.7) · #40"),
        ({"pp_change": 0.0}, "#40 → #39 (+1)"),
        ({"rank_before": None, "rank_after": None}, "7,000pp → 7,042.7pp (+42.7)"),
    ],
)
def test_where_a_player_stands(changes, text):
    assert phrases.standing(structs.replace(CHANGE, **changes)) == text


@pytest.mark.parametrize(
    ("changes", "text"), [({}, "#40 → #39 (+1) · 7,042.7pp"), ({"rank_after": 40}, "#40 · 7,042.7pp")]
)
def test_the_new_rank(changes, text):
    assert phrases.new_rank(structs.replace(CHANGE, **changes)) == text


def test_links():
    assert phrases.play_url(PLAY, PLAYER, "osu") == "https://osu.ppy.sh/scores/4400000000"
    assert phrases.play_url(structs.replace(PLAY, score_id=None), PLAYER, "osu") == "https://osu.ppy.sh/users/2/osu"
    assert phrases.cover(MAP).endswith("/beatmaps/7/covers/cover.jpg")
    assert phrases.cover(MapFacts(id=1)) == ""


@pytest.mark.parametrize(
    ("mode", "hits", "shown"),
    [
        ("mania", {"perfect": 1600, "great": 500, "good": 3}, " · 3.2:1"),
        ("mania", {"perfect": 1600}, " · all MAX"),
        ("mania", {}, ""),
        ("fruits", {"great": 500, "small_tick_miss": 2}, " · 2 droplets missed"),
        ("fruits", {"great": 500, "small_tick_miss": 1}, " · 1 droplet missed"),
        ("fruits", {"great": 500}, ""),
        ("osu", {"perfect": 3, "great": 500, "small_tick_miss": 2}, ""),
        ("taiko", {"great": 500}, ""),
    ],
)
def test_each_mode_says_what_counts_there(mode, hits, shown):
    play = structs.replace(PLAY, hits=hits)
    assert phrases.performance(MAP, play, mode) == f"98.76% · 1,199x/1,204x · FC{shown} · S · lazer"
