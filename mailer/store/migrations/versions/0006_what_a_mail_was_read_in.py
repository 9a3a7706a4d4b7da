"""What a mail was read in, and what the coordinator made of it: both are needed to read it once more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    with op.batch_alter_table("inbox") as table:
        table.add_column(sa.Column("setting", sa.JSON(), nullable=True))
        table.add_column(sa.Column("decided", sa.JSON(), nullable=True))
