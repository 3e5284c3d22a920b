"""Sets, from the wire of API v1: newly ranked ones, those of a mapper, one."""

from datetime import UTC, datetime, timedelta

import pytest
from faulty import Reply
from rows import BEATMAP, USER
from test_v1_source import NOW, Asked, ask

from watcher.osu import nouns
from watcher.osu.nouns import Gap
from watcher.osu.v1.maps import FULL, NOT_TOLD

SETS, MAPPER, SET = "bancho/sets", "bancho/mapper/9001", "bancho/set/333"
DAY = datetime(2026, 9, 21, 12, tzinfo=UTC)


def row(number, second=0, **more):
    """A difficulty of a set of its own, ranked so many seconds after noon."""
    moment = f"{DAY + timedelta(seconds=second):%Y-%m-%d %H:%M:%S}"
    return BEATMAP | {"beatmap_id": str(number), "beatmapset_id": str(number), "approved_date": moment} | more


def ms(second):
    return round((DAY + timedelta(seconds=second)).timestamp() * 1000)


def full(**more):
    return [row(number, number, **more) for number in range(1, FULL + 1)]


def ranked(*pages, since=0):
    with Asked({"get_beatmaps": [Reply(body=page) for page in pages]}) as asked:
        answer = asked.ask("ranked", SETS, bookmark=str(ms(since)))
        return answer, [request.query for request in asked.server.requests]


def test_what_was_ranked_since_the_last_one_seen_that_one_included():
    answer, (asked,) = ranked([row(2, 90), row(1, 30), row(1, 30)])
    assert asked["since"] == ["2026-09-21 11:59:59"]
    assert asked["limit"] == ["500"]
    assert [(one.id, one.ranked) for one in answer.sightings] == [(1, ms(30)), (2, ms(90))]
    assert (answer.bookmarks, answer.more, answer.missed) == ({SETS: str(ms(90))}, False, None)


def test_the_bookmark_stays_at_what_was_really_seen():
    answer, _ = ranked([], since=-600)
    assert answer.bookmarks == {SETS: str(ms(-600))}


def test_the_first_look_begins_now():
    with Asked({"get_beatmaps": [Reply(body=[])]}) as asked:
        answer = asked.ask("ranked", SETS)
    assert (answer.sightings, answer.bookmarks) == ([], {SETS: str(NOW)})


def test_behind_a_full_page_in_order_the_next_look_goes_on():
    answer, asked = ranked(full())
    assert len(asked) == 1
    assert (answer.more, answer.bookmarks, answer.missed) == (True, {SETS: str(ms(FULL))}, None)
    assert not answer.sightings[0].whole


def test_of_a_full_page_out_of_order_each_mode_is_asked_for():
    answer, asked = ranked(full()[::-1], [row(1, 10)], [row(2, 20)], [row(3, 30)], [])
    assert [query.get("m") for query in asked] == [None, ["0"], ["1"], ["2"], ["3"]]
    assert ([one.id for one in answer.sightings], answer.more, answer.missed) == ([1, 2, 3], False, None)


def test_what_is_full_even_then_is_a_hole():
    answer, _ = ranked(full()[::-1])
    assert answer.missed == Gap(
        server="bancho",
        subject=SETS,
        since=ms(0),
        until=NOW,
        reason="more maps were ranked at once than the API shows",
    )


def test_a_set_as_its_difficulties_tell_it():
    rows = [BEATMAP, BEATMAP | {"beatmap_id": "778", "difficultyrating": "2.1", "version": "Calm", "playcount": "100"}]
    (seen,) = ask({"get_beatmaps": [Reply(body=rows)]}, "set", SET).sightings
    assert [one.version for one in seen.difficulties] == ["Calm", "Wave"]
    assert (seen.id, seen.status, seen.creator_id, seen.play_count, seen.favourites) == (333, 1, 42, 100_300, 12)
    assert (seen.title, seen.genre, seen.language, seen.tags) == (
        "Under the Wave", "pop", "japanese", ("woodblock", "sea"),
    )  # fmt: skip
    assert (seen.whole, seen.evented, seen.gone) == (True, False, False)


