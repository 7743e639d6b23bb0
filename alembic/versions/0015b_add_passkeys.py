"""Add passkeys."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0015b'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'passkey',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('user_id', sa.Uuid(), nullable=False),
        sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column('credential_id', sa.LargeBinary(), nullable=False),
        sa.Column('public_key', sa.LargeBinary(), nullable=False),
        sa.Column('sign_count', sa.Integer(), nullable=False),
        sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column('last_used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('credential_id'),
    )
    op.create_index('ix_passkey_user_id', 'passkey', ['user_id'])
    op.add_column(
        'user_session',
        sa.Column(
            'passkey_challenge', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True
        ),
    )


def downgrade() -> None:
    op.drop_column('user_session', 'passkey_challenge')
    op.drop_index('ix_passkey_user_id', 'passkey')
    op.drop_table('passkey')
