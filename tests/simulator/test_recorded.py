"""Each answer is held against a recorded one: the same keys, types and nullability.

The recordings are other people's data and not part of this project: WATCHER_ANSWERS says where they are.
"""

import json
import os
from pathlib import Path

import pytest
from miniature import Miniature

from watcher.simulator import matches

ANSWERS = os.environ.get("WATCHER_ANSWERS")
pytestmark = pytest.mark.skipif(not ANSWERS, reason="WATCHER_ANSWERS names no folder of recorded answers")


@pytest.fixture(scope="module")
def mini():
    """A world in which something of everything has happened."""
    mini = Miniature()
    for _ in range(3):
        mini.sleep(30)
        mini.world.play(1001)
        mini.world.play(1001, lazer=False, mods=["HD"])
        mini.world.play(1001, lazer=False, mods=["HD"], accuracy=0.7)
        mini.world.play(1001, lazer=False, passed=False)
    mini.do("medal")
    mini.do("rename")
    mini.do("support")
    mini.do("first-lost")
    mini.do("first-lost", user_id=1003)
    mini.do("support")
    mini.do("support", gift=True)
    for deed in ("upload", "update", "hand-over", "nominate", "nominate", "rank", "play-often"):
        mini.do(deed)
    for deed in ("bury", "revive", "delete"):
        mini.do(deed, set_id=mini.do("upload")["beatmapset_id"])
    mini.do("team", user_id=1001, team=2)
    mini.world.players[1001].hidden = False
    opened = matches.open_lobby(mini.world)
    lobby = matches.open_lobby(mini.world, room=True)
    for each in (opened, lobby):
        for aborted in (False, True, False):
            game = matches.start_game(mini.world, each, 50010, freemod=aborted)
            mini.sleep(100)
            (matches.abort_game if aborted else matches.finish_game)(mini.world, each, game)
        matches.close(mini.world, each)
    matches.start_game(mini.world, matches.open_lobby(mini.world), 50010)
    return mini


def kind(value):
    kinds = {
        bool: "bool",
        int: "number",
        float: "number",
        str: "text",
        type(None): "null",
        list: "list",
        dict: "object",
    }
    return kinds[type(value)]


def shapes(values, path="", found=None):
    """path → (kinds of value seen there, keys that every object there has, keys that any has)."""
    found = {} if found is None else found
    found[path] = (
        {kind(value) for value in values},
        set.intersection(*map(set, objects)) if (objects := [v for v in values if isinstance(v, dict)]) else set(),
        set().union(*objects),
    )
    for key in found[path][2]:
        shapes([each[key] for each in objects if key in each], f"{path}.{key}", found)
    if rows := [row for value in values if isinstance(value, list) for row in value]:
        shapes(rows, f"{path}[]", found)
    return found


def differences(ours, theirs):
    mine, recorded = shapes([ours]), shapes([theirs])
    for path, (kinds, always, ever) in mine.items():
        if path not in recorded:
            continue
        their_kinds, their_always, their_ever = recorded[path]
        if "object" in kinds and not path.endswith(OPEN):
            yield from (f"{path}.{key}: missing" for key in sorted(their_always - always - USERS_TOKEN))
            yield from (f"{path}.{key}: too much" for key in sorted(ever - their_ever) if their_ever)
        odd = kinds - their_kinds - ({"null"} if path.endswith(NULLABLE) else set())
        if their_kinds != {"null"} and odd:
            yield f"{path}: {sorted(odd)}, recorded {sorted(their_kinds)}"


