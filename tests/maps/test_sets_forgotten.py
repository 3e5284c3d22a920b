"""Sets that only a feed of everybody's maps came across are not remembered for ever, and are no news twice for that."""

import pytest
from activity.activity_world import watch
from sqlalchemy import select

from watcher.news.beatmaps import KEPT
from watcher.remembering import GRACE
from watcher.store.tables import agenda, memory

FEED = {"news": ["map_loved", "map_unloved", "map_ranked"], "catch_up": "all"}
MAPPER = {"mappers": [1013], "news": ["map_uploaded", "map_ranked"], "catch_up": "all"}


def remembered(program):
    rows = program.app.store.work(
        lambda tx: tx.scalars(select(memory.c.subject).where(memory.c.family == "beatmaps")).all()
    )
    return {int(subject.rpartition("/")[2]) for subject in rows}


def forget_bookmarks(tx):
    tx.execute(agenda.update().where(agenda.c.question.in_(["ranked", "map_events"])).values(bookmark="", due=0))


async def pass_by(program, ms):
    """Let so much time pass, and the hourly upkeep be next."""
    program.clock.time += ms
    await program.app.upkeep.tick()


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_set_that_was_left_alone_for_half_a_year(api):
    async def scene(program):
        loved = program.do("upload", user_id=1014, title="Nova", artist="Kei")["beatmapset_id"]
        ranked = program.do("upload", user_id=1014, title="Lumen", artist="Kei")["beatmapset_id"]
        own = program.do("upload", user_id=1013, title="Vertigo", artist="Kei")["beatmapset_id"]
        for deed, number in (("love", loved), ("rank", ranked), ("rank", own)):
            program.do(deed, set_id=number)
        await program.live(2400)
        told = list(program.titles)
        assert len(told) == len(set(told)) == 4
        assert remembered(program) >= {loved, ranked, own}

        await pass_by(program, KEPT)
        assert remembered(program) >= {loved, ranked, own}
        await pass_by(program, GRACE)
        assert remembered(program) & {loved, ranked, own} == {own}

        await program.live(2400)  # the newest rows are read again, and these are the newest
        await program.app.store.run(forget_bookmarks)
        await program.live(2400)
        assert program.titles == told
        if api == "v2":  # v1 does not tell that a set is loved no more
            program.do("unlove", set_id=loved)
            await program.live(2400)
            assert program.titles == [*told, "Kei - Nova by Lin-Yara is loved no more"]

    watch(scene, api=api, watches={"feed": FEED, "mapper": MAPPER}, depth=5)
