"""What was asked of osu! lately, so that a restart does not forget what the server still counts."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, func, insert, select, update

from watcher.osu.budget import Spent
from watcher.store.store import Transaction
from watcher.store.tables import is_recent, spent

_TOOK = update(spent).where(spent.c.id == bindparam("number")).values(took=bindparam("seconds"))


def record(tx: Transaction, request: Spent, took: Mapping[int, float]) -> int:
    """Keep a request that is about to be sent, and how long earlier ones took (s). Returns its number."""
    if took:
        tx.execute(_TOOK, [{"number": number, "seconds": seconds} for number, seconds in took.items()])
    values = {"cost": request.cost, "now": request.now, "monotonic": request.monotonic}
    number: int = tx.execute(insert(spent).values(values).returning(spent.c.id)).scalar_one()
    return number


def forget(tx: Transaction, now: int, monotonic: float) -> None:
    """Drop the requests that no longer count."""
    tx.execute(delete(spent).where(~is_recent(spent, now, monotonic)))


def recorded(tx: Transaction) -> list[Spent]:
    """What may still count."""
    return [Spent(*row) for row in tx.execute(select(spent.c.cost, spent.c.now, spent.c.monotonic, spent.c.took))]


def lately(tx: Transaction, now: int) -> int:
    """What the requests of the last minute cost."""
    return tx.scalar(select(func.coalesce(func.sum(spent.c.cost), 0)).where(spent.c.now > now - 60_000)) or 0
