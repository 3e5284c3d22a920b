"""Starts daemons that kill themselves at boundary number k: before a statement, or before or after a send.

Reads a job per line: {"config", "store", "clock", "until", "kill_at", "count"}. For each it forks a process that has
everything imported and no threads, waits for its end, and answers {"status", "boundaries", "statements", "sends"}.
"""

import asyncio
import importlib
import json
import os
import signal
import sqlite3
import sys
from pathlib import Path

from shared_clock import SharedClock
from sqlalchemy import event

from watcher import log, news
from watcher.app import App
from watcher.catalogue import catalogue
from watcher.config import load
from watcher.store import Store

# What a daemon imports late is imported once, here, for all that are forked.
EAGER = (
    "anyio._backends._asyncio",
    "httpcore",
    "logging.config",
    "watcher.osu.v2.source",
    "watcher.sinks.webhook",
    "yaml",
)
STEP = 500


class Boundaries:
    """Counts them, and ends the process at the one that was asked for."""

    def __init__(self, kill_at):
        self.kill_at = kill_at
        self.passed = self.statements = self.sends = 0

    def reach(self):
        self.passed += 1
        if self.passed == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def listen(self, engine):
        event.listen(engine, "commit", lambda _: self.reach())

        @event.listens_for(engine, "before_cursor_execute")  # BEGIN passes here too
        def execute(_connection, _cursor, _statement, parameters, _context, many):
            self.reach()
            if many:  # one statement here, one for each row in sqlite3's own count
                self.statements -= len(parameters) - 1

        @event.listens_for(engine, "connect")
        @event.listens_for(engine, "checkout")
        def trace(raw, *_):
            # sqlite3's own count of what it runs, to hold ours against
            raw.set_trace_callback(self.traced)

    def traced(self, _statement):
        self.statements += 1


class Carried:
    """A sink, with a boundary on both sides of its send."""

    def __init__(self, sink, boundaries):
        self.sink = sink
        self.keyed = sink.keyed
        self.boundaries = boundaries

    async def send(self, message):
        self.boundaries.reach()
        self.boundaries.sends += 1
        answer = await self.sink.send(message)
        self.boundaries.reach()
        return answer

    async def close(self):
        await self.sink.close()


async def watch(job, boundaries):
    clock = SharedClock(Path(job["clock"]))
    config = load(Path(job["config"]), catalogue(), os.environ)
    store = Store.open(Path(job["store"]))
    boundaries.listen(store.engine)
    app = App(config, store, clock, chance=lambda: 0.5, looks_at_once=1)
    for name, sink in app.sinks.items():
        app.sinks[name] = Carried(sink, boundaries)
    await app.prepare()
    await app.enlist()
    reading = sqlite3.connect(job["store"])  # not through the store: what is asked here is no boundary
    while clock.now() < job["until"] or owes(reading):
        await app.looking.tick()
        await app.looking.settled()
        await app.telling.tick()
        await app.telling.settled()
        clock.advance(max(STEP, next_due(reading) - clock.now()))
    reading.close()
    await app.close()


def owes(reading):
    """Whether something is still to be told."""
    unrouted, pending = reading.execute(
        "SELECT (SELECT count(*) FROM event WHERE routed = 0), (SELECT count(*) FROM delivery WHERE state = 'pending')"
    ).fetchone()
    return unrouted or pending


def next_due(reading):
    """When something is to be done again."""
    return reading.execute(
        "SELECT min(due) FROM (SELECT due FROM agenda UNION ALL SELECT due FROM delivery WHERE state = 'pending')"
    ).fetchone()[0]


def run(job):
    boundaries = Boundaries(job["kill_at"])
    asyncio.run(watch(job, boundaries))
    count = {"boundaries": boundaries.passed, "statements": boundaries.statements, "sends": boundaries.sends}
    Path(job["count"]).write_text(json.dumps(count))


def main():
    for name in EAGER:
        importlib.import_module(name)
    news.families()
    for line in sys.stdin:
        job = json.loads(line)
        Path(job["count"]).unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            try:
                run(job)
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(70)  # never back into the loop of the parent
            os._exit(0)
        _, status = os.waitpid(child, 0)
        counted = Path(job["count"])
        answer = json.loads(counted.read_text()) if counted.exists() else {}
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)} | answer), flush=True)


log.configure(level="error")
main()
