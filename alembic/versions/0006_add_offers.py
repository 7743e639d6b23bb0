"""Add offers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0010"
branch_labels = None
depends_on = None

_STATES = ("PENDING", "ACCEPTED", "DECLINED", "EXPIRED", "WITHDRAWN")
_DECLINED = ("NO_CAPACITY", "ILLNESS", "TOO_FAR", "LANGUAGE", "CARE_NEEDED", "CLIENT_REFUSED")
_WITHDRAWN = (
    "BY_COORDINATOR",
    "LEFT_LIST",
    "MOVED_REGION",
    "PROVIDER_ENDED",
    "NO_LONGER_APPROVED",
)
_IS_PENDING = sa.text("state = 'PENDING'")
_INDEXES = {
    "ix_offer_entry": ["entry_id", "offered_at"],
    "ix_offer_provider": ["provider_id", "state", "offered_at"],
    "ix_offer_region": ["region_id", "state", "offered_at"],
    "ix_offer_due": ["state", "expires_at"],
}


def upgrade() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("due_week", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("offered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("state", _choice("offerstate", _STATES), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decline_reason", _choice("declinereason", _DECLINED), nullable=True),
        sa.Column("withdraw_reason", _choice("withdrawreason", _WITHDRAWN), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["waiting_list_entry.id"]),
        sa.ForeignKeyConstraint(["provider_id"], ["care_provider.id"]),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"]),
        sa.ForeignKeyConstraint(["offered_by"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "uq_offer_pending",
        "offer",
        ["entry_id"],
        unique=True,
        sqlite_where=_IS_PENDING,
        postgresql_where=_IS_PENDING,
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "offer", columns)
    with op.batch_alter_table("timeline_event") as batch_op:
        batch_op.add_column(sa.Column("offered_provider_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("detail", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True)
        )
        batch_op.create_foreign_key(
            "fk_timeline_event_offered_provider", "care_provider", ["offered_provider_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("timeline_event") as batch_op:
        batch_op.drop_constraint("fk_timeline_event_offered_provider", type_="foreignkey")
        batch_op.drop_column("detail")
        batch_op.drop_column("offered_provider_id")
    for name in ("uq_offer_pending", *_INDEXES):
        op.drop_index(name, "offer")
    op.drop_table("offer")


def _choice(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=40)
