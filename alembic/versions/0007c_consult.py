"""Add notes and contact persons of a region's coordinator and preferred insurers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0007c"
down_revision = "0010b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "region_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("insurer_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["insurer_id"], ["insurer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_region_note", "region_note", ["region_id", "written_at"])
    op.create_table(
        "contact_person",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("agreed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"]),
        sa.PrimaryKeyConstraint("membership_id"),
    )


def downgrade() -> None:
    op.drop_table("contact_person")
    op.drop_table("region_note")
