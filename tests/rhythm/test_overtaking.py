"""What is urgent overtakes; all else about one subject keeps its order."""

import pytest

from watcher.store import Store, outbox

T = 1_790_000_000_000


@pytest.fixture
def store():
    there = Store.open(None)
    yield there
    there.close()


def owe(store, number, *, priority=0, due=T):
    """Owe the phone some news about one subject."""

    def work(tx):
        row = {"kind": "pp", "subject": "bancho/osu/2", "cause": "played", "happened": T, "noticed": T, "source": ""}
        outbox.add_event(tx, row | {"key": f"pp/{number}", "about": None, "version": 1, "facts": "{}"})
        stored = outbox.latest(tx, 1)[0]
        owed = {"sink": "phone", "watch": "", "due": due, "awaits": None, "expires": None, "created": T}
        assert outbox.owe(tx, stored, owed | {"priority": priority})

    store.work(work)


def next_one(store, now=T, **options):
    return store.work(lambda tx: outbox.claim(tx, "phone", now, now + 1000, **options))


def told(store, claimed):
    return [row.key for row in store.work(lambda tx: outbox.events_of(tx, claimed.id))]


def finish(store, claimed):
    store.work(lambda tx: outbox.finish(tx, claimed, state="sent", reason="", now=T))


def test_in_quiet_hours_only_what_is_urgent_is_claimed(store):
    owe(store, 1)
    assert next_one(store, least=1) is None
    owe(store, 2, priority=1)
    assert told(store, next_one(store, least=1)) == ["pp/2"]


def test_what_is_urgent_does_not_wait_behind_what_is_held(store):
    owe(store, 1, due=T + 5000)
    owe(store, 2, priority=1)
    assert told(store, next_one(store)) == ["pp/2"]


def test_it_waits_behind_what_is_under_way_and_behind_what_is_as_urgent(store):
    owe(store, 1)
    under_way = next_one(store)
    owe(store, 2, priority=1)
    owe(store, 3, priority=1)
    assert next_one(store) is None
    finish(store, under_way)
    second = next_one(store)
    assert told(store, second) == ["pp/2"]
    assert next_one(store) is None
    finish(store, second)
    assert told(store, next_one(store)) == ["pp/3"]


def test_after_it_the_others_go_in_their_order(store):
    owe(store, 1, due=T + 5000)
    owe(store, 2, priority=1)
    owe(store, 3)
    finish(store, next_one(store))
    assert next_one(store) is None, "the third waits behind the first, which is not due yet"
    first = next_one(store, T + 5000)
    assert told(store, first) == ["pp/1"]
    finish(store, first)
    assert told(store, next_one(store, T + 5000)) == ["pp/3"]
