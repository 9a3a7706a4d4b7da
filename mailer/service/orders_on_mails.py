"""A numbered line of a reply to a digest: what it decides about the parked mail of that number."""

from dataclasses import dataclass

from mailer.domain.commands import DiscardParked, HandleParked, RecordAnswer
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import Meeting, say
from mailer.domain.registration import Registration, RegistrationState
from mailer.intake.orders import Meant, answer_in, meant
from mailer.intake.verdict import Setting, Verdict
from mailer.letters.coordinator_facts import LineFacts
from mailer.service.correspondent import standing_of
from mailer.service.deciding import Decision, Wishes, command_for, suggested
from mailer.service.ordered import Ordered
from mailer.service.parked import Answerer, answerer
from mailer.speech.names import doer_of

_ON_THE_LIST = frozenset({Decision.SUBSCRIBE, Decision.UNSUBSCRIBE})
_NOTHING_BESIDE = Wishes((), None, None, "", "")
_SAID = {
    RegistrationState.ACCEPTED: "accepted",
    RegistrationState.WAITLISTED: "waitlisted",
    RegistrationState.TENTATIVE: "tentative",
}


@dataclass(frozen=True, slots=True)
class _Mail:
    """The mail a number stands for, as it is now."""

    number: int
    who: Answerer
    meeting: Meeting | None
    suggestion: Decision | None
    standing: Registration | None

    @property
    def name(self) -> str:
        return self.who.name or self.who.address or "?"


def decide(ordered: Ordered) -> LineFacts:
    """Do with the mail what the line says; a mail that was decided already stays so. Raises `KringError`."""
    number = ordered.order.number
    if not 0 < number <= len(ordered.digest.mails):
        return ordered.said("no-number")
    mail = _mail(ordered, ordered.digest.mails[number - 1])
    row = ordered.work.store.inbox.row(mail.number)
    if row.state != InboxState.PARKED:
        return ordered.said("before", mail.name, doer_of(row.dealt_by, ordered.who.language))
    said = meant(ordered.order.words)
    if said is Meant.BY_HAND:
        ordered.do(HandleParked(mail.number))
        return ordered.said("by-hand", mail.name)
    if said is Meant.AWAY or (said is Meant.NO and mail.suggestion in _ON_THE_LIST):
        ordered.do(DiscardParked(mail.number))
        return ordered.said("discarded", mail.name)
    if said is Meant.YES and mail.suggestion in {Decision.NO, Decision.MAYBE}:
        return ordered.said("against", mail.name, str(number))
    decision, wishes = _chosen(ordered, mail, said)
    return ordered.said("unclear") if decision is None else _decided(ordered, mail, decision, wishes)


def _mail(ordered: Ordered, number: int) -> _Mail:
    store = ordered.work.store
    who = answerer(ordered.work, number)
    meeting = store.meetings.get(who.meeting) if who.meeting else None
    suggestion = suggested(store.inbox.row(number).verdict or {}, who, meeting)
    known = store.registrations.get(who.meeting, who.person) if meeting and who.person else None
    return _Mail(number, who, meeting, suggestion, known)


def _chosen(ordered: Ordered, mail: _Mail, said: Meant | None) -> tuple[Decision | None, Wishes]:
    """Give the decision that the words mean for this mail, None where they are not plain."""
    if mail.suggestion in _ON_THE_LIST:
        agreed = said in {Meant.YES, Meant.AGREED}
        return (mail.suggestion if agreed else None), _NOTHING_BESIDE
    if said is not None:
        plain = {
            Meant.AGREED: mail.suggestion,
            Meant.YES: Decision.YES,
            Meant.COMES: Decision.YES,
            Meant.NO: Decision.NO,
            Meant.STAYS_AWAY: Decision.NO,
            Meant.MAYBE: Decision.MAYBE,
        }
        return plain[said], _NOTHING_BESIDE
    return _in_words(ordered, mail)


def _in_words(ordered: Ordered, mail: _Mail) -> tuple[Decision | None, Wishes]:
    if mail.meeting is None:
        return None, _NOTHING_BESIDE
    setting = Setting(mail.meeting, standing_of(mail.standing), at=ordered.work.now)
    found = answer_in(ordered.order.words, setting)
    return (None, _NOTHING_BESIDE) if found is None else _understood(found)


def _understood(found: Verdict) -> tuple[Decision | None, Wishes]:
    decision = Decision(found.answer.value) if found.answer else None
    return decision, Wishes(found.dayparts or (), found.hotel, found.diet, "", "")


def _decided(ordered: Ordered, mail: _Mail, decision: Decision, wishes: Wishes) -> LineFacts:
    command = command_for(ordered.work, mail.number, decision, wishes)
    ordered.do(HandleParked(mail.number, command))
    if not isinstance(command, RecordAnswer):
        return ordered.said(decision.value, mail.name)
    now = ordered.work.store.registrations.get(command.meeting, command.person)
    state = now.state if now else RegistrationState.DECLINED
    return ordered.said(_SAID.get(state, "declined"), mail.name, _parts(ordered, command, now))


def _parts(ordered: Ordered, command: RecordAnswer, now: Registration | None) -> str:
    meeting = ordered.work.store.meetings.get(command.meeting)
    come_to = now.dayparts if now else ()
    return ", ".join(say(one.name, ordered.who.language) for one in meeting.dayparts if one.key in come_to)
