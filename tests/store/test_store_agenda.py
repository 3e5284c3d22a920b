"""The agenda: what is due, in which order, and what happens to a look when it is answered."""

import pytest
from store_world import MAP, SUBJECT, T, look

from watcher.osu import nouns
from watcher.store import agenda, roster

FEED = ("feed", "bancho/feed")
PROFILE = ("profile", SUBJECT)


def dues(tx, now=agenda.NEVER - 1):
    return {row.key: row.due for row in agenda.due(tx, now, 1000)}


def the_row(tx, now=T):
    (row,) = agenda.due(tx, now, 10)
    return row


def test_nothing_is_due_on_an_empty_agenda(tx):
    assert agenda.due(tx, T, 10) == []
    assert agenda.next_due(tx) is None


def test_what_is_due_now_is_due_and_what_is_due_later_is_not(tx):
    agenda.add(tx, [look(due=T), look("best", due=T + 1)])
    assert [row.question for row in agenda.due(tx, T, 10)] == ["profile"]
    assert agenda.next_due(tx) == T


@pytest.mark.parametrize(("first", "second", "kept"), [(10, 5, 5), (5, 10, 5), (5, 5, 5)])
def test_of_two_requests_the_nearer_counts(first, second, kept, tx):
    agenda.add(tx, [look(due=T + first)])
    agenda.add(tx, [look(due=T + second)])
    assert agenda.next_due(tx) == T + kept


def test_each_asker_has_a_look_of_its_own(tx):
    agenda.add(tx, [look(), look(asker="top_plays"), look(asker="session")])
    assert len(agenda.due(tx, T, 10)) == 3


def test_a_recurring_look_moves_on_when_it_is_answered(tx):
    agenda.plan(tx, {PROFILE: (T, "60000")})
    agenda.missed(tx, the_row(tx), again=T + 1)
    agenda.answered(tx, the_row(tx, T + 1), again=T + 60_000, bookmark="here")
    row = the_row(tx, T + 60_000)
    assert (row.due, row.bookmark, row.misses, row.pace) == (T + 60_000, "here", 0, "60000")


def test_an_answer_without_a_bookmark_keeps_the_one_there_was(tx):
    agenda.plan(tx, {PROFILE: (T, "1000")})
    agenda.answered(tx, the_row(tx), again=T, bookmark="here")
    agenda.answered(tx, the_row(tx), again=T)
    assert the_row(tx).bookmark == "here"


def test_a_one_shot_look_ends_when_it_is_answered(tx):
    agenda.add(tx, [look(asker="top_plays")])
    agenda.answered(tx, the_row(tx), again=agenda.NEVER)
    assert dues(tx) == {}


def test_a_failed_look_is_counted_and_keeps_its_bookmark(tx):
    agenda.plan(tx, {FEED: (T, "1000")})
    agenda.answered(tx, the_row(tx), again=T, bookmark="here")
    for miss in range(3):
        agenda.missed(tx, the_row(tx, T + miss), again=T + miss + 1)
    row = the_row(tx, T + 3)
    assert (row.misses, row.bookmark) == (3, "here")


@pytest.mark.parametrize("asker", ["", "top_plays"])
@pytest.mark.parametrize("end", [agenda.answered, agenda.missed])
def test_a_nearer_request_made_while_it_was_asked_is_not_overwritten(end, asker, tx):
    agenda.add(tx, [look(due=T, asker=asker)])
    taken = the_row(tx)
    agenda.add(tx, [look(due=T - 5, asker=asker)])
    end(tx, taken, again=T + 60_000)
    assert dues(tx) == {("profile", SUBJECT, asker): T - 5}


def test_a_map_that_is_known_is_not_asked_for(tx):
    roster.learn_map(tx, beatmap(), T)
    agenda.add(tx, [look("beatmap", MAP, asker="top_plays"), look("beatmap", "bancho/map/76", asker="top_plays")])
    assert [row.subject for row in agenda.due(tx, T, 10)] == ["bancho/map/76"]


