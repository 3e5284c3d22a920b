"""How much a sink was told lately, and how much it is about to be told: for caps and cooldowns."""

from sqlalchemy import func, select

from watcher.store.outbox import gathering
from watcher.store.store import Transaction
from watcher.store.tables import OPEN, delivery, event, is_open, told


def room(tx: Transaction, sink: str, *, most: int, since: int, now: int) -> int:
    """How many messages a sink may still get, if so many are the most since then (ms UTC).

    A clock that was set back since makes some of them lie ahead: those don't count, or it would be silent for long.
    """
    lately = delivery.c.finished.between(since + 1, now)
    sent = select(delivery.c.id).where(delivery.c.sink == sink, delivery.c.state == "sent", lately).limit(most)
    return most - len(tx.scalars(sent).all())


def waiting(tx: Transaction, sink: str, most: int) -> int:
    """How many messages are on their way to a sink; more than `most` are not counted."""
    found = select(delivery.c.id).where(delivery.c.sink == sink, delivery.c.state.in_(OPEN)).limit(most)
    return len(tx.scalars(found).all())


def folds(tx: Transaction, sink: str, name: str) -> bool:
    """Whether something is gathered for a sink under this name now, that nobody tried to send yet."""
    there = select(delivery.c.id).where(delivery.c.sink == sink, is_open(delivery.c.state), delivery.c.attempts == 0)
    return tx.scalar(there.where(delivery.c.subject == gathering(name))) is not None


def last_due(tx: Transaction, sink: str) -> int:
    """When the last message on its way to a sink is due (ms UTC); 0 where there is none."""
    found: int | None = tx.scalar(
        select(func.max(delivery.c.due)).where(delivery.c.sink == sink, delivery.c.state.in_(OPEN))
    )
    return found or 0


def told_by_rule(tx: Transaction, sink: str, rule: str, subject: str, since: int) -> bool:
    """Whether a sink was told of a subject by this rule since then (ms UTC), or is about to be."""
    lately = (
        select(told.c.event)
        .join(event, event.c.key == told.c.event)
        .join(delivery, delivery.c.id == told.c.delivery)
        .where(event.c.subject == subject, told.c.sink == sink, told.c.rule == rule)
        .where(delivery.c.state != "silent", event.c.noticed > since)
        .limit(1)
    )
    return tx.scalar(lately) is not None
