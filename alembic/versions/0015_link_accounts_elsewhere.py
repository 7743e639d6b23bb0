"""Link accounts elsewhere."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0015'
down_revision = '0007b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'external_identity',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('user_id', sa.Uuid(), nullable=False),
        sa.Column('issuer', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column('linked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('issuer', 'subject'),
        sa.UniqueConstraint('user_id', 'issuer'),
    )
    op.create_index('ix_external_identity_user_id', 'external_identity', ['user_id'])
    op.add_column(
        'user_session',
        sa.Column('provider', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
    )
    op.add_column('user_session', sa.Column('id_token', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column('user_session', 'id_token')
    op.drop_column('user_session', 'provider')
    op.drop_index('ix_external_identity_user_id', 'external_identity')
    op.drop_table('external_identity')
