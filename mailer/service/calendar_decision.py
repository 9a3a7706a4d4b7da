"""What keeps a calendar reply from being an answer: another's object, an old one, an older reply (pure)."""

from mailer.domain.calendar_order import Order
from mailer.domain.inbox import InboxState
from mailer.domain.registration import RegistrationState
from mailer.domain.sentence import sentence
from mailer.intake.verdict import Answer
from mailer.service.calendar_answer import CalendarAnswer
from mailer.service.case import Case, Decision, parked

_S = RegistrationState
_SAID = {
    **dict.fromkeys((_S.ACCEPTED, _S.WAITLISTED, _S.OFFERED), Answer.YES),
    **dict.fromkeys((_S.DECLINED, _S.WITHDRAWN), Answer.NO),
    _S.TENTATIVE: Answer.MAYBE,
}
"""The answer a state came from."""


def out_of_order(case: Case, answer: CalendarAnswer) -> Decision | None:
    """Decide on a calendar reply that must not be recorded; None for one that may."""
    if (stranger := _whose(case, answer)) is not None:
        return parked(case, stranger)
    match answer.order(case.arrived.received_at):
        case Order.NEWER:
            return None
        case Order.OLDER:
            return Decision(
                InboxState.IGNORED, sentence("a later calendar reply of this person came before it")
            )
        case Order.SAME if not _differs(case, answer):
            return Decision(InboxState.IGNORED, sentence("this calendar reply has been read before"))
        case Order.SAME:
            return parked(case, sentence("two calendar replies of one moment answer differently"))
        case Order.OTHER_OBJECT:
            reason = sentence(
                "answers our calendar object {old_number}, but the last one we sent is {new_number}",
                old_number=answer.reply.sequence,
                new_number=answer.sent_sequence,
            )
            return parked(case, reason)
        case _:
            return parked(case, sentence("a calendar reply that does not say when it was made"))


def _whose(case: Case, answer: CalendarAnswer) -> str | None:
    """Say why the object is not the one of whom we take the writer for, or None."""
    if answer.registration is None:
        return sentence("answers a calendar object that is not ours")
    delivery = case.who.delivery
    of = (answer.registration.meeting, answer.registration.person)
    if delivery is not None and of != (delivery.meeting, delivery.person):
        return sentence(
            "answers the mail to {address}, with a calendar object of another person or meeting",
            address=delivery.address,
        )
    return None


def _differs(case: Case, answer: CalendarAnswer) -> bool:
    """Whether it says something else than what is registered."""
    return answer.registration is None or case.verdict.answer is not _SAID.get(answer.registration.state)
