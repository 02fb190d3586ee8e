"""News of a wishlist for whoever gives to its owner; when a wishlist was changed is not kept any
more: it would tell whose message that was.

Revision: 0003
Before it: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'stalled', 'broken', 'report', 'cancelled', "
    "'unannounced', 'outdated', 'undrawable')"
)
NEW_KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable')"
)
DATETIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("wishlists") as table:
        table.drop_column("changed_at")
    _know(NEW_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind = 'wishes'")
    _know(KINDS)
    with op.batch_alter_table("wishlists") as table:
        table.add_column(sa.Column("changed_at", DATETIME, nullable=True))
    # The true moment is gone; that of its exchange was before it.
    op.execute(
        "UPDATE wishlists SET changed_at = (SELECT created_at FROM exchanges"
        " WHERE exchanges.exchange_id = wishlists.exchange_id)"
    )
    with op.batch_alter_table("wishlists") as table:
        table.alter_column("changed_at", existing_type=DATETIME, nullable=False)


def _know(kinds: str) -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", kinds)
