"""Copies of earlier exchanges whose people are still to be invited.

Revision: 0012
Before it: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "copies",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("source_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", DATETIME, nullable=False),
        sa.Column("not_before", DATETIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_copies_team_id_exchange_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exchange_id", name=op.f("pk_copies")),
    )


def downgrade() -> None:
    op.drop_table("copies")
