"""Add how members want to hear of things, and the receipts of digests."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notification_choice",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("notification", sa.String(length=60), nullable=False),
        sa.Column(
            "way",
            sa.Enum("AT_ONCE", "DIGEST", "BELL", name="way", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"]),
        sa.PrimaryKeyConstraint("membership_id", "notification"),
    )
    op.create_table(
        "digest_receipt",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("DAILY", "WEEKLY", name="digestkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"]),
        sa.PrimaryKeyConstraint("membership_id", "kind", "period"),
    )
    op.add_column(
        "bell_item",
        sa.Column("awaits_digest", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_bell_digest", "bell_item", ["awaits_digest", "membership_id", "created_at"]
    )


def downgrade() -> None:
    op.drop_index("ix_bell_digest", "bell_item")
    with op.batch_alter_table("bell_item") as batch_op:
        batch_op.drop_column("awaits_digest")
    op.drop_table("digest_receipt")
    op.drop_table("notification_choice")
