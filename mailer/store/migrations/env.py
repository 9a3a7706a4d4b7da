"""Alembic's way in: runs the migrations on the connection that `mailer.store.migrate` hands it."""

from typing import Literal

from alembic import context

from mailer.store.schema import Instant, metadata


def _render(kind: str, column_type: object, _context: object) -> str | Literal[False]:
    """Write our moment type into a new migration by its name."""
    return "schema.Instant()" if kind == "type" and isinstance(column_type, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
