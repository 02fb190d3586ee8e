"""Anonymous messages between giver and recipient.

Revision: 0006
Before it: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved')"
)
NEW_KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report')"
)


def upgrade() -> None:
    op.create_table(
        "anonymous_messages",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("writer_key", sa.LargeBinary(), nullable=False),
        sa.Column("route_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("text_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_anonymous_messages_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_anonymous_messages")),
    )
    op.create_index(
        "ix_anonymous_messages_writer", "anonymous_messages", ["exchange_id", "writer_key"]
    )
    op.create_table(
        "closed_talks",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("closed_key", sa.LargeBinary(), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_closed_talks_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("exchange_id", "closed_key", name=op.f("pk_closed_talks")),
    )
    _renew_kinds(NEW_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind IN ('anonymous', 'talk_report')")
    _renew_kinds(KINDS)
    op.drop_table("closed_talks")
    op.drop_index("ix_anonymous_messages_writer", table_name="anonymous_messages")
    op.drop_table("anonymous_messages")


def _renew_kinds(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
