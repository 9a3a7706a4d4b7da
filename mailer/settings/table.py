"""A TOML table that is read key by key: what is wrong is noted with its place, and reading goes on."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from mailer.domain.errors import BadInput
from mailer.settings.kinds import Kind
from mailer.settings.mistakes import ENVIRONMENT, Mistake

T = TypeVar("T")
D = TypeVar("D")

PREFIX = "KRING_"
_IN_A_NAME = str.maketrans({".": "_", "[": "_", "]": None})
SHOWN = 60


class Table:
    """One table of a file, or all of it; mistakes of every table go to one list.

    With `environ`, a variable named after the key (`relay.host`: KRING_RELAY_HOST) is read before the file.
    """

    def __init__(
        self,
        data: Mapping[str, object],
        file: str,
        mistakes: list[Mistake],
        environ: Mapping[str, str] | None = None,
        path: str = "",
    ):
        self._data, self._file, self._mistakes, self._path = data, file, mistakes, path
        self._environ = environ or {}
        self._tables: list[Table] = []
        self._wrong: set[str] = set()
        self._lists: set[str] = set()
        self.known: dict[str, object] = {}
        """Every key that was asked for, with its default (None: it has none)."""

    def required(self, key: str, kind: Kind[T]) -> T:
        """Give the value of `key`; a missing one is a mistake."""
        self.known[key] = None
        if not self.has(key):
            self.mistake(key, f"missing; expected {kind.expected}")
            return kind.instead
        return self._value(key, kind)

    def optional(self, key: str, kind: Kind[T], default: D) -> T | D:
        """Give the value of `key`, or `default` where it is missing."""
        self.known[key] = default
        return self._value(key, kind) if self.has(key) else default

    def table(self, key: str) -> "Table":
        """Give the table under `key`; a missing one is as an empty one."""
        self.known[key] = None
        found = self._data.get(key, {})
        if isinstance(found, Mapping):
            return self._child(key, found)
        self.mistake(key, f"expected a table [{key}]")
        return Table({}, self._file, [], self._environ, self._place(key))

    def maybe_table(self, key: str) -> "Table | None":
        """Give the table under `key`, or None where there is none."""
        if self.has(key):
            return self.table(key)
        self.known[key] = None
        return None

    def tables(self, key: str) -> "list[Table]":
        """Give the tables under `key`, [[key]] in the file."""
        self.known[key] = None
        self._lists.add(key)
        found = self._data.get(key, [])
        if isinstance(found, list) and all(isinstance(one, Mapping) for one in found):
            return [self._child(f"{key}[{number}]", one) for number, one in enumerate(found, 1)]
        self.mistake(key, f"expected tables [[{key}]]")
        return []

    def has(self, key: str) -> bool:
        """Say whether the file or the environment gives `key`."""
        return key in self._data or self.variable(key) in self._environ

    def in_file(self, key: str) -> bool:
        """Say whether the file itself gives `key`."""
        return key in self._data

    def sound(self, *keys: str) -> bool:
        """Say whether nothing was wrong with these keys so far, so that they may be compared."""
        return self._wrong.isdisjoint(keys)

    def mistake(self, key: str, words: str) -> None:
        """Note what is wrong with `key`, and what was expected."""
        self._wrong.add(key)
        if self.variable(key) in self._environ:
            self._mistakes.append(Mistake(ENVIRONMENT, self.variable(key), words))
        else:
            self._mistakes.append(Mistake(self._file, self._place(key), words))

    def variable(self, key: str) -> str:
        """Name the environment variable that stands for `key`."""
        return PREFIX + self._place(key).translate(_IN_A_NAME).upper()

    def refuse_unknown(self) -> None:
        """Note every key of the file that nothing asked for, here and in the tables below."""
        for key in self._data:
            if key not in self.known:
                near = get_close_matches(key, self.known, n=1)
                hint = f'did you mean "{near[0]}"?' if near else f"expected one of {', '.join(self.known)}"
                self.mistake(key, f"unknown; {hint}")
        for table in self._tables:
            table.refuse_unknown()

    def keys(self) -> dict[str, object]:
        """Give every dotted key that was asked for, here and below, with its default; no list of tables."""
        own = {self._place(key): default for key, default in self.known.items() if key not in self._lists}
        for table in self._tables:
            own.pop(table._path, None)
            own |= table.keys()
        return own

    def _value(self, key: str, kind: Kind[T]) -> T:
        words = self._environ.get(self.variable(key))
        found = self._data.get(key) if words is None else kind.from_words(words)
        try:
            return kind.read(found)
        except (ValueError, TypeError):
            seen = "" if kind.secret else f", found {_shown(found)}"
            self.mistake(key, f"expected {kind.expected}{seen}")
        except BadInput as error:
            self.mistake(key, str(error))
        return kind.instead

    def _child(self, key: str, data: Mapping[str, object]) -> "Table":
        child = Table(data, self._file, self._mistakes, self._environ, self._place(key))
        self._tables.append(child)
        return child

    def _place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def open_toml(path: Path, mistakes: list[Mistake], environ: Mapping[str, str] | None = None) -> Table:
    """Read a TOML file; one that can't be read is noted, and stands as an empty table that notes nothing."""
    try:
        return parse_toml(path.read_bytes(), str(path), mistakes, environ)
    except OSError as error:
        mistakes.append(Mistake(str(path), "", f"can't be read: {error.strerror}"))
    return Table({}, str(path), [], environ)


def parse_toml(
    octets: bytes, file: str, mistakes: list[Mistake], environ: Mapping[str, str] | None = None
) -> Table:
    """Read TOML as `open_toml` does, from the octets of `file`."""
    try:
        # editors on Windows put a byte order mark in front
        return Table(tomllib.loads(octets.decode("utf-8-sig")), file, mistakes, environ)
    except UnicodeDecodeError as error:
        mistakes.append(Mistake(file, "", f"expected UTF-8; octet {error.start + 1} is not"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        mistakes.append(Mistake(file, "", f"expected TOML: {error}"))
    return Table({}, file, [], environ)


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."
