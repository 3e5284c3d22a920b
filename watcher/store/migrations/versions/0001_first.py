"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agenda",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("bookmark", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("pace", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("misses", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("question", "subject", "asker", name=op.f("pk_agenda")),
    )
    op.create_index("ix_agenda_due", "agenda", ["due"], unique=False)
    op.create_index("ix_agenda_question", "agenda", ["question", "due"], unique=False)
    op.create_table(
        "asked",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.SmallInteger(), nullable=False),
        sa.Column("now", sa.BigInteger(), nullable=False),
        sa.Column("monotonic", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("question", "subject", "follow_up", name=op.f("pk_asked")),
    )
    op.create_table(
        "beatmap",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_beatmap")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease", sa.BigInteger(), nullable=True),
        sa.Column("started", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=True),
        sa.Column("awaits", sa.Text(), nullable=True),
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("mention", sa.Text(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_due", "delivery", ["sink", "state", "priority", "due"], unique=False)
    op.create_index(
        "ix_delivery_sent",
        "delivery",
        ["sink", "finished"],
        unique=False,
        sqlite_where=sa.text("state = 'sent'"),
        postgresql_where=sa.text("state = 'sent'"),
    )
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["subject", "sink", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'behind', 'claimed')"),
        postgresql_where=sa.text("state IN ('pending', 'behind', 'claimed')"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("happened", sa.BigInteger(), nullable=False),
        sa.Column("noticed", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("routed", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_event_subject", "event", ["subject", "id"], unique=False)
    op.create_index(
        "ix_event_held",
        "event",
        ["noticed"],
        unique=False,
        sqlite_where=sa.text("routed = 2"),
        postgresql_where=sa.text("routed = 2"),
    )
    op.create_index(
        "ix_event_unrouted",
        "event",
        ["id"],
        unique=False,
        sqlite_where=sa.text("routed = 0"),
        postgresql_where=sa.text("routed = 0"),
    )
    op.create_table(
        "map_file",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_map_file")),
    )
    op.create_table(
        "memory",
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("family", "subject", name=op.f("pk_memory")),
    )
    op.create_table(
        "note",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_note")),
    )
    op.create_table(
        "player",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_player")),
    )
    op.create_table(
        "roster",
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("list", "subject", name=op.f("pk_roster")),
    )
    op.create_table(
        "spent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("now", sa.BigInteger(), nullable=False),
        sa.Column("monotonic", sa.Float(), nullable=False),
        sa.Column("took", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent")),
    )
    op.create_table(
        "told",
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("delivery", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("sink", "event", name=op.f("pk_told")),
    )
    op.create_index("ix_told_delivery", "told", ["delivery"], unique=False)
