"""The first tables.

Revision: 0001
Before it: none
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handled_requests",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "request_id", name=op.f("pk_handled_requests")),
    )
    op.create_index(op.f("ix_handled_requests_handled_at"), "handled_requests", ["handled_at"])
    op.create_table(
        "workspaces",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lane_held_by", sa.String(length=64), nullable=True),
        sa.Column("lane_held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lane_waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pace", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "data_keys",
        sa.Column("data_key_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("master_key_id", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspaces.team_id"], name=op.f("fk_data_keys_team_id")
        ),
        sa.PrimaryKeyConstraint("data_key_id", name=op.f("pk_data_keys")),
        sa.UniqueConstraint("team_id", name=op.f("uq_data_keys_team_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "exchanges",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("creation_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("channel_id", sa.String(length=32), nullable=False),
        sa.Column("channel_is_private", sa.Boolean(), nullable=False),
        sa.Column("draw_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("exchange_on", sa.Date(), nullable=True),
        sa.Column("budget_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("budget_currency", sa.String(length=3), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("engine", sa.String(length=64), nullable=True),
        sa.Column("seed_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("announced_channel_id", sa.String(length=32), nullable=True),
        sa.Column("announced_ts", sa.String(length=32), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status <> 'drawn' OR seed_encrypted IS NOT NULL",
            name=op.f("ck_exchanges_drawn_has_seed"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'stalled', 'drawn', 'completed', 'cancelled')",
            name=op.f("ck_exchanges_status_known"),
        ),
        sa.CheckConstraint(
            "(budget_amount IS NULL) = (budget_currency IS NULL)",
            name=op.f("ck_exchanges_budget_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspaces.team_id"], name=op.f("fk_exchanges_team_id")
        ),
        sa.PrimaryKeyConstraint("exchange_id", name=op.f("pk_exchanges")),
        sa.UniqueConstraint(
            "team_id", "creation_key", name=op.f("uq_exchanges_team_id_creation_key")
        ),
        sa.UniqueConstraint(
            "team_id", "exchange_id", name=op.f("uq_exchanges_team_id_exchange_id")
        ),
    )
    op.create_index(op.f("ix_exchanges_completes"), "exchanges", ["status", "completes_at"])
    op.create_index(op.f("ix_exchanges_due"), "exchanges", ["status", "draw_at"])
    op.create_index(op.f("ix_exchanges_refresh_at"), "exchanges", ["refresh_at"])
    op.create_table(
        "assignments",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("giver_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("recipient_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("recipient_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_assignments_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("exchange_id", "giver_id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "exchange_id", "recipient_key", name=op.f("uq_assignments_exchange_id_recipient_key")
        ),
    )
    op.create_index(op.f("ix_assignments_giver"), "assignments", ["team_id", "giver_id"])
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("addressee_id", sa.String(length=32), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("is_doubtful", sa.Boolean(), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=64), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel_id", sa.String(length=32), nullable=True),
        sa.Column("message_ts", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "kind IN ('announcement', 'match', 'stalled', 'report', 'cancelled', 'unannounced', "
            "'undrawable')",
            name=op.f("ck_deliveries_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'sending', 'sent', 'failed', 'unknown')",
            name=op.f("ck_deliveries_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_deliveries_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "exchange_id",
            "kind",
            "addressee_id",
            "occasion",
            name=op.f("uq_deliveries_exchange_id_kind_addressee_id_occasion"),
        ),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
    )
    op.create_index(op.f("ix_deliveries_due"), "deliveries", ["status", "team_id", "due_at"])
    op.create_index(op.f("ix_deliveries_progress"), "deliveries", ["exchange_id", "kind", "status"])
    op.create_table(
        "exclusions",
        sa.Column("exclusion_id", sa.String(length=32), nullable=False),
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('one_way', 'mutual', 'group')", name=op.f("ck_exclusions_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_exclusions_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("exclusion_id", name=op.f("pk_exclusions")),
        sa.UniqueConstraint(
            "exchange_id",
            "fingerprint",
            "set_by",
            name=op.f("uq_exclusions_exchange_id_fingerprint_set_by"),
        ),
        sa.UniqueConstraint(
            "team_id", "exclusion_id", name=op.f("uq_exclusions_team_id_exclusion_id")
        ),
    )
    op.create_table(
        "organizers",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_organizers_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("exchange_id", "user_id", name=op.f("pk_organizers")),
    )
    op.create_index(op.f("ix_organizers_person"), "organizers", ["team_id", "user_id"])
    op.create_table(
        "participants",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('invited', 'joined', 'declined', 'left')",
            name=op.f("ck_participants_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_participants_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("exchange_id", "user_id", name=op.f("pk_participants")),
    )
    op.create_index(
        op.f("ix_participants_person"), "participants", ["team_id", "user_id", "status"]
    )
    op.create_table(
        "wishlists",
        sa.Column("exchange_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("content_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exchange_id"],
            ["exchanges.team_id", "exchanges.exchange_id"],
            name=op.f("fk_wishlists_team_id_exchange_id"),
        ),
        sa.PrimaryKeyConstraint("exchange_id", "user_id", name=op.f("pk_wishlists")),
    )
    op.create_table(
        "excluded_people",
        sa.Column("exclusion_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "exclusion_id"],
            ["exclusions.team_id", "exclusions.exclusion_id"],
            name=op.f("fk_excluded_people_team_id_exclusion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exclusion_id", "user_id", name=op.f("pk_excluded_people")),
    )


def downgrade() -> None:
    op.drop_table("excluded_people")
    op.drop_table("wishlists")
    op.drop_table("participants")
    op.drop_table("organizers")
    op.drop_table("exclusions")
    op.drop_table("deliveries")
    op.drop_table("assignments")
    op.drop_table("exchanges")
    op.drop_table("data_keys")
    op.drop_table("workspaces")
    op.drop_table("handled_requests")
