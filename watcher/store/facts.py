"""Facts as they come in, many at a time: one statement for a page of them is ten times faster than one for each."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from watcher.store.store import Transaction
from watcher.store.tables import event

AT_ONCE = 500
"""Keys in one query; SQLite takes 32 766 parameters at most."""

_KNOWN = select(event.c.key).where(event.c.key.in_(bindparam("keys", expanding=True)))
_ADD = insert(event)


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Add facts, in this order. A fact that is known already stays as it is. Returns the keys of those that are new."""
    new: dict[str, dict[str, Any]] = {}
    known = set(_known(tx, [row["key"] for row in rows]))
    for row in rows:
        if row["key"] not in known:
            new.setdefault(row["key"], row)
    if new:
        tx.execute(_ADD, list(new.values()))
    return set(new)


def _known(tx: Transaction, keys: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(keys), AT_ONCE):
        yield from tx.execute(_KNOWN, {"keys": keys[start : start + AT_ONCE]}).scalars()
