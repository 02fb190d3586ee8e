"""Who has asked to be forgotten.

Revision: 0016
Before it: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forget_requests",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name="fk_forget_requests_team_id_exchange_id",
        ),
        sa.PrimaryKeyConstraint("exchange_id", "user_id", name="pk_forget_requests"),
    )


def downgrade() -> None:
    op.drop_table("forget_requests")
