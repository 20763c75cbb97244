"""Channels that are sent to: what is on its way, the accounts it goes through, and codes that link two chats."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from db import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LAST_ID = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table")
_FORGET_ID = sa.text("DELETE FROM sqlite_sequence WHERE name = :table")
_COUNT_ON_FROM = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)")

_ON_ITS_WAY = sa.text("state IN ('waiting', 'sending')")
_DEAD = sa.text("state = 'dead'")
_EXPIRED = sa.text("state = 'expired'")


@contextmanager
def _copied(table: str) -> Iterator[BatchOperations]:
    """
    Let a table change that SQLite can only change by copying it.

    The copy counts its ids from the largest that it was given; one whose row is gone must not be given again either.
    """
    connection = op.get_bind()
    is_copied = connection.dialect.name == "sqlite"
    last = connection.scalar(_LAST_ID, {"table": table}) if is_copied else None
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch:
        yield batch
    if last is not None:
        connection.execute(_FORGET_ID, {"table": table})
        connection.execute(_COUNT_ON_FROM, {"table": table, "last": last})


def upgrade() -> None:
    with _copied("outbox") as outbox:
        outbox.add_column(sa.Column("kind", sa.String(length=8), server_default="reply", nullable=False))
        outbox.add_column(sa.Column("bubbles", sa.Integer(), server_default="0", nullable=False))
        outbox.add_column(sa.Column("unknowns", sa.Integer(), server_default="0", nullable=False))
        outbox.add_column(sa.Column("not_after", columns.UTCDateTime(), nullable=True))
        outbox.alter_column("external_id", existing_type=sa.String(length=120), type_=sa.Text())
        outbox.drop_index("ix_outbox_waiting")
        outbox.drop_index("ix_outbox_due")
        outbox.drop_constraint("state", type_="check")
        outbox.create_check_constraint("kind", "kind IN ('reply', 'notice')")
        outbox.create_check_constraint("state", "state IN ('waiting', 'sending', 'sent', 'expired', 'dead')")
    # A page and a terminal fetch their lines themselves; nothing of them was ever on its way.
    op.execute("UPDATE outbox SET state = 'sent' WHERE channel IN ('web', 'terminal')")
    op.create_index(
        "ix_outbox_due", "outbox", ["channel", "kind", "id"], sqlite_where=_ON_ITS_WAY, postgresql_where=_ON_ITS_WAY
    )
    op.create_index("ix_outbox_dead", "outbox", ["id"], sqlite_where=_DEAD, postgresql_where=_DEAD)
    op.create_index(
        "ix_outbox_expired", "outbox", ["channel", "created_at"], sqlite_where=_EXPIRED, postgresql_where=_EXPIRED
    )
    op.add_column("conversation", sa.Column("is_reachable", sa.Boolean(), server_default=sa.true(), nullable=False))
    with _copied("code") as code:
        code.add_column(sa.Column("typed_in_id", sa.Integer(), nullable=True))
        code.add_column(sa.Column("typed_by_id", sa.Integer(), nullable=True))
        code.create_foreign_key(
            op.f("fk_code_typed_in_id"), "conversation", ["typed_in_id"], ["id"], ondelete="SET NULL"
        )
        code.create_foreign_key(op.f("fk_code_typed_by_id"), "person", ["typed_by_id"], ["id"], ondelete="CASCADE")
        code.create_index("ix_code_typed_in_id", ["typed_in_id"])
        code.create_index("ix_code_typed_by_id", ["typed_by_id"])
        code.drop_constraint("kind", type_="check")
        code.create_check_constraint("kind", "kind IN ('mentor', 'mentee', 'confirm', 'recovery', 'link')")
    op.create_table(
        "account",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("trouble", sa.String(length=20), server_default=sa.text("''"), nullable=False),
        sa.Column("trouble_words", sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.Column("trouble_at", columns.UTCDateTime(), nullable=True),
        sa.Column("has_lost_buttons", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("month", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bubbles", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unknowns", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("channel", "name", name=op.f("pk_account")),
    )
    op.create_table(
        "uploaded",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.String(length=400), nullable=False),
        sa.Column("until", columns.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "account", "digest", name=op.f("pk_uploaded")),
    )
    op.create_table(
        "token",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", columns.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_token")),
    )
    op.create_table(
        "stumble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", columns.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stumble")),
        sa.UniqueConstraint("channel", "account", "key", name=op.f("uq_stumble_channel_account_key")),
    )
    op.create_index(op.f("ix_stumble_at"), "stumble", ["at"], unique=False)
