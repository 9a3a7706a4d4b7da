"""What the coordinator made of a mail that Kring had understood otherwise: an example to learn from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mailer.domain import commands as c
from mailer.store.database import Database
from mailer.store.unit_of_work import unit_of_work

Fields = Mapping[str, Any]
Decision = c.RecordAnswer | c.RequestSubscription | c.Unsubscribe | c.NamePerson | None

_OF_AN_ANSWER = ("dayparts", "hotel", "diet")
_KINDS = {c.RequestSubscription: "subscribe", c.Unsubscribe: "unsubscribe", c.NamePerson: "subscribe"}


@dataclass(frozen=True, slots=True)
class Example:
    """A mail of which the coordinator made something else than Kring, and what it should be read as."""

    name: str
    octets: bytes
    label: Fields


def what_was_decided(decision: Decision) -> dict[str, Any]:
    """Give a decision as it is kept with the mail."""
    if decision is None:
        return {"decision": "by-hand"}
    if not isinstance(decision, c.RecordAnswer):
        return {"decision": _KINDS[type(decision)]}
    found: dict[str, Any] = {"decision": decision.answer}
    if decision.answer == "yes":
        found |= {"dayparts": list(decision.dayparts), "hotel": decision.hotel, "diet": decision.diet}
    return found


def differs(verdict: Fields, decided: Fields) -> bool:
    """Say whether the coordinator decided something else than was suggested.

    Of a mail dealt with by hand nobody knows what it should have been read as.
    """
    decision = decided["decision"]
    if decision == "by-hand":
        return False
    if decision == "discard":
        return bool(verdict["kind"] != "other")
    if decision in set(_KINDS.values()):
        return bool(verdict["kind"] != decision)
    parts = decided.get("dayparts", verdict["dayparts"])
    return bool(verdict["answer"] != decision or verdict["dayparts"] not in (None, parts))


def examples(database: Database) -> Iterator[Example]:
    """Give the mails that were corrected, in the order they came."""
    number = 0
    while True:
        with unit_of_work(database) as store:
            row = store.inbox.understood_after(number)
        if row is None:
            return
        number = row.id
        if row.decided is not None and differs(row.verdict, row.decided):
            label = _label(row.verdict, row.decided, row.setting or {})
            yield Example(f"mail-{number}", bytes(row.octets), label)


def _label(verdict: Fields, decided: Fields, setting: Fields) -> Fields:
    """Say what the mail should be read as; what it was read as is in the note."""
    had = " ".join(str(verdict[name]) for name in ("action", "kind", "answer") if verdict[name])
    label: dict[str, Any] = {"note": f"decided by the coordinator; Kring had understood: {had}"}
    decision = decided["decision"]
    if decision == "discard":
        return label | {"kind": "other", "action": "ignore"}
    if decision in set(_KINDS.values()):
        return label | {"kind": decision, "action": "act"}
    label |= {"standing": setting.get("standing", "none")}
    label |= {"kind": "registration", "action": "act", "answer": decision}
    return label | {name: decided[name] for name in _OF_AN_ANSWER if decided.get(name) is not None}
