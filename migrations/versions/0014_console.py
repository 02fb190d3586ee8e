"""What organizers write to everybody, and the messages that bring it, or tell of a draw which has
moved.

Revision: 0014
Before it: 0013
"""

import sqlalchemy as sa
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
NEW_KINDS = f"{KINDS[:-1]}, 'moved', 'bulletin')"


def upgrade() -> None:
    op.create_table(
        "bulletins",
        sa.Column("bulletin_id", sa.String(length=32), nullable=False),
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("written_by", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_encrypted", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name="fk_bulletins_team_id_exchange_id",
        ),
        sa.PrimaryKeyConstraint("bulletin_id", name="pk_bulletins"),
    )
    op.create_index("ix_bulletins_exchange", "bulletins", ["exchange_id", "written_at"])
    _allow(NEW_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind IN ('moved', 'bulletin')")
    _allow(KINDS)
    op.drop_table("bulletins")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
