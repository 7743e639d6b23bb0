"""Keep proposals of divisions."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0010b'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('division_draft',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('membership_id', sa.Uuid(), nullable=False),
    sa.Column('region_id', sa.Uuid(), nullable=False),
    sa.Column('first_week', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('last_week', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('state', sa.Enum('COMPUTING', 'READY', 'CANCELLED', 'FAILED', name='draftstate', native_enum=False, length=40), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('touched_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], ),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('membership_id', 'region_id', name='uq_division_draft_owner')
    )
    with op.batch_alter_table('division_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_division_draft_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_division_draft_region_id'), ['region_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('division_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_division_draft_region_id'))
        batch_op.drop_index(batch_op.f('ix_division_draft_created_at'))

    op.drop_table('division_draft')
