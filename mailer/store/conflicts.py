"""An INSERT that says what to do when somebody was quicker: the same words for SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def put(sql: Connection, table: Table, key: Sequence[str], row: dict[str, Any], **changes: Any) -> None:
    """Insert a row; where one of this key is there already, make these changes to it instead, or none."""
    insert = (postgresql if sql.dialect.name == "postgresql" else sqlite).insert(table).values(**row)
    if changes:
        sql.execute(insert.on_conflict_do_update(index_elements=list(key), set_=changes))
    else:
        sql.execute(insert.on_conflict_do_nothing(index_elements=list(key)))


def put_new(sql: Connection, table: Table, key: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; those of which one with this key is there already are left out."""
    insert = (postgresql if sql.dialect.name == "postgresql" else sqlite).insert(table)
    sql.execute(insert.on_conflict_do_nothing(index_elements=list(key)), rows)
