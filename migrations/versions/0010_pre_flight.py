"""Looking an exchange over before its draw, and the messages that come of it.

Revision: 0010
Before it: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved', "
    "'anonymous', 'talk_report', 'invitation', 'reminder', 'reconsider')"
)
NEW_KINDS = f"{KINDS[:-1]}, 'preflight', 'wishes_wanted', 'left_out')"
DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("exchanges") as table:
        table.add_column(sa.Column("draw_moved_at", DATETIME, nullable=True))
    op.create_table(
        "preflight_looks",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("looked_at", DATETIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_preflight_looks_team_id_exchange_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exchange_id", "occasion", name=op.f("pk_preflight_looks")),
    )
    op.create_table(
        "unable_people",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("found_at", DATETIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_unable_people_team_id_exchange_id"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "reason IN ('bot', 'deactivated', 'stranger', 'guest')",
            name=op.f("ck_unable_people_reason_known"),
        ),
        sa.PrimaryKeyConstraint("exchange_id", "user_id", name=op.f("pk_unable_people")),
    )
    _allow(NEW_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind IN ('preflight', 'wishes_wanted', 'left_out')")
    _allow(KINDS)
    op.drop_table("unable_people")
    op.drop_table("preflight_looks")
    with op.batch_alter_table("exchanges") as table:
        table.drop_column("draw_moved_at")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
