"""Escalate who waits past the last threshold, and find who stands out by an index."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0007b"
down_revision = "0014"
branch_labels = None
depends_on = None

_MARKED = {"ix_entry_escalated": "escalated_at"}


def upgrade() -> None:
    op.add_column(
        "waiting_list_entry",
        sa.Column("escalated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    )
    for name, column in _MARKED.items():
        is_set = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            name,
            "waiting_list_entry",
            ["state", column],
            sqlite_where=is_set,
            postgresql_where=is_set,
        )
    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("threshold_weeks", sa.Integer(), nullable=False),
        sa.Column("escalated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["waiting_list_entry.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entry_id", "number", name="uq_escalation"),
    )


def downgrade() -> None:
    op.drop_table("escalation")
    for name in _MARKED:
        op.drop_index(name, "waiting_list_entry")
    # Not in a batch: on SQLite that makes the table anew and drops its triggers.
    op.drop_column("waiting_list_entry", "escalated_at")
