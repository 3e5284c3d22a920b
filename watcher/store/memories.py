"""What is remembered of each subject, per family of news."""

from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from watcher.store.store import Transaction
from watcher.store.tables import memory as table

_RECALL = select(table.c.version, table.c.body).where(
    table.c.family == bindparam("family"), table.c.subject == bindparam("subject")
)
_INSERT = insert(table)
_REMEMBER = _INSERT.on_conflict_do_update(
    index_elements=["family", "subject"],
    set_={name: _INSERT.excluded[name] for name in ("version", "body", "changed")},
)


class Remembered(NamedTuple):
    """A memory as stored: msgpack, and the version of the family that wrote it."""

    version: int
    body: bytes


def recall(tx: Transaction, family: str, subject: str) -> Remembered | None:
    """What `family` remembers of `subject`, or None."""
    row = tx.execute(_RECALL, {"family": family, "subject": subject}).first()
    return None if row is None else Remembered(row.version, row.body)


def remember(tx: Transaction, family: str, subject: str, memory: Remembered, now: int) -> None:
    """Replace it."""
    tx.execute(_REMEMBER, {"family": family, "subject": subject, "changed": now} | memory._asdict())
