"""Everybody's feed: pages, cursors, caches, and what holds it up."""

from itertools import pairwise

import pytest
from miniature import Miniature


@pytest.fixture
def mini():
    return Miniature()


@pytest.fixture
def cursor(mini):
    return mini.feed()["cursor"]["id"]


def ids(page):
    return [row["id"] for row in page["scores"]]


def test_without_a_cursor_it_is_the_newest_thousand_oldest_first(mini):
    page = mini.feed()
    assert len(page["scores"]) == 1000
    assert ids(page) == sorted(ids(page))
    assert page["cursor"] == {"id": ids(page)[-1]}


def test_both_forms_of_the_cursor_go_on_behind_it(mini):
    first = mini.feed()
    score = mini.world.play(1001)
    plain, packed = (
        mini.get(f"/scores?{query}")
        for query in (f"cursor[id]={first['cursor']['id']}", f"cursor_string={first['cursor_string']}")
    )
    assert ids(plain) == ids(packed) == [score.id]


def test_an_empty_page_echoes_the_cursor(mini, cursor):
    page = mini.feed(cursor)
    assert page["scores"] == []
    assert page["cursor"] == {"id": cursor}


def test_rows_hold_neither_player_nor_map(mini):
    assert not {"user", "beatmap", "beatmapset"} & mini.feed()["scores"][0].keys()


def test_an_answer_is_cached_for_five_seconds(mini, cursor):
    assert ids(mini.feed(cursor)) == []
    score = mini.world.play(1001)
    assert ids(mini.feed(cursor)) == []
    mini.sleep(5)
    assert ids(mini.feed(cursor)) == [score.id]


def test_a_page_ends_before_the_first_play_that_waits_for_its_value(mini, cursor):
    first = mini.world.play(1001)
    mini.sleep(1)
    waiting = mini.world.play(1002, process=20)
    mini.sleep(1)
    behind = mini.world.play(1003)
    assert ids(mini.feed(cursor)) == [first.id]
    mini.sleep(20)
    assert ids(mini.feed(cursor)) == [first.id, waiting.id, behind.id]


def test_a_stable_play_holds_nobody_up_and_has_no_pp_yet(mini, cursor):
    score = mini.world.play(1001, lazer=False, process=20)
    [row] = mini.feed(cursor)["scores"]
    assert (row["id"], row["pp"]) == (score.id, None)
    mini.sleep(20)
    assert mini.get(f"/scores/{score.id}")["pp"] is not None


def test_a_row_committed_late_stands_behind_the_cursor(mini, cursor):
    late = mini.world.play(1001, commit=3)
    mini.sleep(1)
    quick = mini.world.play(1002)
    page = mini.feed(cursor)
    assert ids(page) == [quick.id]
    mini.sleep(6)
    assert ids(mini.feed(page["cursor"]["id"])) == []
    assert ids(mini.feed(cursor)) == [late.id, quick.id]


def test_fails_unranked_maps_and_restricted_players_never_appear(mini, cursor):
    made = mini.do("upload")["beatmapset_id"]
    mini.world.play(1001, passed=False)
    mini.world.play(1001, beatmap_id=mini.world.sets[made].difficulties[0])
    mini.world.play(1005)
    mini.do("restrict", user_id=1005)
    assert ids(mini.feed(cursor)) == []


def test_a_cursor_10_000_ids_behind_is_not_cut_and_cached_for_ten_minutes(mini, cursor):
    mini.world.play(1001)
    mini.sleep(200)
    waiting = mini.world.play(1002, process=3600)
    assert ids(mini.feed(cursor))[-1] == waiting.id
    score = mini.world.play(1003)
    mini.sleep(599)
    assert score.id not in ids(mini.feed(cursor))
    mini.sleep(1)
    assert score.id in ids(mini.feed(cursor))


def test_a_cursor_ten_million_ids_behind_is_too_old(mini, cursor):
    mini.world.play(1001)
    mini.sleep(48 * 3600)
    mini.world.play(1001)
    mini.renew()
    answer = mini.get(f"/scores?cursor[id]={cursor}", kind="raw")
    assert (answer.status, answer.body) == (422, b'{"error":"cursor is too old"}')
    assert mini.feed()["scores"][-1]["user_id"] == 1001


def test_one_mode_can_be_asked_for(mini, cursor):
    mini.world.play(1001)
    taiko = mini.world.play(1006)
    page = mini.get(f"/scores?ruleset=taiko&cursor[id]={cursor}")
    assert ids(page) == [taiko.id]


def test_a_crowd_of_strangers_fills_the_feed_and_hides_nobody():
    mini = Miniature(crowd=20)
    cursor = mini.feed()["cursor"]["id"]
    seen, mine = [], []
    for second in range(120):
        mini.sleep(1)
        if second % 10 == 0:
            mine.append(mini.world.play(1001).id)
        page = mini.feed(cursor)
        seen += ids(page)
        cursor = page["cursor"]["id"]
    assert seen == sorted(set(seen))
    assert 2000 < len(seen) < 2600
    assert set(mine) <= {*seen, *ids(mini.feed(cursor))}
    assert {fact.facts["user_id"] for fact in mini.world.truth.facts if fact.kind == "play"} == {1001}


def test_a_backlog_of_strangers_comes_in_full_pages_without_a_hole():
    mini = Miniature(crowd=20)
    cursor = mini.feed()["cursor"]["id"]
    mini.sleep(600)
    pages = []
    while len((page := mini.feed(cursor))["scores"]) == 1000:
        cursor = page["cursor"]["id"]
        pages.append(ids(page))
    numbers = [number for page in pages for number in page]
    assert len(pages) == 12
    assert {after - before for before, after in pairwise(numbers)} == {3}
