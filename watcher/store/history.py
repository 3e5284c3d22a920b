"""What happened, and what became of it: reads only, for people who ask."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from watcher.osu import keys
from watcher.osu.nouns import Mode
from watcher.store.outbox import StoredEvent
from watcher.store.store import Transaction
from watcher.store.tables import beatmap, delivery, event, player, told

_EVENTS = select(*[event.c[name] for name in StoredEvent._fields])


class Telling(NamedTuple):
    """What one sink was told of an event, or why not. Times are ms UTC."""

    sink: str
    watch: str
    subject: str
    state: str
    attempts: int
    reason: str | None
    due: int
    created: int
    finished: int | None


def events(
    tx: Transaction,
    *,
    since: int = 0,
    most: int = 50,
    kind: str | None = None,
    subjects: Sequence[str] | None = None,
    users: Sequence[str] | None = None,
) -> Sequence[StoredEvent]:
    """What happened since then (ms UTC), newest first: of one kind, about these subjects, with these people only.

    users: as `keys.user`. With them is what names them, also beside others: a rivalry, a summary of many.
    """
    rows = _EVENTS.where(event.c.happened >= since).order_by(event.c.id.desc()).limit(most)
    rows = rows if kind is None else rows.where(event.c.kind == kind)
    rows = rows if subjects is None else rows.where(event.c.subject.in_(subjects))
    return _read(tx, rows if users is None else rows.where(or_(*map(_names, users))))


def _names(user: str) -> ColumnElement[bool]:
    """Whether an event is of that player, or names them as `PlayerFacts` are written."""
    server, number = user.partition("/")[0], keys.number(user)
    own = [user, *(keys.player(server, mode, number) for mode in Mode)]
    named = event.c.facts.contains(f'{{"id":{number},"name":', autoescape=True)
    return event.c.subject.in_(own) | (named & event.c.subject.startswith(f"{server}/", autoescape=True))


def users(tx: Transaction, name: str) -> Sequence[str]:
    """The `keys.user` of players with this name, in any case."""
    return [
        row.subject for row in tx.execute(select(player.c.subject).where(func.lower(player.c.name) == name.lower()))
    ]


def find(tx: Transaction, wanted: str, most: int = 10) -> Sequence[StoredEvent]:
    """The events that somebody may mean: by number, by key, or else by how the key ends."""
    exactly = event.c.key == wanted
    if wanted.isdecimal() and len(wanted) <= 18:
        exactly = exactly | (event.c.id == int(wanted))
    return _read(tx, _EVENTS.where(exactly)) or _read(
        tx, _EVENTS.where(event.c.key.endswith(wanted, autoescape=True)).order_by(event.c.id.desc()).limit(most)
    )


def completing(tx: Transaction, key: str) -> Sequence[StoredEvent]:
    """The events about this one, oldest first."""
    return _read(tx, _EVENTS.where(event.c.about == key).order_by(event.c.id))


def tellings(tx: Transaction, key: str) -> Sequence[Telling]:
    """What became of an event, sink by sink."""
    columns = [delivery.c[name] for name in Telling._fields]
    rows = select(*columns).join(told, told.c.delivery == delivery.c.id).where(told.c.event == key)
    return [Telling(*row) for row in tx.execute(rows.order_by(delivery.c.sink))]


class Dead(NamedTuple):
    """A dead letter: what a sink was not told, and why."""

    id: int
    sink: str
    subject: str
    attempts: int
    reason: str | None
    created: int
    finished: int | None


def dead(tx: Transaction, sink: str | None = None) -> Sequence[Dead]:
    """The dead letters, of one sink or of all, oldest first."""
    rows = (
        select(*[delivery.c[name] for name in Dead._fields]).where(delivery.c.state == "dead").order_by(delivery.c.id)
    )
    chosen = rows if sink is None else rows.where(delivery.c.sink == sink)
    return [Dead(*row) for row in tx.execute(chosen)]


def _read(tx: Transaction, rows: Select[Any]) -> list[StoredEvent]:
    return [StoredEvent(*row) for row in tx.execute(rows)]


def recorded(tx: Transaction, since: int) -> Sequence[StoredEvent]:
    """All that was noticed since then (ms UTC), oldest first."""
    return _read(tx, _EVENTS.where(event.c.noticed >= since).order_by(event.c.noticed, event.c.id))


def undecided(tx: Transaction) -> bool:
    """Whether some news was not routed yet, or is kept back."""
    waiting = (select(event.c.id).where(event.c.routed == state).limit(1) for state in (0, 2))
    return any(tx.scalar(one) is not None for one in waiting)


def silenced(tx: Transaction) -> Mapping[str, int]:
    """How many messages were not sent at all, for which reason, most of them first."""
    count = func.count()
    rows = select(delivery.c.reason, count).where(delivery.c.state == "silent").group_by(delivery.c.reason)
    return {reason or "": number for reason, number in tx.execute(rows.order_by(count.desc()))}


class Names(NamedTuple):
    """Players and maps, as their tables have them."""

    players: Sequence[Mapping[str, Any]]
    maps: Sequence[Mapping[str, Any]]


def names(tx: Transaction) -> Names:
    """Everybody and every map that was met."""
    players, maps = (tx.execute(select(table)).mappings().all() for table in (player, beatmap))
    return Names([dict(row) for row in players], [dict(row) for row in maps])


def learn(tx: Transaction, known: Names) -> None:
    """Write them into another store, that knows nobody."""
    for table, rows in ((player, known.players), (beatmap, known.maps)):
        if rows:
            tx.execute(table.insert(), list(rows))
