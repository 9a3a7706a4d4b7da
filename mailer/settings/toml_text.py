"""Values as TOML text (TOML 1.0): the standard library reads the format but does not write it."""

import re
from collections.abc import Mapping
from datetime import date, datetime

Value = str | int | date | datetime | Mapping[str, str]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_NEEDS_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')


def assignment(key: str, value: Value) -> str:
    """Give the line that sets `key`; an aware datetime is written as its local wall time."""
    return f"{key} = {_written(value)}"


def _written(value: Value) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {_quoted(text)}" for key, text in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    escaped = _NEEDS_ESCAPE.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), text)
    return f'"{escaped}"'