def test_the_urgent_come_first_though_thousands_wait_longer(tx):
    agenda.plan(tx, {("profile", f"bancho/osu/{number}"): (T - 1000, "1") for number in range(3000)})
    agenda.add(tx, [look("feed", "bancho/feed"), look("match", "bancho/match/2"), look("match", "bancho/match/1")])
    rows = agenda.due(tx, T, 100, ("match", "feed"))
    assert [row.subject for row in rows[:3]] == ["bancho/match/1", "bancho/match/2", "bancho/feed"]
    assert len(rows) == 103
    assert {row.question for row in rows[3:]} == {"profile"}


def test_no_row_is_due_twice_when_its_question_is_urgent(tx):
    agenda.add(tx, [look("feed", "bancho/feed")])
    assert len(agenda.due(tx, T, 100, ("feed",))) == 1


def test_those_who_waited_longest_come_first(tx):
    agenda.add(tx, [look(subject="bancho/osu/3", due=T - 1), look(subject="bancho/osu/1"), look(due=T - 2)])
    assert [row.subject for row in agenda.due(tx, T, 10)] == [SUBJECT, "bancho/osu/3", "bancho/osu/1"]


# -- the plan --------------------------------------------------------------------------------------------------------


def test_a_plan_made_again_keeps_dues_and_bookmarks(tx):
    agenda.plan(tx, {FEED: (T, "10000")})
    agenda.answered(tx, the_row(tx), again=T + 10_000, bookmark="here")
    agenda.plan(tx, {FEED: (T + 1, "5000"), PROFILE: (T + 1, "60000")})
    rows = {row.question: row for row in agenda.due(tx, T + 10_000, 10)}
    assert rows["feed"][3:6] == (T + 10_000, "here", "5000")
    assert rows["profile"].due == T + 1


def test_who_is_not_planned_any_more_is_not_asked_about_any_more(tx):
    agenda.plan(tx, {FEED: (T, "1"), PROFILE: (T, "1")})
    agenda.plan(tx, {FEED: (T, "1")})
    assert [row.question for row in agenda.due(tx, T, 10)] == ["feed"]


def test_a_plan_leaves_one_shot_looks_alone(tx):
    agenda.add(tx, [look(asker="top_plays")])
    agenda.plan(tx, {})
    assert len(agenda.due(tx, T, 10)) == 1


def test_what_was_asked_once_stays_asked(tx):
    agenda.plan(tx, {("best", SUBJECT): (T, "0")})
    agenda.answered(tx, the_row(tx), again=agenda.NEVER)
    agenda.plan(tx, {("best", SUBJECT): (T, "0")})
    assert agenda.next_due(tx) is None


def test_what_was_asked_once_is_asked_again_when_the_plan_wants_it_regularly(tx):
    agenda.plan(tx, {("best", SUBJECT): (T, "0")})
    agenda.answered(tx, the_row(tx), again=agenda.NEVER)
    agenda.plan(tx, {("best", SUBJECT): (T + 5, "60000")})
    assert agenda.next_due(tx) == T + 5


def test_a_match_that_is_over_stays_over(tx):
    agenda.plan(tx, {("match", "bancho/match/1"): (T, "10000")})
    agenda.answered(tx, the_row(tx), again=agenda.NEVER)
    agenda.plan(tx, {("match", "bancho/match/1"): (T, "10000")})
    assert agenda.next_due(tx) is None


@pytest.mark.parametrize("by", [-3_600_000, 86_400_000])
def test_when_the_clock_was_set_all_dues_move_with_it_but_never_stays_never(by, tx):
    agenda.plan(tx, {FEED: (T, "1"), ("best", SUBJECT): (agenda.NEVER, "0")})
    agenda.shift(tx, by)
    assert [row.due for row in agenda.due(tx, agenda.NEVER, 10)] == [T + by, agenda.NEVER]


def beatmap():
    return nouns.Beatmap(
        server="bancho",
        id=75,
        beatmapset_id=7,
        mode=nouns.Mode.OSU,
        status=1,
        artist="Aurora Band",
        title="First Light",
        version="Insane",
        creator="Kettle",
        creator_id=9,
        stars=5.4,
        length=200.0,
        bpm=180.0,
    )
