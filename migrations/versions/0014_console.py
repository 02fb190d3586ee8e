"""The message that tells of a draw which has moved.

Revision: 0014
Before it: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report', 'invitation', 'reminder', 'reconsider', 'preflight', "
    "'wishes_wanted', 'left_out', 'parted', 'wants_out', 'deactivated', 'taken_out')"
)
NEW_KINDS = f"{KINDS[:-1]}, 'moved')"


def upgrade() -> None:
    _allow(NEW_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind = 'moved'")
    _allow(KINDS)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
