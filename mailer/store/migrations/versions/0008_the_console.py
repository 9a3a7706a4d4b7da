"""The console: who may enter it, who is in, wrong guesses; and indexes for what it asks."""

import sqlalchemy as sa
from alembic import op

from mailer.store import schema

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""

    op.create_table(
        "coordinators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("second_factor", sa.Text(), nullable=False),
        sa.Column("second_factor_used", sa.Integer(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("link_until", schema.Instant(), nullable=True),
        sa.Column("created_at", schema.Instant(), nullable=False),
        sa.CheckConstraint("role IN ('coordinator', 'reader')", name="coordinator_role"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinators")),
        sa.UniqueConstraint("address", name=op.f("uq_coordinators_address")),
        sa.UniqueConstraint("link", name=op.f("uq_coordinators_link")),
    )
    op.create_table(
        "guesses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", schema.Instant(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guesses")),
    )
    with op.batch_alter_table("guesses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guesses_address_at"), ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_guesses_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_guesses_peer_at"), ["peer", "at"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("coordinator", sa.Integer(), nullable=False),
        sa.Column("made_at", schema.Instant(), nullable=False),
        sa.Column("seen_at", schema.Instant(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coordinator"], ["coordinators.id"], name=op.f("fk_sessions_coordinator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_coordinator"), ["coordinator"], unique=False)

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registrations_meeting_state"), ["meeting", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_registrations_person"), ["person"], unique=False)
