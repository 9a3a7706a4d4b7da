"""What a coordinator's decision on a parked mail makes happen, and which one Kring suggests."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mailer.domain.address import Mailbox, normalise
from mailer.domain.commands import RecordAnswer, RequestSubscription, Unsubscribe
from mailer.domain.errors import BadInput, NotFound, Refused
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import Meeting
from mailer.domain.subscription import Proof
from mailer.intake.verdict import Answer, Kind
from mailer.service.parked import Answerer, answerer
from mailer.service.work import Work


class Decision(StrEnum):
    """What the coordinator makes of a parked mail."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the coordinator says beside the decision; what is empty is taken from what was understood."""

    dayparts: tuple[str, ...]
    hotel: bool | None
    diet: str | None
    meeting: str
    person: str


_BY_ANSWER = {Answer.YES: Decision.YES, Answer.NO: Decision.NO, Answer.MAYBE: Decision.MAYBE}
_BY_KIND = {Kind.SUBSCRIBE: Decision.SUBSCRIBE, Kind.UNSUBSCRIBE: Decision.UNSUBSCRIBE}


def suggested(verdict: Mapping[str, Any], who: Answerer, meeting: Meeting | None) -> Decision | None:
    """Give what Kring would make of a parked mail, knowing its kept verdict; None where it would not."""
    if meeting is not None and who.person is not None and verdict.get("answer"):
        return _BY_ANSWER[verdict["answer"]]
    return _BY_KIND.get(verdict.get("kind", ""))


def command_for(
    work: Work, number: int, decision: Decision, wishes: Wishes
) -> RecordAnswer | RequestSubscription | Unsubscribe | None:
    """Give the command a decision leads to; None where the coordinator has done it by hand."""
    state = work.store.inbox.get(number).state
    if state is not InboxState.PARKED:
        raise Refused(
            "mail {mail} is {inbox_state}; only a parked mail is handled", mail=number, inbox_state=state
        )
    if decision is Decision.BY_HAND:
        return None
    who = answerer(work, number)
    if decision in {Decision.SUBSCRIBE, Decision.UNSUBSCRIBE}:
        return _on_the_list(work, number, who, decision)
    return _answer(work, number, who, decision, wishes)


def _on_the_list(
    work: Work, number: int, who: Answerer, decision: Decision
) -> RequestSubscription | Unsubscribe:
    if not who.address:
        raise Refused("mail {mail} has no readable sender; handle it by-hand", mail=number)
    proof = Proof("mail, decided by the coordinator", who.words, who.message_id, work.now, number)
    if decision is Decision.UNSUBSCRIBE:
        return Unsubscribe(who.series, who.address, proof)
    return RequestSubscription(who.series, Mailbox(who.address, who.name), "", who.language, proof)


def _answer(work: Work, number: int, who: Answerer, decision: Decision, wishes: Wishes) -> RecordAnswer:
    key = wishes.meeting or who.meeting
    if not key:
        raise BadInput("mail {mail} does not tell which meeting it answers; add --meeting KEY", mail=number)
    meeting = work.store.meetings.get(key)
    if unknown := sorted(set(wishes.dayparts) - set(meeting.daypart_keys)):
        keys = ", ".join(meeting.daypart_keys)
        raise NotFound(
            "{meeting} has no day-part {parts}; its day-parts are {known}",
            meeting=key,
            parts=", ".join(unknown),
            known=keys,
        )
    person = _person(work, number, who, wishes)
    if decision is not Decision.YES:
        substitute = who.substitute if decision is Decision.NO else ""
        return RecordAnswer(key, person, decision.value, substitute=substitute)
    return RecordAnswer(
        key,
        person,
        decision.value,
        wishes.dayparts or who.dayparts or meeting.daypart_keys,
        who.hotel if wishes.hotel is None else wishes.hotel,
        who.diet if wishes.diet is None else wishes.diet,
        who.guests,
    )


def _person(work: Work, number: int, who: Answerer, wishes: Wishes) -> int:
    if wishes.person:
        found = work.store.people.by_address(normalise(wishes.person))
        if found is None:
            raise NotFound(
                "nobody has the address {address}; run_service.py people list shows all",
                address=wishes.person,
            )
        return found.id
    if who.person is None:
        raise BadInput(
            "mail {mail} is from nobody we know; say whose answer it is with --person ADDRESS", mail=number
        )
    return who.person