OPEN = ("statistics", "maximum_statistics", "teams", "statistics_rulesets", "comment")  # keys differ from row to row
USERS_TOKEN = {"current_user_score"}  # this recording was made with a user's token
NULLABLE = (
    ".cursor", ".cursor_string",  # at the end of a list
    ".profile_colour", ".profile_hue", ".team", ".last_visit", ".cover.id",  # not everybody has one
    ".global_rank_percent", ".last_update", ".last_weekly_streak",  # nor has played what they speak of
    ".track_id",  # only of featured artists
    ".artist_unicode", ".title_unicode",  # not every mapper fills them in
    ".recommended_difficulty", ".pin",  # only with a user's token
)  # fmt: skip
LATER = {
    "[].beatmap.lazer_only: too much",
    "[].beatmapset.anime_cover: too much",
    "[].beatmapset.genre_id: too much",
    "[].beatmapset.language_id: too much",
}
"""Keys that came after a recording was made."""
KNOWN = {
    "v2/user_scores_recent__nonbest_and_best__2024-02.json": LATER,
    "v2/user_scores_best__taiko__2022.json": LATER,
    "v2/user_scores_best__mania__2022.json": LATER,
    # mods of a playlist carry empty settings there, and none in this world
    "v2/rooms_list__excerpt__2026-07.json": {"[].current_playlist_item.required_mods[].settings: missing"},
}
TABLE = [
    ("v1/get_user__osu__2026-07.json", "v1", "get_user?u=1001"),
    ("v1/get_user_best__osu__2026-07.json", "v1", "get_user_best?u=1001"),
    ("v1/get_user_recent__osu__fails__2026-07.json", "v1", "get_user_recent?u=1001"),
    ("v1/get_scores__osu__2026-07.json", "v1", "get_scores?b=50010"),
    ("v1/get_beatmaps__osu__2022.json", "v1", "get_beatmaps?m=0"),
    ("v1/get_beatmaps__mania__2022.json", "v1", "get_beatmaps?m=3"),
    ("v1/get_match__teamvs_two_aborted__owc2022.json", "v1", "get_match?mp=120000001"),
    ("v1/get_replay__not_available.json", "v1", "get_replay?b=1&u=1&m=0"),
    ("constructed/v1__get_match_not_found.json", "v1", "get_match?mp=5"),
    ("v2/user__peppy__2026-07.json", 0, "/users/1001/osu"),
    ("constructed/v2__users_batch.json", 0, "/users?ids[]=1001"),
    ("constructed/v2__users_lookup.json", 0, "/users/lookup?ids[]=1001&ruleset_id=0"),
    ("v2/users_batch__empty__no_ids.json", 0, "/users?ids=1001"),
    ("v2/user__404.json", 0, "/users/99/osu"),
    ("v2/user_scores_best__old_format__2026-07.json", 0, "/users/1001/scores/best?mode=osu"),
    ("v2/user_scores_firsts__old_format__2026-07.json", 0, "/users/1001/scores/firsts?mode=osu"),
    ("v2/user_scores_recent__nonbest_and_best__2024-02.json", 0, "/users/1001/scores/recent?mode=osu&limit=50"),
    ("v2/user_scores__404.json", 0, "/users/99/scores/best"),
    ("v2/beatmap__2026-07.json", 0, "/beatmaps/50010"),
    ("v2/beatmap_lookup__2026-07.json", 0, "/beatmaps/lookup?id=50010"),
    ("v2/beatmap__404.json", 0, "/beatmaps/1"),
    ("v2/beatmaps_batch__empty__no_ids.json", 0, "/beatmaps?ids=50010"),
    ("v2/beatmap_scores__old_format__2026-07.json", 0, "/beatmaps/50010/scores"),
    ("v2/beatmap_scores__404.json", 0, "/beatmaps/1/scores"),
    ("v2/beatmapset__excerpt__2026-07.json", 0, "/beatmapsets/5001"),
    ("v2/beatmapset__404.json", 0, "/beatmapsets/1"),
    ("v2/beatmapset_events__excerpt__2026-07.json", 0, "/beatmapsets/events?limit=50"),
    ("v2/beatmapsets_search__excerpt__2026-07.json", 0, "/beatmapsets/search?q=a&sort=relevance_desc"),
    ("v2/match_105019274__teamvs_two_aborted__2026-07.json", 0, "/matches/120000001"),
    ("v2/match__404.json", 0, "/matches/5"),
    ("v2/matches_list__2026-07.json", 0, "/matches"),
    ("v2/rankings_osu_performance__excerpt__2026-07.json", 0, "/rankings/osu/performance"),
    ("v2/rankings_mania_country__excerpt__2022.json", 0, "/rankings/mania/country"),
    ("v2/rankings__bad_type_404.json", 0, "/rankings/osu/nonsense"),
    ("v2/room_1__playlist__2026-07.json", 0, "/rooms/1500001"),
    ("v2/room__404.json", 0, "/rooms/5"),
    ("v2/room_leaderboard__2026-07.json", 0, "/rooms/1500001/leaderboard"),
    ("v2/rooms_list__excerpt__2026-07.json", 0, "/rooms?type_group=realtime&mode=all"),
    ("constructed/v2__room_events_realtime.json", 0, "/rooms/1500001/events"),
    ("v2/room_playlist_scores__2026-07.json", 0, "/rooms/1500001/playlist/620000003/scores"),
    ("v2/user_beatmapsets_most_played__2026-07.json", 0, "/users/1001/beatmapsets/most_played"),
    ("v2/user_beatmapsets_favourite__excerpt__2026-07.json", 0, "/users/1013/beatmapsets/ranked"),
    ("v2/score__404.json", 0, "/scores/1"),
    ("v1/get_user__taiko__2022.json", "v1", "get_user?u=1006&m=1"),
    ("v1/get_user__fruits__2022.json", "v1", "get_user?u=1007&m=2"),
    ("v1/get_user__mania__2022.json", "v1", "get_user?u=1008&m=3"),
    ("v1/get_user_best__taiko__2022.json", "v1", "get_user_best?u=1006&m=1"),
    ("v1/get_user_best__fruits__2022.json", "v1", "get_user_best?u=1007&m=2"),
    ("v1/get_user_best__mania__2022.json", "v1", "get_user_best?u=1008&m=3"),
    ("v1/get_user_recent__empty.json", "v1", "get_user_recent?u=1012"),
    ("v1/get_beatmaps__taiko__2022.json", "v1", "get_beatmaps?m=1"),
    ("v1/get_beatmaps__fruits__2022.json", "v1", "get_beatmaps?m=2"),
    ("v1/get_beatmaps__unfiltered__2026-07.json", "v1", "get_beatmaps"),
    ("constructed/v1__unknown_user_or_no_scores.json", "v1", "get_user?u=99"),
    ("v2/score__new_format__2026-07.json", 20240529, "/scores/{best[id]}"),
    ("v2/score__old_format__2026-07.json", 0, "/scores/{best[id]}"),
    ("v2/beatmap_user_scores_all__2026-07.json", 0, "/beatmaps/{best[beatmap_id]}/scores/users/1001/all"),
    ("v2/user_scores_recent__empty__2026-07.json", 0, "/users/1012/scores/recent?mode=osu"),
    ("v2/user_scores_best__taiko__2022.json", 0, "/users/1006/scores/best?mode=taiko"),
    ("v2/user_scores_best__mania__2022.json", 0, "/users/1008/scores/best?mode=mania"),
    ("v2/rankings_osu_country__excerpt__2022.json", 0, "/rankings/osu/country"),
    ("constructed/v2__firehose_page1.json", 20240529, "/scores"),
    ("constructed/v2__match_running_game.json", 0, "/matches/120000002"),
]


