"""The mails of machines, and the people's mails that look like them, with their labels."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailer.intake.incoming import Incoming
from mailer.intake.rules import RULES
from mailer.intake.verdict import Setting, Verdict
from mailer.message.parse import parse

FOLDER = Path(__file__).parent.parent / "corpus" / "machine"
SETTING = Setting(own_addresses=frozenset({"info@kring.example"}))
PEOPLE = {"calendar reply", "human"}
"""The rules that read what a person wrote or pressed."""


@dataclass(frozen=True)
class Sample:
    """A mail and its label."""

    name: str
    octets: bytes
    label: dict[str, Any]

    @property
    def is_human(self) -> bool:
        """Whether a person wrote it, or a stranger whom no machine rule knows."""
        return bool(self.label["kind"] == "human")


def samples() -> Iterator[Sample]:
    """Give every pair of the corpus."""
    for file in sorted(FOLDER.glob("*.eml")):
        yield Sample(
            file.stem, file.read_bytes(), tomllib.loads(file.with_suffix(".toml").read_text("utf-8"))
        )


def by_machine_rules(octets: bytes, setting: Setting = SETTING) -> tuple[str, Verdict] | None:
    """Ask the rules for machines only; None means that a person's rule would be asked next."""
    incoming = Incoming(parse(octets), setting)
    for rule in RULES:
        if rule.name not in PEOPLE and (verdict := rule.read(incoming)):
            return rule.name, verdict
    return None
