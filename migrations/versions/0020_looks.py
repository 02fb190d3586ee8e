"""Who has looked at their match, without naming them.

Revision: 0020
Before it: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.String(length=32)


def upgrade() -> None:
    """Who has looked before is not known any more, until they look again: what stands for it needs
    a key that is sealed."""
    op.create_table(
        "looks",
        sa.Column("exchange_id", ID, nullable=False),
        sa.Column("look_key", sa.LargeBinary(), nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name="fk_looks_team_id_exchange_id",
        ),
        sa.PrimaryKeyConstraint("exchange_id", "look_key", name="pk_looks"),
    )
    with op.batch_alter_table("assignments") as table:
        table.drop_column("looked_at")


def downgrade() -> None:
    """Nobody is known to have looked."""
    with op.batch_alter_table("assignments") as table:
        table.add_column(sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_table("looks")
