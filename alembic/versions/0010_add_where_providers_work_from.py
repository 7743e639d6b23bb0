"""Add where providers work from, their languages, and when they were told that numbers are old."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0010'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('care_provider', sa.Column('base_pc4', sqlmodel.sql.sqltypes.AutoString(length=4), nullable=True))
    op.add_column('care_provider', sa.Column('languages', sa.JSON(), server_default=sa.text("'[\"nl\"]'"), nullable=False))
    op.add_column('care_provider', sa.Column('capacity_told_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('care_provider', schema=None) as batch_op:
        batch_op.drop_column('capacity_told_at')
        batch_op.drop_column('languages')
        batch_op.drop_column('base_pc4')
