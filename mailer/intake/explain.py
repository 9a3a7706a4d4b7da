"""A verdict as the JSON object that `explain --json` prints (DESIGN.md section 9)."""

from collections.abc import Mapping

from mailer.intake.verdict import Report, Someone, Verdict
from mailer.message.mail import Mail

Json = str | bool | None | list["Json"] | Mapping[str, "Json"]


def as_json(verdict: Verdict, file: str) -> dict[str, Json]:
    """Give the object for one mail; `file` is its name as it was asked for."""
    return {
        "file": file,
        "kind": verdict.kind.value,
        "action": verdict.action.value,
        "why": [{"rule": reason.rule, "words": reason.words} for reason in verdict.why],
        "own_words": verdict.own_words,
        "answer": verdict.answer.value if verdict.answer else None,
        "dayparts": list(verdict.dayparts) if verdict.dayparts is not None else None,
        "hotel": verdict.hotel,
        "diet": verdict.diet,
        "guests": [_person(guest) for guest in verdict.guests],
        "substitute": _person(verdict.substitute) if verdict.substitute else None,
        "question": verdict.question,
        "people": [{**_person(one), "organisation": one.organisation} for one in verdict.people],
        "new_address": verdict.new_address,
        "bounces": [_report(report) for report in verdict.bounces if report.address],
    }


def written_to(mail: Mail) -> frozenset[str]:
    """Give the address a mail was written to: what is explained without settings came to ours.

    Of several nobody can tell which is ours.
    """
    addresses = {box.address.lower() for box in mail.to}
    return frozenset(addresses) if len(addresses) == 1 else frozenset()


def _person(one: Someone) -> dict[str, Json]:
    return {"name": one.name, "email": one.email}


def _report(report: Report) -> dict[str, Json]:
    return {
        "address": report.address,
        "action": report.action.value,
        "status": report.status,
        "permanent": report.permanent,
    }
