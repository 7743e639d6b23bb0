"""Let readers choose day and form of the weekly update, and note who had which."""

import sqlalchemy as sa
from alembic import op


revision = "0007e"
down_revision = "0007d"
branch_labels = None
depends_on = None

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_FORMS = ("BOTH", "CSV", "XLSX", "FIGURES")


def upgrade() -> None:
    op.create_table(
        "update_choice",
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column(
            "day", sa.Enum(*_DAYS, name="weekday", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "form", sa.Enum(*_FORMS, name="updateform", native_enum=False, length=40), nullable=False
        ),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"]),
        sa.PrimaryKeyConstraint("membership_id"),
    )
    # Who has the files of a week has had its update.
    nothing = "'{}'" if op.get_bind().dialect.name == "sqlite" else "CAST('{}' AS JSON)"
    op.execute(
        "INSERT INTO digest_receipt (membership_id, kind, period, made_at, figures) "
        f"SELECT membership_id, 'WEEKLY', period, max(created_at), {nothing} "
        "FROM kept_export GROUP BY membership_id, period"
    )


def downgrade() -> None:
    op.execute("DELETE FROM digest_receipt WHERE kind = 'WEEKLY'")
    op.drop_table("update_choice")
