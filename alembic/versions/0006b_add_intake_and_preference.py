"""Add the intake, a client's preference, and whether an offer shows how to reach her."""

import sqlalchemy as sa
from alembic import op

revision = "0006b"
down_revision = "0015b"
branch_labels = None
depends_on = None

_INTAKE = sa.Enum(
    "NOT_PLANNED", "PLANNED", "DONE", name="intakestate", native_enum=False, length=40
)


def upgrade() -> None:
    # Columns are added in place: a batch would make the table anew and drop its counting triggers.
    op.add_column(
        "waiting_list_entry",
        sa.Column("intake", _INTAKE, nullable=False, server_default="NOT_PLANNED"),
    )
    op.add_column("waiting_list_entry", sa.Column("intake_planned_on", sa.Date(), nullable=True))
    op.add_column("waiting_list_entry", sa.Column("intake_done_on", sa.Date(), nullable=True))
    op.add_column(
        "waiting_list_entry",
        sa.Column(
            "preferred_provider_id",
            sa.Uuid(),
            sa.ForeignKey("care_provider.id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(
        "ix_entry_region_intake",
        "waiting_list_entry",
        ["state", "region_id", "intake", "due_date", "id", "pc4"],
    )
    op.create_index("ix_entry_preferred", "waiting_list_entry", ["preferred_provider_id"])
    op.add_column(
        "region",
        sa.Column("offer_shows_contact", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("region", "offer_shows_contact")
    op.drop_index("ix_entry_preferred", "waiting_list_entry")
    op.drop_index("ix_entry_region_intake", "waiting_list_entry")
    for name in ("preferred_provider_id", "intake_done_on", "intake_planned_on", "intake"):
        op.drop_column("waiting_list_entry", name)
