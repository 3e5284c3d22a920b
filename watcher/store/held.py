"""News that is kept back until it is known what a recalculation of pp makes of it. It counts as not routed."""

from sqlalchemy import bindparam, or_, update

from watcher.store.store import Transaction
from watcher.store.tables import event

HELD = 2
_HOLD = update(event).where(event.c.id == bindparam("b_id")).values(routed=HELD)
_LET_GO = (
    update(event)
    .where(event.c.routed == HELD)
    .where(or_(event.c.noticed <= bindparam("before"), event.c.noticed > bindparam("now")))
    .values(routed=0)
)


def hold(tx: Transaction, event_id: int) -> None:
    """Keep this event back."""
    tx.execute(_HOLD, {"b_id": event_id})


def let_go(tx: Transaction, before: int, now: int) -> None:
    """Let what was noticed up to `before` (ms UTC) be routed, and what the clock says is yet to be noticed."""
    tx.execute(_LET_GO, {"before": before, "now": now})
