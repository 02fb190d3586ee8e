"""The outbox: lanes that nobody holds, deliveries with an owner, announcements kept up to date by
deliveries of their own; and a draw that is made outside the transaction that writes it down.

Revision: 0002
Before it: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'match', 'stalled', 'report', 'cancelled', 'unannounced', "
    "'undrawable')"
)
NEW_KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'stalled', 'broken', 'report', 'cancelled', "
    "'unannounced', 'outdated', 'undrawable')"
)
WAITING = sa.text("status IN ('pending', 'unknown')")
SENDING = sa.text("status = 'sending'")
DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _upgrade_workspaces()
    _upgrade_exchanges()
    op.drop_index("ix_assignments_giver", table_name="assignments")
    _upgrade_deliveries()
    _owe_refreshes()


def _upgrade_workspaces() -> None:
    with op.batch_alter_table("workspaces") as table:
        table.add_column(sa.Column("lane_next_at", DATETIME, nullable=True))
        table.add_column(sa.Column("looks_wait_until", DATETIME, nullable=True))
        table.add_column(sa.Column("refreshes_wait_until", DATETIME, nullable=True))
        table.add_column(sa.Column("lane_error", sa.String(length=64), nullable=True))
        table.drop_column("lane_held_by")
        table.drop_column("lane_held_until")


def _upgrade_exchanges() -> None:
    with op.batch_alter_table("exchanges") as table:
        table.add_column(sa.Column("joined_count", sa.Integer(), nullable=True))
        table.add_column(sa.Column("revision", sa.Integer(), nullable=True))
        table.add_column(sa.Column("drawing_until", DATETIME, nullable=True))
        table.drop_index("ix_exchanges_refresh_at")
        table.drop_column("refresh_at")
        table.drop_column("announced_at")
    op.execute(
        "UPDATE exchanges SET revision = 0, joined_count = (SELECT count(*) FROM participants"
        " WHERE participants.exchange_id = exchanges.exchange_id"
        " AND participants.status = 'joined')"
    )
    with op.batch_alter_table("exchanges") as table:
        table.alter_column("joined_count", existing_type=sa.Integer(), nullable=False)
        table.alter_column("revision", existing_type=sa.Integer(), nullable=False)


def _upgrade_deliveries() -> None:
    """What a process was sending is in nobody's hands now; what is in doubt has long settled."""
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("priority", sa.Integer(), nullable=True))
        table.add_column(sa.Column("not_before", DATETIME, nullable=True))
        table.add_column(sa.Column("owner", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("leased_until", DATETIME, nullable=True))
        table.add_column(sa.Column("settles_at", DATETIME, nullable=True))
        table.add_column(sa.Column("unreadable_since", DATETIME, nullable=True))
        table.add_column(sa.Column("tried_at", DATETIME, nullable=True))
        table.drop_index("ix_deliveries_due")
        table.alter_column("due_at", new_column_name="owed_at", existing_type=DATETIME)
        table.drop_constraint("kind_known", type_="check")
        table.drop_constraint("uq_deliveries_exchange_id_kind_addressee_id_occasion")
        table.drop_constraint("uq_deliveries_key")
    op.execute(
        "UPDATE deliveries SET delivery_id = key,"
        " priority = CASE kind WHEN 'match' THEN 1 WHEN 'cancelled' THEN 2 ELSE 0 END,"
        " not_before = CASE WHEN status IN ('pending', 'unknown') THEN owed_at END,"
        " leased_until = CASE status WHEN 'sending' THEN owed_at END,"
        " settles_at = CASE WHEN is_doubtful THEN owed_at END"
    )
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("priority", existing_type=sa.Integer(), nullable=False)
        table.drop_column("key")
        table.drop_column("is_doubtful")
        table.create_check_constraint("kind_known", NEW_KINDS)
        table.create_unique_constraint(
            "uq_deliveries_addressee_id_exchange_id_kind_occasion",
            ["addressee_id", "exchange_id", "kind", "occasion"],
        )
        table.create_index(
            "ix_deliveries_waiting",
            ["team_id", "priority", "owed_at", "delivery_id"],
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )
        table.create_index(
            "ix_deliveries_sending",
            ["leased_until"],
            sqlite_where=SENDING,
            postgresql_where=SENDING,
        )


def _owe_refreshes() -> None:
    """Every announcement that is out may say something old."""
    new_id = "replace(gen_random_uuid()::text, '-', '')"
    if op.get_bind().dialect.name == "sqlite":
        new_id = "lower(hex(randomblob(16)))"
    owed = (
        "INSERT INTO deliveries (delivery_id, team_id, exchange_id, kind, addressee_id, occasion,"
        " priority, status, owed_at, attempts)"
        " SELECT NEW_ID, team_id, exchange_id, 'refresh',"
        " coalesce(announced_channel_id, channel_id), '',"
        " 0, CASE WHEN status IN ('completed', 'cancelled') THEN 'sent' ELSE 'pending' END,"
        " created_at, 0 FROM exchanges WHERE announced_ts IS NOT NULL"
    )
    op.execute(owed.replace("NEW_ID", new_id))


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind IN ('refresh', 'broken', 'outdated')")
    _downgrade_deliveries()
    op.create_index("ix_assignments_giver", "assignments", ["team_id", "giver_id"])
    with op.batch_alter_table("exchanges") as table:
        table.add_column(sa.Column("announced_at", DATETIME, nullable=True))
        table.add_column(sa.Column("refresh_at", DATETIME, nullable=True))
        table.drop_column("drawing_until")
        table.drop_column("revision")
        table.drop_column("joined_count")
        table.create_index("ix_exchanges_refresh_at", ["refresh_at"])
    with op.batch_alter_table("workspaces") as table:
        table.add_column(sa.Column("lane_held_by", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("lane_held_until", DATETIME, nullable=True))
        table.drop_column("lane_error")
        table.drop_column("refreshes_wait_until")
        table.drop_column("looks_wait_until")
        table.drop_column("lane_next_at")


def _downgrade_deliveries() -> None:
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("key", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("is_doubtful", sa.Boolean(), nullable=True))
        table.drop_index("ix_deliveries_waiting")
        table.drop_index("ix_deliveries_sending")
        table.alter_column("owed_at", new_column_name="due_at", existing_type=DATETIME)
        table.drop_constraint("kind_known", type_="check")
        table.drop_constraint("uq_deliveries_addressee_id_exchange_id_kind_occasion")
    op.execute("UPDATE deliveries SET key = delivery_id, is_doubtful = (settles_at IS NOT NULL)")
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("key", existing_type=sa.String(length=32), nullable=False)
        table.alter_column("is_doubtful", existing_type=sa.Boolean(), nullable=False)
        table.drop_column("priority")
        table.drop_column("not_before")
        table.drop_column("owner")
        table.drop_column("leased_until")
        table.drop_column("settles_at")
        table.drop_column("unreadable_since")
        table.drop_column("tried_at")
        table.create_check_constraint("kind_known", KINDS)
        table.create_unique_constraint(
            "uq_deliveries_exchange_id_kind_addressee_id_occasion",
            ["exchange_id", "kind", "addressee_id", "occasion"],
        )
        table.create_unique_constraint("uq_deliveries_key", ["key"])
        table.create_index("ix_deliveries_due", ["status", "team_id", "due_at"])
