"""Stable's bits, and how mods read."""

import logging
from functools import reduce
from operator import or_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.osu.mods import OsuMod, display, from_bits, is_silver
from watcher.osu.nouns import Mod

NIGHTCORE = OsuMod(576)
PERFECT = OsuMod(16416)

# bit, osuapi's name, short name, acronym (osu.Game/Beatmaps/Legacy/LegacyMods.cs)
BITS = [
    (0, "NoFail", "NF", "NF"),
    (1, "Easy", "EZ", "EZ"),
    (2, "TouchDevice", "TD", "TD"),
    (3, "Hidden", "HD", "HD"),
    (4, "HardRock", "HR", "HR"),
    (5, "SuddenDeath", "SD", "SD"),
    (6, "DoubleTime", "DT", "DT"),
    (7, "Relax", "RX", "RX"),
    (8, "HalfTime", "HT", "HT"),
    (9, "Nightcore", "NC", "NC"),
    (10, "Flashlight", "FL", "FL"),
    (11, "Autoplay", "", "AT"),
    (12, "SpunOut", "SO", "SO"),
    (13, "Autopilot", "AP", "AP"),
    (14, "Perfect", "PF", "PF"),
    (15, "Key4", "4K", "4K"),
    (16, "Key5", "5K", "5K"),
    (17, "Key6", "6K", "6K"),
    (18, "Key7", "7K", "7K"),
    (19, "Key8", "8K", "8K"),
    (20, "FadeIn", "FI", "FI"),
    (21, "Random", "RD", "RD"),
    (22, "LastMod", "", "CN"),
    (23, "Target", "TP", "TP"),
    (24, "Key9", "9K", "9K"),
    (25, "Key10", "10K", "DS"),
    (26, "Key1", "1K", "1K"),
    (27, "Key3", "3K", "3K"),
    (28, "Key2", "2K", "2K"),
    (29, "ScoreV2", "ScoreV2", "SV2"),
    (30, "Mirror", "Mirror", "MR"),
]


@pytest.mark.parametrize(("bit", "name", "short", "acronym"), BITS)
def test_every_bit_has_its_names(bit, name, short, acronym):
    mod = OsuMod(1 << bit)
    assert mod is OsuMod[name]
    assert (mod.longname, mod.shortname) == (name, short)
    assert from_bits(1 << bit) == (Mod(acronym),)


@pytest.mark.parametrize(
    ("mods", "short", "long"),
    [
        (OsuMod.NoMod, "", "NoMod"),
        (OsuMod.Hidden | OsuMod.HardRock, "HDHR", "Hidden HardRock"),
        (OsuMod.HardRock | OsuMod.Hidden, "HDHR", "Hidden HardRock"),
        (NIGHTCORE, "NC", "Nightcore"),
        (NIGHTCORE | OsuMod.Hidden, "HDNC", "Hidden Nightcore"),
        (PERFECT, "PF", "Perfect"),
        (OsuMod.DoubleTime | OsuMod.SuddenDeath, "SDDT", "SuddenDeath DoubleTime"),
        (OsuMod.keyMod, "4K5K6K7K8K", "Key4 Key5 Key6 Key7 Key8"),
        (OsuMod.Key1 | OsuMod.Key2 | OsuMod.Key3, "1K3K2K", "Key1 Key3 Key2"),
    ],
)
def test_names_in_bit_order_without_what_is_implied(mods, short, long):
    assert (mods.shortname, mods.longname) == (short, long)
    assert (f"{mods:s}", f"{mods:l}", str(mods), f"{mods}") == (short, long, long, long)


HDHR = OsuMod.Hidden | OsuMod.HardRock


@pytest.mark.parametrize(
    ("asked", "of", "any_of", "all_of"),
    [
        (OsuMod.Hidden, HDHR, True, True),
        (OsuMod.Easy, HDHR, False, False),
        (OsuMod.Hidden | OsuMod.Easy, HDHR, True, False),
        (HDHR, HDHR, True, True),
        (OsuMod.keyMod, OsuMod.Key7, True, False),
        (OsuMod.NoMod, OsuMod.NoMod, True, True),
        (OsuMod.NoMod, HDHR, False, True),
        (OsuMod.DoubleTime, NIGHTCORE, True, True),
    ],
)
def test_in_means_any_of_the_flags(asked, of, any_of, all_of):
    assert (asked in of) is of.contains_any(asked) is any_of
    assert of.contains_all(asked) is all_of


