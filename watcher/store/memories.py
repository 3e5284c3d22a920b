"""What is remembered of each subject, per family of news."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from watcher.store.store import Transaction
from watcher.store.tables import memory as table

AT_ONCE = 500
"""Subjects in one query; SQLite takes 32 766 parameters at most."""

_RECALL = select(table.c.subject, table.c.version, table.c.body, table.c.changed).where(
    table.c.family == bindparam("family"), table.c.subject.in_(bindparam("subjects", expanding=True))
)
_UNTOUCHED = (
    select(table.c.subject, table.c.version, table.c.body)
    .where(
        table.c.family == bindparam("family"),
        table.c.subject > bindparam("after"),
        table.c.changed < bindparam("before"),
    )
    .order_by(table.c.subject)
    .limit(AT_ONCE)
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


def recall(
    tx: Transaction, family: str, subjects: Sequence[str], since: Mapping[str, int] | None = None
) -> dict[str, Remembered]:
    """What `family` remembers of these subjects. Those it knows nothing of are left out.

    So is what was last changed before the watch began (`since`, ms UTC): it was left behind by an earlier watch.
    """
    found: dict[str, Remembered] = {}
    began = since or {}
    for start in range(0, len(subjects), AT_ONCE):
        some = subjects[start : start + AT_ONCE]
        for subject, version, body, changed in tx.execute(_RECALL, {"family": family, "subjects": some}).all():
            if changed >= began.get(subject, 0):
                found[subject] = Remembered(version, body)
    return found


def remember(
    tx: Transaction,
    family: str,
    known: Mapping[str, Remembered],
    now: int,
    since: Mapping[str, int] | None = None,
) -> None:
    """Replace what `family` remembers of these subjects.

    It is of the watch that began at `since` (ms UTC), though the clock may have been set back to before that.
    """
    began = since or {}
    rows = [
        {"family": family, "subject": subject, "changed": max(now, began.get(subject, 0))}
        | {"version": memory.version, "body": memory.body}
        for subject, memory in known.items()
    ]
    if rows:
        tx.execute(_REMEMBER, rows)


def untouched(tx: Transaction, family: str, before: int, after: str) -> dict[str, Remembered]:
    """What `family` remembers and did not change since a time (ms UTC): the next subjects after one, a few hundred."""
    rows = tx.execute(_UNTOUCHED, {"family": family, "before": before, "after": after})
    return {row.subject: Remembered(row.version, row.body) for row in rows}


def forget(tx: Transaction, family: str, subjects: Sequence[str]) -> None:
    """Let `family` remember nothing of these subjects; `AT_ONCE` at most."""
    tx.execute(delete(table).where(table.c.family == family, table.c.subject.in_(subjects)))
