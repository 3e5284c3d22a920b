"""What is long over is forgotten, so that the store stays as big as the present is."""

from sqlalchemy import delete, exists, select

from watcher.store.store import Transaction
from watcher.store.tables import OPEN, delivery, event, told

AT_ONCE = 500
"""How many events are forgotten in one transaction."""
PAGES = 2000
"""How many empty pages are given back at a time (8 MB)."""

_OPEN = (
    exists()
    .where(told.c.event == event.c.key, told.c.delivery == delivery.c.id, delivery.c.state.in_(OPEN))
    .correlate(event)
)


def forget(tx: Transaction, before: int) -> int:
    """Drop the oldest events that were noticed before a time (ms UTC), with the deliveries that told nothing else.

    What is not routed yet or still waits to be told stays. Returns how many were dropped; at most `AT_ONCE`.
    """
    oldest = select(event.c.id).order_by(event.c.id).limit(AT_ONCE)
    over = select(event.c.key).where(event.c.id.in_(oldest), event.c.noticed < before, event.c.routed == 1, ~_OPEN)
    keys = list(tx.scalars(over))
    if not keys:
        return 0
    deliveries = set(tx.scalars(select(told.c.delivery).where(told.c.event.in_(keys))))
    tx.execute(delete(told).where(told.c.event.in_(keys)))
    tx.execute(delete(event).where(event.c.key.in_(keys)))
    emptied = delivery.c.id.in_(deliveries) & ~exists().where(told.c.delivery == delivery.c.id)
    tx.execute(delete(delivery).where(emptied))
    return len(keys)


def give_back(tx: Transaction) -> None:
    """Give empty pages back to the file system, some at a time."""
    empty = tx.exec_driver_sql("PRAGMA freelist_count").scalar_one()
    for _ in range(min(empty, PAGES)):
        tx.exec_driver_sql("PRAGMA incremental_vacuum(1)")  # of more, Python's sqlite3 takes one step only
