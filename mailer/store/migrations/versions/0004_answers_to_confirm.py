"""Answers to confirm: what a fresh mail was understood to say, kept until its writer says that it is so."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    with op.batch_alter_table("confirmations") as table:
        table.add_column(sa.Column("answer", sa.JSON(), nullable=True))
        table.add_column(sa.Column("inbox", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_confirmations_inbox"), "inbox", ["inbox"], ["id"])
        table.drop_constraint("confirmation_kind", type_="check")
        kinds = "kind IN ('subscribe', 'old address', 'new address', 'answer')"
        table.create_check_constraint(op.f("confirmation_kind"), kinds)
