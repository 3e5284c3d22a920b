"""The outbox against a model, through whatever happens in whatever order.

No row is lost, a sink is told of an event once, the order per sink and subject is kept, and no two deliveries of one
sink and subject are ever under way.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import Struct
from sqlalchemy import func, select
from store_world import T, add, debt

from watcher.store import Store, outbox
from watcher.store.tables import delivery, told

SINKS = ("phone", "hook")
SUBJECTS = ("bancho/osu/2", "bancho/osu/3", "bancho/match/1")
LEASE = 1000


class Message(Struct):
    """What the model knows of a delivery."""

    sink: str
    subject: str
    tells: list
    due: int
    expires: int
    awaits: bool
    attempts: int = 0
    state: str = "open"  # open | claimed | sent | dead


class Outbox(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.store = Store.open(None)
        self.now = T
        self.events = []
        self.about = {}
        self.messages = []
        self.claims = {}

    def teardown(self):
        self.store.close()

    # -- what the model says -----------------------------------------------------------------------------------------

    def open_ones(self, sink, subject):
        wanted = (sink, subject)
        return [m for m in self.messages if (m.sink, m.subject) == wanted and m.state in {"open", "claimed"}]

    def first_ones(self, sink):
        """The deliveries of a sink that may be claimed now: the oldest of each subject, if due. The oldest first."""
        firsts = {id(ones[0]) for subject in SUBJECTS if (ones := self.open_ones(sink, subject))}
        return [m for m in self.messages if id(m) in firsts and m.state == "open" and m.due <= self.now]

    def facts_first(self, message):
        """What a message tells; what completes something that it tells comes behind all else."""
        return sorted(message.tells, key=lambda key: self.about.get(key) in message.tells)

    def is_told(self, sink, key):
        return any(m.sink == sink and key in m.tells for m in self.messages)

    # -- what may happen ---------------------------------------------------------------------------------------------

    @rule(subject=st.sampled_from(SUBJECTS), sinks=st.sets(st.sampled_from(SINKS)), settle=st.integers(0, 50))
    def something_happens(self, subject, sinks, settle):
        key = f"top/{len(self.events)}"
        self.events.append((key, subject))

        def work(tx):
            row = add(tx, key, subject)
            for sink in sorted(sinks):
                awaits = key if settle else None
                owed = debt(sink, due=self.now + settle, expires=self.now + 500, awaits=awaits, created=self.now)
                assert outbox.owe(tx, row, owed)
                assert not outbox.owe(tx, row, owed | {"watch": "big"})
            outbox.routed(tx, row.id)

        self.store.work(work)
        for sink in sorted(sinks):
            self.messages.append(Message(sink, subject, [key], self.now + settle, self.now + 500, bool(settle)))

    @precondition(lambda self: self.events)
    @rule(number=st.integers(0, 10_000))
    def something_completes_it(self, number):
        about, subject = self.events[number % len(self.events)]
        key = f"rank/{len(self.events)}"
        self.events.append((key, subject))
        self.about[key] = about

        def work(tx):
            row = add(tx, key, subject, about=about)
            outbox.routed(tx, row.id)
            return outbox.join(tx, row, self.now)

        assert self.store.work(work) == {sink for sink in SINKS if self.completes(sink, subject, about, key)}

    def completes(self, sink, subject, about, key):
        waiting = [
            message
            for message in self.open_ones(sink, subject)
            if message.state == "open"
            and not message.attempts
            and ((message.awaits and about.startswith("top/")) or about in message.tells)
        ]
        for message in waiting:
            message.due = min(message.due, self.now)
        if waiting:
            waiting[-1].tells.append(key)
        return bool(waiting)

    @rule(sink=st.sampled_from(SINKS), most=st.integers(1, 3))
    def a_lane_claims(self, sink, most):
        expected = sorted(self.first_ones(sink), key=lambda each: each.due)[:most]

        def work(tx):
            claimed = outbox.claim_many(tx, sink, self.now, self.now + LEASE, most=most)
            told = outbox.events_of_all(tx, [each.id for each in claimed])
            return [(each, [row.key for row in told[each.id]]) for each in claimed]

        found = self.store.work(work)
        assert [keys for _, keys in found] == [self.facts_first(each) for each in expected], "the longest due go first"
        for (claimed, _), message in zip(found, expected, strict=True):
            message.attempts += 1
            message.state = "claimed"
            assert (claimed.attempts, claimed.expires) == (message.attempts, message.expires)
            self.claims[claimed.id] = (claimed, message)

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 10_000))
    def it_was_not_tried_after_all(self, number):
        claimed, message = self.claims.pop(sorted(self.claims)[number % len(self.claims)])
        self.store.work(lambda tx: outbox.unclaim(tx, claimed))
        message.state, message.attempts = "open", message.attempts - 1

    @rule(sink=st.sampled_from(SINKS))
    def its_sink_is_taken_out_for_good(self, sink):
        over = [m for m in self.messages if (m.sink, m.state) == (sink, "open") and m.expires < self.now]
        others = [name for name in SINKS if name != sink]
        assert self.store.work(lambda tx: outbox.abandon(tx, others, self.now)) == len(over)
        for message in over:
            message.state = "dead"

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 10_000), state=st.sampled_from(["sent", "dead"]))
    def it_is_done(self, number, state):
        claimed, message = self.claims.pop(sorted(self.claims)[number % len(self.claims)])
        self.store.work(lambda tx: outbox.finish(tx, claimed, state=state, reason="", now=self.now))
        message.state = state

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 10_000), pause=st.integers(1, 100))
    def it_is_put_back(self, number, pause):
        claimed, message = self.claims.pop(sorted(self.claims)[number % len(self.claims)])
        self.store.work(lambda tx: outbox.put_back(tx, claimed, due=self.now + pause, reason="503"))
        message.state, message.due = "open", self.now + pause

    @rule()
    def the_process_dies(self):
        assert self.store.work(lambda tx: outbox.release(tx, self.now)) == len(self.claims)
        for _, message in self.claims.values():
            message.state, message.due = "open", self.now
        self.claims.clear()

    @rule(milliseconds=st.integers(1, 200))
    def time_passes(self, milliseconds):
        self.now += milliseconds

    @rule(by=st.integers(-1000, 1000))
    def the_clock_is_set(self, by):
        self.now += by
        self.store.work(lambda tx: outbox.shift(tx, by))
        for message in self.messages:
            if message.state in {"open", "claimed"}:  # what is claimed may turn out not to have been tried
                message.due += by
                message.expires += by

    # -- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_and_nothing_is_told_twice(self):
        if not hasattr(self, "store"):
            return
        with self.store.engine.begin() as tx:
            stored = sorted(tuple(row) for row in tx.execute(select(told.c.sink, told.c.event)))
            rows = tx.execute(select(delivery).order_by(delivery.c.id)).all()
        assert stored == sorted((m.sink, key) for m in self.messages for key in m.tells)
        states = [{"pending": "open", "behind": "open"}.get(row.state, row.state) for row in rows]
        assert states == [message.state for message in self.messages]

    @invariant()
    def one_of_each_sink_and_subject_is_at_the_front(self):
        if not hasattr(self, "store"):
            return
        front = delivery.c.state.in_(("pending", "claimed"))
        lines = select(delivery.c.sink, delivery.c.subject, func.count()).where(front)
        with self.store.engine.begin() as tx:
            found = tx.execute(lines.group_by(delivery.c.sink, delivery.c.subject)).all()
        expected = sum(bool(self.open_ones(sink, subject)) for sink in SINKS for subject in SUBJECTS)
        assert [count for *_, count in found] == [1] * expected


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
