"""Long work says how far it has come: the first look at everybody, and what happened while nobody looked."""

import asyncio

from service_world import CONFIG
from structlog.testing import capture_logs

from watcher import pace
from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.store import Store, agenda

HOUR = 3_600_000
ONCE = pace.Pace(0).written


def said(folder, before=lambda _app: None):
    """What a daemon says of its progress."""
    (folder / "config.yaml").write_text(CONFIG.format(osu="http://127.0.0.1:9", folder=folder))
    config = load(folder / "config.yaml", catalogue(), {})

    async def scene():
        app = App(config, Store.open(None), VirtualClock())
        before(app)
        with capture_logs() as logs:
            await app.say_progress()
        await app.close()
        return [line for line in logs if line["event"] in {"first_looks", "catching_up"}]

    return asyncio.run(scene())


def test_a_daemon_that_has_seen_everybody_and_is_up_to_date_says_nothing(tmp_path):
    assert said(tmp_path) == []


def test_how_many_were_looked_at_for_the_first_time(tmp_path):
    def two_of_three(app):
        planned = {("best", f"bancho/osu/{number}"): (number, ONCE) for number in (1, 2, 3)}
        app.store.work(lambda tx: agenda.plan(tx, planned))
        for row in app.store.work(lambda tx: agenda.due(tx, 2, 10)):
            app.store.work(lambda tx, row=row: agenda.answered(tx, row, again=agenda.NEVER))

    (line,) = said(tmp_path, two_of_three)
    assert (line["done"], line["of"]) == (2, 3)


def test_how_far_behind_a_feed_is(tmp_path):
    (line,) = said(tmp_path, lambda app: app.looking.backlog.update(feed=app.clock.now() - 3 * HOUR))
    assert (line["question"], line["behind"]) == ("feed", "3 h")
