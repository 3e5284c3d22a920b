"""What was asked of osu! lately, so that a restart does not forget what the server still counts."""

from sqlalchemy import delete, func, insert, select

from watcher.osu.budget import Spent
from watcher.store.store import Transaction
from watcher.store.tables import spent

KEPT = 5 * 60_000
"""Longer than any request weighs on the budget (ms)."""


def record(tx: Transaction, request: Spent) -> None:
    """Keep a request that is about to be sent."""
    tx.execute(insert(spent), {"cost": request.cost, "now": request.now, "monotonic": request.monotonic})


def forget(tx: Transaction, now: int) -> None:
    """Drop the requests that no longer count."""
    tx.execute(delete(spent).where(spent.c.now < now - KEPT))


def recorded(tx: Transaction) -> list[Spent]:
    """What may still count."""
    return [Spent(*row) for row in tx.execute(select(spent.c.cost, spent.c.now, spent.c.monotonic))]


def lately(tx: Transaction, now: int) -> int:
    """What the requests of the last minute cost."""
    return tx.scalar(select(func.coalesce(func.sum(spent.c.cost), 0)).where(spent.c.now > now - 60_000)) or 0
