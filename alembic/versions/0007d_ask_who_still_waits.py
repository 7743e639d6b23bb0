"""Ask who still waits, and know who has not answered."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0007d"
down_revision = "0007c"
branch_labels = None
depends_on = None

_COLUMNS = ("asked_at", "unanswered_since")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column(
            "waiting_list_entry",
            sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        )
    is_set = sa.text("unanswered_since IS NOT NULL")
    op.create_index(
        "ix_entry_unanswered",
        "waiting_list_entry",
        ["state", "unanswered_since"],
        sqlite_where=is_set,
        postgresql_where=is_set,
    )
    op.create_index(
        "ix_entry_asked", "waiting_list_entry", ["state", "asked_at", "placed_at", "due_date"]
    )


def downgrade() -> None:
    op.drop_index("ix_entry_asked", "waiting_list_entry")
    op.drop_index("ix_entry_unanswered", "waiting_list_entry")
    # Not in a batch: on SQLite that makes the table anew and drops its triggers.
    for name in _COLUMNS:
        op.drop_column("waiting_list_entry", name)
