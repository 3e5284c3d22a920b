"""Both halves with a store of their own, a virtual clock, an osu! that says what it is told to, and sinks that obey."""

import asyncio
from collections import deque
from itertools import count

from msgspec import Struct, structs
from wall import WallClock

from watcher.clock import VirtualClock
from watcher.events import Cause, Event, Look, Step
from watcher.facts import MapFacts, PlayerFacts
from watcher.ledger import Ledger
from watcher.looking import Looking
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Answer, Mode, Profile
from watcher.recipients import Recipients
from watcher.remembering import Readers
from watcher.rules import NewsRule, Watch
from watcher.store import Store, agenda, asking, outbox
from watcher.telling import Telling

T = 1_790_000_000_000
PLAYER = "bancho/osu/2"
SECOND = 1000
HOUR = 3_600_000


def profile(pp, user_id=2):
    return Profile(
        server="bancho",
        user_id=user_id,
        username="Mira",
        mode=Mode.OSU,
        asked=T,
        pp=pp,
        global_rank=None,
        country_rank=None,
        country="NO",
        accuracy=0.98,
        level=99.5,
        play_count=5000,
        play_time=360_000,
    )


class PpFacts(Struct, frozen=True, kw_only=True):
    """What a player has now."""

    player: PlayerFacts
    pp: float
    map: MapFacts | None = None


class Pp:
    """A family: news when a player's pp moved. `looks` are asked for with every change."""

    VERSION = 1
    KINDS = {"pp": PpFacts}  # noqa: RUF012  # the contract of a family
    DEFAULT = ("pp",)

    class Memory(Struct, frozen=True):
        """The last pp seen, and how many there were."""

        pp: float
        revision: int = 0

    def __init__(self, kind="pp", looks=()):
        self.looks = looks
        self.kind = kind
        self.KINDS = {kind: PpFacts}
        self.READS = {Profile: lambda seen: (keys.player(seen.server, seen.mode, seen.user_id),)}

    def diff(self, memory, seen, now):
        if memory is None:
            return Step(self.Memory(seen.pp))
        if memory.pp == seen.pp:
            return Step(memory)
        after = self.Memory(seen.pp, memory.revision + 1)
        looks = [structs.replace(look, due=now + look.due) for look in self.looks]
        return Step(after, (self.event(seen, after.revision),), looks)

    def event(self, seen, revision):
        subject = keys.player(seen.server, seen.mode, seen.user_id)
        facts = PpFacts(player=PlayerFacts(id=seen.user_id), pp=seen.pp)
        key = f"{self.kind}/{subject}/{revision}"
        return Event(key=key, kind=self.kind, subject=subject, cause=Cause.PLAYED, happened=seen.asked, facts=facts)

    def words(self, events):
        return Notification(title=", ".join(f"{event.facts.player.name}: {event.facts.pp:g} pp" for event in events))


class Stumbling(Pp):
    """A family with a fault."""

    def diff(self, *_):
        raise ZeroDivisionError("a fault in the family")

    def words(self, _events):
        raise ZeroDivisionError("a fault in the words")


class FakeOsu:
    """Says what it was told to, in turn; the last for ever. An exception is raised, a function is asked."""

    server = "bancho"

    def __init__(self, *answers, batch=None):
        self.batch = batch or {}
        self.answers = deque(answers)
        self.asked = []

    async def ask(self, questions, now):
        self.asked.append((now, questions))
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer(questions, now)
        if asyncio.iscoroutine(answer):
            answer = await answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def times(self):
        """Seconds after the beginning at which it was asked."""
        return [(now - T) / 1000 for now, _ in self.asked]

    @property
    def subjects(self):
        return [[question.subject for question in questions] for _, questions in self.asked]


def saw(*pps, **changes):
    """An answer: profiles of one player, with these pp."""
    return Answer(sightings=[profile(pp) for pp in pps], **changes)


class Lookout:
    """The looking half."""

    def __init__(self, *answers, families=None, watched=(PLAYER,), batch=None, at_once=8):
        self.clock = VirtualClock(T)
        self.store = Store.open(None)
        self.osu = FakeOsu(*answers, batch=batch)
        self.families = families or {"pp": Pp()}
        self.readers = Readers(self.families)
        self.readers.since = {name: dict.fromkeys(watched, T) for name in self.families}
        self.rung = 0
        self.at_once = at_once
        self.begin()

    def begin(self):
        """What a new process does."""
        self.looking = Looking(
            store=self.store,
            sources={"bancho": self.osu},
            readers=self.readers,
            clock=self.clock,
            chance=lambda: 0.5,
            on_news=self.ring,
            at_once=self.at_once,
            asked=self.store.work(asking.recorded),
        )

    def ring(self):
        self.rung += 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.store.close()

    def plan(self, *subjects, question="profile", every=60_000):
        self.store.work(lambda tx: agenda.plan(tx, {(question, one): (T, str(every)) for one in subjects or (PLAYER,)}))
        self.looking.wake()
        return self

    def ask(self, *looks):
        self.store.work(lambda tx: agenda.add(tx, looks))
        self.looking.wake()
        return self

    def set_clock(self, seconds):
        """Set the wall clock by so much, as the schedule's guard tells it."""
        self.clock.time += seconds * 1000
        self.store.work(lambda tx: agenda.shift(tx, seconds * 1000))
        self.looking.wake()

    async def once(self):
        await self.looking.tick()
        await self.looking.settled()

    def look(self, seconds=0):
        """Look for so long, second by second."""

        async def work():
            for second in range(seconds + 1):
                self.clock.time += SECOND * (second > 0)
                await self.once()

        asyncio.run(work())
        return self

    def leap(self, seconds):
        """Look for so long, leaping from one due look to the next."""

        async def work():
            until = self.clock.time + seconds * SECOND
            while (due := self.store.work(agenda.next_due)) is not None and due <= until:
                self.clock.time = max(self.clock.time, due)
                await self.once()

        asyncio.run(work())
        return self

    @property
    def news(self):
        """The pp that were news, oldest first."""
        return [row.key for row in reversed(self.store.work(lambda tx: outbox.latest(tx, 1000)))]

    @property
    def agenda(self):
        """Every look that will ever be due: (question, subject, asker) → seconds from the beginning."""
        rows = self.store.work(lambda tx: agenda.due(tx, agenda.NEVER - 1, 10_000))
        return {row.key: (row.due - T) / 1000 for row in rows}


