"""Find the few who reported a birth by an index of their own: they come first on every list."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_set = sa.text("birth_reported_at IS NOT NULL")
    op.create_index(
        "ix_entry_reported",
        "waiting_list_entry",
        ["state", "birth_reported_at"],
        sqlite_where=is_set,
        postgresql_where=is_set,
    )


def downgrade() -> None:
    op.drop_index("ix_entry_reported", "waiting_list_entry")