def test_no_mods_are_truthy_so_that_they_can_be_asked_for():
    assert OsuMod.NoMod
    assert OsuMod(0) is OsuMod.NoMod


def test_groups_and_aliases():
    assert OsuMod.NoVideo is OsuMod.TouchDevice
    assert OsuMod.keyMod.value == sum(1 << bit for bit in range(15, 20))
    assert f"{OsuMod.FreeModAllowed:s}" == "NFEZHDHRSDRXFLSOAP4K5K6K7K8KFI"
    assert list(HDHR.enabled_flags) == [OsuMod.Hidden, OsuMod.HardRock]
    assert list(OsuMod.NoMod.enabled_flags) == [OsuMod.NoMod]


def test_an_unknown_bit_is_kept_shown_and_logged_once(caplog):
    with caplog.at_level(logging.WARNING, "watcher.osu"):
        strange = OsuMod(1 << 41 | 8)
        again = OsuMod(1 << 41 | 8)
    assert strange.value == again.value == (1 << 41 | 8)
    assert (strange.shortname, strange.longname) == ("HD", f"Hidden {1 << 41}")
    assert from_bits(1 << 41 | 8) == (Mod("HD"), Mod("?41"))
    assert len([record for record in caplog.records if "mod bits 0x20000000008" in record.message]) == 1


@given(st.integers(0, 2**40))
def test_any_bits_survive_the_way_through_their_flags(bits):
    mods = OsuMod(bits)
    assert reduce(or_, mods.enabled_flags).value == mods.value == bits
    assert all(flag in mods for flag in mods.enabled_flags)


@given(st.integers(0, 2**31 - 1))
def test_mods_say_as_much_as_the_bits_but_what_is_implied(bits):
    acronyms = {acronym: 1 << bit for bit, _, _, acronym in BITS}
    told = sum(acronyms[mod.acronym] for mod in from_bits(bits))
    implied = (64 if bits & 512 else 0) | (32 if bits & 16384 else 0)
    assert told | implied == bits | implied
    assert told & implied == 0


@pytest.mark.parametrize(
    ("mods", "read"),
    [
        ((), ""),
        ((Mod("HD"), Mod("DT")), "HDDT"),
        ((Mod("DT"), Mod("HD")), "HDDT"),
        ((Mod("DT", {"speed_change": 1.3}),), "DT(1.3x)"),
        ((Mod("DT", {"speed_change": 1.5}),), "DT"),
        ((Mod("HT", {"speed_change": 0.75}), Mod("DC", {"speed_change": 0.6})), "HTDC(0.6x)"),
        ((Mod("NC"), Mod("DT")), "NC"),
        ((Mod("PF"), Mod("SD")), "PF"),
        ((Mod("CL"), Mod("HR")), "HR"),
        ((Mod("CL"),), ""),
        ((Mod("WG"), Mod("HR"), Mod("BL")), "HRWGBL"),
        ((Mod("ZZ", {"speed_change": "fast"}),), "ZZ"),
        ((Mod("DT", {"speed_change": None}),), "DT"),
    ],
)
def test_mods_read_as_people_write_them(mods, read):
    assert display(mods) == read


def test_classic_is_shown_where_somebody_chose_it():
    assert display((Mod("CL"), Mod("HR")), lazer=True) == "HRCL"
    assert display((Mod("CL"), Mod("HR")), lazer=False) == "HR"


@pytest.mark.parametrize(
    ("acronyms", "silver"), [("", False), ("HD", True), ("FL", True), ("FI", True), ("HR", False), ("DT HD", True)]
)
def test_what_hides_the_map_makes_the_grade_silver(acronyms, silver):
    assert is_silver([Mod(acronym) for acronym in acronyms.split()]) is silver
