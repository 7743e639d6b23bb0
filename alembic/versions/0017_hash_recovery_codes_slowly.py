"""Make room for a slow hash of recovery codes; those of before stay, since nobody has their text."""

import sqlmodel
from alembic import op

revision = '0017'
down_revision = '0006b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('recovery_code') as batch_op:
        batch_op.alter_column(
            'code_hash',
            existing_type=sqlmodel.sql.sqltypes.AutoString(length=64),
            type_=sqlmodel.sql.sqltypes.AutoString(length=120),
            existing_nullable=False,
        )


def downgrade() -> None:
    # The former version can't check them; who had some makes new ones under Profiel.
    op.execute("DELETE FROM recovery_code WHERE length(code_hash) > 64")
    with op.batch_alter_table('recovery_code') as batch_op:
        batch_op.alter_column(
            'code_hash',
            existing_type=sqlmodel.sql.sqltypes.AutoString(length=120),
            type_=sqlmodel.sql.sqltypes.AutoString(length=64),
            existing_nullable=False,
        )
