"""News, and who is owed it: events, deliveries, and which delivery tells which event.

A delivery is `pending → claimed → sent | dead`; a failure that may pass makes it `pending` again, due later. Per sink
and subject one delivery is open for sending at a time; those behind it wait as `behind`. The claim is committed
before the send.

A delivery may gather news of many subjects until it is due (a digest): its own subject is then `digest/<name>`. What
a sink was not told, because its rules of rhythm silenced it, is a delivery too, `silent` from the beginning.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, literal, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert

from watcher.store.store import Transaction
from watcher.store.tables import OPEN, delivery, event, is_open, told


class StoredEvent(NamedTuple):
    """An event as its row has it; `facts` is JSON text of the kind's Struct at `version`."""

    id: int
    key: str
    kind: str
    subject: str
    cause: str
    happened: int
    noticed: int
    about: str | None
    version: int
    facts: str
    source: str


class Claimed(NamedTuple):
    """A delivery that is ours to send now."""

    id: int
    sink: str
    subject: str
    watch: str
    attempts: int
    created: int
    expires: int | None
    priority: int = 0
    mention: str | None = None


_EVENT_COLUMNS = [event.c[name] for name in StoredEvent._fields]
_CLAIMED_COLUMNS = [delivery.c[name] for name in Claimed._fields]
_ADD_EVENT = insert(event).on_conflict_do_nothing(index_elements=["key"])
_ROUTED = update(event).where(event.c.id == bindparam("b_id")).values(routed=1)
_UNROUTED = (
    select(*_EVENT_COLUMNS)
    .where(event.c.routed == 0, event.c.id > bindparam("after"))
    .order_by(event.c.id)
    .limit(bindparam("most"))
)
_TELL = insert(told).on_conflict_do_nothing()
_BLOCKED = select(
    select(delivery.c.id)
    .where(delivery.c.sink == bindparam("sink"), delivery.c.subject == bindparam("subject"))
    .where(is_open(delivery.c.state))
    .where((delivery.c.priority >= bindparam("priority")) | (delivery.c.state == "claimed"))
    .exists()
)
_NEXT = (
    select(delivery.c.id)
    .where(delivery.c.sink == bindparam("sink"), delivery.c.state == "pending", delivery.c.due <= bindparam("now"))
    .where(delivery.c.priority == bindparam("level"))
    .order_by(delivery.c.due, delivery.c.id)
    .limit(bindparam("most"))
)
_SOONEST = (
    select(func.min(delivery.c.due))
    .where(delivery.c.sink == bindparam("sink"), delivery.c.state == "pending")
    .where(delivery.c.priority == bindparam("level"))
)
_LEVELS = (1, 0, -1)
SUPERSEDED = "a newer state took its place"
_CLAIM = (
    update(delivery)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="claimed", attempts=delivery.c.attempts + 1, started=bindparam("now"), lease=bindparam("until"))
    .returning(*_CLAIMED_COLUMNS)
)
_FINISH = (
    update(delivery)
    .where(delivery.c.id == bindparam("b_id"))
    .values(state=bindparam("outcome"), reason=bindparam("why"), lease=None, finished=bindparam("now"))
)
_AT_ONCE = 500  # subjects: SQLite takes so many parameters and no more
_next, _ahead = delivery.alias(), delivery.alias()
_FOLLOW = (
    update(delivery)
    .where(
        delivery.c.id.in_(
            select(func.min(_next.c.id))
            .where(_next.c.subject.in_(bindparam("subjects", expanding=True)))
            # a sum is in no index: SQLite would look through all that waits for the sink, and not for these subjects
            .where(_next.c.sink + literal_column("''") == bindparam("b_sink"))
            .where(is_open(_next.c.state), _next.c.state == "behind")
            .where(  # what is urgent overtakes: there may be another that is open for sending
                ~select(_ahead.c.id)
                .where(_ahead.c.sink == _next.c.sink, _ahead.c.subject == _next.c.subject)
                .where(_ahead.c.state.in_(("pending", "claimed")), is_open(_ahead.c.state))
                .exists()
            )
            .group_by(_next.c.subject)
        )
    )
    .values(state="pending")
)


_TOLD_BY = (
    select(told.c.delivery, *_EVENT_COLUMNS)
    .join(event, told.c.event == event.c.key)
    .where(told.c.delivery.in_(bindparam("deliveries", expanding=True)))
    .order_by(event.c.id)
)
_GATHERED = "digest/"
_BY_THE_WALL = (_GATHERED + "scheduled", _GATHERED + "quiet")
_GATHERS = (
    select(delivery.c.id, delivery.c.subject)
    .where(delivery.c.sink == bindparam("sink"), is_open(delivery.c.state))
    .where(delivery.c.subject.between(_GATHERED, "digest0"))  # 0 comes after /
)


