"""The digest: what each coordinator was told by mail, and what its numbers stand for."""

import sqlalchemy as sa
from alembic import op

from mailer.store import schema

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coordinator", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("made_at", schema.Instant(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("mails", sa.JSON(), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coordinator"], ["coordinators.id"], name=op.f("fk_digests_coordinator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("message_id", name=op.f("uq_digests_message_id")),
        sa.UniqueConstraint("coordinator", "occasion", name=op.f("uq_digests_coordinator_occasion")),
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_digests_coordinator_made_at"), ["coordinator", "made_at"], unique=False
        )
