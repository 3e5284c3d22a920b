"""The store takes nothing for a while, in each phase of telling and looking: nothing is lost, or said twice."""

import asyncio
from contextlib import closing

import pytest
from shell_world import SECOND, Desk, Lookout, saw

from watcher.store import Store, StoreFailed


def pragma(store, text):
    with closing(store.engine.raw_connection()) as raw:
        raw.cursor().execute(f"PRAGMA {text}")


def refuses(store):
    pragma(store, "query_only = 1")


def takes_again(store):
    pragma(store, "query_only = 0")


async def tick(world):
    """One tick of a half, as the daemon does it: a store that fails ends it."""
    try:
        await world.once()
    except StoreFailed:
        return False
    return True


def with_clock(world):
    """The same world, its store's time being the virtual one."""
    world.store._monotonic = world.clock.monotonic
    return world


async def live(world, seconds):
    for _ in range(seconds):
        await tick(world)
        world.clock.time += SECOND


def test_what_can_not_be_claimed_is_not_sent_and_goes_out_once_it_can():
    async def scene():
        desk.happen(300)
        refuses(desk.store)
        await live(desk, 600)
        tried = len(desk.sinks["phone"].tried)
        takes_again(desk.store)
        await live(desk, 60)
        return tried

    with with_clock(Desk()) as desk:
        assert asyncio.run(scene()) == 0
        assert len(desk.sinks["phone"].told) == 1
        assert desk.depths == {"phone": (0, 1, 0)}


def test_what_was_sent_and_can_not_be_written_down_is_not_sent_again():
    async def scene():
        desk.happen(300)
        await live(desk, 600)
        tried = len(desk.sinks["phone"].tried)
        takes_again(desk.store)
        await live(desk, 60)
        desk.happen(310)
        await live(desk, 60)
        return tried

    with with_clock(Desk()) as desk:
        desk.sinks["phone"].says[0] = lambda: refuses(desk.store)
        desk.sinks["phone"].says.append("taken")
        assert asyncio.run(scene()) == 1
        assert desk.sinks["phone"].titles == ["Mira: 300 pp", "Mira: 310 pp"]
        assert desk.depths == {"phone": (0, 2, 0)}


def test_what_was_seen_and_can_not_be_kept_is_asked_for_again_but_not_all_the_time():
    async def scene():
        await live(lookout, 61)
        refuses(lookout.store)
        before = len(lookout.osu.asked)
        await live(lookout, 600)
        asked = len(lookout.osu.asked) - before
        takes_again(lookout.store)
        await live(lookout, 120)
        return asked

    with with_clock(Lookout(saw(100.0), saw(100.0), saw(200.0))) as lookout:
        lookout.plan(every=30_000)
        asked = asyncio.run(scene())
        assert asked <= 2
        assert len(lookout.news) == 1


def test_without_room_nothing_is_looked_at():
    with with_clock(Lookout(saw(100.0))) as lookout:
        lookout.plan()
        lookout.store.is_full = True
        with pytest.raises(StoreFailed, match="no room"):
            lookout.look()
        assert lookout.osu.asked == []
        lookout.store.is_full = False
        assert lookout.look().osu.asked


def test_a_store_in_memory_has_no_ballast():
    with closing(Store.open(None)) as store:
        assert not store.is_full
