"""From how many of their last exchanges nobody draws a recipient again, and how many did.

Revision: 0008
Before it: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What has not been drawn yet avoids the last exchange, like a new one."""
    with op.batch_alter_table("exchanges") as table:
        table.add_column(sa.Column("no_repeats", sa.Integer(), nullable=True))
        table.add_column(sa.Column("repeat_count", sa.Integer(), nullable=True))
    op.execute("UPDATE exchanges SET no_repeats = 1")
    with op.batch_alter_table("exchanges") as table:
        table.alter_column("no_repeats", existing_type=sa.Integer(), nullable=False)
        table.create_check_constraint("no_repeats_counted", "no_repeats >= 0")


def downgrade() -> None:
    with op.batch_alter_table("exchanges") as table:
        table.drop_constraint("no_repeats_counted", type_="check")
        table.drop_column("repeat_count")
        table.drop_column("no_repeats")
