"""Let a privacy officer read the access log, and find a client in it by her BSN."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0007"
branch_labels = None
depends_on = None

_OLD = {"ix_access_log_line_user": "user_id", "ix_access_log_line_event": "event"}


def upgrade() -> None:
    op.add_column(
        "membership",
        sa.Column("is_privacy_officer", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("client", sa.Column("bsn_hash", sqlmodel.AutoString(length=64)))
    op.create_index("ix_client_bsn_hash", "client", ["bsn_hash"])
    op.create_index("ix_invitation_number", "invitation", ["client_number"])
    op.drop_index("ix_access_log_line_happened_at", "access_log_line")
    op.create_index("ix_access_log_line_time", "access_log_line", ["happened_at", "number"])
    for name, column in _OLD.items():
        op.drop_index(name, "access_log_line")
        op.create_index(name, "access_log_line", [column, "happened_at", "number"])


def downgrade() -> None:
    for name, column in _OLD.items():
        op.drop_index(name, "access_log_line")
        op.create_index(name, "access_log_line", [column, "number"])
    op.drop_index("ix_access_log_line_time", "access_log_line")
    op.create_index("ix_access_log_line_happened_at", "access_log_line", ["happened_at"])
    op.drop_index("ix_invitation_number", "invitation")
    op.drop_index("ix_client_bsn_hash", "client")
    op.drop_column("client", "bsn_hash")
    op.drop_column("membership", "is_privacy_officer")
