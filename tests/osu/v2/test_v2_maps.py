"""Sets, and what is done to them, from the wire of API v2."""

import pytest
from faulty import Reply
from test_v2_source import Situation
from v2_answers import NOW, at, moment, user

from watcher.osu import nouns
from watcher.osu.nouns import PlannedLook

SETS, MAPPER, SET = "bancho/sets", "bancho/mapper/7", "bancho/set/5"
EVENTS, SEARCH = "/beatmapsets/events", "/beatmapsets/search"
MINUTE = 60_000


def mapset(number=5, **more):
    difficulty = {"id": number * 10, "beatmapset_id": number, "mode": "mania", "version": "4K", "cs": 4, "user_id": 9}
    return {
        "id": number,
        "artist": "Aurora Band",
        "title": "First Light",
        "title_unicode": None,
        "creator": "Kettle",
        "user_id": 7,
        "status": "ranked",
        "ranked": 1,
        "ranked_date": moment(600),
        "submitted_date": moment(1),
        "last_updated": "2026-09-21T14:00:30+00:00",
        "genre_id": 10,
        "language_id": 1,
        "tags": "featured artist",
        "beatmaps": [difficulty],
    } | more


def row(number, kind="nominate", **more):
    short = {name: mapset()[name] for name in ("id", "artist", "title", "creator", "user_id")}
    return {
        "id": number,
        "type": kind,
        "comment": None,
        "created_at": moment(number % 3600),
        "user_id": 3,
        "beatmapset": short,
    } | more


def page(*rows):
    return Reply(body={"events": rows, "users": [user(3, username="Sol")], "reviewsConfig": {}})


def full(first):
    """Fifty rows, the newest first, down to this number."""
    return [row(number) for number in range(first + 49, first - 1, -1)]


def ids(answer):
    return [seen.id for seen in answer.sightings]


def test_the_first_look_takes_the_newest_page_oldest_first():
    answer = Situation({EVENTS: [page(*full(101))]}).ask("map_events", SETS)
    assert ids(answer) == list(range(101, 151))
    assert answer.bookmarks == {SETS: "150@2026-09-21"}


def test_a_look_takes_what_is_new_and_a_little_before():
    answer = Situation({EVENTS: [page(*full(101))]}).ask("map_events", SETS, bookmark="148@2026-09-21")
    assert ids(answer) == list(range(129, 151))


def test_pages_are_walked_until_a_known_row_is_met():
    situation = Situation({EVENTS: [page(*full(151)), page(*full(101))]})
    answer = situation.ask("map_events", SETS, bookmark="110@2026-09-21")
    assert [query.get("page") for _, query in situation.asked] == [["1"], ["2"]]
    assert ids(answer) == list(range(101, 201))
    assert (answer.bookmarks, answer.more) == ({SETS: "200@2026-09-21"}, False)


def test_after_a_long_time_rows_are_read_forward_from_the_day_of_the_last_one():
    situation = Situation({EVENTS: [page(*full(first)) for first in (951, 901, 851, 801)] + [page(*full(1)[::-1])]})
    answer = situation.ask("map_events", SETS, bookmark="10@2026-09-19")
    _, last = situation.asked[-1]
    assert (last["min_date"], last["sort"], last["page"]) == (["2026-09-19"], ["id_asc"], ["1"])
    assert (answer.more, answer.bookmarks) == (True, {SETS: "10@2026-09-19#2"})
    situation = Situation({EVENTS: [page(*full(51)[::-1][:30])]})
    answer = situation.ask("map_events", SETS, bookmark="10@2026-09-19#2")
    assert [query["page"] for _, query in situation.asked] == [["2"]]
    assert (answer.more, answer.bookmarks) == (False, {SETS: "80@2026-09-21"})


def test_a_row_as_it_is_told():
    said = {"starting_post": {"message": "Unsnapped."}}
    (seen,) = Situation(
        {EVENTS: [page(row(9, "disqualify", comment={"nominator_ids": [3, 4]}, discussion=said))]}
    ).ask("map_events", SETS).sightings  # fmt: skip
    assert (seen.what, seen.happened, seen.by, seen.by_name) == ("disqualified", at(9), 3, "Sol")
    assert (seen.text, seen.nominators, seen.creator_id, seen.title) == ("Unsnapped.", (3, 4), 7, "First Light")


@pytest.mark.parametrize(
    ("kind", "comment", "what", "text"),
    [
        ("genre_edit", {"old": "Rock", "new": "Metal"}, "other", "genre edit: Rock → Metal"),
        ("some_new_thing", None, "other", "some new thing"),
        ("nomination_reset", "an old reason", "reset", "an old reason"),
        ("nomination_reset", {"reason": "another"}, "reset", "another"),
        ("rank", None, "ranked", ""),
        ("issue_reopen", None, "reopened", ""),
    ],
)
def test_what_rows_say(kind, comment, what, text):
    (seen,) = Situation({EVENTS: [page(row(9, kind, comment=comment, user_id=None))]}).ask("map_events", SETS).sightings
    assert (seen.what, seen.text, seen.by) == (what, text, 0)


