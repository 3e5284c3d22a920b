"""The telling half: route → render → send → settle.

The only place that waits for sinks: one lane per sink, so a slow one delays nobody else. Who hears of what is decided
by `rules` and written down by `owing`, when to try again is said by `retry`, how it sounds by the families.

A claim is committed before its send, its outcome together with the next claim. What was claimed by a process that died
is sent again: at least once, and never twice where the sink drops repeats by key. Such a sink may be sent to faster
than a disk commits: its messages are claimed several at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial

import structlog
from msgspec import Struct, structs

from watcher import retry, rules, words
from watcher.clock import Clock, Steady
from watcher.digest import late, streamed
from watcher.events import Cause, Event
from watcher.ledger import Ledger, as_json, player_of
from watcher.notification import DeliveryError, Message, NotDelivered, Notification, Reason, Sink, Taken, Undeliverable
from watcher.osu.nouns import Misworded, SinkAnswer
from watcher.owing import Owing
from watcher.recipients import Recipients
from watcher.store import Store, StoreError, Transaction, history, outbox, pacing
from watcher.store.outbox import Claimed, Ended, StoredEvent
from watcher.storm import Storm
from watcher.tally import Tally
from watcher.vigil import Vigil

log = structlog.get_logger()

LEASE = 120_000
SEND_TIMEOUT = 60.0
DRAWS = 2.0
"""Seconds that a picture may take. Then the message goes without it."""
STEPS = 20
"""Of something that goes on (a match), so many steps are looked back at."""
HELD = 30 * 60_000
"""A message that was kept back for longer (ms) says when its news happened."""
LASTING = frozenset({Reason.AUTH, Reason.GONE})
"""What only a person can do something about."""
QUIET = 60_000
"""How long an empty outbox is left alone (ms), unless there is news."""
BATCH = 64
"""Messages that are claimed at a time, at most, for a sink that drops repeats."""
BATCH_TAKES = 0.25
"""Seconds that sending a batch may take; when it takes longer the next is smaller."""


class Job(Struct, frozen=True):
    """A claimed delivery with what it tells. `edits`: the message it takes the place of; `before`: what that told."""

    claimed: Claimed
    events: Sequence[Event]
    rows: Sequence[StoredEvent]
    edits: str = ""
    before: Sequence[Event] = ()


class Outcome(Struct, frozen=True):
    """How a send went: `failure` None means that it was taken. `unsent`: nothing was tried."""

    claimed: Claimed
    answer: str = ""
    failure: DeliveryError | None = None
    unsent: bool = False


class Telling:
    """Routes what is new and sends what is due. `tick` starts it, `settled` waits for what was started.

    `patience`: seconds that one send may take; None waits for ever. `confess`: who makes news of our own faults.
    `server`: whose news these are, for news of our own.
    `draw`: who makes a PNG to go with news, empty for none.
    """

    def __init__(
        self,
        *,
        store: Store,
        sinks: Mapping[str, Sink],
        ledger: Ledger,
        clock: Clock,
        chance: Callable[[], float],
        vigil: Vigil | None = None,
        storm: Storm | None = None,
        patience: float | None = SEND_TIMEOUT,
        draw: Callable[[Sequence[Event]], Awaitable[bytes]] | None = None,
        confess: Callable[[Transaction, Sequence[Misworded | SinkAnswer]], None] = lambda _tx, _faults: None,
        server: str = "bancho",
        tally: Tally | None = None,
    ) -> None:
        self._tally = tally or Tally()
        self._store = store
        self._sinks = sinks
        self._ledger = ledger
        self._clock = clock
        self._time = Steady(clock)
        self._chance = chance
        self._patience = patience
        self._confess = confess
        self._server = server
        self._fine: set[str] = set()
        self._draw = draw or no_picture
        self._vigil = vigil or Vigil()
        self._owing = Owing(ledger, self._vigil, storm or Storm(), self._tally)
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._batches: dict[str, int] = {}
        self._failures: dict[str, int] = {}
        self._broken: frozenset[str] = frozenset()
        self._closed_until: dict[str, int] = {}
        self._unsettled: dict[str, dict[int, Outcome]] = {}
        self._stopping = False
        self._quiet_until = 0
        self.recipients = Recipients()

    @property
    def sinks(self) -> Collection[str]:
        """The names of the sinks there are."""
        return self._sinks.keys()

    def wake(self) -> None:
        """There is news, or something else is owed: look at the outbox again."""
        self._quiet_until = 0

    @property
    def rest(self) -> float:
        """For how many seconds nothing is due, as far as is known."""
        busy = self._lanes or self._unsettled
        return 0.0 if busy else max(0.0, (self._quiet_until - self._time.now()) / 1000)

    async def recover(self) -> None:
        """At start: take back what a dead process had claimed."""
        holding = self.recipients.holding()
        back = await self._store.run(lambda tx: outbox.release(tx, self._time.now(), holding))
        if back:
            log.warning("deliveries_uncertain", count=back)

    async def tick(self) -> None:
        """Route what is new, and wake the lane of every sink that has something due."""
        ready, ahead = await self._store.run(self._route)
        self._quiet_until = ahead
        for sink in {*ready, *self._unsettled}:
            if sink in self._sinks and sink not in self._lanes and self._open(sink) and not self._stopping:
                task = asyncio.create_task(self._lane(sink))
                self._lanes[sink] = task
                task.add_done_callback(partial(self._lane_ended, sink))

    async def tidy(self) -> None:
        """Give up what waited too long for a sink that is not there any more."""
        gone = await self._store.run(lambda tx: outbox.abandon(tx, list(self._sinks), self._time.now()))
        if gone:
            log.error("not_told", deliveries=gone, reason="gone: no sink of this name in the config any more")

    async def replace(self, sinks: Mapping[str, Sink]) -> None:
        """From now on these are the sinks. Sends under way end on the old ones, which are then let go of."""
        old, self._sinks = self._sinks, sinks
        retired = {name: sink for name, sink in old.items() if sinks.get(name) is not sink}
        for name in retired:
            self._closed_until.pop(name, None)
            self._failures.pop(name, None)
        at_work = {lane for name, lane in self._lanes.items() if name in retired}
        try:
            if at_work:
                await asyncio.wait(at_work)
        finally:
            for sink in retired.values():
                await sink.close()

    def shift(self, by: int) -> None:
        """The wall clock was set by so many ms: a sink that is held back for a minute still is."""
        self._time.shift(by)
        self._quiet_until = 0
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
        with suppress(StoreError):  # the next process takes back what was claimed
            await self._store.run(self._settle_all)
            await self.recover()

    def _route(self, tx: Transaction) -> tuple[list[str], int]:
        """Write down who is owed what is new. Returns the sinks that have something due, and until when nothing is."""
        now = self._time.now()
        self._owing.route(tx, self.recipients, now)
        ready = outbox.ready(tx, now, sorted(self._sinks))
        if ready or history.undecided(tx):
            return ready, 0
        return [], outbox.next_for(tx, self._sinks) or now + QUIET

    # -- render, send, settle ------------------------------------------------------------------------------------

    async def _lane(self, name: str) -> None:
        """Send what is due, until nothing is. A sink that was replaced ends its lane: the next one has another."""
        sink = self._sinks[name]
        while True:  # outcomes that can't be written down now are kept: the next lane begins with them
            outcomes = list(self._unsettled.get(name, {}).values())
            jobs = await self._store.run(partial(self._settle_and_claim, name=name, sink=sink, outcomes=outcomes))
            self._unsettled.pop(name, None)
            self._heed(name, outcomes)
            if not jobs:
                return
            await self._send_all(name, sink, jobs)

    def _settle_and_claim(self, tx: Transaction, *, name: str, sink: Sink, outcomes: Sequence[Outcome]) -> list[Job]:
        now = self._time.now()
        self._settle(tx, outcomes, now)
        faults: list[Misworded | SinkAnswer] = [*self._ledger.faults(), *self._answers(name, outcomes, now)]
        if faults:
            self._confess(tx, faults)
        while self._sinks.get(name) is sink and not self._stopping and self._open(name):
            claimed = self._claim(tx, name, sink, now)
            jobs = self._jobs(tx, claimed, now)
            if jobs or not claimed:
                return jobs
        return []

    def _claim(self, tx: Transaction, name: str, sink: Sink, now: int) -> list[Claimed]:
        """As many as may be in flight. In quiet hours, and where the cap is reached, only what is urgent."""
        rhythm = self.recipients.rhythm(name)
        most = self._batches.get(name, 1) if sink.keyed and not rhythm.hold_uncertain else 1
        hushed = rhythm.quiet is not None and rules.quiet_until(rhythm.quiet, now) is not None
        if rhythm.cap is not None and not hushed:
            room = pacing.room(tx, name, most=rhythm.cap.most, since=now - rhythm.cap.within, now=now)
            most, hushed = max(1, min(most, room)), room <= 0
        return outbox.claim_many(tx, name, now, now + LEASE, least=1 if hushed else -1, most=most)

    def _jobs(self, tx: Transaction, claimed: Sequence[Claimed], now: int) -> list[Job]:
        """What is to be sent; what has expired or can't be read is given up."""
        told = outbox.events_of_all(tx, [each.id for each in claimed]) if claimed else {}
        events = self._ledger.read(tx, [row for rows in told.values() for row in rows])
        jobs, dead = [], []
        for each in claimed:
            rows = [row for row in told[each.id] if row.key in events]
            if each.expires is not None and each.expires < now:
                dead.append(given_up(each, "expired"))
            elif not rows:
                dead.append(given_up(each, "its news can't be read"))
            else:
                told_now = [self.recipients.counted(events[row.key], each.watch) for row in rows]
                jobs.append(self._continued(tx, Job(each, told_now, rows)))
        self._finish(tx, dead, now)
        return jobs

    def _continued(self, tx: Transaction, job: Job) -> Job:
        """With the message that it takes the place of, where it goes on about something and the sink can do that."""
        kinds = self._ledger.continues(job.events[0].kind)
        sink = self._sinks.get(job.claimed.sink)
        if not kinds or not getattr(sink, "edits", False) or outbox.gathered(job.claimed.subject):
            return job
        running = outbox.running(tx, job.claimed, kinds, self._ledger.ends(job.events[0].kind), STEPS)
        if running is None:
            return job
        events = self._ledger.read(tx, running.events)
        before = [
            self.recipients.counted(events[row.key], job.claimed.watch) for row in running.events if row.key in events
        ]
        return structs.replace(job, edits=running.reference, before=before)

    async def _send_all(self, name: str, sink: Sink, jobs: Sequence[Job]) -> None:
        """Send them one after the other. Once one has to wait, the others do; nothing was tried with them."""
        outcomes = self._unsettled[name] = {job.claimed.id: Outcome(job.claimed, unsent=True) for job in jobs}
        begun = self._clock.monotonic()
        for job in jobs:
            del outcomes[job.claimed.id]  # while it is under way, nobody knows
            outcome = outcomes[job.claimed.id] = await self._send(job, sink)
            if isinstance(outcome.failure, NotDelivered) or self._stopping or self._sinks.get(name) is not sink:
                break
        size = self._batches.get(name, 1)
        quick = self._clock.monotonic() - begun < BATCH_TAKES
        self._batches[name] = min(BATCH, size * 2) if quick else max(1, size // 2)

    async def _send(self, job: Job, sink: Sink) -> Outcome:
        claimed = job.claimed
        message = Message(
            key=f"{claimed.id}-{claimed.created}",
            notification=self._words(job),
            told=tuple(as_json(event, row) for event, row in zip(job.events, job.rows, strict=True)),
            priority=claimed.priority if not outbox.gathered(claimed.subject) else 0,
            mention=claimed.mention or "",
            edits=job.edits,
        )
        message = structs.replace(message, image=await self._image(job, sink))
        outcome = await self._try(claimed, message, sink)
        if message.image and isinstance(outcome.failure, Undeliverable):  # perhaps it was the picture
            outcome = await self._try(claimed, structs.replace(message, image=b""), sink)
        return outcome

    async def _image(self, job: Job, sink: Sink) -> bytes:
        """A picture to go with it, if one is drawn in time. Whatever happens, it is not in the way of the message."""
        name = job.claimed.sink
        if name not in self.recipients.pictured or not getattr(sink, "takes_images", False):
            return b""
        try:
            async with asyncio.timeout(DRAWS):
                return await self._draw(job.events)
        except Exception:  # drawing needs fonts, memory, and strangers' text: anything may go wrong
            log.warning("no_picture", sink=name, delivery=job.claimed.id, exc_info=True)
            return b""

    async def _try(self, claimed: Claimed, message: Message, sink: Sink) -> Outcome:
        try:
            async with asyncio.timeout(self._patience):
                return Outcome(claimed, await sink.send(message))
        except DeliveryError as failure:
            return Outcome(claimed, failure=failure)
        except TimeoutError:
            return Outcome(claimed, failure=NotDelivered(Reason.TIMEOUT, f"no answer within {self._patience:g} s"))
        except Exception as fault:  # a fault in one sink must not end its lane: it is tried again
            if not self._failures.get(claimed.sink):  # once on the edge
                log.exception("sink_broke", sink=claimed.sink, delivery=claimed.id)
            return Outcome(claimed, failure=NotDelivered(Reason.SERVER, f"the sink broke: {type(fault).__name__}"))

    def _words(self, job: Job) -> Notification:
        """What is said, its times on the clocks of who reads it."""
        zone = self.recipients.rhythm(job.claimed.sink).zone
        said = self._said(job, zone)
        return structs.replace(said, title=words.localised(said.title, zone), body=words.localised(said.body, zone))

    def _said(self, job: Job, zone: str) -> Notification:
        wordings = self.recipients.wordings.get(job.claimed.sink, {})
        name = outbox.gathered(job.claimed.subject)
        if name == rules.MORE:
            return self._ledger.more(job.events, wordings, zone=zone)
        if name:
            return self._ledger.digest(job.events, wordings, zone=zone, most=rules.most_of(name))
        if job.edits:
            running = self._ledger.running(job.events, job.before, wordings, zone=zone)
            return streamed(running, self._stream(job.events[0]))
        said = self._ledger.words(job.events, wordings)
        held = self._time.now() - job.rows[0].noticed > HELD
        said = late(said, job.events[0].happened, zone) if held else said
        return streamed(said, self._stream(job.events[0]))

    def _stream(self, event: Event) -> str:
        """Where somebody streams who was playing just now; empty where it is not said, or too long ago."""
        lately = self._time.now() - event.happened <= HELD and event.cause is Cause.PLAYED
        return self.recipients.streams.get(player_of(event) or "", "") if lately else ""

    def _settle_all(self, tx: Transaction) -> None:
        for outcomes in self._unsettled.values():
            self._settle(tx, list(outcomes.values()), self._time.now())
        self._unsettled.clear()

    def _settle(self, tx: Transaction, outcomes: Sequence[Outcome], now: int) -> None:
        ended = []
        for outcome in outcomes:
            claimed, failure = outcome.claimed, outcome.failure
            if outcome.unsent:
                outbox.unclaim(tx, claimed)
                continue
            reason = "taken" if failure is None else failure.reason.value
            self._tally.add("watcher_delivery_attempts", claimed.sink, reason)
            if failure is None:
                if failed := self._failures.pop(claimed.sink, None):
                    log.info("sink_recovered", sink=claimed.sink, tries=failed + 1)
                ended.append(Ended(claimed, "sent", str(outcome.answer)))
                if isinstance(outcome.answer, Taken) and outcome.answer.reference:
                    outbox.refer(tx, claimed.id, outcome.answer.reference)
                log.info("told", **named(claimed), took_ms=now - claimed.created)
            elif not self._later(tx, claimed, failure, now):
                ended.append(given_up(claimed, why(failure)))
        self._finish(tx, ended, now)

    def _finish(self, tx: Transaction, ended: Sequence[Ended], now: int) -> None:
        outbox.finish_all(tx, ended, now)
        for each in ended:
            self._tally.add("watcher_deliveries", each.done.sink, each.state)
            if each.state == "sent":
                took = (now - each.done.created) / 1000
                self._tally.took("watcher_delivery_latency_seconds", took, each.done.sink)

    def _answers(self, sink: str, outcomes: Sequence[Outcome], now: int) -> list[SinkAnswer]:
        """Whether the sink takes what it is sent, where that is not known. What it says of one message tells not."""
        said = last_word(outcomes)
        if said is None or (said.failure is None and sink in self._fine):
            return []
        answer = SinkAnswer(server=self._server, sink=sink, asked=now, ok=said.failure is None)
        if said.failure is not None:
            lasting = said.failure.reason in LASTING
            answer = structs.replace(answer, reason=str(said.failure), lasting=lasting)
        return [answer]

    def _heed(self, sink: str, outcomes: Sequence[Outcome]) -> None:
        """What the sink said of itself is written down now."""
        if (said := last_word(outcomes)) is not None:
            (self._fine.add if said.failure is None else self._fine.discard)(sink)

    def failing(self, sink: str) -> bool:
        """Whether the last message to it was not taken."""
        return sink in self._failures

    def _later(self, tx: Transaction, claimed: Claimed, failure: DeliveryError, now: int) -> bool:
        """Put it back to be tried again. False where that would be in vain."""
        made = self._failures.get(claimed.sink, 0) + 1
        due = retry.next_attempt(made, now, self._chance(), failure)
        if due is None:
            return False
        outbox.put_back(tx, claimed, due=due, reason=why(failure))
        self._failures[claimed.sink] = made
        self._closed_until[claimed.sink] = due  # what fails for one message fails for the next: keep it back
        say = log.warning if made == 1 else log.debug  # once on the edge: it may go on for days
        say("told_later", **named(claimed), reason=why(failure), again_in_s=round((due - now) / 1000, 1))
        return True

    def _open(self, sink: str) -> bool:
        return self._closed_until.get(sink, 0) <= self._time.now()

    def _lane_ended(self, sink: str, task: asyncio.Task[None]) -> None:
        del self._lanes[sink]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreError):  # of its own troubles the store speaks itself
            return
        if error is not None and sink not in self._broken:
            log.error("lane_broke", sink=sink, exc_info=error)
        self._broken = self._broken | {sink} if error is not None else self._broken - {sink}


def last_word(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The last of these by which it shows whether the sink takes messages. That it dislikes one does not."""
    tried = (each for each in reversed(outcomes) if not each.unsent)
    return next((each for each in tried if not is_about_the_message(each.failure)), None)


def is_about_the_message(failure: DeliveryError | None) -> bool:
    """Whether the sink would take another message all the same."""
    return isinstance(failure, Undeliverable) and failure.reason not in LASTING


async def no_picture(_events: Sequence[Event]) -> bytes:
    """What is drawn where nobody draws."""
    return b""


def given_up(claimed: Claimed, reason: str) -> Ended:
    """A delivery that is not tried again."""
    log.error("not_told", **named(claimed), reason=reason)
    return Ended(claimed, "dead", reason)


def why(failure: DeliveryError) -> str:
    """`server: 503 Service Unavailable`."""
    return f"{failure.reason.value}: {failure}"


def named(claimed: Claimed) -> dict[str, object]:
    """A delivery in the log."""
    return {"sink": claimed.sink, "delivery": claimed.id, "attempt": claimed.attempts}
