"""One match opened in an emergency: who asked, who agreed, and the messages about it.

Revision: 0017
Before it: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report', 'invitation', 'reminder', 'reconsider', 'preflight', "
    "'wishes_wanted', 'left_out', 'parted', 'wants_out', 'deactivated', 'taken_out', "
    "'moved', 'bulletin')"
)
NEW_KINDS = f"{KINDS[:-1]}, 'opening', 'opening_answer', 'opened')"
PENDING = sa.text("status IN ('asked', 'agreed')")
DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("opening_id", sa.String(length=32), nullable=False),
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", DATETIME, nullable=False),
        sa.Column("admin_id", sa.String(length=32), nullable=True),
        sa.Column("giver_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("reason_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", DATETIME, nullable=True),
        sa.Column("opened_at", DATETIME, nullable=True),
        sa.CheckConstraint(
            "status IN ('asked', 'agreed', 'refused', 'lapsed', 'opened')",
            name=op.f("ck_openings_status_known"),
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_openings_two_people")),
        sa.CheckConstraint(
            "status <> 'opened' OR (decided_by IS NOT NULL AND opened_at IS NOT NULL)",
            name=op.f("ck_openings_opened_by_two"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_openings_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("opening_id", name=op.f("pk_openings")),
    )
    op.create_index(
        "ix_openings_pending",
        "openings",
        ["exchange_id"],
        unique=True,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.create_index("ix_openings_exchange", "openings", ["exchange_id"])
    _allow(NEW_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind IN ('opening', 'opening_answer', 'opened')")
    _allow(KINDS)
    op.drop_index("ix_openings_exchange", table_name="openings")
    op.drop_index("ix_openings_pending", table_name="openings")
    op.drop_table("openings")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
