"""Invitations: who invited somebody, the messages that ask and remind them, and who wants no more
reminders.

Revision: 0007
Before it: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report')"
)
NEW_KINDS = f"{KINDS[:-1]}, 'invitation', 'reminder')"
DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("participants") as table:
        table.add_column(sa.Column("invited_by", sa.String(length=32), nullable=True))
    op.create_table(
        "reminder_stops",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("stopped_at", DATETIME, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_reminder_stops"),
    )
    _allow(NEW_KINDS)


def downgrade() -> None:
    """Whoever was invited and has not joined is forgotten: nothing else would know of them."""
    op.execute("DELETE FROM deliveries WHERE kind IN ('invitation', 'reminder')")
    op.execute("DELETE FROM participants WHERE status IN ('invited', 'declined')")
    _allow(KINDS)
    op.drop_table("reminder_stops")
    with op.batch_alter_table("participants") as table:
        table.drop_column("invited_by")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
