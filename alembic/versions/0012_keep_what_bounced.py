"""Keep what bounced: whom a sent mail was for, hashed, and the addresses that don't work."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0012'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'outbox_message',
        sa.Column('address_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
    )
    op.create_table(
        'address_bounce',
        sa.Column('address_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column('status', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column('bounced_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint('address_hash'),
    )


def downgrade() -> None:
    op.drop_table('address_bounce')
    with op.batch_alter_table('outbox_message') as batch_op:
        batch_op.drop_column('address_hash')