def gathering(name: str) -> str:
    """The subject of a delivery that gathers news under this name."""
    return _GATHERED + name


def gathered(subject: str) -> str:
    """The name under which a delivery with this subject gathers news; empty where it does not."""
    return subject.removeprefix(_GATHERED) if subject.startswith(_GATHERED) and subject.count("/") == 1 else ""


def add_event(tx: Transaction, row: dict[str, Any]) -> bool:
    """Add a fact. False when it is known already: seen twice, it is still one fact."""
    return tx.execute(_ADD_EVENT, row).rowcount == 1


def unrouted(tx: Transaction, *, after: int, most: int) -> list[StoredEvent]:
    """Events that were not routed yet, oldest first, with ids above `after`."""
    return [StoredEvent(*row) for row in tx.execute(_UNROUTED, {"after": after, "most": most})]


def routed(tx: Transaction, event_id: int) -> None:
    """This event's deliveries are written."""
    tx.execute(_ROUTED, {"b_id": event_id})


def owe(tx: Transaction, told_event: StoredEvent, row: dict[str, Any]) -> bool:
    """Owe a sink a message about this event. False when that sink is told of it already.

    `row` holds sink, watch, due, expires, awaits, created, and the rule where that must be remembered. The subject is
    the event's.
    """
    if _is_told(tx, told_event, row["sink"]):
        return False
    _deliver(tx, told_event, row | {"subject": told_event.subject})
    return True


def gather(tx: Transaction, told_event: StoredEvent, row: dict[str, Any], name: str) -> bool:
    """Owe a sink news as part of a message that gathers, as long as nobody has tried to send it; else of the next.

    Returns as `owe`. `row` as there; of a gathering that is open already, its own due stays.
    """
    if _is_told(tx, told_event, row["sink"]):
        return False
    untried = _GATHERS.where(delivery.c.subject == gathering(name), delivery.c.attempts == 0)
    there = tx.scalar(untried.order_by(delivery.c.id.desc()).limit(1), {"sink": row["sink"]})
    if there is None:
        _deliver(tx, told_event, row | {"subject": gathering(name)})
    else:
        _tell(tx, told_event, row, there)
    return True


def gathering_about(tx: Transaction, sink: str, subject: str) -> str:
    """The name under which this sink's open news of a subject is gathered. Empty where none is.

    What comes later about that subject must not overtake it.
    """
    about = (
        _GATHERS.join(told, told.c.delivery == delivery.c.id)
        .join(event, event.c.key == told.c.event)
        .where(event.c.subject == subject)
        .order_by(delivery.c.id.desc())
        .limit(1)
    )
    row = tx.execute(about, {"sink": sink}).first()
    return "" if row is None else gathered(row.subject)


def silence(tx: Transaction, told_event: StoredEvent, row: dict[str, Any], reason: str) -> bool:
    """Note that a sink is not told, and why. Returns as `owe`; `row` as there."""
    if _is_told(tx, told_event, row["sink"]):
        return False
    made = row | {"subject": told_event.subject, "state": "silent", "reason": reason, "finished": row["created"]}
    _tell_by(tx, told_event, made)
    return True


def _is_told(tx: Transaction, told_event: StoredEvent, sink: str) -> bool:
    known = select(told.c.delivery).where(told.c.sink == sink, told.c.event == told_event.key)
    return tx.scalar(known) is not None


def _deliver(tx: Transaction, told_event: StoredEvent, row: dict[str, Any]) -> None:
    blocked = tx.scalar(_BLOCKED, {name: row.get(name, 0) for name in ("sink", "subject", "priority")})
    _tell_by(tx, told_event, row | {"state": "behind" if blocked else "pending"})


def _tell_by(tx: Transaction, told_event: StoredEvent, row: dict[str, Any]) -> None:
    columns = {name: value for name, value in row.items() if name != "rule"}
    made = tx.execute(delivery.insert().values(columns)).inserted_primary_key
    assert made is not None  # one row was inserted
    _tell(tx, told_event, row, made[0])


def _tell(tx: Transaction, told_event: StoredEvent, row: dict[str, Any], delivery_id: int) -> None:
    owed = {"sink": row["sink"], "event": told_event.key, "delivery": delivery_id, "rule": row.get("rule")}
    tx.execute(_TELL, owed)


