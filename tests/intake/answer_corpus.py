"""Reads the corpus of answers and keeps the score: wrong acts, coverage, and details found (issue 3)."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailer.intake.answer import read_answer
from mailer.intake.verdict import Action, Setting, Someone, Standing, Verdict
from mailer.message.own_words import own_words
from mailer.message.parse import parse
from tests.intake.meetings import hattem

FOLDER = Path(__file__).parent.parent / "corpus" / "answers"


@dataclass(frozen=True, slots=True)
class Example:
    """One mail of the corpus and what a careful person would make of it."""

    name: str
    octets: bytes
    label: Mapping[str, Any]

    @property
    def set_aside(self) -> bool:
        """Whether the mail belongs to the third that nobody looks at while tuning."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 3 == 0

    def read(self) -> Verdict:
        """Give what the grammar makes of it, from the octets on."""
        mail = parse(self.octets)
        setting = Setting(meeting=hattem(), standing=Standing(self.label["standing"]))
        return read_answer(own_words(mail), mail, setting)


def examples() -> Iterator[Example]:
    """Give the corpus in the order of the names."""
    for path in sorted(FOLDER.glob("*.eml")):
        label = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
        yield Example(path.stem, path.read_bytes(), label)


@dataclass
class Score:
    """The figures of issue 3 over some examples; `faults` says per mail what was not right."""

    mails: int = 0
    wrong: list[str] = field(default_factory=list)
    actable: int = 0
    right: int = 0
    found: int = 0
    invented: int = 0
    missed: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def coverage(self) -> float:
        """The share of the answers one can act on that are acted on rightly."""
        return self.right / self.actable if self.actable else 1.0

    @property
    def f1(self) -> float:
        """F1 over diet, guests, hotel and question."""
        return 2 * self.found / (2 * self.found + self.invented + self.missed) if self.found else 0.0

    def add(self, example: Example, verdict: Verdict) -> None:
        """Count one verdict against its label."""
        faults = list(_faults(example.label, verdict))
        self.mails += 1
        if verdict.action is Action.ACT and faults:
            self.wrong.append(example.name)
        if example.label["action"] == "act":
            self.actable += 1
            self.right += verdict.action is Action.ACT and not faults
            faults += ["not acted on"] if verdict.action is not Action.ACT else []
        faults += self._details(example.label, verdict)
        if faults:
            self.faults[example.name] = faults

    def _details(self, label: Mapping[str, Any], verdict: Verdict) -> list[str]:
        faults = []
        for name, wanted, got, same in _pairs(label, verdict):
            if wanted and got and same:
                self.found += 1
                continue
            self.invented += bool(got)
            self.missed += bool(wanted)
            if wanted or got:
                faults.append(f"{name} {got!r} for {wanted!r}")
        return faults


def _faults(label: Mapping[str, Any], verdict: Verdict) -> Iterator[str]:
    """Give what is wrong in an act."""
    if verdict.action is not Action.ACT:
        return
    if label["action"] != "act":
        yield "should have asked"
        return
    parts = tuple(label["dayparts"]) if "dayparts" in label else None
    if verdict.answer != label.get("answer"):
        yield f"answer {verdict.answer}"
    if verdict.dayparts != parts:
        yield f"dayparts {verdict.dayparts}"
    if verdict.hotel != label.get("hotel"):
        yield f"hotel {verdict.hotel}"
    if _person(verdict.substitute) != _written(label.get("substitute")):
        yield f"substitute {verdict.substitute}"


def _pairs(label: Mapping[str, Any], verdict: Verdict) -> Iterator[tuple[str, object, object, bool]]:
    diet = label.get("diet", "")
    yield "diet", diet, verdict.diet, bool(_stems(diet) & _stems(verdict.diet or ""))
    hotel = None if "hotel" not in label else str(label["hotel"])
    got = None if verdict.hotel is None else str(verdict.hotel)
    yield "hotel", hotel, got, hotel == got
    yield "question", label.get("question", False), verdict.question, True
    guests = {_written(guest) for guest in label.get("guests", ())}
    found = {_person(guest) for guest in verdict.guests}
    yield "guests", guests, found, guests == found


def _stems(text: str) -> set[str]:
    """Give the beginnings of the words that name a dish: "geen" and "eet" name none."""
    return {word[:5] for word in re.findall(r"\w{2,}", text.lower())} - {
        "geen",
        "eet",
        "don",
        "eat",
        "voor",
        "gjin",
    }


def _person(someone: Someone | None) -> tuple[str | None, str | None] | None:
    return None if someone is None else (someone.name, someone.email)


def _written(someone: Mapping[str, str] | None) -> tuple[str | None, str | None] | None:
    return None if someone is None else (someone.get("name"), someone.get("email"))


def score(set_aside: bool | None = None) -> Score:
    """Give the score of one part of the corpus, or of all."""
    total = Score()
    for example in examples():
        if set_aside is None or example.set_aside is set_aside:
            total.add(example, example.read())
    return total
