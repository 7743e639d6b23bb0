"""Sort a region's list by urgency: an index in that order."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: on SQLite that makes the table anew and drops its counting triggers.
    first = [sa.text("(birth_reported_at IS NULL)"), sa.text("(escalated_at IS NULL)")]
    columns = ["state", "region_id", *first, "due_date", "id", "pc4"]
    op.create_index("ix_entry_region_urgency", "waiting_list_entry", columns)


def downgrade() -> None:
    op.drop_index("ix_entry_region_urgency", "waiting_list_entry")
