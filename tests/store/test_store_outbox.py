"""The outbox: one delivery at a time per sink and subject, in order, and none lost."""

import pytest
from store_world import SUBJECT, T, add, debt, owe, take

from watcher.store import outbox

OTHER = "bancho/osu/3"


def finish(tx, claimed, state="sent"):
    outbox.finish(tx, claimed, state=state, reason="200 OK", now=T)


def test_what_is_owed_can_be_claimed_once(tx):
    owe(tx, "a")
    claimed, keys = take(tx)
    assert (keys, claimed.attempts, claimed.watch) == (["a"], 1, "friends")
    assert take(tx) is None


def test_a_sink_is_told_of_an_event_once_though_two_watches_want_it(tx):
    row = add(tx, "a")
    assert outbox.owe(tx, row, debt())
    assert not outbox.owe(tx, row, debt(watch="big"))
    finish(tx, take(tx)[0])
    assert not outbox.owe(tx, row, debt())
    assert take(tx) is None


def test_each_sink_is_owed_its_own(tx):
    row = add(tx, "a")
    assert outbox.owe(tx, row, debt("phone"))
    assert outbox.owe(tx, row, debt("hook"))
    assert outbox.ready(tx, T, ["hook", "phone", "log"]) == ["hook", "phone"]
    assert take(tx, "hook")[1] == take(tx, "phone")[1] == ["a"]


def test_what_is_due_later_is_not_claimed_now(tx):
    owe(tx, "a", due=T + 1)
    assert (take(tx), outbox.ready(tx, T, ["phone"]), outbox.next_due(tx)) == (None, [], T + 1)
    assert take(tx, now=T + 1) is not None


@pytest.mark.parametrize("state", ["sent", "dead"])
def test_of_one_subject_the_next_goes_when_the_one_before_is_done(state, tx):
    for key in "abc":
        owe(tx, key)
    for key in "abc":
        claimed, keys = take(tx)
        assert keys == [key]
        assert take(tx) is None
        finish(tx, claimed, state)
    assert take(tx) is None


def test_what_is_tried_again_holds_back_what_came_after_it(tx):
    owe(tx, "a")
    owe(tx, "b")
    outbox.put_back(tx, take(tx)[0], due=T + 10, reason="server: 503")
    assert take(tx) is None
    claimed, keys = take(tx, now=T + 10)
    assert (keys, claimed.attempts) == (["a"], 2)
    finish(tx, claimed)
    assert take(tx)[1] == ["b"]


def test_another_subject_need_not_wait(tx):
    owe(tx, "a")
    outbox.put_back(tx, take(tx)[0], due=T + 10, reason="server: 503")
    owe(tx, "b", OTHER)
    assert take(tx)[1] == ["b"]


def test_the_urgent_goes_first_and_then_the_oldest(tx):
    owe(tx, "late", "x/1", due=T - 1)
    owe(tx, "later", "x/2", due=T)
    owe(tx, "urgent", "x/3", due=T, priority=1)
    assert [take(tx)[1] for _ in range(3)] == [["urgent"], ["late"], ["later"]]


def test_what_a_dead_process_had_claimed_comes_back(tx):
    owe(tx, "a")
    owe(tx, "b")
    take(tx)
    assert outbox.release(tx, T) == 1
    claimed, keys = take(tx)
    assert (keys, claimed.attempts) == (["a"], 2)
    finish(tx, claimed)
    assert outbox.release(tx, T) == 0
    assert take(tx)[1] == ["b"]


# -- completing a message --------------------------------------------------------------------------------------------


def test_what_completes_a_message_joins_it_and_lets_it_go_at_once(tx):
    owe(tx, "top/1", due=T + 20_000, awaits="top/1")
    rank = add(tx, "rank", about="top/1")
    assert outbox.join(tx, rank, T) == {"phone"}
    assert take(tx)[1] == ["top/1", "rank"]


def test_the_rank_after_two_top_plays_completes_the_newer_one_and_both_go(tx):
    for key in ("top/1", "top/2"):
        owe(tx, key, due=T + 20_000, awaits=key)
    outbox.join(tx, add(tx, "rank", about="top/1"), T)
    first, keys = take(tx)
    assert keys == ["top/1"]
    finish(tx, first)
    assert take(tx)[1] == ["top/2", "rank"]


def test_it_joins_the_message_of_each_sink(tx):
    for sink in ("phone", "hook"):
        row = add(tx, f"top/{sink}")
        outbox.owe(tx, row, debt(sink, due=T + 20_000, awaits=row.key))
    assert outbox.join(tx, add(tx, "rank", about="top/1"), T) == {"phone", "hook"}


@pytest.mark.parametrize(
    "situation",
    ["sent", "under way", "tried once", "waits for nothing", "waits for something else", "of somebody else"],
)
def test_nothing_is_joined_to_a_message_that_is(situation, tx):
    subject = OTHER if situation == "of somebody else" else SUBJECT
    awaits = {"waits for nothing": None, "waits for something else": "session/1"}.get(situation, "top/1")
    owe(tx, "top/1", subject, awaits=awaits)
    if situation in {"sent", "under way", "tried once"}:
        claimed, _ = take(tx)
        if situation == "sent":
            finish(tx, claimed)
        if situation == "tried once":
            outbox.put_back(tx, claimed, due=T, reason="server: 503")
    rank = add(tx, "rank", about="top/0")
    assert outbox.join(tx, rank, T) == set()


def test_what_is_about_an_event_joins_its_message_though_that_waits_for_nothing(tx):
    owe(tx, "rank_milestone/1")
    assert outbox.join(tx, add(tx, "pp_milestone/1", about="rank_milestone/1"), T) == {"phone"}
    assert take(tx)[1] == ["rank_milestone/1", "pp_milestone/1"]


# -- the clock, and how it stands ------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [-86_400_000, 3_600_000, 10 * 365 * 86_400_000])
def test_when_the_clock_was_set_dues_and_expiries_move_with_it(by, tx):
    owe(tx, "a", due=T + 10)
    owe(tx, "b")
    outbox.shift(tx, by)
    claimed, keys = take(tx, now=T + by + 10)
    assert (keys, claimed.expires, claimed.created) == (["a"], T + 1_000_000 + by, T)
    finish(tx, claimed)
    assert take(tx, now=T + by + 10)[0].expires == T + 1_000_000 + by


def test_what_is_done_is_not_moved_by_the_clock(tx):
    owe(tx, "a")
    finish(tx, take(tx)[0])
    outbox.shift(tx, 5)
    assert outbox.depths(tx) == [outbox.Depth("phone", 0, 1, 0, None, None)]


def test_the_depths_say_what_waits_was_sent_is_dead_and_why_it_waits(tx):
    for number in range(4):
        owe(tx, f"{number}", f"x/{number}", created=T + number)
    finish(tx, take(tx)[0])
    finish(tx, take(tx)[0], "dead")
    outbox.put_back(tx, take(tx)[0], due=T + 10, reason="server: 503")
    owe(tx, "other", "x/9", sink="hook")
    assert outbox.depths(tx) == [
        outbox.Depth("hook", 1, 0, 0, T, None),
        outbox.Depth("phone", 2, 1, 1, T + 2, "server: 503"),
    ]
