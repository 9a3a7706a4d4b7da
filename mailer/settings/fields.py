"""A settings class read from a table, field by field, each by the kind it is annotated with."""

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, get_type_hints

from mailer.settings.table import Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def read_fields(default: T, table: Table) -> T:
    """Give `default` with what the table says; fields not annotated with a `Kind` stay as they are."""
    hints = get_type_hints(type(default), include_extras=True)
    found = {
        name: table.optional(name, kind, getattr(default, name))
        for name, hint in hints.items()
        for kind in getattr(hint, "__metadata__", ())
    }
    return replace(default, **found)
