"""Let mail be turned off: whose choice a mail of the outbox hangs on."""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0007e'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('outbox_message', sa.Column('chooser_id', sa.Uuid(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('outbox_message') as batch_op:
        batch_op.drop_column('chooser_id')
