"""Messages are looked at again whose buttons may have stopped working.

Revision: 0021
Before it: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report', 'invitation', 'reminder', 'reconsider', 'preflight', "
    "'wishes_wanted', 'left_out', 'parted', 'wants_out', 'deactivated', 'taken_out', "
    "'moved', 'bulletin', 'opening', 'opening_answer', 'opened', 'missing_gift', 'rescue', "
    "'exchange_day', 'reveal', 'circle')"
)
NEW_KINDS = f"{KINDS[:-1]}, 'tidied')"


def upgrade() -> None:
    with op.batch_alter_table("workspaces") as table:
        table.add_column(sa.Column("tidies_wait_until", sa.DateTime(timezone=True), nullable=True))
    _allow(NEW_KINDS)


def downgrade() -> None:
    """What has not been tidied is so when it is pressed."""
    op.execute("DELETE FROM deliveries WHERE kind = 'tidied'")
    _allow(KINDS)
    with op.batch_alter_table("workspaces") as table:
        table.drop_column("tidies_wait_until")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
