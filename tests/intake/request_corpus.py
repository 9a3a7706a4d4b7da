"""The mails to info@ with their labels, and how a verdict is held against one."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mailer.intake.requests import read_request
from mailer.intake.verdict import Action, Kind, Setting, Standing, Verdict
from mailer.message.own_words import own_words
from mailer.message.parse import parse

FOLDER = Path(__file__).parent.parent / "corpus" / "info"
SETTING = Setting(own_addresses=frozenset({"info@kring.example"}))


@dataclass(frozen=True)
class Sample:
    """A mail and its label."""

    name: str
    octets: bytes
    label: dict[str, Any]

    @property
    def aside(self) -> bool:
        """Whether it is kept out of sight while the rules are tuned: a third, by the digest of its name."""
        return sha256(self.name.encode()).digest()[0] % 3 == 0

    @property
    def plain(self) -> bool:
        """Whether any careful colleague would act on it."""
        return bool(self.label["action"] == Action.ACT)

    @property
    def kind(self) -> Kind:
        return Kind(self.label["kind"])


def samples() -> Iterator[Sample]:
    for path in sorted(FOLDER.glob("*.eml")):
        label = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
        yield Sample(path.stem, path.read_bytes(), label)


def judge(octets: bytes) -> Verdict:
    mail = parse(octets)
    return read_request(own_words(mail), mail, SETTING)


def agrees(verdict: Verdict, label: dict[str, Any]) -> bool:
    """Say whether the verdict does what the label says: the same act on the same people."""
    wanted = [person["email"] for person in label.get("people", ())]
    found = [person.email for person in verdict.people]
    return (
        (verdict.kind, verdict.action) == (label["kind"], label["action"])
        and found == wanted
        and verdict.new_address == label.get("new_address")
    )


def is_wrong_act(verdict: Verdict, label: dict[str, Any]) -> bool:
    return verdict.action is Action.ACT and not agrees(verdict, label)


def written(
    text: str, subject: str = "Verzendlijst", fields: str = "", standing: Standing = Standing.NONE
) -> Verdict:
    """Read what Anna writes to info@."""
    octets = (
        "From: Anna de Wit <anna.dewit@zwolle.example>\nTo: info@kring.example\n"
        f"Subject: {subject}\n{fields}Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()
    mail = parse(octets)
    setting = Setting(own_addresses=SETTING.own_addresses, standing=standing)
    return read_request(own_words(mail), mail, setting)
