"""Files of people: what one came to until it is saved, and groups that are the teams of a file.

Revision: 0015
Before it: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_rosters",
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("kept_for", sa.String(length=32), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_encrypted", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_kept_rosters_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("roster_id", name=op.f("pk_kept_rosters")),
    )
    # Without a table built anew: its rows have others that hang on them.
    op.add_column("exclusions", sa.Column("origin", sa.Text(), nullable=True))
    op.add_column("exclusions", sa.Column("origin_name", sa.Text(), nullable=True))
    op.create_index("ix_exclusions_origin", "exclusions", ["exchange_id", "origin"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_exclusions_origin", "exclusions")
    op.drop_column("exclusions", "origin_name")
    op.drop_column("exclusions", "origin")
    op.drop_table("kept_rosters")
