"""Statements that are run for every group of mails: compiled once, and given to the driver as they are.

SQLAlchemy takes several times as long to carry out such a statement as SQLite does: for each row it binds by
name, converts by type and builds an object. What of that is needed, the types, is done here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    column,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from mailer.store.schema import Instant

_Statement = Select[Any] | Update | Insert
Given = Callable[[str], ColumnElement[Any]]
"""Gives what is told of a row for one of its columns."""

Making = Callable[[Given], _Statement]
_Converters = list[tuple[Any, Callable[[Any], Any]]]


class Prepared:
    """A statement of SQLAlchemy; its parameters are named by `bindparam`, and nowhere is one a list (IN)."""

    def __init__(self, statement: _Statement) -> None:
        self._statement = statement
        self._driven: dict[str, _Driven] = {}

    def rows(self, sql: Connection, **values: Any) -> Sequence[Sequence[Any]]:
        """Give what is found, each row in the order of the statement's columns."""
        driven = self._for(sql.dialect)
        bound = driven.bound(values)
        with _cursor(sql, driven.words) as cursor:
            cursor.execute(driven.words, bound)
            found: Sequence[Sequence[Any]] = cursor.fetchall()
        return driven.read(found) if driven.reads else found

    def each(self, sql: Connection, many: Iterable[Mapping[str, Any]]) -> int:
        """Carry it out for each of these; give how many rows it touched in all."""
        driven = self._for(sql.dialect)
        bound = [driven.bound(values) for values in many]
        with _cursor(sql, driven.words) as cursor:
            cursor.executemany(driven.words, bound)
            return int(cursor.rowcount)

    def once(self, sql: Connection, values: Mapping[str, Any]) -> int:
        """Carry it out; give how many rows it touched."""
        driven = self._for(sql.dialect)
        bound = driven.bound(values)
        with _cursor(sql, driven.words) as cursor:
            cursor.execute(driven.words, bound)
            return int(cursor.rowcount)

    def _for(self, dialect: Dialect) -> "_Driven":
        if dialect.name not in self._driven:
            self._driven[dialect.name] = _Driven(self._statement, dialect)
        return self._driven[dialect.name]


class PreparedForMany:
    """A change for each row of a group: a server is given them all at once, SQLite one by one.

    A server takes twice as long for 32 statements as for one about 32 rows; SQLite, where a statement costs
    next to nothing, takes half as long for them. `make` builds the change from what is told of a row for a
    column; `names` are the columns of `table` that something is told for. Where a group is written by other
    words than a single row, `one` makes these.
    """

    def __init__(
        self, table: Table, names: Sequence[str], make: Making, *, one: Making | None = None
    ) -> None:
        rows = func.unnest(*(bindparam(name, type_=ARRAY(table.c[name].type)) for name in names))
        told = rows.table_valued(*(column(name, table.c[name].type) for name in names)).render_derived("told")
        self._names = tuple(names)
        self._at_once = Prepared(make(lambda name: told.c[name]))
        self._one_by_one = Prepared((one or make)(lambda name: bindparam(name, type_=table.c[name].type)))

    def each(self, sql: Connection, many: Sequence[Mapping[str, Any]]) -> int:
        """Carry it out for each of these; give how many rows it touched in all."""
        if sql.dialect.name == "postgresql":
            return self._at_once.once(sql, {name: [one[name] for one in many] for name in self._names})
        return self._one_by_one.each(sql, many)


@contextmanager
def _cursor(sql: Connection, words: str) -> Iterator[Any]:
    """Give the driver's own cursor; what the driver raises is raised as SQLAlchemy does."""
    its_error = sql.dialect.loaded_dbapi.Error
    cursor = sql.connection.cursor()
    try:
        yield cursor
    except its_error as error:
        raise DBAPIError.instance(
            words, None, error, its_error, hide_parameters=True, dialect=sql.dialect
        ) from error
    finally:
        cursor.close()


class _Driven:
    """A statement as one driver wants it: its words, and how values go in and come out."""

    def __init__(self, statement: _Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        binds = {name: bind for name, bind in compiled.binds.items() if name in compiled.bind_names.values()}
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self.words = str(compiled)
        self.reads = _converters(enumerate(one.type for one in columns), dialect, _reader)
        self._fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        self._writes = _converters(((name, one.type) for name, one in binds.items()), dialect, _writer)
        self._order = compiled.positiontup if compiled.positional else None

    def bound(self, values: Mapping[str, Any]) -> Any:
        """Give the values in the driver's types, in order or by name as it wants them."""
        bound = {**self._fixed, **values} if self._fixed else dict(values)
        for name, convert in self._writes:
            bound[name] = convert(bound[name])
        return tuple([bound[name] for name in self._order]) if self._order else bound

    def read(self, found: Iterable[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Give rows in the types of the columns."""
        rows: list[Sequence[Any]] = []
        for one in found:
            row = list(one)
            for place, convert in self.reads:
                row[place] = convert(row[place])
            rows.append(row)
        return rows


def _converters(
    types: Iterable[tuple[Any, TypeEngine[Any]]],
    dialect: Dialect,
    converter: Callable[[TypeEngine[Any], Dialect], Callable[[Any], Any] | None],
) -> _Converters:
    found = []
    for place, its_type in types:
        if convert := converter(its_type.dialect_impl(dialect), dialect):
            # the mails of a group share nearly all their moments
            found.append((place, lru_cache(128)(convert) if isinstance(its_type, Instant) else convert))
    return found


def _reader(its_type: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return its_type.result_processor(dialect, None)


def _writer(its_type: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return its_type.bind_processor(dialect)
