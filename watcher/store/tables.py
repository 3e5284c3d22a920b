"""The tables. Times are BIGINT milliseconds UTC; keys are text built by `osu.keys` and the families.

`memory` is an ordinary rowid table: WITHOUT ROWID is three times slower for rows of 4 kB.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    literal_column,
    text,
)

meta = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"},
)

# SQLite gives out rowids only to a column that is called INTEGER.
Serial = BigInteger().with_variant(Integer, "sqlite")

memory = Table(
    "memory",
    meta,
    Column("family", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("version", SmallInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("changed", BigInteger, nullable=False),
)

event = Table(
    "event",
    meta,
    Column("id", Serial, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("happened", BigInteger, nullable=False),
    Column("noticed", BigInteger, nullable=False),
    Column("about", Text),
    Column("version", SmallInteger, nullable=False),
    Column("facts", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("routed", SmallInteger, nullable=False, server_default=text("0")),
)
Index("ix_event_unrouted", event.c.id, sqlite_where=event.c.routed == 0, postgresql_where=event.c.routed == 0)
Index("ix_event_held", event.c.noticed, sqlite_where=event.c.routed == 2, postgresql_where=event.c.routed == 2)
Index("ix_event_subject", event.c.subject, event.c.id)

delivery = Table(
    "delivery",
    meta,
    Column("id", Serial, primary_key=True),
    Column("sink", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", Text, nullable=False),  # pending | behind | claimed | sent | dead | silent
    Column("due", BigInteger, nullable=False),
    Column("priority", SmallInteger, nullable=False, server_default=text("0")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("lease", BigInteger),
    Column("started", BigInteger),
    Column("reason", Text),
    Column("expires", BigInteger),
    Column("awaits", Text),  # the key of the event that others may still complete before `due`
    Column("watch", Text, nullable=False),
    Column("reference", Text),  # what the service calls the message, where it can be changed later
    Column("mention", Text),
    Column("created", BigInteger, nullable=False),
    Column("finished", BigInteger),
)
OPEN = ("pending", "behind", "claimed")


def is_open(state: Column[str]) -> ColumnElement[bool]:
    """Whether a delivery is open. Written out: SQLite uses a partial index only where it reads its very condition."""
    return state.in_([literal_column(f"'{each}'") for each in OPEN])


_is_open = is_open(delivery.c.state)
Index("ix_delivery_due", delivery.c.sink, delivery.c.state, delivery.c.priority, delivery.c.due)
_is_sent = delivery.c.state == "sent"
Index("ix_delivery_sent", delivery.c.sink, delivery.c.finished, sqlite_where=_is_sent, postgresql_where=_is_sent)
Index(
    "ix_delivery_open", delivery.c.subject, delivery.c.sink, delivery.c.id,
    sqlite_where=_is_open, postgresql_where=_is_open,
)  # fmt: skip

told = Table(
    "told",
    meta,
    Column("sink", Text, primary_key=True),
    Column("event", Text, primary_key=True),
    Column("delivery", BigInteger, nullable=False),
    Column("rule", Text),  # where a rule has a cooldown: which one it was
    Index("ix_told_delivery", "delivery"),
)

agenda = Table(
    "agenda",
    meta,
    Column("question", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("asker", Text, primary_key=True),
    Column("due", BigInteger, nullable=False),
    Column("bookmark", Text, nullable=False, server_default=text("''")),
    Column("pace", Text, nullable=False, server_default=text("''")),
    Column("misses", Integer, nullable=False, server_default=text("0")),
    Index("ix_agenda_due", "due"),
    Index("ix_agenda_question", "question", "due"),
)

roster = Table(
    "roster",
    meta,
    Column("list", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("since", BigInteger, nullable=False),
    Column("name", Text, nullable=False),  # as the config writes it, so that a rename at osu! loses nobody
)

player = Table(
    "player",
    meta,
    Column("subject", Text, primary_key=True),  # bancho/user/2
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False, server_default=text("''")),
    Column("changed", BigInteger, nullable=False),
)

map_file = Table(
    "map_file",
    meta,
    Column("subject", Text, primary_key=True),  # bancho/map/129891
    Column("body", LargeBinary, nullable=False),  # zlib
)

beatmap = Table(
    "beatmap",
    meta,
    Column("subject", Text, primary_key=True),  # bancho/map/129891
    Column("body", LargeBinary, nullable=False),
    Column("changed", BigInteger, nullable=False),
)

spent = Table(
    "spent",
    meta,
    Column("id", Serial, primary_key=True),
    Column("cost", Integer, nullable=False),
    Column("now", BigInteger, nullable=False),
    Column("monotonic", Float, nullable=False),
    Column("took", Float),  # seconds until its answer; empty while there is none
)

asked = Table(
    "asked",
    meta,
    Column("question", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("follow_up", SmallInteger, primary_key=True),
    Column("now", BigInteger, nullable=False),
    Column("monotonic", Float, nullable=False),
)

LATELY = 5 * 60_000
"""Longer than anything that was asked weighs on what may be asked (ms)."""


def is_recent(table: Table, now: int, monotonic: float) -> ColumnElement[bool]:
    """Whether a row of `spent` or `asked` was written in the last `LATELY` ms, by either clock.

    One of them may have been set, the other begins anew when the machine does.
    """
    by_the_wall = table.c.now.between(now - LATELY, now)
    return by_the_wall | table.c.monotonic.between(monotonic - LATELY / 1000, monotonic)


note = Table(
    "note",
    meta,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
)