def ask_again(due, question="profile", subject=PLAYER, asker="pp"):
    """A look that a family asks for, `due` ms after its diff."""
    return Look(question=question, subject=subject, due=due, asker=asker)


class FakeSink:
    """Takes messages, or what it is told to say: an exception is raised, an event is waited for. The last for ever."""

    keyed = False

    def __init__(self, clock, *says):
        self.clock = clock
        self.says = deque(says or ["taken"])
        self.tried = []
        self.told = []

    async def send(self, message):
        self.tried.append((self.clock.now(), message))
        says = self.says.popleft() if len(self.says) > 1 else self.says[0]
        if callable(says):
            says = says()
        if isinstance(says, asyncio.Event):
            await says.wait()
        if isinstance(says, Exception):
            raise says
        self.told.append(message)
        return "taken"

    async def close(self):
        pass

    @property
    def titles(self):
        return [message.notification.title for message in self.told]

    @property
    def times(self):
        return [now for now, _ in self.tried]


class Desk:
    """The telling half, with sinks named in the order given: `Desk(phone=[...], hook=[])`."""

    def __init__(self, families=None, admin=None, watches=None, **sinks):
        self.clock = WallClock(T)
        self.store = Store.open(None)
        self.sinks = {name: FakeSink(self.clock, *says) for name, says in (sinks or {"phone": []}).items()}
        self.families = families or {"pp": Pp()}
        self.watches = watches or [watch("friends", *self.sinks)]
        self.admin = admin
        self.telling = self.hire()

    def hire(self):
        """A telling half as a new process would have it."""
        telling = Telling(
            store=self.store,
            sinks=self.sinks,
            ledger=Ledger(self.families),
            clock=self.clock,
            chance=lambda: 0.5,
            patience=None,
        )
        telling.recipients = Recipients(Everybody(self.watches), self.admin)
        return telling

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.store.close()

    def happen(self, *args, **changes):
        """Write an event into the store, as the looking half would. Returns its key."""
        row = self.row(*args, **changes)
        assert self.store.work(lambda tx: outbox.add_event(tx, row))
        return row["key"]

    async def happens(self, *args, **changes):
        """The same while others are at work."""
        row = self.row(*args, **changes)
        assert await self.store.run(lambda tx: outbox.add_event(tx, row))

    def row(self, pp, user_id=2, kind="pp", **changes):
        subject = f"bancho/osu/{user_id}"
        row = {
            "key": f"{kind}/{subject}/{pp}",
            "kind": kind,
            "subject": subject,
            "cause": "played",
            "happened": self.clock.now(),
            "noticed": self.clock.now(),
            "about": None,
            "version": 1,
            "facts": f'{{"player": {{"id": {user_id}, "name": "Mira"}}, "pp": {pp}}}',
            "source": "pp",
        }
        return row | changes

    def set_clock(self, by):
        """Somebody sets the wall clock by so many ms. Nobody has noticed yet."""
        self.clock.set_by += by

    def notice(self, by):
        """The step is noticed, as by the schedule's guard."""

        def work(tx):
            outbox.shift(tx, by)
            self.telling.shift(by)

        self.store.work(work)

    async def once(self):
        await self.telling.tick()
        await self.telling.settled()

    def tell(self, seconds=0):
        """Tell for so long, second by second."""

        async def work():
            for second in range(seconds + 1):
                self.clock.time += SECOND * (second > 0)
                await self.once()

        asyncio.run(work())
        return self

    @property
    def depths(self):
        """sink → (waiting, sent, dead)"""
        return {row.sink: row[1:4] for row in self.store.work(outbox.depths)}


class Everybody(dict):
    """The same watches for every subject."""

    def __init__(self, watches):
        super().__init__()
        self.watches = watches

    def get(self, _subject, _default=()):
        return self.watches


def watch(name, *to, kinds=("pp",), players=(2,), settle=20_000):
    return Watch(name=name, players=players, to=to, news=tuple(NewsRule(kind=kind) for kind in kinds), settle=settle)


async def until(holds):
    """Wait until something holds. Whoever runs the tests ends one that waits for ever."""
    for _ in count():
        if holds():
            return
        await asyncio.sleep(0.001)
