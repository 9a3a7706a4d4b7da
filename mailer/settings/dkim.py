"""The settings of signing (DKIM): whose signature it is, and where its key lies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mailer.settings.kinds import PATH, TEXT, Kind
from mailer.settings.table import Table

_LABELS = re.compile(
    r"(?!.{254})[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)


def _name(least_dots: int) -> Kind[str]:
    def read(value: object) -> str:
        name = TEXT.read(value).lower()
        if not _LABELS.fullmatch(name) or name.count(".") < least_dots:
            raise ValueError
        return name

    example = "kring.example" if least_dots else "kring2031"
    return Kind(f'a name as the DNS has them, such as "{example}"', read, "")


DOMAIN = _name(1)
SELECTOR = _name(0)


@dataclass(frozen=True, slots=True)
class DkimSettings:
    """The domain that answers for our mail, its key's selector in the DNS, and the private key's file."""

    domain: str
    selector: str
    key_file: Path


def read_dkim(root: Table, table: Table) -> DkimSettings | None:
    """Read the table; None where there is none."""
    found = DkimSettings(
        table.optional("domain", DOMAIN, ""),
        table.optional("selector", SELECTOR, ""),
        table.optional("key_file", PATH, Path()),
    )
    kinds: Mapping[str, Kind[str] | Kind[Path]] = {"domain": DOMAIN, "selector": SELECTOR, "key_file": PATH}
    if not (root.has("dkim") or any(map(table.has, kinds))):
        return None
    for key, kind in kinds.items():
        if not table.has(key):
            table.mistake(key, f"missing; expected {kind.expected}")
    return found
