"""Masses of deliveries: a run keeps its letters, and SQLite checks a delivery's state without sorting.

A list of more than two words behind IN becomes a table of its own for every row that is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATES = ("due", "sending", "sent", "deferred", "failed", "unknown", "cancelled", "suppressed", "bounced")
_UNSETTLED = ("sending", "unknown", "failed", "deferred")


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "run_letters",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("skeleton", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_run_letters_run")),
        sa.ForeignKeyConstraint(["skeleton"], ["skeletons.digest"], name=op.f("fk_run_letters_skeleton")),
        sa.PrimaryKeyConstraint("run", "language", "told", name=op.f("pk_run_letters")),
    )
    op.execute("CREATE INDEX offered_registrations ON registrations (offered_until) WHERE state = 'offered'")
    op.drop_index("unsettled_deliveries", "deliveries")
    where = _any_of("state", _UNSETTLED)
    op.execute(f"CREATE INDEX unsettled_deliveries ON deliveries (state, id) WHERE {where}")
    if op.get_bind().dialect.name == "sqlite":
        _reword_the_check()


def _reword_the_check() -> None:
    """Write the check in other words, as SQLite's manual says for what leaves the rows as they are.

    https://sqlite.org/lang_altertable.html, section 8.
    """
    listed = ", ".join(f"'{state}'" for state in _STATES)
    sql = op.get_bind()
    version = int(sql.exec_driver_sql("PRAGMA schema_version").scalar_one())
    sql.exec_driver_sql("PRAGMA writable_schema = ON")
    sql.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'deliveries'",
        (f"CHECK (state IN ({listed}))", f"CHECK ({_any_of('state', _STATES)})"),
    )
    sql.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    sql.exec_driver_sql("PRAGMA writable_schema = OFF")


def _any_of(column: str, states: tuple[str, ...]) -> str:
    return " OR ".join(f"{column} = '{state}'" for state in states)
