"""Reading: bytes become models, or our own error."""

import json
import re
from copy import deepcopy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from v2_answers import STATISTICS, beatmap, event, game, match, old_score, score, user

from watcher.osu.errors import Malformed
from watcher.osu.http import httpx
from watcher.osu.nouns import Mode
from watcher.osu.v2 import models, translation
from watcher.osu.v2.reading import Reader

PAGES = {
    models.User: user(7, statistics=STATISTICS),
    models.Users: {"users": [user(7, statistics_rulesets={"osu": STATISTICS})]},
    models.Feed: {"scores": [score(1), score(2)], "cursor": {"id": 2}},
    models.Beatmaps: {"beatmaps": [beatmap(75)]},
    models.MatchPage: match(event(1), event(2, game(1, scores=[old_score()])), first=1, latest=2).body,
    list[models.Score]: [score(1, beatmap=beatmap(75)), old_score()],
    models.Rankings: {"ranking": [STATISTICS | {"user": user(7)}]},
}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def read(value, type_):
    return Reader().read(value if isinstance(value, bytes) else json.dumps(value).encode(), type_)


def attempt(value, type_):
    """The answer; None if it is malformed. Anything else that is raised is a fault."""
    try:
        return read(value, type_)
    except Malformed:
        return None


@given(st.sampled_from(list(PAGES)), st.binary())
def test_no_bytes_raise_anything_but_our_errors(type_, text):
    attempt(text, type_)


@given(st.sampled_from(list(PAGES)), ANY_JSON)
def test_no_json_raises_anything_but_our_errors(type_, value):
    attempt(value, type_)


def places(value, path=()):
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from places(part, (*path, name))


@given(st.sampled_from(list(PAGES)), st.data())
def test_one_wrong_thing_anywhere_in_a_good_page_raises_nothing_but_our_errors(type_, data):
    page = deepcopy(PAGES[type_])
    *way, last = data.draw(st.sampled_from([path for path in places(page) if path]))
    inner = page
    for name in way:
        inner = inner[name]
    inner[last] = data.draw(ANY_JSON)
    found = attempt(page, type_)
    if type_ is models.Feed and found:
        translation.plays(found.scores, "bancho")
    if type_ is models.MatchPage and found:
        translation.match(found.match, [one.game for one in found.events if one.game], {}, "bancho", asked=0, moved=0)


@given(st.sampled_from(list(PAGES)), st.integers(0, 400))
def test_a_page_cut_short_is_no_answer(type_, kept):
    text = json.dumps(PAGES[type_]).encode()
    with pytest.raises(Malformed):
        read(text[: min(kept, len(text) - 1)], type_)


