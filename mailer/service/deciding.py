"""What a coordinator's decision on a parked mail makes happen, and which one Kring suggests."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from mailer.domain.address import Mailbox, normalise
from mailer.domain.commands import RecordAnswer, RequestSubscription, Unsubscribe
from mailer.domain.errors import BadInput, NotFound, Refused
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import Meeting
from mailer.domain.sentence import sentence
from mailer.domain.subscription import Proof
from mailer.intake.verdict import Action, Answer, Kind
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
    """What the coordinator says beside the decision; what is empty is taken from what was understood.

    `whole` says that what was understood was shown and could be changed: then what is empty stays empty.
    """

    dayparts: tuple[str, ...]
    hotel: bool | None
    diet: str | None
    meeting: str
    person: str
    guests: tuple[str, ...] = ()
    substitute: str = ""
    whole: bool = False


_BY_ANSWER = {Answer.YES: Decision.YES, Answer.NO: Decision.NO, Answer.MAYBE: Decision.MAYBE}
_BY_KIND = {Kind.SUBSCRIBE: Decision.SUBSCRIBE, Kind.UNSUBSCRIBE: Decision.UNSUBSCRIBE}


def suggested(verdict: Mapping[str, Any], who: Answerer, meeting: Meeting | None) -> Decision | None:
    """Give what Kring would make of a parked mail, knowing its kept verdict; None where it would not."""
    if meeting is not None and who.person is not None and verdict.get("answer"):
        return _BY_ANSWER[verdict["answer"]]
    return _BY_KIND.get(verdict.get("kind", ""))


_BESIDE_THE_ANSWER = frozenset({"question", "asked", "asks-whether", "missed-a-mail", "too-long"})
"""Rules that leave a mail to a person for another reason than that its answer is doubtful."""
_WHO_OR_WHICH_PART = frozenset(
    {
        *("not-certain-who", "who-comes", "which-guest", "which-substitute", "name-follows"),
        *("on-behalf-of-another", "for-somebody-else", "somebody-is-named", "not-the-writers-address"),
        *("which-part", "either-part", "part-only", "another-day", "perhaps-what", "away-then"),
    }
)


def is_guess(verdict: Mapping[str, Any]) -> bool:
    """Say whether what was understood of a mail is less than certain, by its kept verdict."""
    doubts = {one["rule"] for one in verdict.get("why") or []} - _BESIDE_THE_ANSWER
    return verdict.get("action") == Action.REVIEW and bool(doubts)


def is_about_whom(verdict: Mapping[str, Any]) -> bool:
    """Say whether the doubt is about who comes, or for which part."""
    return any(one["rule"] in _WHO_OR_WHICH_PART for one in verdict.get("why") or [])


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
    proof = Proof(sentence("mail, decided by the coordinator"), who.words, who.message_id, work.now, number)
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
    said = wishes if wishes.whole else _filled_in(wishes, who)
    return answer_of(said, key, person, decision, meeting)


def _filled_in(wishes: Wishes, who: Answerer) -> Wishes:
    return replace(
        wishes,
        dayparts=wishes.dayparts or who.dayparts,
        hotel=who.hotel if wishes.hotel is None else wishes.hotel,
        diet=who.diet if wishes.diet is None else wishes.diet,
        guests=who.guests,
        substitute=who.substitute,
    )


def answer_of(wishes: Wishes, key: str, person: int, decision: Decision, meeting: Meeting) -> RecordAnswer:
    """Give what is recorded of somebody where a coordinator decided it."""
    if decision is not Decision.YES:
        substitute = wishes.substitute if decision is Decision.NO else ""
        return RecordAnswer(key, person, decision.value, substitute=substitute, decided=True)
    return RecordAnswer(
        key,
        person,
        decision.value,
        wishes.dayparts or meeting.daypart_keys,
        wishes.hotel,
        wishes.diet,
        wishes.guests,
        decided=True,
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
