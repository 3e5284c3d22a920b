"""The looking half: look → recall → diff → remember.

The shell of the pure families, and the only place that waits for osu!. It decides nothing about what is news (families
do), who hears of it (rules do) or how often to ask (the plan and `pace` do).
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

import structlog

from watcher import pace
from watcher.belief import Market
from watcher.clock import Clock, Steady
from watcher.events import Look
from watcher.osu.errors import NotFound, NotOffered, OsuError, Refused, Unavailable
from watcher.osu.nouns import Answer, Contact, Play, Question, Sighting, Source
from watcher.outage import Outage
from watcher.remembering import Desk, Readers
from watcher.store import Store, StoreError, StoreFailed, Transaction, agenda, asking
from watcher.store.agenda import Due
from watcher.tally import Tally

log = structlog.get_logger()

AT_ONCE = 8
"""Looks under way at a time. The budget in `osu/http.py` says how fast they go; this bounds what waits for it."""
MOST_DUE = 1000
OPEN, REPAIR = "open", "repair"
"""Who asks what an answer left open, and what fills a hole. Families ask in their own names."""
NOTHING: Mapping[tuple[str, str, str], float] = MappingProxyType({})
QUIET = 60_000
"""How long an empty agenda is left alone (ms)."""
SLACK = 10
"""Who wakes up a moment (ms) before the time would have to wake up again."""


class Looking:
    """Asks what is due, and keeps what was seen. `tick` starts what is due, `settled` waits for what was started."""

    def __init__(
        self,
        *,
        store: Store,
        sources: Mapping[str, Source],
        readers: Readers,
        clock: Clock,
        chance: Callable[[], float],
        on_news: Callable[[], None] = lambda: None,
        discover: Callable[[Transaction, Sequence[Sighting]], bool] = lambda _tx, _seen: False,
        on_roster: Callable[[], Awaitable[None]] | None = None,
        on_due: Callable[[], None] = lambda: None,
        at_once: int = AT_ONCE,
        asked: Iterable[asking.Asked] = (),
        tally: Tally | None = None,
    ) -> None:
        self._tally = tally or Tally()
        self._store = store
        self._sources = sources
        self._readers = readers
        self._clock = clock
        self._chance = chance
        self._on_news = on_news
        self._discover = discover
        self._on_roster = on_roster
        self._on_due = on_due
        self._discovered = False
        self._at_once = at_once
        self._under_way: dict[tuple[str, str, str], asyncio.Task[None]] = {}
        self._wished: dict[tuple[str, str, str], Look] = {}
        self._manners = pace.Manners()
        self._manners.recall(asked, clock.now(), clock.monotonic())
        self._time = Steady(clock)
        self._set_by = 0  # ms since the start. What is learnt of a pace is dated by a clock that nobody sets
        self._market = Market()
        self._outage = Outage()
        self._unanswered: set[tuple[str, str]] = set()  # question, and subject where it is of that one only
        self._broken: frozenset[str] = frozenset()
        self._late = False
        self._quiet_until = 0
        self.backlog: dict[str, int] = {}
        """Question → until when all was seen (ms UTC), where there is more to read."""

    def shift(self, by: int) -> None:
        """The wall clock was set by so many ms, and the agenda was moved along."""
        self._time.shift(by)
        self._set_by += by
        self._quiet_until = 0

    def wake(self) -> None:
        """The agenda was changed: look at it again."""
        self._quiet_until = 0
        self._on_due()

    @property
    def rest(self) -> float:
        """For how many seconds nothing is due, as far as is known; a little longer, so that something is by then."""
        return max(0.0, (self._quiet_until - self._time.now() + SLACK) / 1000)

    async def tick(self) -> None:
        """Start the looks that are due, the most urgent first, as many as may be under way.

        Raises StoreFailed while what is seen could not be kept.
        """
        if self._store.is_full:
            raise StoreFailed(self._store.trouble)
        if self._time.now() < self._quiet_until:
            return
        rows = await self._store.run(lambda tx: agenda.due(tx, self._time.now(), MOST_DUE, pace.FIRST))
        late = self._time.now() - pace.LATE
        self._late = any(row.question in pace.FIRST and row.due < late for row in rows)
        asking = {key[:2] for key in self._under_way}
        waiting = [row for row in rows if row.key[:2] not in asking and server_of(row) in self._sources]
        for together in batches(waiting, self._most):
            under_way = list({task: key[0] for key, task in self._under_way.items()}.values())
            if not pace.has_room(self._at_once, together[0].question, under_way):
                continue
            if polite := self._manners.choose(together, self._clock.monotonic()):
                self._start(polite)
        if not rows:
            ahead = await self._store.run(agenda.next_due)
            self._quiet_until = ahead or self._time.now() + QUIET

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(set(self._under_way.values()))

    async def stop(self) -> None:
        """Drop what is under way: nothing of it was committed, so it will be asked again."""
        tasks = set(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, rows: Sequence[Due]) -> None:
        task = asyncio.create_task(self._look(rows))
        self._under_way |= dict.fromkeys((row.key for row in rows), task)

        def ended(ended: asyncio.Task[None]) -> None:
            self.wake()
            for row in rows:
                del self._under_way[row.key]
                self._wished.pop(row.key, None)
            if ended.cancelled():
                self._manners.unanswered(rows)
            elif not isinstance(error := ended.exception(), StoreError):
                self._note_fault(rows, error)

        task.add_done_callback(ended)

    def _note_fault(self, rows: Sequence[Due], fault: BaseException | None) -> None:
        """A look that ends with an exception is a mistake of ours: said once while it lasts."""
        question = rows[0].question
        if fault is not None and question not in self._broken:
            log.error("look_broke", question=question, subjects=len(rows), exc_info=fault)
        self._broken = self._broken | {question} if fault is not None else self._broken - {question}

    async def _look(self, rows: Sequence[Due]) -> None:
        source = self._sources[server_of(rows[0])]
        try:
            answer = await source.ask(questions(rows), self._time.now())
            missed = self._outage.answered(rows, self._clock.monotonic())
            sooner = {key: wait for key, wait in missed.items() if key not in self._under_way}
            news = await self._store.run(partial(self.remember, rows=rows, answer=answer, sooner=sooner))
            self._manners.answered(rows, self._clock.monotonic(), more=answer.more)
        except OsuError as error:
            self._manners.unanswered(rows)
            self._note_failure(rows, error)
            news = await self._store.run(partial(self._put_off, rows=rows, error=error))
        except StoreError:  # what was seen is not kept, so it is asked again
            self._manners.unanswered(rows)
            raise
        except Exception as fault:  # a fault of ours must not come back at once, for ever
            self._manners.unanswered(rows)
            await self._store.run(partial(self._put_off, rows=rows, error=Unavailable(repr(fault))))
            raise
        if news:
            self._on_news()
        if self._discovered and self._on_roster is not None:
            self._discovered = False
            await self._on_roster()

    def remember(
        self,
        tx: Transaction,
        rows: Sequence[Due],
        answer: Answer,
        sooner: Mapping[tuple[str, str, str], float] = NOTHING,
    ) -> int:
        """Recall, diff and remember, in the transaction given. Returns how many news there were.

        sooner: what failed while osu! was silent, and in how many seconds it may be asked again.
        """
        now = self._time.now()
        plays = tuple(seen for seen in answer.sightings if isinstance(seen, Play))
        behind = answer.more or self._outage.is_behind or self._late
        self.backlog.pop(rows[0].question, None)
        if answer.more and answer.known is not None:
            self.backlog[rows[0].question] = answer.known
        shown = (answer.known or 0) if rows[0].question == pace.FEED else None
        contact = Contact(server=server_of(rows[0]), asked=now, ok=True, plays=plays, behind=behind, shown=shown)
        missed = [] if answer.missed is None else [answer.missed]
        ends = [play.ended for play in plays]
        for row in rows:  # before the diffs: one of them may ask the same question again
            known = pace.Pace.read(row.pace).learnt(ends, now - self._set_by)
            again = self._again(row, known, answer, now - self._set_by)
            agenda.answered(tx, row, again=again, bookmark=answer.bookmarks.get(row.subject), pace=known.written)
            agenda.add(tx, [wish] if (wish := self._wished.pop(row.key, None)) else [])
        if not answer.more:
            asking.record(tx, self._asked(rows))
        agenda.add(tx, self._raised(answer, now))
        agenda.sooner(tx, {key: now + round(seconds * 1000) for key, seconds in sooner.items()})
        news = self._digest(tx, [*answer.sightings, *missed, contact], now)
        self._discovered |= self._discover(tx, answer.sightings)
        self._tally.add("watcher_looks", rows[0].question, "answered")
        log.debug("looked", question=rows[0].question, subjects=len(rows), seen=len(answer.sightings), news=news)
        self._say_answered(rows, answer.gone)
        return news

    def _put_off(self, tx: Transaction, rows: Sequence[Due], error: OsuError) -> int:
        """The look failed: nothing of it is used. It is asked again later. Returns how many news that is."""
        now = self._time.now()
        self._tally.add("watcher_looks", rows[0].question, "failed")
        self._say_unanswered(rows, error)
        for row in rows:
            if isinstance(error, NotFound | NotOffered) and row.asker:
                agenda.answered(tx, row, again=agenda.NEVER)
            else:
                agenda.missed(tx, row, again=self._later(row, error, now))
        contact = Contact(
            server=server_of(rows[0]),
            asked=now,
            ok=not is_silence(error),
            reason=str(error),
            refused=isinstance(error, Refused),
            behind=True,
        )
        return self._digest(tx, [contact], now)

    def _say_unanswered(self, rows: Sequence[Due], error: OsuError) -> None:
        """Once on the edge: it may go on for days."""
        question = rows[0].question
        states = {(question, "")} if is_silence(error) else {(question, subject) for subject in regular(rows)}
        say = log.debug if states and states <= self._unanswered else log.warning
        say("look_unanswered", question=question, subjects=len(rows), reason=str(error))
        self._unanswered |= states

    def _say_answered(self, rows: Sequence[Due], gone: Collection[str]) -> None:
        question, away = rows[0].question, {(rows[0].question, subject) for subject in gone}
        for _, subject in sorted(away - self._unanswered):
            log.warning("not_seen", question=question, subject=subject)
        asked = {(question, subject) for subject in regular(rows)}
        over = self._unanswered & ({(question, "")} | asked) - away
        for _, subject in sorted(over):
            log.info("look_answered_again", question=question, **({"subject": subject} if subject else {}))
        self._unanswered = self._unanswered - over | asked & away

    def _asked(self, rows: Sequence[Due]) -> list[asking.Asked]:
        """What was answered now, to be kept for who comes after us."""
        now, monotonic = self._time.now(), self._clock.monotonic()
        slow = [key for key in pace.keys_of(rows) if key.question not in pace.FAST]
        return [asking.Asked(*key, now, monotonic) for key in sorted(slow)]

    def _note_failure(self, rows: Sequence[Due], error: OsuError) -> None:
        if isinstance(error, NotFound | NotOffered):
            self._outage.given_up(row for row in rows if row.asker)
        wait = getattr(error, "retry_after", None) or 0.0
        failed = [row for row in rows if is_silence(error)]
        self._outage.failed(failed, self._clock.monotonic(), silent=is_silence(error), wait=wait)

    def _digest(self, tx: Transaction, sightings: Iterable[Sighting], now: int) -> int:
        desk = Desk(tx, self._readers, now)
        desk.take(sightings)
        stir(tx, desk.moved, now, self._set_by)
        agenda.leave(tx, sorted(desk.over))
        self._note_wishes(desk.looks)
        return desk.news

    def _raised(self, answer: Answer, now: int) -> Iterable[Look]:
        """What the answer itself leaves open."""
        for one in answer.follow_ups:
            yield Look(question=one.question, subject=one.subject, due=now + one.after, asker=OPEN)
        for subject in self._readers.players() if answer.repair else ():
            yield Look(question=answer.repair, subject=subject, due=now, asker=REPAIR)

    def _note_wishes(self, looks: Iterable[Look]) -> None:
        """A look asked for while the same is under way: the answer to come may be older than the reason for it."""
        for look in looks:
            key = (look.question, look.subject, look.asker)
            if key in self._under_way and (key not in self._wished or look.due < self._wished[key].due):
                self._wished[key] = look

    def _again(self, row: Due, known: pace.Pace, answer: Answer, now: int) -> int:
        if row.subject in answer.over or not known.every:
            return agenda.NEVER
        due = row.due - self._set_by
        if answer.more:
            due = pace.further(due, now)
        elif known.habits is not None:
            due = pace.by_habit(known.habits, known, self._market, self._chance())
        else:
            due = pace.onward(known, due, now, self._chance(), answer.rest)
        return due + self._set_by

    def _later(self, row: Due, error: OsuError, now: int) -> int:
        if isinstance(error, Unavailable):
            slowest = pace.slowest_retry(row.question)
            return pace.after_failure(row.misses, now, self._chance(), error.retry_after, slowest)
        return now + pace.REFUSED_RETRY

    def _most(self, row: Due) -> int:
        return self._sources[server_of(row)].batch.get(row.question, 1)


def is_silence(error: OsuError) -> bool:
    """Whether osu! said nothing that helps; what it says of one thing (not there, not so) is an answer."""
    return isinstance(error, Unavailable | Refused)


def regular(rows: Iterable[Due]) -> set[str]:
    """The subjects that are asked about again and again."""
    return {row.subject for row in rows if not row.asker}


def server_of(row: Due) -> str:
    """The server in front of a subject."""
    return row.subject.partition("/")[0]


def questions(rows: Sequence[Due]) -> list[Question]:
    """One question for each subject, however many ask it; the regular look knows where to go on."""
    found: dict[str, Question] = {}
    for row in sorted(rows, key=lambda row: bool(row.asker)):
        found.setdefault(row.subject, Question(row.question, row.subject, row.bookmark))
    return list(found.values())


def batches(rows: Sequence[Due], most: Callable[[Due], int]) -> Iterable[Sequence[Due]]:
    """Rows of one question and server together, as many subjects as the source takes at once; in order of first row."""
    together: dict[tuple[str, str], dict[str, list[Due]]] = {}
    for row in rows:
        together.setdefault((row.question, server_of(row)), {}).setdefault(row.subject, []).append(row)
    for subjects in together.values():
        of_each = list(subjects.values())
        size = most(of_each[0][0])
        for start in range(0, len(of_each), size):
            yield [row for one in of_each[start : start + size] for row in one]


def stir(tx: Transaction, moved: Mapping[str, int], now: int, set_by: int = 0) -> None:
    """Look sooner at whom something happened to: `moved` is subject → when (ms UTC), `set_by` as in `Looking`."""
    lately = {subject: when for subject, when in moved.items() if now - set_by - when < pace.HOLD}
    for question in pace.STIRRED:
        rows = [(row, pace.Pace.read(row.pace), lately[row.subject]) for row in agenda.regular(tx, question, lately)]
        sooner = [
            (row, max(now, when + set_by + pace.AFTER_PLAY), known.seen(when).written)
            for row, known, when in rows
            if known.moved < when
        ]
        agenda.hasten(tx, sooner)
