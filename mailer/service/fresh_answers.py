"""An answer in a mail that only an address ties to the invitation: asked about first, recorded on a yes."""

from dataclasses import asdict, replace
from typing import Any

from mailer.domain import commands as c
from mailer.domain.errors import Refused
from mailer.domain.inbox import InboxState
from mailer.domain.registration import Registration, RegistrationState
from mailer.domain.sentence import sentence
from mailer.domain.subscription import ConfirmationKind
from mailer.service import outgoing, registrations
from mailer.service.work import Done, Work


def ask(command: c.AskAnswer, work: Work) -> Done:
    """Write to the address we know whether it is so; a question still open about an older mail makes way."""
    answer = command.answer
    meeting, person = work.store.meetings.get(answer.meeting), work.store.people.get(answer.person)
    asked = work.store.confirmations.open(
        meeting.series,
        person.id,
        ConfirmationKind.ANSWER,
        person.address,
        "",
        work.now,
        answer=_kept(answer),
        inbox=command.inbox,
    )
    outgoing.about_meeting(
        work,
        "confirm-answer",
        person,
        meeting,
        _as_understood(work, answer),
        confirmation=asked.id,
        attendance=answer.answer,
    )
    return Done(
        sentence("{address} is asked whether the answer is so", address=person.address),
        person.id,
        meeting.key,
    )


def confirm(command: c.ConfirmAnswer, work: Work) -> Done:
    """Record what was asked about; after a no it stays with the coordinator."""
    asked = work.store.confirmations.get(command.confirmation)
    if asked.answer is None or asked.inbox is None:
        raise Refused("confirmation {confirmation} asks about no answer", confirmation=asked.id)
    mail = work.store.inbox.get(asked.inbox)
    if not work.store.confirmations.close(asked.id, command.yes, work.now):
        raise Refused("answers a question that has been answered, or made way for one about a later mail")
    if mail.state is not InboxState.PARKED:
        raise Refused("mail {mail}, which it is about, has been dealt with", mail=mail.id)
    if not command.yes:
        work.store.inbox.explain(
            mail, sentence("{address} was asked, and says that it is not so", address=asked.address)
        )
        return Done(
            sentence("{address} says that mail {mail} is not so", address=asked.address, mail=mail.id),
            asked.person,
        )
    answer = answer_asked(asked.answer)
    done = registrations.record_answer(answer, work)
    if answer.question:
        work.store.inbox.explain(
            mail, sentence("the answer ({answer}) is recorded; asks a question", answer=answer.answer)
        )
    else:
        work.store.inbox.move(mail, InboxState.HANDLED, work.now, "kring")
    return done


def answer_asked(kept: Any) -> c.RecordAnswer:
    """Give the answer a question is about, as it was kept with it."""
    lists = {name: tuple(kept[name]) for name in ("dayparts", "guests")}
    return c.RecordAnswer(**{**kept, **lists})


def _kept(answer: c.RecordAnswer) -> dict[str, object]:
    # a calendar reply is never asked about, so there is no stamp to keep
    return {name: value for name, value in asdict(answer).items() if not name.startswith("reply_")}


def _as_understood(work: Work, answer: c.RecordAnswer) -> Registration:
    """Give the registration as it would be, for the letter to print; nothing is written."""
    found = work.store.registrations.get(answer.meeting, answer.person)
    before = found or Registration(answer.meeting, answer.person, RegistrationState.INVITED)
    return replace(
        before,
        dayparts=answer.dayparts,
        hotel=before.hotel if answer.hotel is None else answer.hotel,
        diet=before.diet if answer.diet is None else answer.diet,
        guests=answer.guests,
        substitute=answer.substitute,
        offered_until=None,
    )
