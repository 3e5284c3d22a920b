"""What is written about sets, from the wire of API v2."""

import json

from faulty import Reply
from test_v2_maps import mapset
from test_v2_source import Situation, planned
from v2_answers import NOW, at, moment, user

from watcher.osu import nouns
from watcher.osu.nouns import Gap, PlannedLook
from watcher.osu.v2.discussions import EVERY, PAGES

SETS = "bancho/sets"
PATH = "/beatmapsets/discussions"


def row(number, **more):
    return {
        "id": number,
        "beatmapset_id": 5,
        "beatmap_id": 50,
        "user_id": 3,
        "message_type": "problem",
        "created_at": moment(number % 3600),
        "starting_post": {"message": "Unsnapped."},
    } | more


def page(*rows, cursor=None):
    return Reply(
        body={
            "cursor": cursor,
            "discussions": rows,
            "included_discussions": [],
            "beatmapsets": [mapset(5)],
            "beatmaps": mapset(5)["beatmaps"],
            "users": [user(3, username="Sol")],
        }
    )


def full(first):
    """Fifty rows, the newest first, down to this number."""
    return page(*[row(number) for number in range(first + 49, first - 1, -1)], cursor={"page": 2, "limit": 50})


def ask(*pages, bookmark=""):
    situation = Situation({PATH: list(pages)})
    return situation.ask("discussions", SETS, bookmark=bookmark), [query for _, query in situation.asked]


def ids(answer):
    return [seen.id for seen in answer.sightings]


def test_a_row_as_it_is_told():
    answer, _ = ask(page(row(9), row(8, message_type="mapper_note", beatmap_id=None, starting_post=None)))
    note, problem = answer.sightings
    assert (problem.what, problem.written, problem.by, problem.by_name) == ("problem", at(9), 3, "Sol")
    assert (problem.text, problem.version, problem.creator_id, problem.title) == ("Unsnapped.", "4K", 7, "First Light")
    assert (note.what, note.text, note.version) == ("note", "", "")


def test_the_first_look_takes_the_newest_page():
    answer, asked = ask(full(101))
    assert (ids(answer), answer.bookmarks) == (list(range(101, 151)), {SETS: f"150/{NOW}"})
    assert [(query["page"], query["limit"]) for query in asked] == [(["1"], ["50"])]


def test_pages_are_walked_until_a_known_row_is_met_and_a_little_before_it_is_taken_again():
    answer, asked = ask(full(151), full(101), bookmark=f"120/{NOW - 5}")
    assert len(asked) == 2
    assert (ids(answer), answer.missed) == (list(range(101, 201)), None)


def test_the_last_page_is_the_last_one():
    answer, asked = ask(full(151), page(row(100)), bookmark=f"20/{NOW - 5}")
    assert (len(asked), ids(answer)[0], answer.missed) == (2, 100, None)


def test_what_is_behind_more_pages_than_are_read_is_a_hole():
    answer, asked = ask(full(9_951), bookmark="10/1789000000000")
    assert len(asked) == PAGES
    assert answer.bookmarks == {SETS: f"10000/{NOW}"}
    reason = "more was written about maps than is looked through"
    assert answer.missed == Gap(server="bancho", subject=SETS, since=1_789_000_000_000, until=NOW, reason=reason)


def test_a_row_of_a_set_that_is_not_told_is_left_out():
    answer, _ = ask(page(row(9, beatmapset_id=6), row(8)))
    assert (ids(answer), answer.bookmarks) == ([8], {SETS: f"9/{NOW}"})


def test_it_is_one_look_however_many_are_watched_and_none_where_nobody_asks():
    looks = [PlannedLook(question="discussions", subject=SETS, every=EVERY, cost=1)]
    assert planned({nouns.Discussion: ["bancho/mapper/7", "bancho/set/5"]}).looks == looks
    assert planned({nouns.Discussion: []}).looks == []


def test_recorded_rows_are_read(answers):
    events = [
        event
        for path in (answers / "v2").glob("beatmapset_events__*")
        for event in json.loads(path.read_text())["events"]
    ]
    recorded = [event["discussion"] for event in events if event.get("discussion")]
    sets = [mapset(number) for number in {found["beatmapset_id"] for found in recorded}]
    body = {"discussions": recorded, "beatmapsets": sets, "users": []}
    answer, _ = ask(Reply(body=body))
    told = {(one.id, one.what, one.text) for one in answer.sightings}
    assert told == {(one["id"], one["message_type"], one["starting_post"]["message"]) for one in recorded}
    assert len(told) > 3
