"""A coordinator's reply to a digest: whether it is believed, what each line does, one answer back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from mailer.domain.coordinator import Coordinator
from mailer.domain.digest import Digest
from mailer.domain.errors import KringError
from mailer.domain.registration import RegistrationState
from mailer.domain.sentence import sentence
from mailer.intake.orders import Order, Verb
from mailer.intake.rules import answerable
from mailer.letters.coordinator_facts import LineFacts, SaidFacts, StandFacts
from mailer.service import outgoing
from mailer.service.case import Case
from mailer.service.correspondent import Link
from mailer.service.ordered import Ordered
from mailer.service.orders_on_letters import let_go_or_stop
from mailer.service.orders_on_mails import decide
from mailer.service.work import Cause, Work
from mailer.speech.sentences import as_sentence, error_in_words

LETTER = "digest-answer"

_NOT_UNDERSTOOD = frozenset({"unclear", "no-number", "not-listed", "which", "against", "twice", "refused"})
"""The outcomes after which it is said what could be written."""
_DONE = frozenset({"accepted", "waitlisted", "declined", "tentative", "subscribe", "unsubscribe"}) | {
    *("by-hand", "discarded", "started", "cancelled", "paused")
}
_DAY = timedelta(days=1)


def why_not_believed(case: Case, digest: Digest, work: Work) -> str:
    """Say why a reply to a digest does nothing; "" where it is its coordinator's own."""
    who = work.store.coordinators.get(digest.coordinator)
    if case.who.address != who.address:
        return sentence("answers a digest that went to {address}", address=who.address)
    if not who.acts:
        return sentence("{address} may look, and decides nothing", address=who.address)
    if case.who.link is not Link.TOKEN and case.who.series.subaddressing:
        return sentence("answers a digest, but not at the address that only its coordinator was given")
    if case.forged or (work.house.authserv_id and not case.authentic):
        return sentence("answers a digest, and our mail server does not vouch for the sender")
    if sum(1 for _ in case.mail.all("From")) != 1 or not answerable(case.mail):
        return sentence("answers a digest, and it is not sure that its coordinator wrote it")
    return ""


def obey(case: Case, digest: Digest, work: Work) -> str:
    """Do what a believed reply asks for, line by line, and say it all back; give it in one line."""
    who = work.store.coordinators.get(digest.coordinator)
    ordered = [
        Ordered(one, digest, who, _in_the_name_of(who, one, work)) for one in dict.fromkeys(case.orders)
    ]
    about = Counter(_about(one.order) for one in ordered)
    lines = tuple(_carried_out(one, about[_about(one.order)]) for one in ordered)
    if _may_answer(who, lines, work):
        _say_back(digest, who, lines, work)
    return "; ".join(f"{one.line}: {one.outcome}" for one in lines) or sentence("no line to do anything with")


def _in_the_name_of(who: Coordinator, order: Order, work: Work) -> Work:
    """Give the work of one line: what people hear because of it answers no mail of theirs."""
    why = sentence("wrote: {text} (mail {mail})", text=order.line, mail=work.cause.inbox)
    return replace(work, cause=Cause(f"{who.called} by mail", why))


def _about(order: Order) -> str:
    """Say what a line decides on; two lines that decide on one thing contradict each other."""
    if order.verb is Verb.DECIDE:
        return str(order.number)
    return order.words if order.verb in {Verb.GO, Verb.STOP} else order.line


_BY_VERB: dict[Verb, Callable[[Ordered], LineFacts]] = {
    Verb.DECIDE: decide,
    Verb.GO: let_go_or_stop,
    Verb.STOP: let_go_or_stop,
    Verb.STATUS: lambda ordered: ordered.said("status"),
    Verb.UNCLEAR: lambda ordered: ordered.said("unclear"),
}


def _carried_out(ordered: Ordered, times: int) -> LineFacts:
    if times > 1:
        return ordered.said("twice")
    try:
        return _BY_VERB[ordered.order.verb](ordered)
    except KringError as error:
        return ordered.said("refused", detail=as_sentence(error_in_words(error, ordered.who.language)))


def _may_answer(who: Coordinator, lines: tuple[LineFacts, ...], work: Work) -> bool:
    """Whether an answer goes out: always for what was done, else no more than a loop is allowed."""
    if any(one.outcome in _DONE for one in lines):
        return True
    return len(work.store.outbox.answers_since(who.address, work.now - _DAY)) < outgoing.MOST_ANSWERS


def _say_back(digest: Digest, who: Coordinator, lines: tuple[LineFacts, ...], work: Work) -> None:
    """Answer; the numbers and names mean the same in a reply to that."""
    asked = any(one.outcome == "status" for one in lines)
    said = SaidFacts(
        lines,
        stand=_stand(work) if asked else None,
        help=not lines or any(one.outcome in _NOT_UNDERSTOOD for one in lines),
    )
    message_id = outgoing.to_coordinator(work, LETTER, who, said=said)
    occasion = f"answer to mail {work.cause.inbox}"
    work.store.digests.add(replace(digest, occasion=occasion, message_id=message_id))


def _stand(work: Work) -> StandFacts | None:
    views = work.store.views
    key = views.next_meeting(work.now)
    if key is None:
        return None
    meeting, answers = work.store.meetings.get(key), views.answers(key)
    s = RegistrationState
    return StandFacts(
        meeting.host.municipality,
        meeting.capacity,
        views.invited(key),
        answers[s.ACCEPTED],
        answers[s.WAITLISTED] + answers[s.OFFERED],
        answers[s.DECLINED] + answers[s.WITHDRAWN],
        answers[s.TENTATIVE],
        views.parked_count(),
    )