def test_a_new_owner_is_named():
    comment = {"beatmap_id": 50, "beatmap_version": "4K", "new_users": [{"id": 2, "username": "Mira"}]}
    (seen,) = Situation({EVENTS: [page(row(9, "beatmap_owner_change", comment=comment))]}).ask(
        "map_events", SETS
    ).sightings  # fmt: skip
    assert (seen.what, seen.beatmap_id, seen.version, seen.owners) == ("owner", 50, "4K", {2: "Mira"})


def test_rows_that_repeat_another_and_rows_of_no_set_are_left_out():
    rows = page(row(9, "nomination_reset_received"), row(8, beatmapset=None), row(7))
    answer = Situation({EVENTS: [rows]}).ask("map_events", SETS)
    assert ids(answer) == [7]
    assert answer.bookmarks == {SETS: "9@2026-09-21"}


def found(*rows, cursor=None):
    return Reply(body={"beatmapsets": rows, "cursor_string": cursor, "total": 9})


def test_the_search_is_turned_until_a_known_set_is_met():
    new = [mapset(number, ranked_date=moment(3_000)) for number in (3, 2)]
    pages = [found(*new, cursor="abc"), found(mapset(1, ranked_date="2026-09-20T00:00:00Z"), cursor="def"), found()]
    situation = Situation({SEARCH: pages})
    answer = situation.ask("ranked", SETS, bookmark=f"{at(2_900)}/{at(100)}/{at(100)}")
    assert [query.get("s") for _, query in situation.asked] == [["ranked"], ["ranked"], ["qualified"], ["loved"]]
    assert situation.asked[1][1]["cursor_string"] == ["abc"]
    assert ids(answer) == [3, 2]
    assert answer.bookmarks == {SETS: f"{at(3_000)}/{at(100)}/{at(100)}"}
    assert answer.missed is None


def test_the_first_search_begins_now():
    answer = Situation({SEARCH: [found(mapset(ranked_date="2026-01-01T00:00:00Z"))]}).ask("ranked", SETS)
    assert (answer.sightings, answer.bookmarks) == ([], {SETS: f"{NOW}/{NOW}/{NOW}"})


def test_a_set_as_it_is_told():
    (seen,) = Situation({"/beatmapsets/5": [Reply(body=mapset())]}).ask("set", SET).sightings
    assert (seen.id, seen.status, seen.creator, seen.creator_id) == (5, 1, "Kettle", 7)
    assert (seen.submitted, seen.updated, seen.ranked) == (at(1), at(30), at(600))
    assert (seen.genre, seen.language, seen.tags, seen.evented) == ("electronic", "", ("featured", "artist"), True)
    assert [(one.version, one.mode.value, one.owners) for one in seen.difficulties] == [("4K", "mania", (9,))]


def test_a_set_that_is_not_there_is_a_sighting():
    (seen,) = Situation({}).ask("set", SET).sightings
    assert (seen.id, seen.gone, seen.evented) == (5, True, True)


LISTS = {kind: f"/users/7/beatmapsets/{kind}" for kind in ("pending", "graveyard", "ranked", "loved")}
NOBODY = {"/users/7/recent_activity": [Reply(body=[])]}


def test_all_lists_of_a_mapper_are_asked_for_every_two_hours():
    lists = {path: [Reply(body=[mapset(place)])] for place, path in enumerate(LISTS.values(), 1)}
    situation = Situation(NOBODY | lists)
    answer = situation.ask("mapper", MAPPER)
    assert (ids(answer), answer.bookmarks) == ([1, 2, 3, 4], {MAPPER: f"{NOW}/1"})
    soon = Situation(NOBODY | lists)
    assert ids(soon.ask("mapper", MAPPER, bookmark=f"{NOW - MINUTE}/1")) == [1]
    assert soon.spent == 2


def test_a_set_that_was_worked_on_and_is_in_no_list_is_asked_for():
    situation = Situation(NOBODY | {LISTS["pending"]: [Reply(body=[])], "/beatmapsets/5": [Reply(body=mapset())]})
    answer = situation.ask("mapper", MAPPER, bookmark=f"{NOW - MINUTE}/5,6")
    assert [(one.id, one.gone, one.creator_id) for one in answer.sightings] == [(5, False, 7), (6, True, 7)]


def test_looks_at_maps_are_few():
    wanted = {nouns.Beatmapset: [SETS, MAPPER, SET], nouns.MapEvent: [SETS, MAPPER, SET, "bancho/nominator/3"]}

    async def plan(source):
        return source.plan(wanted)

    plan = Situation({}).run(plan)
    assert plan.looks == [
        PlannedLook(question="map_events", subject=SETS, every=2 * MINUTE, cost=1),
        PlannedLook(question="ranked", subject=SETS, every=30 * MINUTE, cost=3),
        PlannedLook(question="mapper", subject=MAPPER, every=10 * MINUTE, cost=2),
        PlannedLook(question="set", subject=SET, every=10 * MINUTE, cost=1),
    ]
    assert plan.not_offered == []
