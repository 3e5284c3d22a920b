"""Facts, memories, names and notes in the store: one transaction, or none of it."""

import asyncio

import pytest
from store_world import SUBJECT, T, add, fact

from watcher.events import Entry
from watcher.osu.budget import Spent
from watcher.store import asking, memories, outbox, roster, spending
from watcher.store.memories import Remembered


def test_a_fact_seen_twice_is_one_row(tx):
    assert outbox.add_event(tx, fact("top_play/1"))
    assert not outbox.add_event(tx, fact("top_play/1", facts='{"other": 1}', source="session"))
    (row,) = outbox.unrouted(tx, after=0, most=10)
    assert (row.facts, row.source) == ("{}", "top_plays")


def test_what_is_routed_is_not_routed_again(tx):
    first, second = add(tx, "a"), add(tx, "b")
    outbox.routed(tx, first.id)
    assert outbox.unrouted(tx, after=0, most=10) == [second]
    assert [row.key for row in outbox.latest(tx, 10)] == ["b", "a"]


def test_a_memory_is_replaced_and_belongs_to_its_family_and_subject(tx):
    for version in (1, 2):
        memories.remember(tx, "profile", {SUBJECT: Remembered(version, b"%d" % version)}, T)
    assert memories.recall(tx, "profile", [SUBJECT, "bancho/osu/3"]) == {SUBJECT: Remembered(2, b"2")}
    assert memories.recall(tx, "session", [SUBJECT]) == {}
    memories.remember(tx, "profile", {}, T)


def test_a_thousand_memories_are_recalled_together(tx):
    subjects = [f"bancho/osu/{number}" for number in range(1001)]
    memories.remember(tx, "profile", dict.fromkeys(subjects, Remembered(1, b"x")), T)
    assert memories.recall(tx, "profile", subjects).keys() == set(subjects)


def test_a_transaction_that_fails_leaves_nothing(store):
    def work(tx):
        add(tx, "a")
        memories.remember(tx, "profile", {SUBJECT: Remembered(1, b"x")}, T)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        asyncio.run(store.run(work))
    assert store.work(lambda tx: outbox.latest(tx, 10)) == []
    assert store.work(lambda tx: memories.recall(tx, "profile", [SUBJECT])) == {}


def test_the_roster_keeps_the_day_somebody_was_put_on_a_list(tx):
    mira, again = Entry("friends", SUBJECT, T, "Mira"), Entry("friends", SUBJECT, T + 5, "Mira")
    roster.enlist(tx, [], [mira, Entry("friends", "bancho/osu/3", T, "Sol")])
    roster.enlist(tx, roster.everybody(tx), [again, Entry("big", SUBJECT, T + 5, "Mira")])
    assert roster.everybody(tx) == [Entry("big", SUBJECT, T + 5, "Mira"), mira]
    roster.enlist(tx, roster.everybody(tx), [])
    assert roster.everybody(tx) == []


def test_a_player_has_the_name_that_was_learnt_last_and_an_empty_one_is_not_learnt(tx):
    for name in ("Mira", "Mira II", ""):
        roster.learn_player(tx, "bancho/user/2", name, "NO", T)
    assert roster.player_names(tx, {"bancho/user/2", "bancho/user/3"}) == {"bancho/user/2": "Mira II"}
    assert roster.player_names(tx, set()) == roster.maps(tx, set()) == {}


def test_a_note_is_replaced(tx):
    roster.say(tx, {"api": "v1"}, T)
    roster.say(tx, {"api": "v2"}, T)
    assert (roster.noted(tx, "api"), roster.noted(tx, "other")) == ("v2", None)


@pytest.mark.parametrize(
    ("by_the_wall", "monotonic", "kept"),
    [
        pytest.param(60, 60, True, id="a minute ago"),
        pytest.param(301, 301, False, id="more than five minutes ago"),
        pytest.param(86_460, 60, True, id="the clock was set ahead since"),
        pytest.param(-3540, 60, True, id="the clock was set back since"),
        pytest.param(60, -900, True, id="the machine began anew since"),
        pytest.param(86_460, -900, False, id="the machine began anew, a day later"),
        pytest.param(-3540, 301, False, id="more than five minutes ago, and the clock was set back"),
    ],
)
def test_what_was_asked_is_forgotten_when_it_no_longer_counts_whatever_was_done_to_the_clocks(
    tx, by_the_wall, monotonic, kept
):
    now, running = T, 1000.0
    written = {"now": now - by_the_wall * 1000, "monotonic": running - monotonic}
    spending.record(tx, Spent(1, **written), {})
    asking.record(tx, [asking.Asked("profile", SUBJECT, follow_up=False, **written)])
    for table in (spending, asking):
        table.forget(tx, now, running)
        assert len(table.recorded(tx)) == kept


def test_how_long_a_request_took_is_kept_with_the_next_one(tx):
    first = spending.record(tx, Spent(1, T, 0.5), {})
    spending.record(tx, Spent(2, T, 0.6), {first: 0.25})
    assert spending.recorded(tx) == [Spent(1, T, 0.5, 0.25), Spent(2, T, 0.6)]


def test_work_on_an_in_memory_store_sees_what_other_threads_wrote(store):
    asyncio.run(store.run(lambda tx: add(tx, "a")))
    assert [row.key for row in store.work(lambda tx: outbox.latest(tx, 10))] == ["a"]
