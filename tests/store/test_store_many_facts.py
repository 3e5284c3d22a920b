"""Facts that come in by the page: each once, in order, and what is known stays as it is."""

import pytest
from store_world import fact

from watcher.store import facts, outbox


def kept(tx):
    return [row.key for row in outbox.unrouted(tx, after=0, most=10_000)]


@pytest.mark.parametrize(
    ("known", "come", "new"),
    [
        ([], ["b", "a", "c"], ["b", "a", "c"]),
        (["a"], ["b", "a", "c"], ["b", "c"]),
        (["a"], ["a"], []),
        ([], ["a", "b", "a"], ["a", "b"]),
        (["a"], [], []),
    ],
)
def test_new_facts_are_kept_in_the_order_in_which_they_came(known, come, new, tx):
    facts.add(tx, [fact(key) for key in known])
    assert facts.add(tx, [fact(key) for key in come]) == set(new)
    assert kept(tx) == [*known, *new]


def test_of_one_fact_seen_twice_the_first_sight_counts(tx):
    facts.add(tx, [fact("a"), fact("a", source="session")])
    facts.add(tx, [fact("a", source="session")])
    assert [row.source for row in outbox.unrouted(tx, after=0, most=10)] == [fact("a")["source"]]


def test_thousands_at_once_are_all_kept(tx):
    keys = [f"top_play/{number}" for number in range(2500)]
    assert len(facts.add(tx, [fact(key) for key in keys])) == 2500
    assert facts.add(tx, [fact(key) for key in keys]) == set()
    assert kept(tx) == keys
