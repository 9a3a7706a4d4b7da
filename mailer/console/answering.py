"""The form that says what somebody answered: as it is filled in, and as it is sent."""

from dataclasses import dataclass

from mailer.console.forms import Form
from mailer.domain.errors import BadInput
from mailer.domain.registration import Registration, RegistrationState
from mailer.service.deciding import Decision, Wishes

_S = RegistrationState
_SAID = {
    **dict.fromkeys((_S.ACCEPTED, _S.OFFERED, _S.WAITLISTED, _S.ATTENDED, _S.ABSENT), Decision.YES),
    **dict.fromkeys((_S.DECLINED, _S.WITHDRAWN, _S.LAPSED), Decision.NO),
    _S.TENTATIVE: Decision.MAYBE,
}
_LONGEST = 200
_MOST_GUESTS = 20


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as the form is filled in; without a decision nothing is chosen yet."""

    decision: Decision | None = None
    dayparts: tuple[str, ...] = ()
    hotel: bool | None = None
    diet: str = ""
    guests: tuple[str, ...] = ()
    substitute: str = ""


def as_recorded(known: Registration | None) -> Answered:
    """Give the answer that is recorded of somebody."""
    if known is None:
        return Answered()
    said = _SAID.get(known.state)
    return Answered(said, known.dayparts, known.hotel, known.diet, known.guests, known.substitute)


def decision_in(form: Form) -> Decision:
    """Read what was decided; raises `BadInput`."""
    try:
        decision = Decision(form.one("decision"))
    except ValueError as error:
        raise BadInput("{decision!r} is no decision", decision=form.one("decision")) from error
    if decision is Decision.YES and form.one("parts_shown") and not form.all("daypart"):
        raise BadInput("no part is ticked; who comes to none of them does not come")
    return decision


def wishes_in(form: Form) -> Wishes:
    """Read what was said beside the decision; a field that was not there changes nothing."""
    return Wishes(
        form.all("daypart"),
        {"yes": True, "no": False}.get(form.one("hotel")),
        form.one("diet")[:_LONGEST] if form.all("diet") else None,
        form.one("meeting"),
        form.one("person"),
        _lines(form.one("guests")),
        form.one("substitute")[:_LONGEST],
        whole=True,
    )


def _lines(text: str) -> tuple[str, ...]:
    found = (" ".join(line.split())[:_LONGEST] for line in text.splitlines())
    return tuple(filter(None, found))[:_MOST_GUESTS]
