"""People are found by a part of a name without reading them all, and forgotten when they ask for it.

SQLite: an index of trigrams (FTS5), kept in step by triggers. PostgreSQL: one of pg_trgm, which comes with
the server; a role that may not make extensions needs its administrator to make this one first.
"""

import sqlalchemy as sa
from alembic import op

from mailer.store import schema

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NAMING = ("address", "name", "organisation")


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "erasures",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", schema.Instant(), nullable=False),
        sa.Column("suppressed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erasures")),
    )
    op.drop_index("ix_registrations_meeting_state", "registrations")
    op.create_index("ix_registrations_meeting_state_id", "registrations", ["meeting", "state", "id"])
    op.execute(
        "CREATE INDEX waiting_registrations ON registrations (meeting, waiting_since, id)"
        " WHERE state = 'waitlisted'"
    )
    op.drop_index("ix_journal_meeting", "journal")
    op.create_index("ix_journal_meeting_id", "journal", ["meeting", "id"])
    op.create_index("ix_journal_command_id", "journal", ["command", "id"])
    op.create_index("ix_journal_meeting_command_id", "journal", ["meeting", "command", "id"])
    sql = op.get_bind()
    for words in _on_sqlite() if sql.dialect.name == "sqlite" else _on_postgresql():
        sql.exec_driver_sql(words)


def _on_sqlite() -> list[str]:
    columns, new, old = (", ".join(f"{prefix}{name}" for name in _NAMING) for prefix in ("", "new.", "old."))
    # ruff: noqa: S608 - the names of columns are ours
    put_in = f"INSERT INTO people_found (rowid, {columns}) VALUES (new.id, {new});"
    # with the old values: they are looked up in the index to be taken out of it
    take_out = f"INSERT INTO people_found (people_found, rowid, {columns}) VALUES ('delete', old.id, {old});"
    differs = " OR ".join(f"new.{name} <> old.{name}" for name in _NAMING)
    return [
        f"CREATE VIRTUAL TABLE people_found USING fts5 ({columns},"
        " content='people', content_rowid='id', tokenize='trigram')",
        f"CREATE TRIGGER people_found_new AFTER INSERT ON people BEGIN {put_in} END",
        f"CREATE TRIGGER people_found_gone AFTER DELETE ON people BEGIN {take_out} END",
        f"CREATE TRIGGER people_found_changed AFTER UPDATE OF {columns} ON people WHEN {differs}"
        f" BEGIN {take_out} {put_in} END",
        "INSERT INTO people_found (people_found) VALUES ('rebuild')",
    ]


def _on_postgresql() -> list[str]:
    whole = " || chr(10) || ".join(_NAMING)
    return [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"CREATE INDEX people_found ON people USING gin (({whole}) gin_trgm_ops)",
    ]
