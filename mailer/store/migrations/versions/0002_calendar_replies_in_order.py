"""Calendar replies in order: a registration keeps which reply counts."""

import sqlalchemy as sa
from alembic import op

from mailer.store import schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("reply_sequence", sa.Integer(), nullable=True))
        table.add_column(sa.Column("reply_stamp", schema.Instant(), nullable=True))
