"""Page through all questions to the helpdesk along an index."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_changed", "ticket", ["changed_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_ticket_changed", "ticket")
