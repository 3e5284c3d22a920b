"""What other rules would have told: the telling half itself, in virtual time, over news that was noticed before.

Nothing is sent, and the store that the news comes from is only read: it happens again in a store in memory. Somebody is
taken to have watched all the time, and every sink to have taken every message at once.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from sqlalchemy import Connection

from watcher.clock import VirtualClock
from watcher.events import Family
from watcher.ledger import Ledger
from watcher.notification import Message, Sink
from watcher.recipients import Recipients
from watcher.store import Store, Transaction, history, outbox
from watcher.store.outbox import StoredEvent
from watcher.storm import Storm
from watcher.telling import Telling
from watcher.vigil import Vigil

STEP = 60_000
"""How often it is looked whether what waits for something else than its time may go (ms)."""
TAIL = 8 * 86_400_000
"""How long after the last news the last digest may be due (ms)."""


class Spoken(Struct, frozen=True):
    """A message that a sink would have got, at a time (ms UTC), and the keys of the events it tells."""

    at: int
    sink: str
    title: str
    body: str
    events: tuple[str, ...]


class Told(Struct, frozen=True):
    """What would have been told, oldest first, and how much would have been silenced for which reason."""

    messages: tuple[Spoken, ...]
    silenced: Mapping[str, int]


class _Recorder:
    """A sink that takes everything and writes it down."""

    keyed = False

    def __init__(self, name: str, clock: VirtualClock, spoken: list[Spoken]) -> None:
        self._name = name
        self._clock = clock
        self._spoken = spoken

    async def send(self, message: Message) -> str:
        """Write it down."""
        words = message.notification
        keys = tuple(told["key"] for told in message.told)
        self._spoken.append(Spoken(self._clock.now(), self._name, words.title, words.body, keys))
        return "taken"

    def form(self, message: Message) -> str:
        """The words as they are."""
        return f"{message.notification.title}\n{message.notification.body}"

    async def close(self) -> None:
        """Nothing to let go of."""


class _Wakeful(Vigil):
    """Somebody watches all the time."""

    def keep(self, tx: Transaction, now: int) -> None:
        """Yes."""


class Backtest:
    """Lets news happen again. `sinks` are names; whoever hears of what is in `recipients`."""

    def __init__(
        self, families: Mapping[str, Family], recipients: Recipients, sinks: Sequence[str], storm: Storm, start: int
    ) -> None:
        self._clock = VirtualClock(start)
        self._store = Store.open(None)
        self._spoken: list[Spoken] = []
        recorders: dict[str, Sink] = {name: _Recorder(name, self._clock, self._spoken) for name in sinks}
        self._telling = Telling(
            store=self._store,
            sinks=recorders,
            ledger=Ledger(families),
            clock=self._clock,
            chance=lambda: 0.0,
            vigil=_Wakeful(),
            storm=storm,
        )
        self._telling.recipients = recipients

    def learn(self, tx: Connection) -> None:
        """Take over the names of players and maps from a store."""
        known = history.names(tx)
        self._store.work(lambda own: history.learn(own, known))

    async def run(self, rows: Sequence[StoredEvent], progress: Callable[[int], None] = lambda _done: None) -> Told:
        """Let these events (oldest first) be noticed again, each at its time, and tell them."""
        for done, row in enumerate(rows):
            await self._wait_until(row.noticed)
            new = {name: value for name, value in row._asdict().items() if name != "id"}
            await self._store.run(partial(outbox.add_event, row=new))
            if done + 1 == len(rows) or rows[done + 1].noticed > row.noticed:
                await self._tick()
            progress(done + 1)
        await self._wait_until(self._clock.now() + TAIL)
        silenced = self._store.work(history.silenced)
        self._store.close()
        return Told(tuple(self._spoken), silenced)

    async def _wait_until(self, until: int) -> None:
        """Let that time come; on the way what is due is told when it is due."""
        while (ahead := await self._store.run(self._ahead)) is not None and ahead < until:
            self._clock.time = ahead
            await self._tick()
        self._clock.time = max(self._clock.time, until)

    def _ahead(self, tx: Transaction) -> int | None:
        """When something may happen by itself; None where nothing waits."""
        now = self._clock.now()
        due = outbox.next_due(tx)
        if due is not None and due > now and not history.undecided(tx):
            return due
        return None if due is None and not history.undecided(tx) else now + STEP

    async def _tick(self) -> None:
        await self._telling.tick()
        await self._telling.settled()
