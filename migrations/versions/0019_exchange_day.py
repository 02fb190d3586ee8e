"""The exchange day and the reveal: where people are, and when they learn who gave to them.

Revision: 0019
Before it: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report', 'invitation', 'reminder', 'reconsider', 'preflight', "
    "'wishes_wanted', 'left_out', 'parted', 'wants_out', 'deactivated', 'taken_out', "
    "'moved', 'bulletin', 'opening', 'opening_answer', 'opened', 'missing_gift', 'rescue')"
)
NEW_KINDS = f"{KINDS[:-1]}, 'exchange_day', 'reveal', 'circle')"
DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("participants") as table:
        table.add_column(sa.Column("time_zone", sa.String(length=64), nullable=True))
    with op.batch_alter_table("exchanges") as table:
        table.add_column(sa.Column("reveal_at", DATETIME, nullable=True))
        table.add_column(sa.Column("posts_circle", sa.Boolean(), nullable=True))
    op.execute("UPDATE exchanges SET posts_circle = false, reveal_at = revealed_at")
    with op.batch_alter_table("exchanges") as table:
        table.alter_column("posts_circle", existing_type=sa.Boolean(), nullable=False)
        table.create_check_constraint(
            "circle_is_revealed", "reveal_at IS NOT NULL OR NOT posts_circle"
        )
        table.create_check_constraint(
            "revealed_when_due", "revealed_at IS NULL OR reveal_at IS NOT NULL"
        )
        table.create_index("ix_exchanges_reveal", ["status", "reveal_at"])
        table.create_index("ix_exchanges_day", ["status", "exchange_on"])
    _allow(NEW_KINDS)


def downgrade() -> None:
    """What has been revealed stays known to those who were told."""
    op.execute("DELETE FROM deliveries WHERE kind IN ('exchange_day', 'reveal', 'circle')")
    _allow(KINDS)
    with op.batch_alter_table("exchanges") as table:
        table.drop_index("ix_exchanges_day")
        table.drop_index("ix_exchanges_reveal")
        table.drop_constraint("revealed_when_due", type_="check")
        table.drop_constraint("circle_is_revealed", type_="check")
        table.drop_column("posts_circle")
        table.drop_column("reveal_at")
    with op.batch_alter_table("participants") as table:
        table.drop_column("time_zone")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
