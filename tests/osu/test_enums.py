"""The numbers of API v1."""

import logging
import pickle

import pytest

from watcher.osu.enums import BeatmapGenre, BeatmapLanguage, BeatmapStatus, OsuMode, ScoringType, TeamType

LANGUAGES = """
    any unspecified english japanese chinese instrumental korean french german swedish spanish italian russian polish
    other
"""


@pytest.mark.parametrize(
    ("enum", "first", "names"),
    [
        (OsuMode, 0, "osu taiko ctb mania"),
        (BeatmapStatus, -2, "graveyard wip pending ranked approved qualified loved"),
        (ScoringType, 0, "score accuracy combo score_v2"),
        (TeamType, 0, "head_to_head tag_coop team_vs tag_team_vs"),
        (
            BeatmapLanguage,
            0,
            LANGUAGES,
        ),
    ],
)
def test_names_follow_the_numbers(enum, first, names):
    assert [(member.value, member.name) for member in enum] == list(enumerate(names.split(), first))


def test_there_is_no_genre_eight():
    names = "any unspecified video_game anime rock pop other novelty - hip_hop electronic metal classical folk jazz"
    expected = [(value, name) for value, name in enumerate(names.split()) if name != "-"]
    assert [(member.value, member.name) for member in BeatmapGenre] == expected


def test_modes_have_long_names():
    assert [str(mode) for mode in OsuMode] == ["osu!standard", "osu!taiko", "osu!catchthebeat", "osu!mania"]


def test_an_unknown_number_is_kept_and_logged_once(caplog):
    with caplog.at_level(logging.WARNING, "watcher.osu"):
        strange = BeatmapStatus(47)
        again = BeatmapStatus(47)
    assert (strange.value, strange.name, strange is again) == (47, "unknown_47", True)
    assert strange not in list(BeatmapStatus)
    assert [record.getMessage() for record in caplog.records] == ["osu! says something new: BeatmapStatus 47"]
    assert str(OsuMode(48)) == "mode 48"


def test_an_unknown_number_survives_pickling():
    assert pickle.loads(pickle.dumps(OsuMode(49))) is OsuMode(49)


@pytest.mark.parametrize("value", ["ranked", None, 1.5])
def test_what_is_no_number_is_no_member(value):
    with pytest.raises(ValueError, match="is not a valid BeatmapStatus"):
        BeatmapStatus(value)
