"""Index the history of the list by when things happened, for the overviews."""

from alembic import op

revision = "0013"
down_revision = "0009"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_entry_placed": (
        "waiting_list_entry",
        ["placed_at", "region_id", "insurer_id", "state"],
    ),
    "ix_entry_accepted": (
        "waiting_list_entry",
        ["accepted_at", "region_id", "insurer_id", "placed_at"],
    ),
    "ix_entry_closed": (
        "waiting_list_entry",
        ["closed_at", "region_id", "insurer_id", "accepted_at", "close_reason"],
    ),
    "ix_entry_born": (
        "waiting_list_entry",
        ["birth_reported_at", "state", "region_id", "insurer_id", "due_date"],
    ),
    "ix_timeline_kind": ("timeline_event", ["kind", "happened_at", "entry_id"]),
}


def upgrade() -> None:
    # Not in a batch: on SQLite that makes the table anew and drops its counting triggers.
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _columns) in _INDEXES.items():
        op.drop_index(name, table)
