"""When an exchange was cancelled, since when everybody may know who gave to them, and how far it is
purged.

Revision: 0011
Before it: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENTS = ("revealed_at", "cancelled_at", "purge_began_at", "purged_at")


def upgrade() -> None:
    with op.batch_alter_table("exchanges") as table:
        for name in MOMENTS:
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """What has been purged is gone, and nobody finds what is left of it."""
    with op.batch_alter_table("exchanges") as table:
        for name in reversed(MOMENTS):
            table.drop_column(name)
