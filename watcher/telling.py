"""The telling half: route → render → send → settle.

The only place that waits for sinks: one lane per sink, so a slow one delays nobody else. Who hears of what is decided
by `rules`, when to try again by `retry`, how it sounds by the families.

A claim is committed before its send, its outcome together with the next claim. What was claimed by a process that died
is sent again: at least once, and never twice where the sink drops repeats by key.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import structlog
from msgspec import Struct, structs

from watcher import retry, rules
from watcher.clock import Clock
from watcher.digest import late
from watcher.events import Event, is_ours
from watcher.ledger import Ledger, as_json, player_of, unknown_map_of
from watcher.notification import DeliveryError, Message, NotDelivered, Notification, Reason, Sink
from watcher.store import Store, Transaction, mutes, outbox
from watcher.store.outbox import Claimed, StoredEvent
from watcher.vigil import Vigil

log = structlog.get_logger()

ROUTED_AT_ONCE = 500
MAP_PATIENCE = 60_000
"""How long news waits for the name of its map (ms). Then it is told with the map's number."""
LEASE = 120_000
SEND_TIMEOUT = 60.0
HELD = 30 * 60_000
"""A message that was kept back for longer (ms) says when its news happened."""


class Recipients(Struct, frozen=True):
    """Who watches what, and who hears of the watcher's own troubles. Replaced as a whole when the config changes."""

    watches: Mapping[str, Sequence[rules.Watch]] = {}
    """subject → the watches that watch it, in the order of the config"""
    admin: str | None = None
    rhythms: Mapping[str, rules.Rhythm] = {}
    """sink → when it wants to be told, where that is not at once"""

    def rhythm(self, sink: str) -> rules.Rhythm:
        """When a sink wants to be told."""
        return self.rhythms.get(sink, rules.Rhythm())

    def routes(self, event: Event, *, ours: bool) -> Sequence[rules.Route]:
        """The sinks this event goes to."""
        if ours:
            return [] if self.admin is None else [rules.Route(self.admin, "", 0)]
        return rules.route(event, self.watches.get(event.subject, ()))

    def counted(self, event: Event, watch: str) -> Event:
        """The event as this watch sees it; where that one has gone, as the first of those that watch its subject."""
        watches = self.watches.get(event.subject, ())
        chosen = next((each for each in watches if each.name == watch), watches[0] if watches else None)
        return rules.counted(event, chosen.matches) if chosen else event


class Job(Struct, frozen=True):
    """A claimed delivery with what it tells."""

    claimed: Claimed
    events: Sequence[Event]
    rows: Sequence[StoredEvent]


class Outcome(Struct, frozen=True):
    """How a send went: `failure` None means that it was taken."""

    claimed: Claimed
    answer: str = ""
    failure: DeliveryError | None = None


