"""Statements that are run for every group of mails: compiled once, and given to the driver as they are.

SQLAlchemy takes several times as long to carry out such a statement as SQLite does: for each row it binds by
name, converts by type and builds an object. What of that is needed, the types, is done here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Integer,
    Select,
    Table,
    Update,
    any_,
    bindparam,
    column,
    func,
    select,
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
        """Give what is found, each row in the order of the statement's columns.

        A value of JSON may be the same object in several rows: it is to be read only.
        """
        driven = self._for(sql.dialect)
        bound = driven.bound(values)
        with _cursor(sql, driven.words) as cursor:
            cursor.execute(driven.words, bound)
            found: Sequence[Sequence[Any]] = cursor.fetchall()
        return driven.read(found) if driven.reads else found

    def each(self, sql: Connection, names: Sequence[str], many: Iterable[Sequence[Any]]) -> int:
        """Carry it out for each row of what is told for `names`; give how many rows it touched in all.

        For drivers that take values by their place, as SQLite's does.
        """
        driven = self._for(sql.dialect)
        bound = driven.bound_in_order(names, many)
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

    def each(self, sql: Connection, many: Sequence[Sequence[Any]]) -> int:
        """Carry it out for each row, told in the order of `names`; give how many rows it touched in all."""
        if sql.dialect.name == "postgresql":
            told = map(list, zip(*many, strict=True))
            return self._at_once.once(sql, dict(zip(self._names, told, strict=True)))
        return self._one_by_one.each(sql, self._names, many)


class PreparedForThese:
    """A change that is the same for all rows of some numbers; `make` builds it from what picks these out."""

    def __init__(self, number: Column[int], make: Callable[[ColumnElement[bool]], Update]) -> None:
        listed = func.json_each(bindparam("these", type_=JSON)).table_valued("value")
        self._in_file = Prepared(make(number.in_(select(listed.c.value))))
        self._on_server = Prepared(make(number == any_(bindparam("these", type_=ARRAY(Integer)))))

    def once(self, sql: Connection, these: Sequence[int], **values: Any) -> int:
        """Carry it out for these; give how many rows it touched."""
        statement = self._on_server if sql.dialect.name == "postgresql" else self._in_file
        return statement.once(sql, {"these": list(these), **values})


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

    def bound_in_order(self, names: Sequence[str], many: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
        """Give rows of what is told for `names` as a driver wants them that takes values by their place."""
        told = [*names, *self._fixed]
        fixed = tuple(self._fixed.values())
        writes = [(told.index(name), convert) for name, convert in self._writes]
        order = itemgetter(*map(told.index, self._order or ()))
        found = []
        for one in many:
            row = [*one, *fixed]
            for place, convert in writes:
                row[place] = convert(row[place])
            found.append(order(row))
        return found

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
    found = ((place, converter(its_type.dialect_impl(dialect), dialect)) for place, its_type in types)
    return [(place, convert) for place, convert in found if convert]


def _reader(its_type: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return _remembered(its_type.result_processor(dialect, None), its_type, (Instant, JSON))


def _writer(its_type: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    convert = its_type.bind_processor(dialect)
    if convert and isinstance(its_type, JSON):
        nothing = convert({})  # as the slots of nearly every mail
        return lambda value: nothing if value == {} else convert(value)
    return _remembered(convert, its_type, (Instant,))


def _remembered(
    convert: Callable[[Any], Any] | None, its_type: TypeEngine[Any], types: tuple[type, ...]
) -> Callable[[Any], Any] | None:
    """Convert once what stands in many rows: the mails of a group share most moments and slots."""
    return lru_cache(128)(convert) if convert and isinstance(its_type, types) else convert
