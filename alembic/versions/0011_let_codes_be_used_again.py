"""Let the UZOVI code of a label that ended be used again."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0015"
branch_labels = None
depends_on = None

_INDEX = "ix_insurer_label_uzovi_code"
_UNIQUE = "insurer_label_uzovi_code_key"
_COLUMNS = "id, insurer_id, name, uzovi_code, valid_from, valid_to"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(_UNIQUE, "insurer_label")
    else:
        _make_anew()
    op.create_index(_INDEX, "insurer_label", ["uzovi_code"])


def downgrade() -> None:
    op.drop_index(_INDEX, "insurer_label")
    if op.get_bind().dialect.name == "postgresql":
        op.create_unique_constraint(_UNIQUE, "insurer_label", ["uzovi_code"])
    else:
        _make_anew(sa.UniqueConstraint("uzovi_code"))


def _make_anew(*constraints: sa.UniqueConstraint) -> None:
    # SQLite can't drop a constraint. Not in a batch: entries point at the labels, and only rows
    # that are written after their table is dropped make up for that.
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TABLE insurer_label_kept AS SELECT * FROM insurer_label")
    op.drop_index("ix_insurer_label_insurer_id", "insurer_label")
    op.drop_table("insurer_label")
    op.create_table(
        "insurer_label",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("insurer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("uzovi_code", sqlmodel.sql.sqltypes.AutoString(length=4), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["insurer_id"], ["insurer.id"]),
        sa.PrimaryKeyConstraint("id"),
        *constraints,
    )
    op.execute(f"INSERT INTO insurer_label ({_COLUMNS}) SELECT {_COLUMNS} FROM insurer_label_kept")
    op.drop_table("insurer_label_kept")
    op.create_index("ix_insurer_label_insurer_id", "insurer_label", ["insurer_id"])