class Telling:
    """Routes what is new and sends what is due. `tick` starts it, `settled` waits for what was started."""

    def __init__(
        self,
        *,
        store: Store,
        sinks: Mapping[str, Sink],
        ledger: Ledger,
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        self._store = store
        self._sinks = sinks
        self._ledger = ledger
        self._clock = clock
        self._chance = chance
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._failures: dict[str, int] = {}
        self._closed_until: dict[str, int] = {}
        self._unsettled: dict[str, Outcome] = {}
        self._stopping = False
        self._vigil = Vigil()
        self.recipients = Recipients()

    async def recover(self) -> None:
        """At start: take back what a dead process had claimed."""
        back = await self._store.run(lambda tx: outbox.release(tx, self._clock.now()))
        if back:
            log.warning("deliveries_uncertain", count=back)

    async def tick(self) -> None:
        """Route what is new, and wake the lane of every sink that has something due."""
        for sink in {*await self._store.run(self._route), *self._unsettled}:
            if sink in self._sinks and sink not in self._lanes and self._open(sink) and not self._stopping:
                task = asyncio.create_task(self._lane(sink))
                self._lanes[sink] = task
                task.add_done_callback(partial(self._lane_ended, sink))

    def shift(self, by: int) -> None:
        """The wall clock was set by so many ms: a sink that is held back for a minute still is."""
        self._closed_until = {sink: until + by for sink, until in self._closed_until.items()}
        self._vigil.shift(by)

    async def settled(self) -> None:
        """Wait until no lane is at work."""
        while self._lanes:
            await asyncio.wait(set(self._lanes.values()))

    async def stop(self, patience: float) -> None:
        """Claim nothing more, give sends under way `patience` seconds, then let go of them."""
        self._stopping = True
        if self._lanes:
            await asyncio.wait(set(self._lanes.values()), timeout=patience)
        tasks = set(self._lanes.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.recover()

    # -- route ---------------------------------------------------------------------------------------------------

    def _route(self, tx: Transaction) -> list[str]:
        """Write down who is owed what is new. Returns the sinks that have something due."""
        now = self._clock.now()
        self._vigil.keep(tx, now)
        rows = outbox.unrouted(tx, after=0, most=ROUTED_AT_ONCE)
        events = self._ledger.read(tx, rows)
        silent = mutes.muted(tx, now) if rows else {}
        for known in events.values():
            if self._is_ours(known.kind):
                self._vigil.learn(tx, known, now)
        held: set[str] = set()
        for row in rows:
            event = events.get(row.key)
            if event is not None and (row.subject in held or self._waits_for_map(event, row, now)):
                held.add(row.subject)  # and so does what comes after it about the same subject
                continue
            if event is not None:
                self._owe(tx, event, row, now=now, silent=silent)
            outbox.routed(tx, row.id)
        return outbox.ready(tx, now)

    def _waits_for_map(self, event: Event, row: StoredEvent, now: int) -> bool:
        waited = abs(now - row.noticed)  # the clock may have been set back since
        return unknown_map_of(event) is not None and waited < MAP_PATIENCE

    def _owe(self, tx: Transaction, event: Event, row: StoredEvent, *, now: int, silent: Mapping[str, int]) -> None:
        joined = outbox.join(tx, row, now) if event.about else set()
        ours = self._is_ours(event.kind)
        waits = event.kind in getattr(self._ledger.speaker(event.kind), "COMPLETED", ())
        for route in self.recipients.routes(event, ours=ours):
            if route.sink not in joined:
                place = rules.Place(now) if ours else self._place(tx, event, route, now)
                names = (f"sink/{route.sink}", f"watch/{route.watch}", f"player/{player_of(event)}")
                if what := mutes.among(silent, names):
                    place = rules.Place(now, silenced=f"muted: {what}")
                self._put(tx, row, route, place, settle=route.settle if waits else 0)

    def _is_ours(self, kind: str) -> bool:
        speaker = self._ledger.speaker(kind)
        return speaker is not None and is_ours(speaker)

    def _place(self, tx: Transaction, event: Event, route: rules.Route, now: int) -> rules.Place:
        rhythm = self.recipients.rhythm(route.sink)
        if route.priority > 0:
            return rules.Place(now)
        found = rules.place(event.happened, now, catch_up=route.catch_up, rhythm=rhythm, away=self._vigil.away)
        if not found.gathered and not found.silenced:
            before = outbox.gathering_about(tx, route.sink, event.subject)
            return structs.replace(found, gathered=before)
        return found

    def _put(self, tx: Transaction, row: StoredEvent, route: rules.Route, place: rules.Place, *, settle: int) -> None:
        now = self._clock.now()
        alone = not place.gathered and not place.silenced
        due = place.due + settle if alone else place.due
        owed = {
            "sink": route.sink,
            "watch": route.watch,
            "due": due,
            "awaits": row.key if alone and settle else None,
            "expires": due + retry.MAX_AGE,
            "created": now,
            "priority": route.priority,
        }
        if place.silenced:
            outbox.silence(tx, row, owed, place.silenced)
        elif place.gathered:
            outbox.gather(tx, row, owed, place.gathered)
        else:
            outbox.owe(tx, row, owed)

    # -- render, send, settle ------------------------------------------------------------------------------------

    async def _lane(self, sink: str) -> None:
        while True:  # an outcome that can't be written down now is kept: the next lane begins with it
            outcome = self._unsettled.get(sink)
            job = await self._store.run(partial(self._settle_and_claim, sink=sink, outcome=outcome))
            self._unsettled.pop(sink, None)
            if job is None:
                return
            self._unsettled[sink] = await self._send(job)

    def _settle_and_claim(self, tx: Transaction, sink: str, outcome: Outcome | None) -> Job | None:
        now = self._clock.now()
        if outcome is not None:
            self._settle(tx, outcome, now)
        if self._stopping or not self._open(sink):
            return None
        quiet = self.recipients.rhythm(sink).quiet
        least = 1 if quiet is not None and rules.quiet_until(quiet, now) else -1
        while (claimed := outbox.claim(tx, sink, now, now + LEASE, least=least)) is not None:
            rows = outbox.events_of(tx, claimed.id)
            events = self._ledger.read(tx, rows)
            readable = [row for row in rows if row.key in events]
            if claimed.expires is not None and claimed.expires < now:
                self._give_up(tx, claimed, "expired", now)
            elif not readable:
                self._give_up(tx, claimed, "its news can't be read", now)
            else:
                told = [self.recipients.counted(events[row.key], claimed.watch) for row in readable]
                return Job(claimed, told, readable)
        return None

    async def _send(self, job: Job) -> Outcome:
        claimed = job.claimed
        message = Message(
            key=f"{claimed.id}-{claimed.created}",
            notification=self._words(job),
            told=tuple(as_json(event, row) for event, row in zip(job.events, job.rows, strict=True)),
        )
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                return Outcome(claimed, await self._sinks[claimed.sink].send(message))
        except DeliveryError as failure:
            return Outcome(claimed, failure=failure)
        except TimeoutError:
            return Outcome(claimed, failure=NotDelivered(Reason.TIMEOUT, f"no answer within {SEND_TIMEOUT:.0f} s"))
        except Exception as fault:  # a fault in one sink must not end its lane: it is tried again
            log.exception("sink_broke", sink=claimed.sink, delivery=claimed.id)
            return Outcome(claimed, failure=NotDelivered(Reason.SERVER, f"the sink broke: {type(fault).__name__}"))

    def _words(self, job: Job) -> Notification:
        zone = self.recipients.rhythm(job.claimed.sink).zone
        name = outbox.gathered(job.claimed.subject)
        if name:
            return self._ledger.digest(job.events, zone=zone, most=rules.most_of(name))
        said = self._ledger.words(job.events)
        held = self._clock.now() - job.claimed.created > HELD
        return late(said, job.events[0].happened, zone) if held else said

    def _settle(self, tx: Transaction, outcome: Outcome, now: int) -> None:
        claimed, failure = outcome.claimed, outcome.failure
        if failure is None:
            self._failures.pop(claimed.sink, None)
            outbox.finish(tx, claimed, state="sent", reason=outcome.answer, now=now)
            log.info("told", **named(claimed), took_ms=now - claimed.created)
            return
        made = self._failures.get(claimed.sink, 0) + 1
        reason = f"{failure.reason.value}: {failure}"
        due = retry.next_attempt(made, now, self._chance(), failure)
        if due is None:
            self._give_up(tx, claimed, reason, now)
            return
        outbox.put_back(tx, claimed, due=due, reason=reason)
        self._failures[claimed.sink] = made
        self._closed_until[claimed.sink] = due  # what fails for one message fails for the next: keep it back
        log.warning("told_later", **named(claimed), reason=reason, again_in_s=round((due - now) / 1000, 1))

    def _give_up(self, tx: Transaction, claimed: Claimed, reason: str, now: int) -> None:
        outbox.finish(tx, claimed, state="dead", reason=reason, now=now)
        log.error("not_told", **named(claimed), reason=reason)

    def _open(self, sink: str) -> bool:
        return self._closed_until.get(sink, 0) <= self._clock.now()

    def _lane_ended(self, sink: str, task: asyncio.Task[None]) -> None:
        del self._lanes[sink]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("lane_broke", sink=sink, exc_info=error)


def named(claimed: Claimed) -> dict[str, object]:
    """A delivery in the log."""
    return {"sink": claimed.sink, "delivery": claimed.id, "attempt": claimed.attempts}
