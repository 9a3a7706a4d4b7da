"""Unknown deliveries held: whether the house has done all it may about one by itself."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    # alembic would copy the whole table for a column with a check; both databases can do without
    column = "held TEXT CONSTRAINT delivery_held CHECK (held IN ('not found', 'left'))"
    op.execute(f"ALTER TABLE deliveries ADD COLUMN {column}")
