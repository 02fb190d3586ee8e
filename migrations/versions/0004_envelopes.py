"""Sealed envelopes: an exchange may tell a match on a click only, and it is known who has looked.

Revision: 0004
Before it: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("exchanges") as table:
        table.add_column(sa.Column("has_envelopes", sa.Boolean(), nullable=True))
    op.execute("UPDATE exchanges SET has_envelopes = false")
    with op.batch_alter_table("exchanges") as table:
        table.alter_column("has_envelopes", existing_type=sa.Boolean(), nullable=False)
    with op.batch_alter_table("assignments") as table:
        table.add_column(sa.Column("looked_at", DATETIME, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("assignments") as table:
        table.drop_column("looked_at")
    with op.batch_alter_table("exchanges") as table:
        table.drop_column("has_envelopes")