def came_before(tx: Transaction, told_event: StoredEvent) -> list[StoredEvent]:
    """What completes an event and came to be known before it, oldest first."""
    before = (
        select(*_EVENT_COLUMNS)
        .where(event.c.subject == told_event.subject, event.c.id < told_event.id, event.c.about == told_event.key)
        .order_by(event.c.id)
    )
    return [StoredEvent(*row) for row in tx.execute(before)]


def join(tx: Transaction, told_event: StoredEvent, now: int) -> set[str]:
    """Let an event complete the newest message that waits for one about its subject; send what waited. Returns sinks.

    It need not be `about` that very event, if it is about one of its kind: after two top plays the new rank is about
    both. A message that waits for nothing is completed by what is about the very event it tells, as long as nobody has
    tried to send it.
    """
    kind = (told_event.about or "").partition("/")[0]
    itself = select(told.c.delivery).where(told.c.event == told_event.about)
    waiting = (
        select(delivery.c.id, delivery.c.sink)
        .where(delivery.c.subject == told_event.subject, delivery.c.state.in_(("pending", "behind")))
        .where(delivery.c.awaits.startswith(f"{kind}/", autoescape=True) | delivery.c.id.in_(itself))
        .where(delivery.c.attempts == 0)
        .order_by(delivery.c.id)
    )
    newest: dict[str, int] = {}
    for row in tx.execute(waiting).all():
        newest[row.sink] = row.id
        tx.execute(update(delivery).where(delivery.c.id == row.id).values(due=func.min(delivery.c.due, now)))
    for sink, delivery_id in newest.items():
        tx.execute(_TELL, {"sink": sink, "event": told_event.key, "delivery": delivery_id})
    return {*newest, *_join_gathered(tx, told_event)}


def _join_gathered(tx: Transaction, told_event: StoredEvent) -> set[str]:
    """Let it complete what is gathered with the event it is about; a gathering keeps its due."""
    there = (
        select(delivery.c.id, delivery.c.sink)
        .join(told, told.c.delivery == delivery.c.id)
        .where(told.c.event == told_event.about, delivery.c.attempts == 0, delivery.c.state.in_(("pending", "behind")))
        .where(delivery.c.subject.startswith(_GATHERED))
    )
    rows = tx.execute(there).all()
    for row in rows:
        tx.execute(_TELL, {"sink": row.sink, "event": told_event.key, "delivery": row.id})
    return {row.sink for row in rows}


def claim(tx: Transaction, sink: str, now: int, until: int, *, least: int = -1) -> Claimed | None:
    """The next delivery of this sink that is due, now ours until the lease ends; None when there is none.

    Those of a priority below `least` are left where they are.
    """
    return next(iter(claim_many(tx, sink, now, until, least=least, most=1)), None)


def claim_many(tx: Transaction, sink: str, now: int, until: int, *, least: int = -1, most: int) -> list[Claimed]:
    """As `claim`, up to so many at once: those of one priority, of different subjects, in the order to be sent."""
    for level in _LEVELS:
        wanted = {"sink": sink, "now": now, "level": level, "most": most}
        found = tx.scalars(_NEXT, wanted).all() if level >= least else []
        if found:
            rows = tx.execute(_CLAIM, {"ids": found, "now": now, "until": until})
            claimed = {row.id: Claimed(*row) for row in rows}
            return [claimed[delivery_id] for delivery_id in found]
    return []


def events_of(tx: Transaction, delivery_id: int) -> list[StoredEvent]:
    """The events a delivery tells: the fact first, then what completes it."""
    return events_of_all(tx, [delivery_id])[delivery_id]


def events_of_all(tx: Transaction, deliveries: Sequence[int]) -> dict[int, list[StoredEvent]]:
    """The same of several deliveries."""
    told_by: dict[int, list[StoredEvent]] = {delivery_id: [] for delivery_id in deliveries}
    for delivery_id, *row in tx.execute(_TOLD_BY, {"deliveries": deliveries}):
        told_by[delivery_id].append(StoredEvent(*row))
    return {delivery_id: _facts_first(events) for delivery_id, events in told_by.items()}


def _facts_first(events: Sequence[StoredEvent]) -> list[StoredEvent]:
    """What completes an event may have been noticed before it."""
    there = {each.key for each in events}
    return sorted(events, key=lambda each: each.about in there)


class Ended(NamedTuple):
    """A claimed delivery that was `sent`, or is `dead` for a reason."""

    done: Claimed
    state: str
    reason: str


class Sent(NamedTuple):
    """A message that a sink has, by the name that its service gave it, and what it tells."""

    reference: str
    events: Sequence[StoredEvent]


def refer(tx: Transaction, delivery_id: int, reference: str) -> None:
    """Remember what the service calls this message."""
    tx.execute(update(delivery).where(delivery.c.id == delivery_id).values(reference=reference))