def test_a_set_that_is_not_there_is_a_sighting():
    (seen,) = ask({"get_beatmaps": [Reply(body=[])]}, "set", SET).sightings
    assert (seen.id, seen.gone) == (333, True)


def test_a_mapper_is_told_by_activity_and_sets_and_what_vanished_is_asked_for():
    said = "<b><a href='/u/9001'>Printer</a></b> has updated the beatmap \"<a href='/s/333'>A - B</a>\""
    event = {"display_html": said, "beatmap_id": "0", "beatmapset_id": "333", "date": "2026-09-21 13:00:00"}
    pending = BEATMAP | {"approved": "0", "approved_date": None}
    replies = {
        "get_user": [Reply(body=[USER | {"events": [event | {"epicfactor": "2"}]}])],
        "get_beatmaps": [Reply(body=[pending]), Reply(body=[])],
    }
    answer = ask(replies, "mapper", MAPPER, bookmark="332,333")
    (deed, stands, gone) = answer.sightings
    assert (deed.what, deed.beatmapset_id, deed.creator_id) == ("updated", 333, 9001)
    assert (stands.id, stands.status, stands.ranked) == (333, 0, None)
    assert (gone.id, gone.gone, gone.creator_id) == (332, True, 9001)
    assert answer.bookmarks == {MAPPER: "333"}


def of_mapper(*pages, events=()):
    """An answer about a mapper, and what was asked for: the modes (None: all) or sets."""
    replies = {
        "get_user": [Reply(body=[USER | {"events": list(events)}])],
        "get_beatmaps": [Reply(body=page) for page in pages],
    }
    with Asked(replies) as asked:
        answer = asked.ask("mapper", MAPPER)
        queries = [request.query for request in asked.server.requests if "get_beatmaps" in request.path]
    return answer, [(query.get("m") or query.get("s") or [None])[0] for query in queries]


def test_of_a_mapper_with_more_than_a_page_each_mode_is_asked_for():
    answer, asked = of_mapper(full(), full()[:300], [row(601, mode="1")], [], [row(2, beatmap_id="602", mode="3")])
    assert asked == [None, "0", "1", "2", "3"]
    stand = {one.id: one for one in answer.sightings}
    assert len(stand) == 301
    assert all(one.whole for one in stand.values())
    assert len(stand[2].difficulties) == 2


def test_of_a_mapper_with_more_than_a_page_of_one_mode_the_sets_that_were_worked_on_are_asked_for():
    said = "<b><a href='/u/9001'>Printer</a></b> has submitted a new beatmap \"<a href='/s/777'>A - B</a>\""
    event = {"display_html": said, "beatmap_id": "0", "beatmapset_id": "777", "date": "2026-09-21 13:00:00"}
    answer, asked = of_mapper(full(), full(), [], [], [], [row(777)], events=[event | {"epicfactor": "4"}])
    assert asked == [None, "0", "1", "2", "3", "777"]
    (deed, *stands) = answer.sightings
    assert (deed.what, deed.beatmapset_id) == ("uploaded", 777)
    assert {one.id for one in stands if one.whole} == {777}


@pytest.mark.parametrize("date", [None, ""])
def test_a_set_without_dates_is_set_aside(date):
    assert ask({"get_beatmaps": [Reply(body=[BEATMAP | {"submit_date": date}])]}, "set", SET).sightings[0].gone


def test_what_v1_does_not_tell_is_said_before():
    with Asked({}) as asked:
        source = asked.source()
        rows = {nouns.MapEvent: [SETS, MAPPER, SET, "bancho/nominator/7"], nouns.Discussion: [MAPPER]}
        plan = source.plan({nouns.Beatmapset: [SETS, MAPPER, SET], **rows})
        asked.do(lambda _: source.close())
    assert [(look.question, look.subject) for look in plan.looks] == [
        ("ranked", SETS),
        ("mapper", MAPPER),
        ("set", SET),
    ]
    assert plan.not_offered == [
        "API v1 does not tell what is written about maps",
        "API v1 does not tell what nominator 7 does",
        f"API v1 does not tell {NOT_TOLD}",
    ]