BAD = [
    {},
    None,
    "row",
    [],
    score(1, user_id=None),
    score(1, ended_at="yesterday"),
    score(1, mods=[{"acronym": 1}]),
    score(1, pp="1"),
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_bad_item_is_set_aside_wherever_it_stands(bad):
    for rows in ([bad, score(2), score(3)], [score(2), bad, score(3)], [score(2), score(3), bad]):
        assert [row.id for row in read({"scores": rows}, models.Feed).scores] == [2, 3]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_page_of_which_nothing_fits_is_no_answer(bad):
    for page, type_ in (({"scores": [bad, bad]}, models.Feed), ([bad], list[models.Score])):
        with pytest.raises(Malformed, match="nothing in osu!'s answer"):
            read(page, type_)


def test_a_bad_score_of_a_game_leaves_the_game():
    bad = old_score(user_id="x")
    page = match(event(2, game(1, scores=[bad, old_score()])), first=1, latest=2).body
    (kept,) = read(page, models.MatchPage).events
    assert [row.user_id for row in kept.game.scores] == [7]


def test_a_bad_item_is_complained_of_once(caplog):
    reader = Reader()
    page = json.dumps({"scores": [score(1, pp="much"), score(2, pp="more"), score(3)]}).encode()
    for _ in range(3):
        reader.read(page, models.Feed)
    (said,) = [record.getMessage() for record in caplog.records]
    assert said == "set aside one item of osu!'s answer: Score: Expected `float | null`, got `str` - at `$.pp`"


def test_what_is_unknown_passes():
    row = score(1, mods=[{"acronym": "ZZ", "settings": {"warp": [1]}}], colour="blue", statistics={"warp_hit": 3})
    (kept,) = read([row], list[models.Score])
    assert kept.mods == [models.Mod(acronym="ZZ", settings={"warp": [1]})]
    assert kept.statistics == {"warp_hit": 3}


@pytest.mark.parametrize("text", ["2026-09-21T14:13:20Z", "2026-09-21T14:13:20+00:00", "2026-09-21T16:13:20+02:00"])
def test_both_endings_of_times(text):
    (kept,) = read([score(1, ended_at=text)], list[models.Score])
    assert kept.ended_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("number", [4, 4.0, 4.5])
def test_numbers_may_be_whole_or_not(number):
    (kept,) = read({"beatmaps": [beatmap(75, cs=number)]}, models.Beatmaps).beatmaps
    assert kept.cs == number


@pytest.mark.parametrize(
    ("mode", "counts"),
    [
        (Mode.OSU, {"great": 300, "ok": 100, "meh": 50, "count_geki": 1, "count_katu": 2, "miss": 9}),
        (Mode.TAIKO, {"great": 300, "ok": 100, "count_50": 50, "count_geki": 1, "count_katu": 2, "miss": 9}),
        (
            Mode.CATCH,
            {
                "great": 300,
                "large_tick_hit": 100,
                "small_tick_hit": 50,
                "count_geki": 1,
                "small_tick_miss": 2,
                "miss": 9,
            },
        ),
        (Mode.MANIA, {"perfect": 1, "great": 300, "good": 2, "ok": 100, "meh": 50, "miss": 9}),
    ],
)
def test_counts_of_the_old_format_get_their_new_names(mode, counts):
    old = {
        "count_300": 300,
        "count_100": 100,
        "count_50": 50,
        "count_geki": 1,
        "count_katu": 2,
        "count_miss": 9,
    }
    (kept,) = read([old_score(mode_int=mode.number, statistics=old)], list[models.Score])
    assert (kept.ruleset_id, kept.statistics) == (mode.number, counts)


@pytest.mark.parametrize(
    ("situation", "row", "seen"),
    [
        (
            "a stable best",
            {"type": "score_best_osu", "id": 5, "best_id": 5},
            {"id": None, "legacy_score_id": 5, "legacy_total_score": 123_456},
        ),
        ("a stable play, no best", {"type": "score_osu", "id": 0}, {"id": None, "legacy_score_id": 0}),
        (
            "a lazer play",
            {"type": "solo_score", "id": 6, "score": 0},
            {"id": 6, "legacy_score_id": None, "legacy_total_score": 0},
        ),
        ("mods are letters", {"mods": ["HD", "ZZ"]}, {"mods": [models.Mod(acronym="HD"), models.Mod(acronym="ZZ")]}),
        (
            "an old match",
            {"created_at": None, "rank": None, "perfect": 1, "mode_int": None, "mode": "mania"},
            {"ended_at": None, "rank": "", "legacy_perfect": True, "ruleset_id": 3},
        ),
        (
            "it keeps what came with it",
            {"user": user(7)},
            {"user": models.User(id=7, username="peter", country_code="NO")},
        ),
        ("a ruleset of tomorrow", {"mode_int": 9}, {"ruleset_id": 9}),
    ],
)
def test_the_old_format_becomes_the_new_one(situation, row, seen):
    (kept,) = read([old_score(**row)], list[models.Score])
    assert {name: getattr(kept, name) for name in seen} == seen, situation


def test_httpx_is_imported_by_one_module_only():
    from pathlib import Path

    package = Path(translation.__file__).parent.parent
    imports = re.compile(r"^\s*(import|from) httpx\b", re.MULTILINE)
    importers = [file.name for file in package.rglob("*.py") if imports.search(file.read_text())]
    assert importers == ["http.py"]
    assert httpx