def running(tx: Transaction, claimed: Claimed, kinds: Collection[str], ends: Collection[str], most: int) -> Sent | None:
    """The newest message of this sink that tells news of these kinds about the same subject, if it can be changed.

    News of a kind that `ends` what goes on means that nothing does. With the message come the newest so many events of
    these kinds that the sink was told of, oldest first.
    """
    before = (
        select(delivery.c.subject, delivery.c.state, delivery.c.reference, *_EVENT_COLUMNS)
        .join(told, told.c.delivery == delivery.c.id)
        .join(event, event.c.key == told.c.event)
        .where(delivery.c.sink == claimed.sink, event.c.subject == claimed.subject)
        .where(event.c.kind.in_((*kinds, *ends)), delivery.c.id < claimed.id)
        .where(func.coalesce(delivery.c.reason, "") != SUPERSEDED)
        .order_by(event.c.id.desc())
        .limit(most)
    )
    rows = list(takewhile(lambda row: row.kind in kinds, tx.execute(before)))
    if not rows or tuple(rows[0][:2]) != (claimed.subject, "sent") or not rows[0].reference:
        return None  # it was part of another message, or was not told
    return Sent(rows[0].reference, [StoredEvent(*row[3:]) for row in reversed(rows)])


def supersede(tx: Transaction, sink: str, subject: str, kinds: Collection[str], now: int) -> None:
    """What a sink is owed of these kinds about a subject, and nobody has begun to send, is overtaken by newer news."""
    owed = (
        select(delivery.c.id)
        .join(told, told.c.delivery == delivery.c.id)
        .join(event, event.c.key == told.c.event)
        .where(delivery.c.sink == sink, delivery.c.subject == subject, is_open(delivery.c.state))
        .where(delivery.c.state != "claimed", event.c.kind.in_(kinds))
    )
    over = update(delivery).where(delivery.c.id.in_(owed))
    if tx.execute(over.values(state="silent", reason=SUPERSEDED, finished=now)).rowcount:
        _follow(tx, sink, {subject})


def finish(tx: Transaction, done: Claimed, *, state: str, reason: str, now: int) -> None:
    """It was `sent`, or is `dead` for a reason. The next of the same subject may go."""
    finish_all(tx, [Ended(done, state, reason)], now)


def finish_all(tx: Transaction, ended: Sequence[Ended], now: int) -> None:
    """The same of several of one sink."""
    if not ended:
        return
    rows = [{"b_id": each.done.id, "outcome": each.state, "why": each.reason, "now": now} for each in ended]
    tx.execute(_FINISH, rows)
    _follow(tx, ended[0].done.sink, {each.done.subject for each in ended})


def _follow(tx: Transaction, sink: str, subjects: Collection[str]) -> None:
    """Let the next of each subject go, where nothing is before it any more."""
    there = sorted(subjects)
    for first in range(0, len(there), _AT_ONCE):
        tx.execute(_FOLLOW, {"b_sink": sink, "subjects": there[first : first + _AT_ONCE]})


def put_back(tx: Transaction, done: Claimed, *, due: int, reason: str) -> None:
    """It was not delivered: try again at `due`. What is gathered may tell of the same subject: it must not overtake."""
    tx.execute(
        update(delivery).where(delivery.c.id == done.id).values(state="pending", due=due, reason=reason, lease=None)
    )
    later = update(delivery).where(delivery.c.sink == done.sink, delivery.c.state.in_(("pending", "behind")))
    later = later.where(is_open(delivery.c.state), delivery.c.subject.between(_GATHERED, "digest0"))
    tx.execute(later.where(delivery.c.id > done.id, delivery.c.due < due).values(due=due))


def unclaim(tx: Transaction, unsent: Claimed) -> None:
    """It was claimed, and nothing was sent: as if nothing had been."""
    back = update(delivery).where(delivery.c.id == unsent.id, delivery.c.state == "claimed")
    tx.execute(back.values(state="pending", attempts=delivery.c.attempts - 1, lease=None, started=None))


def replay(tx: Transaction, delivery_id: int, *, now: int, ages: Mapping[str, int]) -> bool:
    """Owe a dead letter again, from now on. `ages`: how long (ms) messages of each sink live.

    False where it is none (any more), or where its sink is not there any more.
    """
    row = tx.execute(
        select(delivery.c.sink, delivery.c.subject, delivery.c.priority)
        .where(delivery.c.id == delivery_id, delivery.c.state == "dead")
    ).first()  # fmt: skip
    if row is None or row.sink not in ages:
        return False
    blocked = tx.scalar(_BLOCKED, row._asdict())
    changes = {"state": "behind" if blocked else "pending", "due": now, "attempts": 0, "expires": now + ages[row.sink]}
    tx.execute(update(delivery).where(delivery.c.id == delivery_id).values(**changes, finished=None))
    return True


