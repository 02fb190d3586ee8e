"""Gifts on their way, those that are missing, and who steps in.

Revision: 0018
Before it: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report', 'invitation', 'reminder', 'reconsider', 'preflight', "
    "'wishes_wanted', 'left_out', 'parted', 'wants_out', 'deactivated', 'taken_out', "
    "'moved', 'bulletin', 'opening', 'opening_answer', 'opened')"
)
NEW_KINDS = f"{KINDS[:-1]}, 'missing_gift', 'rescue')"
ID = sa.String(length=32)
DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "gifts",
        sa.Column("exchange_id", ID, nullable=False),
        sa.Column("giver_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("state_encrypted", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id", "giver_id"],
            ["assignments.exchange_id", "assignments.giver_id"],
            name="fk_gifts_exchange_id_giver_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exchange_id", "giver_id", name="pk_gifts"),
    )
    op.create_table(
        "missing_gifts",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("exchange_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("recipient_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", DATETIME, nullable=False),
        sa.Column("told_at", DATETIME, nullable=True),
        _of_exchange("fk_missing_gifts_team_id_exchange_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_missing_gifts"),
    )
    op.create_index("ix_missing_gifts_exchange_id", "missing_gifts", ["exchange_id"])
    op.create_table(
        "rescues",
        sa.Column("rescue_id", ID, nullable=False),
        sa.Column("exchange_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("rescuer_id", ID, nullable=False),
        sa.Column("recipient_encrypted", sa.LargeBinary(), nullable=False),
        _of_exchange("fk_rescues_team_id_exchange_id"),
        sa.PrimaryKeyConstraint("rescue_id", name="pk_rescues"),
    )
    op.create_index("ix_rescues_person", "rescues", ["team_id", "rescuer_id"])
    _allow(NEW_KINDS)


def downgrade() -> None:
    """What was said of gifts is forgotten."""
    op.execute("DELETE FROM deliveries WHERE kind IN ('missing_gift', 'rescue')")
    _allow(KINDS)
    op.drop_index("ix_rescues_person", table_name="rescues")
    op.drop_table("rescues")
    op.drop_index("ix_missing_gifts_exchange_id", table_name="missing_gifts")
    op.drop_table("missing_gifts")
    op.drop_table("gifts")


def _of_exchange(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team_id", "exchange_id"], ["exchanges.team_id", "exchanges.exchange_id"], name=name
    )


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
