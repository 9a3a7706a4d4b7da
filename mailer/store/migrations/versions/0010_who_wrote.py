"""Who wrote: a person's first mails, from before he or she was known, are found without reading every mail."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.create_index("ix_inbox_originator", "inbox", ["originator"])
