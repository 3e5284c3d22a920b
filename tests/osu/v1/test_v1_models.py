"""Rows of text become typed models, and no row is lost."""

import logging
from datetime import UTC, datetime

import pytest
from rows import BEATMAP, BEST, EVENT, GAME, LEADER, MATCH, RECENT, TEAM_SCORE, USER

from watcher.osu.errors import Malformed
from watcher.osu.v1 import (
    Beatmap,
    BeatmapGenre,
    BeatmapLanguage,
    BeatmapScore,
    BeatmapStatus,
    Game,
    Match,
    MatchMetadata,
    OsuMod,
    OsuMode,
    RecentScore,
    Score,
    ScoringType,
    SoloScore,
    TeamScore,
    TeamType,
    User,
    UserEvent,
    reading,
)

ROWS = [
    (RecentScore, RECENT),
    (SoloScore, BEST),
    (BeatmapScore, LEADER),
    (TeamScore, TEAM_SCORE),
    (User, USER),
    (UserEvent, EVENT),
    (Beatmap, BEATMAP),
    (Game, GAME),
    (MatchMetadata, MATCH["match"]),
]


def read(model, row):
    (found,) = reading.rows(model)([row])
    return found


def test_a_user_is_read():
    user = read(User, USER)
    assert (str(user), user.user_id, user.level, user.pp_raw) == ("Ukiyo-e", 9001, 100.456, 8765.43)
    assert (user.accuracy, user.total_hits, user.total_seconds_played) == (98.76543426513672, 1230, 1234567)
    assert user.join_date == datetime(2014, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert (user.url, user.profile_image) == ("https://osu.ppy.sh/users/9001", "https://a.ppy.sh/9001")
    (event,) = user.events
    assert (event.beatmap_id, event.beatmapset_id, event.epicfactor) == (None, 0, 2)
    assert event.what.username == "Ukiyo-e"


def test_a_user_who_never_played_the_mode_has_no_hits():
    assert read(User, USER | dict.fromkeys(["count300", "count100", "count50", "level"])).total_hits == 0


def test_a_beatmap_is_read():
    found = read(Beatmap, BEATMAP)
    assert (found.approved, found.mode) == (BeatmapStatus.ranked, OsuMode.osu)
    assert (found.genre_id, found.language_id) == (BeatmapGenre.pop, BeatmapLanguage.japanese)
    assert (found.artist_unicode, found.title_unicode, found.source) == ("北斎", None, "")
    assert (found.video, found.storyboard, found.packs) == (True, False, ["S1", "T2"])
    assert (found.difficultyrating, found.bpm, found.max_combo) == (5.4321, 187.5, 901)
    assert str(found) == "<Beatmap title=Under the Wave creator=Printer id=777>"
    assert (found.url, found.set_url) == ("https://osu.ppy.sh/beatmaps/777", "https://osu.ppy.sh/beatmapsets/333")
    assert found.cover_image == "https://assets.ppy.sh/beatmaps/333/covers/cover.jpg"
    assert found.cover_thumbnail == "https://b.ppy.sh/thumb/333l.jpg"


def test_scores_are_read():
    best = read(SoloScore, BEST)
    assert (best.pp, best.replay_available, best.perfect) == (312.75, True, False)
    assert (best.enabled_mods, best.score_id) == (OsuMod.Hidden | OsuMod.DoubleTime, 4400000001)
    assert best.date == datetime(2026, 9, 21, 13, 5, 9, tzinfo=UTC)
    assert read(BeatmapScore, LEADER).username == "Ukiyo-e"
    recent = read(RecentScore, RECENT)
    assert (recent.beatmap_id, recent.score_id, recent.rank) == (777, None, "A")


def test_a_match_is_read_with_a_running_game_and_no_freemod():
    running = GAME | {"game_id": "502", "end_time": None, "scores": []}
    found = reading.match(MATCH | {"games": [GAME, running]})
    assert (found.match.name, found.match.end_time) == ("CUP: (Red) vs (Blue)", None)
    first, second = found.games
    assert (first.scoring_type, first.team_type) == (ScoringType.score_v2, TeamType.team_vs)
    assert (first.mods, first.match_type) == (OsuMod.NoFail | OsuMod.DoubleTime, "0")
    assert (second.end_time, second.scores) == (None, [])
    (score,) = first.scores
    assert (score.slot, score.team, score.passed, score.enabled_mods) == (3, 2, True, None)


@pytest.mark.parametrize(
    ("mode", "accuracy"),
    [
        (OsuMode.osu, (300 * 400 + 100 * 30 + 50 * 4) / (300 * 440)),
        (OsuMode.taiko, (400 + 15) / 436),
        (OsuMode.ctb, 434 / (434 + 20 + 6)),
        (OsuMode.mania, (300 * 490 + 200 * 20 + 100 * 30 + 50 * 4) / (300 * 550)),
    ],
)
def test_accuracy_in_every_mode(mode, accuracy):
    assert read(SoloScore, BEST).accuracy(mode) == pytest.approx(accuracy)
    assert Score().accuracy(mode) == 0.0


def test_accuracy_of_a_fifth_mode_is_an_error():
    with pytest.raises(ValueError, match="no ruleset 4, there is 0–3"):
        Score().accuracy(OsuMode(4))


def test_scores_are_equal_by_their_id():
    best, leader = read(SoloScore, BEST), read(BeatmapScore, LEADER)
    assert best == leader
    assert len({best, leader, read(RecentScore, RECENT | {"score_id": BEST["score_id"]})}) == 1
    assert best != read(SoloScore, BEST | {"score_id": "7"})
    assert best != read(RecentScore, RECENT)
    assert best != "a score"


def test_scores_without_an_id_are_equal_when_everything_is():
    fail = read(RecentScore, RECENT)
    assert fail == read(RecentScore, RECENT)
    assert hash(fail) == hash(read(RecentScore, RECENT))
    assert fail != read(RecentScore, RECENT | {"date": "2026-09-21 13:05:10"})
    assert read(TeamScore, TEAM_SCORE) == read(TeamScore, TEAM_SCORE)
    assert read(TeamScore, TEAM_SCORE) != read(TeamScore, TEAM_SCORE | {"slot": "4"})


@pytest.mark.parametrize(("model", "row"), ROWS)
def test_a_model_as_a_dict_has_every_attribute(model, row):
    found = dict(read(model, row))
    assert {"pass": "passed"}.keys() | found.keys() >= row.keys()
    assert all(getattr(read(model, row), name) == value for name, value in found.items())


@pytest.mark.parametrize(("model", "row", "field"), [(model, row, field) for model, row in ROWS for field in row])
def test_a_null_anywhere_loses_no_row(model, row, field):
    without = {name: value for name, value in row.items() if name != field}
    null = read(model, row | {field: None})
    name = {"pass": "passed"}.get(field, field)
    assert getattr(null, name) == getattr(model(), name)
    assert dict(null) == dict(read(model, without)) == dict(read(model, row)) | {name: getattr(null, name)}


NULLABLE = [
    (RecentScore, "score_id pp date"),
    (SoloScore, "pp"),
    (BeatmapScore, "pp"),
    (TeamScore, "enabled_mods"),
    (UserEvent, "beatmap_id beatmapset_id"),
    (User, "count300 count100 count50 playcount ranked_score total_score total_seconds_played join_date"),
    (User, "pp_raw pp_rank pp_country_rank level accuracy"),
    (User, "count_rank_ss count_rank_ssh count_rank_s count_rank_sh count_rank_a"),
    (Beatmap, "approved_date artist_unicode title_unicode file_md5 packs max_combo diff_aim diff_speed submit_date"),
    (Game, "end_time"),
    (MatchMetadata, "end_time"),
]


@pytest.mark.parametrize(("model", "field"), [(model, field) for model, some in NULLABLE for field in some.split()])
def test_what_the_server_may_leave_open_is_none(model, field):
    assert getattr(read(model, dict(ROWS)[model] | {field: None}), field) is None


@pytest.mark.parametrize(
    ("model", "row", "field", "value"),
    [
        (Beatmap, BEATMAP, "approved", 9),
        (Beatmap, BEATMAP, "genre_id", 8),
        (Beatmap, BEATMAP, "language_id", 99),
        (Beatmap, BEATMAP, "mode", 4),
        (Game, GAME, "scoring_type", 4),
        (Game, GAME, "team_type", 4),
        (Game, GAME, "mods", 1 << 33),
        (SoloScore, BEST, "enabled_mods", 1 << 33 | 8),
        (TeamScore, TEAM_SCORE, "enabled_mods", 1 << 34),
    ],
)
def test_an_unknown_number_loses_no_row_and_is_kept(model, row, field, value):
    plain, strange = reading.rows(model)([row, row | {field: str(value)}])
    assert getattr(strange, field).value == value
    assert dict(plain) | {field: getattr(strange, field)} == dict(strange)


def test_an_unknown_field_is_kept_as_it_came_and_logged_once(caplog):
    row = BEST | {"mystery": {"deep": ["1"]}, "nothing": None}
    with caplog.at_level(logging.WARNING, "watcher.osu"):
        first, second = reading.rows(SoloScore)([row, row])
    assert first.extra == second.extra == {"mystery": {"deep": ["1"]}, "nothing": None}
    assert dict(first)["mystery"] == {"deep": ["1"]}
    assert [record.getMessage() for record in caplog.records] == [
        "osu! says something new: SoloScore has a field 'mystery'",
        "osu! says something new: SoloScore has a field 'nothing'",
    ]


@pytest.mark.parametrize(
    ("model", "row", "field", "value"),
    [
        (User, {"events": None}, "events", []),
        (User, {"join_date": "0001-01-01 00:00:00"}, "join_date", None),
        (Beatmap, {"approved_date": "0000-00-00 00:00:00"}, "approved_date", None),
        (Beatmap, {"creator_id": "", "creator": ""}, "creator_id", 0),
        (Beatmap, {"packs": None}, "packs", None),
        (Beatmap, {"hit_length": "186.0"}, "hit_length", 186),
        (User, {"pp_raw": 2147, "user_id": 5}, "pp_raw", 2147.0),
        (SoloScore, {"rank": "SSH"}, "rank", "SSH"),
        (RecentScore, {"pp": "12"}, "pp", 12.0),
        (User, {"username": "null", "country": ""}, "username", "null"),
        (UserEvent, {"date": "2026-09-20T01:02:03+00:00"}, "date", datetime(2026, 9, 20, 1, 2, 3, tzinfo=UTC)),
    ],
)
def test_private_servers_write_some_things_differently(model, row, field, value):
    assert getattr(read(model, row), field) == value


@pytest.mark.parametrize(
    ("reader", "answer", "said"),
    [
        (reading.rows(User), {"user_id": "1"}, "an object where a list of User should be"),
        (reading.rows(User), None, "a null where a list of User should be"),
        (reading.rows(User), ["x"], "a text where a User should be"),
        (reading.rows(User), [USER | {"level": "high"}], r"Expected `float \| null`, got `str` - at `\$\[0\].level`"),
        (reading.rows(User), [USER | {"events": "none"}], "a text where a list of UserEvent should be"),
        (reading.rows(User), [USER | {"join_date": "yesterday"}], r"at `\$\[0\].join_date`"),
        (reading.rows(User), [USER | {"pp_rank": [1]}], r"at `\$\[0\].pp_rank`"),
        (reading.match, [MATCH], "a list where a Match should be"),
        (reading.match, {"match": 5}, "a number where a MatchMetadata should be"),
        (reading.match, MATCH | {"games": [GAME | {"scores": [True]}]}, "a yes or no where a TeamScore should be"),
    ],
)
def test_what_makes_no_sense_is_malformed_and_says_where(reader, answer, said):
    with pytest.raises(Malformed, match=said):
        reader(answer)


def test_models_can_be_made_by_hand():
    match = Match(match=MatchMetadata(match_id=1, name="x"))
    assert dict(match) == {"match": match.match, "games": []}
