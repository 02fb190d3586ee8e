"""Who made somebody an organizer, and who may create exchanges in a workspace.

Revision: 0005
Before it: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable')"
)
NEW_KINDS = (
    "kind IN ('announcement', 'refresh', 'match', 'wishes', 'stalled', 'broken', 'report', "
    "'cancelled', 'unannounced', 'outdated', 'undrawable', 'organizer', 'relieved')"
)


def upgrade() -> None:
    with op.batch_alter_table("organizers") as table:
        table.add_column(sa.Column("made_by", sa.String(length=32), nullable=True))
    with op.batch_alter_table("workspaces") as table:
        table.add_column(sa.Column("who_creates", sa.String(length=24), nullable=True))
    op.execute("UPDATE workspaces SET who_creates = 'everyone'")
    with op.batch_alter_table("workspaces") as table:
        table.alter_column("who_creates", existing_type=sa.String(length=24), nullable=False)
        table.create_check_constraint(
            "who_creates_known", "who_creates IN ('everyone', 'admins', 'named')"
        )
    op.create_table(
        "creators",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["workspaces.team_id"], name=op.f("fk_creators_team_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_creators")),
    )
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", NEW_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE kind IN ('organizer', 'relieved')")
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("kind_known", type_="check")
        table.create_check_constraint("kind_known", KINDS)
    op.drop_table("creators")
    with op.batch_alter_table("workspaces") as table:
        table.drop_constraint("who_creates_known", type_="check")
        table.drop_column("who_creates")
    with op.batch_alter_table("organizers") as table:
        table.drop_column("made_by")