@pytest.mark.parametrize(("file", "version", "target"), TABLE, ids=[row[0] for row in TABLE])
def test_the_answer_looks_like_the_recorded_one(mini, file, version, target):
    theirs = json.loads((Path(ANSWERS) / file).read_text("utf-8"))
    target = target.format(best=mini.get("/users/1001/scores/best?mode=osu")[0])
    ours = mini.v1(target) if version == "v1" else mini.get(target, version=version)
    found = [each for each in differences(ours, theirs) if each not in KNOWN.get(file, ())]
    assert found == []
    assert bool(ours) == bool(theirs)  # an empty list looks like everything


def test_every_kind_of_activity_looks_like_the_recorded_ones(mini):
    files = ("v2/events__one_of_each_real_type.json", "constructed/v2__events_types_without_real_sample.json")
    read = [json.loads((Path(ANSWERS) / file).read_text("utf-8")) for file in files]
    recorded = [row for rows in read for row in (rows if isinstance(rows, list) else rows["events"])]
    ours = mini.get("/events")["events"]
    kinds = {row["type"] for row in ours}
    assert kinds == {row["type"] for row in recorded if row["type"]}
    for each in kinds:
        rows = [row for row in recorded if row["type"] == each and "parse_error" not in row]
        assert list(differences([row for row in ours if row["type"] == each], rows)) == [], each


def test_attributes_look_like_the_recorded_ones(mini):
    theirs = json.loads((Path(ANSWERS) / "v2/beatmap_attributes__osu__2026-07.json").read_text("utf-8"))
    assert list(differences(mini.ask("POST", "/api/v2/beatmaps/50010/attributes", {}), theirs)) == []
