"""The whole program in virtual time against an osu! that fails as it is told to, and what the server counted."""

import asyncio
import os
from contextlib import asynccontextmanager

import msgspec
from hook import Hook
from sqlalchemy import delete, select, update

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.osu import keys
from watcher.osu.http import httpx
from watcher.simulator import Simulator
from watcher.simulator.faults import Fault
from watcher.store import Store, agenda, outbox, roster
from watcher.store.tables import agenda as table
from watcher.store.tables import event, memory

SECOND = 1000
MINUTE = 60 * SECOND
START = 1_790_000_000_000
SHORTEST = SECOND  # the daemon looks at its agenda more often, which changes nothing here
PATIENCE = 0.3  # real seconds for one answer: what hangs need not hang for long
ACCESS = {"v1": "api: v1, key: a-key", "v2": "api: v2, client_id: 1, client_secret: a-secret"}
PLAYERS = {"Quillon": 1001, "miso_cat": 1002}
CONFIG = """
osu: {{url: "{osu}", feed_interval: {feed}, {access}}}
watches:
  friends:
    players: [{players}]
    maps: [50000]
    news: [{news}]
    settle: 0s
    catch_up: {catch_up}
    to: hook
{more}
sinks:
  hook: {hook}keyed
  desk: {hook}desk
admin: desk
"""
NEWS = "score, top_play, rank_change, session_started, session, medal, first_place, board_first, board_top"
OURS = ("contact", "feed", "lobby")
YEAR = 365 * 24 * 60 * MINUTE


class Line(httpx.AsyncHTTPTransport):
    """The network, which can be told not to know the name of the host."""

    nameless = False

    async def handle_async_request(self, request):
        if self.nameless:
            raise httpx.ConnectError("[Errno -3] Temporary failure in name resolution")
        return await super().handle_async_request(request)


class World:
    """The time in the world, whatever somebody set our clock to."""

    def __init__(self, clock):
        self.clock = clock

    def now(self):
        return self.clock.time

    def monotonic(self):
        return self.clock.monotonic()

    async def sleep(self, seconds):
        await self.clock.sleep(seconds)


class Program:
    """An App that works when time is let pass."""

    def __init__(self, app, osu, hook, clock, line):
        self.app = app
        self.osu = osu
        self.hook = hook
        self.clock = clock
        self.line = line
        self.store = app.store

    async def live(self, seconds):
        """Let that much time pass, leaping from what is due to what is due next."""
        until = self.clock.time + round(seconds * SECOND)
        while self.clock.time < until:
            await self.once()
            due = [self.store.work(agenda.next_due), self.store.work(outbox.next_due)]
            ahead = min(filter(None, due), default=2**62) - self.clock.now()
            self.clock.time = min(self.clock.time + max(SHORTEST, ahead), max(until, self.clock.time))
            self.app.looking.wake()

    async def once(self):
        for half in (self.app.looking, self.app.telling):
            await half.tick()
            await half.settled()

    def fail(self, kind, path="/api/*", **how):
        """From now on, this goes wrong."""
        self.osu.site.faults.add(Fault(kind=kind, path=path, **how))

    def well(self):
        self.osu.site.faults.clear()

    def only(self, question, subject):
        """From now on, this is all that is asked, and only when `ask` says so."""

        def work(tx):
            tx.execute(delete(table))
            agenda.plan(tx, {(question, subject): (self.clock.now() + YEAR, "600000")})

        self.store.work(work)

    async def ask(self):
        """Ask it, now that the last answer is two minutes old."""
        self.clock.time += 2 * MINUTE
        self.store.work(lambda tx: tx.execute(update(table).values(due=self.clock.now())))
        self.app.looking.wake()
        await self.live(30)

    @property
    def events(self):
        """The kinds of all events but those about the watcher itself."""
        return self.store.work(
            lambda tx: list(tx.execute(select(event.c.kind).where(event.c.cause != "ours")).scalars())
        )

    @property
    def state(self):
        """All that is remembered but of the watcher itself, without the times of the looks, and mere suspicions."""
        query = select(memory).where(memory.c.family.not_in(OURS), memory.c.subject != keys.world("bancho"))
        rows = self.store.work(lambda tx: tx.execute(query).all())
        found = {(row.family, row.subject): timeless(msgspec.msgpack.decode(row.body)) for row in rows}
        return {name: body for name, body in found.items() if name[0] != "account" or body["gone"]}

    def told(self, path):
        """What a sink was told: (kind, title, body) in order."""
        bodies = [msgspec.json.decode(body) for body in self.hook.bodies]
        return [
            body for where, body in zip([path for path, _ in self.hook.posts], bodies, strict=True) if where == path
        ]

    @property
    def busiest_minute(self):
        """The most units in any minute, as the server counted them."""
        costs = list(self.osu.site.costs)
        return max((sum(cost for when, cost in costs if at - MINUTE < when <= at) for at, _ in costs), default=0)


async def known(app):
    """Let everybody's name be known, though a busy machine may be slower than the patience of an answer."""
    for _ in range(100):
        await app.enlist()
        if not app.roll.wanted_names(app.store.work(roster.everybody)):
            return


def timeless(found):
    """A memory without times since the beginning, counts of looks, and doubts: all that a look may change."""
    if isinstance(found, dict):
        return {name: timeless(part) for name, part in found.items() if name not in {"revision", "doubted"}}
    if isinstance(found, list):
        return [timeless(part) for part in found]
    return None if isinstance(found, int) and found > START else found


def differences(before, after, where=()):
    """Where two states differ, and how."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*before, *(name for name in after if name not in before)]
        return [d for name in names for d in differences(before.get(name), after.get(name), (*where, name))]
    return [] if before == after else [(where, before, after)]


@asynccontextmanager
async def program(
    folder,
    api,
    *,
    news=NEWS,
    players=(1001, 1002),
    population=12,
    more="",
    feed="10s",
    catch_up="digest",
    clock=None,
    **world,
):
    """A program that has looked at everything once."""
    clock = clock or VirtualClock(START)
    hook, line = Hook(), Line()
    async with (
        Simulator(clock=World(clock), players=population, **{"depth": 60, **world}) as osu,
        hook.open() as address,
    ):
        config = folder / "config.yaml"
        names = ", ".join(map(str, players))
        words = {
            "access": ACCESS[api],
            "players": names,
            "news": news,
            "more": more,
            "feed": feed,
            "catch_up": catch_up,
        }
        config.write_text(CONFIG.format(osu=osu.url, hook=address, **words))
        app = App(
            load(config, catalogue(), os.environ),
            Store.open(None),
            clock,
            chance=lambda: 0.5,
            looks_at_once=1,
            patience=PATIENCE,
            transport=line,
        )
        try:
            await app.prepare()
            await known(app)
            yield Program(app, osu, hook, clock, line)
        finally:
            await app.close()
            await asyncio.sleep(0.01)  # the hook hears that nobody will call again


def play(scene, folder, api, **how):
    """Play a scene with a program, to its end."""

    async def work():
        async with program(folder, api, **how) as found:
            return await scene(found)

    return asyncio.run(work())
