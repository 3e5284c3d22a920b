"""The composition root: the only file that knows everyone.

Turns a config into two halves that meet in the store, wakes them, and ends them in order.
"""

import asyncio
import gc
import os
import random
import re
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from msgspec import structs

from watcher import deadman, heartbeat, news, pace, pictures, reloading, upkeep, words
from watcher.clock import Clock
from watcher.config import Config, secret_text
from watcher.events import Entry, Event
from watcher.insight import Insight
from watcher.ledger import Ledger
from watcher.lobby_files import LobbyFiles
from watcher.looking import Looking
from watcher.news import ranking
from watcher.opening import Interest, open_sink, open_source
from watcher.osu import keys
from watcher.osu.errors import OsuError
from watcher.osu.http import IN_FLIGHT, Budget, httpx
from watcher.osu.nouns import ClockSet, Lobbies, Sighting
from watcher.recollection import recalled
from watcher.reloading import Reloading
from watcher.remembering import Desk, Readers
from watcher.roll import Members, Roll, is_player, unseen
from watcher.schedule import Schedule, no_rest
from watcher.store import Store, StoreError, Transaction, agenda, asking, outbox, roster, spending
from watcher.storm import Storm
from watcher.tally import Tally
from watcher.telling import Telling
from watcher.upkeep import Upkeep
from watcher.web import Pages

log = structlog.get_logger()

LOOK_EVERY = 0.2
TELL_EVERY = 1.0
ENLIST_EVERY = 60.0
UNKNOWN_EVERY = 3600.0
"""How often osu! is asked again for names that it does not know."""
FILES_EVERY = 10.0
TIDY_EVERY = 300.0
PROGRESS_EVERY = 60.0
"""How often it is said how far long work has come."""
TICKS_WITHIN = 0.5
AT_ONCE = frozenset({"watches", "sinks", "admin", "keep", "recalculation"})
"""The parts of a config that hold as soon as it is read again."""
STOP_WITHIN = 4.0
"""Seconds that sends under way get at the end; with the rest of stopping it stays below five."""


Rounds = dict[str, tuple[float, Callable[[], Awaitable[None]]]]
"""What is done again and again: its name → every how many seconds, and what."""


