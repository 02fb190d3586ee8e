"""Messages about people who leave, or are let in, when names have been drawn.

Revision: 0013
Before it: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report', 'invitation', 'reminder', 'reconsider', 'preflight', "
    "'wishes_wanted', 'left_out')"
)
NEW_KINDS = f"{KINDS[:-1]}, 'parted', 'wants_out', 'deactivated', 'taken_out')"


def upgrade() -> None:
    _allow(NEW_KINDS)


def downgrade() -> None:
    """What those messages were about has happened; only the words that are still owed are lost."""
    op.execute(
        "DELETE FROM deliveries WHERE kind IN ('parted', 'wants_out', 'deactivated', 'taken_out')"
    )
    op.execute("UPDATE deliveries SET occasion = '' WHERE kind = 'match'")
    _allow(KINDS)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
