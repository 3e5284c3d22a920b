"""The telling half through whatever happens in whatever order, against what it promises.

News happens, urgent or not; the sink fails, refuses, is muted, gets another rhythm, is taken out of the config and put
back; the process dies; dead letters are replayed or dropped. At the end everything was told once, or there is a reason.
"""

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs
from shell_world import SECOND, Desk, Everybody, T, watch

from watcher.notification import NotDelivered, Reason, Undeliverable
from watcher.recipients import Recipients
from watcher.rules import Cap, Digest, NewsRule, Quiet, Rhythm, quiet_until
from watcher.store import history, mutes, outbox

MINUTE = 60 * SECOND
DOWN = NotDelivered(Reason.SERVER, "503")
NO = Undeliverable(Reason.PAYLOAD, "400")
# T is 14:13:20 UTC
RHYTHMS = {
    "none": Rhythm(),
    "capped": Rhythm(cap=Cap(most=2, within=MINUTE)),
    "quiet": Rhythm(quiet=Quiet(start=14 * 60 + 15, end=14 * 60 + 20)),
    "held": Rhythm(quiet=Quiet(start=14 * 60 + 15, end=14 * 60 + 25, then="hold")),
    "dropped": Rhythm(quiet=Quiet(start=14 * 60 + 20, end=14 * 60 + 24, then="drop")),
    "hourly": Rhythm(digest=Digest(every="hour", at=30)),
}
PLAYERS = (2, 3, 4)


class TellingMachine(RuleBasedStateMachine):
    @initialize(rhythm=st.sampled_from(sorted(RHYTHMS)))
    def begin(self, rhythm):
        self.desk = Desk(phone=["taken"])
        self.phone = self.desk.sinks["phone"]
        self.rhythm = rhythm
        self.happened = {}
        self.failed = None
        self.replayed = set()
        self.direct()

    def teardown(self):
        if hasattr(self, "desk"):
            self.end()
            self.desk.store.close()

    def direct(self):
        """Let the config of now hold."""
        rhythms = {"phone": RHYTHMS[self.rhythm]}
        self.desk.telling.recipients = Recipients(Everybody(self.desk.watches), None, rhythms)

    def tick(self):
        asyncio.run(self.desk.once())

    # -- what may happen ---------------------------------------------------------------------------------------------

    @rule(player=st.sampled_from(PLAYERS), priority=st.sampled_from([0, 0, 0, 1, -1]), count=st.integers(1, 4))
    def something_happens(self, player, priority, count):
        self.desk.watches[:] = [
            structs.replace(watch("friends", "phone"), news=(NewsRule(kind="pp", priority=priority),))
        ]
        for _ in range(count):
            key = self.desk.happen(len(self.happened), player)
            self.happened[key] = priority
        self.tick()

    @rule(minutes=st.integers(1, 4))
    def time_passes(self, minutes):
        for _ in range(minutes * 3):
            self.desk.clock.time += 20 * SECOND
            self.tick()

    @rule(says=st.sampled_from([DOWN, NO, "taken", "taken"]))
    def the_sink_changes_its_mind(self, says):
        self.phone.says.clear()
        self.phone.says.append(self.is_down if says is DOWN else says)

    def is_down(self):
        self.failed = len(self.phone.tried) - 1
        return DOWN

    @rule(rhythm=st.sampled_from(sorted(RHYTHMS)))
    def the_config_is_reloaded(self, rhythm):
        self.rhythm = rhythm
        self.direct()

    @rule(minutes=st.integers(1, 3))
    def somebody_mutes_it(self, minutes):
        now = self.desk.clock.now()
        self.desk.store.work(lambda tx: mutes.mute(tx, "sink/phone", now + minutes * MINUTE, now))

    @rule()
    def the_sink_is_taken_out_and_put_back(self):
        self.failed = None  # a sink that is put back is tried at once
        asyncio.run(self.desk.telling.replace({}))
        self.tick()
        asyncio.run(self.desk.telling.tidy())
        asyncio.run(self.desk.telling.replace(self.desk.sinks))

    @rule(sending=st.booleans())
    def the_process_dies(self, sending):
        self.failed = None  # and so is every sink by a new process
        now = self.desk.clock.now()
        if sending:  # it claimed, and did not get to send
            self.desk.store.work(lambda tx: outbox.claim(tx, "phone", now, now + 1))
        self.desk.telling = self.desk.hire()
        self.direct()
        asyncio.run(self.desk.telling.recover())

    @precondition(lambda self: self.letters())
    @rule(replay=st.booleans())
    def somebody_decides_about_the_dead_letters(self, replay):
        now = self.desk.clock.now()
        for letter in self.letters():
            self.replayed |= self.told_by(letter.id)
            if replay:
                assert self.desk.store.work(
                    lambda tx, n=letter.id: outbox.replay(tx, n, now=now, ages={"phone": 10**9})
                )
            else:
                assert self.desk.store.work(lambda tx, n=letter.id: outbox.drop(tx, n))
        self.tick()

    def letters(self):
        return self.desk.store.work(history.dead)

    def told_by(self, delivery):
        return {row.key for row in self.desk.store.work(lambda tx: outbox.events_of(tx, delivery))}

    # -- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_told_twice(self):
        told = self.told()
        assert len(told) == len(set(told))

    @invariant()
    def of_each_player_the_order_is_kept(self):
        for player in PLAYERS:
            usual = [
                int(key.rpartition("/")[2])
                for key in self.told()
                if f"/{player}/" in key and self.happened[key] == 0 and key not in self.replayed
            ]
            assert usual == sorted(usual)

    @invariant()
    def between_a_failure_and_the_next_try_lies_a_second(self):
        if getattr(self, "failed", None) is not None and len(self.phone.times) > self.failed + 1:
            assert self.phone.times[self.failed + 1] - self.phone.times[self.failed] >= SECOND

    def told(self):
        messages = self.phone.told if hasattr(self, "desk") else ()
        return [event["key"] for message in messages for event in message.told]

    def end(self):
        """In the end everything was told, or there is a reason why not."""
        self.the_sink_changes_its_mind("taken")
        self.rhythm = "none"
        self.direct()
        for _ in range(80):
            self.desk.clock.time += MINUTE
            self.tick()
        told = set(self.told())
        for key in self.happened:
            [telling] = self.desk.store.work(lambda tx, key=key: history.tellings(tx, key))
            assert telling.state in {"sent", "dead", "silent"}, telling
            assert (telling.state == "sent") == (key in told), telling
            assert telling.state == "sent" or telling.reason, telling


def test_urgent_news_breaks_the_quiet_and_nothing_else_does():
    with Desk() as desk:
        desk.telling.recipients = Recipients(Everybody(desk.watches), None, {"phone": RHYTHMS["held"]})
        for second in range(0, 900, 20):
            priority = int(second % 200 == 0)
            desk.watches[:] = [
                structs.replace(watch("friends", "phone"), news=(NewsRule(kind="pp", priority=priority),))
            ]
            desk.happen(second, 2 + priority)
            desk.tell()
            desk.clock.time = T + (second + 20) * SECOND
        quiet = RHYTHMS["held"].quiet
        urgent = [message.priority for now, message in desk.sinks["phone"].tried if quiet_until(quiet, now)]
        assert urgent
        assert set(urgent) == {1}


TestTelling = TellingMachine.TestCase
TestTelling.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