def drop(tx: Transaction, delivery_id: int) -> bool:
    """Let a dead letter rest: silent from now on. False where it is none (any more)."""
    forgotten = update(delivery).where(delivery.c.id == delivery_id, delivery.c.state == "dead")
    return tx.execute(forgotten.values(state="silent")).rowcount == 1


def release(tx: Transaction, now: int, hold: Collection[str] = ()) -> int:
    """Take back what a dead process had claimed (there is one process per store). Returns how many.

    They were perhaps sent: sending again is what *at least once* means. Of the sinks to `hold`, they are dead letters.
    """
    claimed = [Claimed(*row) for row in tx.execute(select(*_CLAIMED_COLUMNS).where(delivery.c.state == "claimed"))]
    reason = "uncertain: stopped while sending"
    for sink in {each.sink for each in claimed} & set(hold):
        finish_all(tx, [Ended(each, "dead", reason) for each in claimed if each.sink == sink], now)
    orphans = update(delivery).where(delivery.c.state == "claimed")
    tx.execute(orphans.values(state="pending", due=now, lease=None, reason=reason))
    return len(claimed)


def ready(tx: Transaction, now: int, sinks: Iterable[str]) -> list[str]:
    """Those of these sinks that have something due."""
    return [
        sink
        for sink in sinks
        if any(tx.scalar(_NEXT, {"sink": sink, "now": now, "level": level, "most": 1}) for level in _LEVELS)
    ]


def abandon(tx: Transaction, sinks: Collection[str], now: int) -> int:
    """Give up what waits for a sink that is not there any more, once it expires. Returns how many."""
    over = update(delivery).where(delivery.c.state.in_(("pending", "behind")), delivery.c.sink.not_in(sinks))
    reason = "gone: no sink of this name in the config any more"
    over = over.where(delivery.c.expires < now).values(state="dead", reason=reason, finished=now)
    gone = [(row.sink, row.subject) for row in tx.execute(over.returning(delivery.c.sink, delivery.c.subject))]
    for sink in {sink for sink, _ in gone}:
        _follow(tx, sink, {subject for name, subject in gone if name == sink})
    return len(gone)


def next_for(tx: Transaction, sinks: Iterable[str]) -> int | None:
    """When the next delivery to one of these sinks is due; None when nothing is owed to them."""
    dues = (tx.scalar(_SOONEST, {"sink": sink, "level": level}) for sink in sinks for level in _LEVELS)
    return min((due for due in dues if due is not None), default=None)


def next_due(tx: Transaction) -> int | None:
    """When the next delivery is due; None when nothing is owed."""
    found: int | None = tx.scalar(select(func.min(delivery.c.due)).where(delivery.c.state == "pending"))
    return found


def shift(tx: Transaction, by: int) -> None:
    """The wall clock was set by so many ms: what was due in a minute still is, and nothing expires by it.

    A digest by the clock on the wall is due when that clock says so.
    """
    waiting = update(delivery).where(delivery.c.state.in_(OPEN), delivery.c.subject.not_in(_BY_THE_WALL))
    tx.execute(waiting.values(due=delivery.c.due + by, expires=delivery.c.expires + by))


class Depth(NamedTuple):
    """How one sink stands."""

    sink: str
    waiting: int
    sent: int
    dead: int
    oldest: int | None
    last_reason: str | None


def depths(tx: Transaction) -> list[Depth]:
    """How each sink stands: waiting, sent, dead, since when the oldest waits, why the last try failed."""
    is_open = delivery.c.state.in_(OPEN)

    def count(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    rows = tx.execute(
        select(
            delivery.c.sink,
            count(is_open),
            count(delivery.c.state == "sent"),
            count(delivery.c.state == "dead"),
            func.min(case((is_open, delivery.c.created))),
            func.max(case((is_open & (delivery.c.attempts > 0), delivery.c.reason), else_=literal(None))),
        )
        .group_by(delivery.c.sink)
        .order_by(delivery.c.sink)
    )
    return [Depth(*row) for row in rows]


def latest(tx: Transaction, most: int) -> Sequence[StoredEvent]:
    """The newest events, newest first."""
    rows = tx.execute(select(*_EVENT_COLUMNS).order_by(event.c.id.desc()).limit(most))
    return [StoredEvent(*row) for row in rows]
