"""Which questions were answered lately, so that a restart does not ask them again within their minute."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from watcher.store.store import Transaction
from watcher.store.tables import asked, is_recent

_DROP = delete(asked).where(
    asked.c.question == bindparam("b_question"),
    asked.c.subject == bindparam("b_subject"),
    asked.c.follow_up == bindparam("b_follow_up"),
)


class Asked(NamedTuple):
    """A question about a subject, regular or in the wake of something, and when it was asked, by both clocks."""

    question: str
    subject: str
    follow_up: bool
    now: int
    monotonic: float


def record(tx: Transaction, questions: Iterable[Asked]) -> None:
    """These were answered now: when they were before no longer counts."""
    rows = [one._asdict() | {"follow_up": int(one.follow_up)} for one in questions]
    if rows:
        tx.execute(_DROP, [{f"b_{name}": row[name] for name in ("question", "subject", "follow_up")} for row in rows])
        tx.execute(insert(asked), rows)


def forget(tx: Transaction, now: int, monotonic: float) -> None:
    """Drop what was asked long ago."""
    tx.execute(delete(asked).where(~is_recent(asked, now, monotonic)))


def recorded(tx: Transaction) -> list[Asked]:
    """What was asked lately."""
    columns = (asked.c.question, asked.c.subject, asked.c.follow_up, asked.c.now, asked.c.monotonic)
    return [Asked(row[0], row[1], bool(row[2]), row[3], row[4]) for row in tx.execute(select(*columns))]
