"""Pauses: a house that sends nothing until a person releases it, as a restored copy must."""

import sqlalchemy as sa
from alembic import op

from mailer.store import schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", schema.Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("released_at", schema.Instant(), nullable=True),
        sa.Column("released_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