class App:
    """The daemon: both halves on one store."""

    def __init__(
        self,
        config: Config,
        store: Store,
        clock: Clock,
        *,
        chance: Callable[[], float] = random.random,
        looks_at_once: int = 8,
        notify_socket: str | None = None,
        patience: float = IN_FLIGHT,
        transport: httpx.AsyncBaseTransport | None = None,
        file: tuple[Path, Callable[[], Config]] | None = None,
    ) -> None:
        families = news.families()
        self.config = config
        self.store = store
        self.clock = clock
        self.clock_steps = 0
        self.tally = Tally()
        self.interest = Interest()
        self.budget = Budget(
            clock,
            limit=config.osu.requests_per_minute,
            entries=store.work(spending.recorded),
            record=lambda request, took: store.run(partial(spending.record, request=request, took=took)),
            answered=lambda path, status: self.tally.add("watcher_api_requests", endpoint(path), status),
        )
        self.source = open_source(config.osu, self.budget, self.interest, patience=patience, transport=transport)
        self.sinks = {sink.name: open_sink(sink, clock) for sink in config.sinks}
        self.roll = Roll(config.watches, config.osu.server, families)
        self._lobby_files = LobbyFiles(config.watches)
        self.readers = Readers(families)
        self.progress = heartbeat.Progress(clock.monotonic())
        switch = secret_text(config.heartbeat)
        self.deadman = deadman.DeadMan(switch, self.progress.proven, clock) if switch else None
        self._notify = partial(heartbeat.notify, notify_socket)
        self.upkeep = Upkeep(store, clock, self.readers, server=config.osu.server, keep=config.keep)
        self.reloading: Reloading | None = None
        if file is not None:
            self.reloading = Reloading(
                *file, self.apply, store=store, readers=self.readers, clock=clock, server=config.osu.server
            )
        self._background: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self._members: Members = {}
        self._names_again = 0.0
        self._unresolved = False
        self._unknown: set[str | int] = set()
        self.schedule = Schedule(clock, self.clock_stepped)
        self.looking = Looking(
            store=store,
            sources={config.osu.server: self.source},
            readers=self.readers,
            clock=clock,
            chance=chance,
            on_news=self._on_news,
            discover=self._discover,
            on_roster=self._remuster,
            on_due=partial(self.schedule.wake, "look"),
            at_once=looks_at_once,
            asked=store.work(asking.recorded),
            tally=self.tally,
        )
        self.ledger = Ledger(families)
        self.storm = Storm(config.recalculation, families.values())
        self.telling = Telling(
            store=store,
            sinks=self.sinks,
            ledger=self.ledger,
            clock=clock,
            chance=chance,
            storm=self.storm,
            draw=self._draw,
            confess=lambda tx, faults: Desk(tx, self.readers, clock.now()).take(faults),
            server=config.osu.server,
            tally=self.tally,
        )
        self.insight = Insight(
            store=store,
            telling=self.telling,
            budget=self.budget,
            progress=self.progress,
            clock=clock,
            tally=self.tally,
            clock_jumps=lambda: self.clock_steps,
            causes=lambda: self.roll.causes(),  # noqa: PLW0108  # it is another roll once the config was read again
            questions=self.source.questions,
        )
        self.pages = Pages(
            reading=self.insight.reading,
            unready=self.insight.unready,
            stuck=self.insight.stuck,
            token=secret_text(config.web.token if config.web else None),
        )

    async def prepare(self) -> None:
        """Before the first tick: what a dead process left behind, and who is watched, as far as they are known."""
        await self._enlist({})
        await self.telling.recover()
        await self.upkeep.own_up()

    async def apply(self, config: Config) -> Sequence[str]:
        """Let another config hold from now on. Returns the parts of it that hold only after a restart."""
        started = self.config
        there = {sink.name: (sink.kind, sink.options) for sink in started.sinks}
        sinks = {
            sink.name: self.sinks[sink.name]
            if there.get(sink.name) == (sink.kind, sink.options)
            else open_sink(sink, self.clock)
            for sink in config.sinks
        }
        kept = {part: getattr(started, part) for part in Config.__struct_fields__ if part not in AT_ONCE}
        self.config = structs.replace(config, **kept)
        self.storm.recalculation = config.recalculation
        self.roll = Roll(config.watches, started.osu.server, self.readers.families)
        self._lobby_files = LobbyFiles(config.watches)
        self.upkeep.keep = config.keep
        self.sinks = sinks
        self._names_again = 0.0
        await self._enlist({})
        self._soon(self.telling.replace(sinks))
        self._soon(self.enlist())
        return [part for part, was in kept.items() if getattr(config, part) != was]

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def enlist(self) -> None:
        """Resolve the names that are not resolved yet. It waits for osu!, so nothing waits for it.

        Lists that keep themselves are read off what is remembered of them.
        """
        if self.roll.lists() and await self.store.run(self._listed) != self._members:
            await self._enlist({})
        missing = self.roll.wanted_names(await self.store.run(roster.everybody))
        if trusted := unseen(missing):
            await self._enlist(trusted)
            missing = [player for player in missing if player not in trusted]
        if not missing or self.clock.monotonic() < self._names_again:
            return
        try:
            found = await self.source.resolve(missing)
        except OsuError as error:
            if not self._unresolved:
                log.warning("players_unresolved", players=len(missing), reason=str(error))
            self._unresolved = True
            return
        if self._unresolved:
            log.info("players_resolved", players=len(missing))
        self._unresolved = False
        unknown = {name for name in missing if name not in found}
        for name in sorted(unknown - self._unknown, key=str):
            log.warning("player_unknown", player=name)
        for name in sorted(self._unknown & found.keys(), key=str):
            log.info("player_known", player=name)
        self._unknown = unknown
        self._names_again = self.clock.monotonic() + UNKNOWN_EVERY
        await self._enlist(found)

    async def _enlist(self, found: Mapping[str | int, tuple[int, str]]) -> None:
        """Let the roster be what the config says, and both halves know."""

        def work(tx: Transaction) -> Sequence[Entry]:
            now = self.clock.now()
            self._lobby_files.read()
            self.roll.files = self._lobby_files.lobbies
            self._members = self._listed(tx)
            for user_id, name in found.values():
                roster.learn_player(tx, keys.user(self.config.osu.server, user_id), name, "", now)
            there = roster.everybody(tx)
            return roster.enlist(tx, there, self.roll.entries(there, found, now, self._members))

        await self._muster(await self.store.run(work))

    def _listed(self, tx: Transaction) -> Members:
        """Who is on the lists that keep themselves, as far as they were looked at."""
        lists = self.roll.lists()
        there = roster.everybody(tx) if lists else []
        since = {entry.subject: entry.since for entry in there if entry.subject in lists}
        family = self.readers.families[ranking.NAME]
        return {one: ranking.members(known) for one, known in recalled(tx, family, ranking.NAME, since).items()}

    def _discover(self, tx: Transaction, seen: Sequence[Sighting]) -> bool:
        """Put the lobbies on the roster that watches find in what was seen. Whether there were any."""
        listings = [one for one in seen if isinstance(one, Lobbies)]
        there = roster.everybody(tx) if listings else []
        found = [entry for one in listings for entry in self.roll.found(there, one, self.clock.now())]
        roster.add(tx, found)
        for entry in found:
            log.info("lobby_found", watch=entry.list, lobby=entry.subject, by=entry.name)
        return bool(found)

    async def _remuster(self) -> None:
        await self._muster(await self.store.run(roster.everybody))

    async def read_lobby_files(self) -> None:
        """Follow the lobbies that files name, as soon as a file says something else."""
        if self._lobby_files.read():
            await self._enlist({})

    async def _muster(self, there: Sequence[Entry]) -> None:
        now = self.clock.now()
        self.readers.since = self.roll.since(there)
        self.readers.terms = self.roll.terms(there)
        self.readers.groups = self.roll.groups(there, self._members)
        rhythms = {sink.name: sink.rhythm for sink in self.config.sinks}
        players = sorted({entry.subject for entry in there if is_player(entry.subject)})
        self.interest.watch(players, self.roll.floors())
        self.telling.recipients = structs.replace(
            self.roll.recipients(there, self.config.admin, rhythms),
            wordings={sink.name: sink.wordings for sink in self.config.sinks},
            pictured={sink.name for sink in self.config.sinks if sink.pictures and pictures.available()},
        )
        planned = {
            (look.question, look.subject): (now + look.first, pace.planned(look))
            for look in self.roll.plan(there, self.source).looks
        }
        await self.store.run(lambda tx: agenda.plan(tx, planned))
        self.looking.wake()

    async def run(self) -> None:
        """Work until told to stop: SIGTERM or SIGINT drain and end within five seconds, a second one ends at once.

        Raises StoreError where the store can't be used at the start, and as soon as it turns out to be damaged.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._on_signal)
        if self.config.web is not None:
            await self.pages.open(self.config.web.listen)
        await self.prepare()
        rests = {"look": lambda: self.looking.rest, "tell": lambda: self.telling.rest}
        for name, (seconds, work) in self.rounds().items():
            self.schedule.every(seconds, name, work, rests.get(name, no_rest))
        if self.reloading is not None:
            await self.reloading.begin()
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.reloading.ask)
            self._soon(self.reloading.serve())
        gc.freeze()  # who is watched stays: looking through 100 000 for garbage would take longer than a page of plays
        self.schedule.start()
        log.info("started", watches=len(self.config.watches), sinks=len(self.sinks), process=os.getpid())
        self._notify("READY=1")
        await self._stop.wait()
        log.info("stopping")
        self._notify("STOPPING=1")
        await self.schedule.stop(TICKS_WITHIN)
        await self.close()
        log.info("stopped")
        if self.store.damage is not None:
            raise self.store.damage

    async def say_progress(self) -> None:
        """How far the first look at everybody has come, and the reading of what happened while nobody looked."""
        done, of = await self.store.run(agenda.firsts)
        if done < of:
            log.info("first_looks", done=done, of=of)
        for question, reached in self.looking.backlog.items():
            behind = words.span((self.clock.now() - reached) / 1000)
            log.info("catching_up", question=question, reached=words.moment(reached), behind=behind)

    def rounds(self) -> Rounds:
        """What is done while the daemon runs."""
        rounds: Rounds = {
            "look": (LOOK_EVERY, self._noting("looking", self.looking.tick)),
            "tell": (TELL_EVERY, self._noting("telling", self.telling.tick)),
            "heartbeat": (heartbeat.EVERY, self._beat),
            "health": (heartbeat.NOTED_EVERY, self._note_health),
            "enlist": (ENLIST_EVERY, self.enlist),
            "lobby files": (FILES_EVERY, self.read_lobby_files),
            "tidy": (TIDY_EVERY, self._tidy),
            "store": (upkeep.MIND_EVERY, self.upkeep.mind_the_store),
            "progress": (PROGRESS_EVERY, self.say_progress),
            "upkeep": (upkeep.EVERY, self.upkeep.tick),
        }
        if self.reloading is not None:
            rounds["config"] = (reloading.EVERY, self.reloading.glance)
        if self.deadman is not None:
            rounds["dead man's switch"] = (deadman.EVERY, self.deadman.tick)
        return {name: (every, unless_store_fails(work)) for name, (every, work) in rounds.items()}

    async def close(self) -> None:
        """End both halves and let go of everything."""
        await self.pages.close()
        await self.looking.stop()
        await self.telling.stop(STOP_WITHIN)
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.source.close()
        for sink in self.sinks.values():
            await sink.close()
        if self.deadman is not None:
            await self.deadman.close()
        self.store.close()

    def _noting(self, half: str, tick: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """The tick, whose end is progress."""

        async def noted() -> None:
            await tick()
            self.progress.note(half, self.clock.monotonic())

        return noted

    async def _beat(self) -> None:
        """Say whether both halves get on, to the service manager."""
        if self.store.damage is not None:
            self._stop.set()
        ages = self.progress.ages(self.clock.monotonic())
        idle = f"{words.plural(len(self.config.watches), 'watch', 'watches')}, {words.plural(len(self.sinks), 'sink')}"
        self._notify(*heartbeat.messages(ages, idle, self.store.trouble))

    async def _note_health(self) -> None:
        """Write down whether both halves get on, for `watcher health`."""
        ages, now = self.progress.ages(self.clock.monotonic()), self.clock.now()
        await self.store.run(lambda tx: roster.say(tx, {"progress": heartbeat.written(ages, now)}, now))

    async def _draw(self, events: Sequence[Event]) -> bytes:
        """The picture that goes with news, drawn beside the loop."""
        read = partial(self.ledger.points, subject=events[0].subject)
        points = await self.store.run(read) if pictures.is_plotted(events[0]) else ()
        return await asyncio.to_thread(pictures.draw, events, points)

    async def _tidy(self) -> None:
        for forget in (spending.forget, asking.forget):
            await self.store.run(partial(forget, now=self.clock.now(), monotonic=self.clock.monotonic()))
        await self.telling.tidy()

    async def clock_stepped(self, seconds: float) -> None:
        """The wall clock was set by so many seconds: what waits, waits as long as before, and the step is news."""
        by, now = round(seconds * 1000), self.clock.now()

        def work(tx: Transaction) -> None:
            agenda.shift(tx, by)
            outbox.shift(tx, by)
            self.looking.shift(by)  # here, so that nothing is noted in between
            self.telling.shift(by)
            seen = ClockSet(server=self.config.osu.server, asked=now, seconds=round(seconds))
            Desk(tx, self.readers, now).take([seen])

        await self.store.run(work)
        self.clock_steps += 1

    def _on_news(self) -> None:
        """News need not wait for the next tick."""
        self.telling.wake()
        self.schedule.wake("tell")

    def _on_signal(self) -> None:
        if self._stop.is_set():
            os._exit(1)
        self._stop.set()


def unless_store_fails(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The work, given up for now where the store can't be used. It says so itself."""

    async def run() -> None:
        with suppress(StoreError):
            await work()

    return run


def endpoint(path: str) -> str:
    """A path of osu!'s API without whom or what it is about: `/api/v2/users/{}/scores/best`."""
    return "/".join("{}" if re.search(r"[^a-z_-]", part) and part != "v2" else part for part in path.split("/"))
