"""Words to make a world of: countries, players, songs. All invented but the countries."""

from random import Random

# code: name, hours from UTC, share of the world's players
COUNTRIES: dict[str, tuple[str, int, float]] = {
    "US": ("United States", -6, 0.17), "JP": ("Japan", 9, 0.07), "DE": ("Germany", 1, 0.06), "PL": ("Poland", 1, 0.05),
    "KR": ("South Korea", 9, 0.05), "FR": ("France", 1, 0.05), "CA": ("Canada", -5, 0.05), "BR": ("Brazil", -3, 0.05),
    "RU": ("Russian Federation", 3, 0.06), "GB": ("United Kingdom", 0, 0.05), "ID": ("Indonesia", 7, 0.05),
    "PH": ("Philippines", 8, 0.05), "AU": ("Australia", 10, 0.03), "NO": ("Norway", 1, 0.01), "CL": ("Chile", -4, 0.03),
    "NL": ("Netherlands", 1, 0.02),
}  # fmt: skip

# The same people in every world, whatever the seed: id, name, country, comfortable stars in the main mode, main mode.
CAST: tuple[tuple[int, str, str, float, int], ...] = (
    (1001, "Quillon", "AU", 7.6, 0),
    (1002, "miso_cat", "JP", 6.4, 0),
    (1003, "[Tern]", "DE", 5.8, 0),
    (1004, "Nori Vale", "NO", 5.1, 0),
    (1005, "7331", "US", 4.4, 0),
    (1006, "drumlin", "FR", 5.6, 1),
    (1007, "Kestrel-", "PL", 6.0, 2),
    (1008, "o2jammin", "KR", 5.9, 3),
    (1009, "Halcyon Bee", "CA", 6.9, 0),
    (1010, "pebble", "GB", 3.6, 0),
    (1011, "yes", "BR", 6.1, 0),
    (1012, "Old Rowan", "NL", 4.9, 0),
)
MAPPERS: tuple[tuple[int, str, str], ...] = ((1013, "Sedge", "CL"), (1014, "Lin-Yara", "ID"), (1015, "mapsmith", "PH"))

_FIRST = ("amber", "blue", "cinder", "dusk", "echo", "fable", "glass", "hollow", "iron", "juno", "koi", "lunar",
          "mint", "night", "onyx", "pale", "quiet", "salt", "tidal", "umber", "velvet", "wild", "zephyr")  # fmt: skip
_SECOND = ("arrow", "bird", "cloud", "drum", "ember", "fox", "gate", "heron", "ink", "jay", "key", "leaf",
           "moth", "note", "otter", "pine", "quartz", "reed", "star", "thorn", "vale", "wave", "yarn")  # fmt: skip
_ARTISTS = ("Paper Lanterns", "Kuroi Hana", "The Slow Comets", "DJ Marrow", "Aoi & Ren", "Static Choir", "VLT-9",
            "Mirelle", "Copper <3 Tin", "Hoshizora Unit", "Northbound", 'Ada "Sol" Vega')  # fmt: skip
_TITLES = ("Afterglow", "Ten Thousand Steps", "Rain on Neon", "Don't Look Down", "Sakura Line", "Overclock",
           "Salt & Iron", "Last Train Home", "Meteor Garden", "Hollow Crown", "Blue Hour", "Turnabout [VIP]",
           "Paper Moon", "Signal/Noise", "Vertigo", "Fire Season", "Undertow", "Long Way Round")  # fmt: skip
_SUFFIX = ("", "", "", " (Short Ver.)", " (Extended)", " feat. Nemu", " (Speed Up Ver.)")
TEAMS = (("Low Tide", "TIDE"), ("Night Shift", "NGHT"), ("Circle Line", "CRCL"), ("Held Notes", "HOLD"))
GROUPS: dict[str, tuple[int, str, str, str]] = {
    "GMT": (4, "gmt", "Global Moderation Team", "#99EB47"), "NAT": (7, "nat", "Nomination Assessment Team", "#FA3703"),
    "ALM": (16, "alumni", "osu! Alumni", "#999999"), "BN": (28, "bng", "Beatmap Nominators", "#A347EB"),
}  # fmt: skip
"""The groups of osu! that somebody can be in: short name → id, identifier, name and colour."""
LEVELS = ("Easy", "Normal", "Hard", "Insane", "Expert", "Extra")
MEDALS: dict[int, str] = {
    1: "500 Combo", 2: "750 Combo", 3: "1,000 Combo", 4: "2,000 Combo", 55: "Rising Star", 56: "Constellation Prize",
    57: "Building Confidence", 58: "Insanity Approaches", 59: "These Clarion Skies", 60: "Above and Beyond",
    101: "Don't let the bunny distract you!", 120: "S-Ranker", 150: "<Jackpot> & Co",
}  # fmt: skip


def player_name(chance: Random, number: int) -> str:
    """A name nobody else has: the number makes it so."""
    return f"{chance.choice(_FIRST)}{chance.choice(_SECOND).title()}{number}"


def song(chance: Random) -> tuple[str, str]:
    """An artist and a title."""
    return chance.choice(_ARTISTS), chance.choice(_TITLES) + chance.choice(_SUFFIX)
