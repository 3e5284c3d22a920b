"""Memories are recalled as the store has them, though the decoded form of late ones is kept."""

import pytest
from store_world import SUBJECT, T

from watcher import recollection
from watcher.news import families
from watcher.news.scores import Memory
from watcher.recollection import Recollection
from watcher.store import memories
from watcher.store.memories import Remembered

FAMILIES = {"scores": families()["scores"]}


@pytest.fixture
def recall():
    return Recollection(FAMILIES)


def write(tx, recall, memory, subject=SUBJECT):
    memories.remember(tx, "scores", {subject: recall.stored("scores", subject, memory)}, T)


def test_what_was_written_is_recalled_without_being_decoded(tx, recall):
    memory = Memory(since=T)
    write(tx, recall, memory)
    assert recall.recall(tx, "scores", [SUBJECT, "bancho/osu/3"], {}) == {SUBJECT: memory}
    assert recall.recall(tx, "scores", [SUBJECT], {})[SUBJECT] is memory


def test_a_change_that_was_taken_back_was_never_there(store, recall):
    store.work(lambda tx: write(tx, recall, Memory(since=T)))

    def fails(tx):
        write(tx, recall, Memory(since=T + 1))
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        store.work(fails)
    assert store.work(lambda tx: recall.recall(tx, "scores", [SUBJECT], {})) == {SUBJECT: Memory(since=T)}


def test_what_somebody_else_wrote_is_recalled(tx, recall):
    write(tx, recall, Memory(since=T))
    write(tx, Recollection(FAMILIES), Memory(since=T + 1))
    assert recall.recall(tx, "scores", [SUBJECT], {}) == {SUBJECT: Memory(since=T + 1)}


def test_a_memory_of_an_earlier_watch_is_not_recalled(tx, recall):
    write(tx, recall, Memory(since=T))
    assert recall.recall(tx, "scores", [SUBJECT], {SUBJECT: T + 1}) == {}


def test_a_memory_that_cannot_be_read_is_none_each_time(tx, recall):
    memories.remember(tx, "scores", {SUBJECT: Remembered(1, b"\xc1")}, T)
    for _ in range(2):
        assert recall.recall(tx, "scores", [SUBJECT], {}) == {SUBJECT: None}


def test_what_is_kept_of_many_has_a_bound(recall):
    memory = Memory(since=T, best={number: float(number) for number in range(200)}, window=200)
    size = len(recall.stored("scores", SUBJECT, memory).body)
    for number in range(3 * recollection.KEPT // size):
        recall.stored("scores", f"bancho/osu/{number}", memory)
    kept = [*recall._late, *recall._earlier]
    assert size * len(kept) <= 2 * (recollection.KEPT + size)
