"""Answers to a meeting's mails: who comes, who waits, who is offered a place that came free."""

from dataclasses import replace
from datetime import timedelta

from mailer.domain import commands as c
from mailer.domain.errors import Refused
from mailer.domain.meeting import Meeting, MeetingState
from mailer.domain.registration import (
    Registration,
    RegistrationState,
    after_no,
    first_in_line,
    fits,
    place_in_line,
)
from mailer.domain.sentence import sentence
from mailer.domain.subscription import Person
from mailer.service import outgoing
from mailer.service.work import Done, Work

_S = RegistrationState
_KNEW_A_PLACE = frozenset({_S.ACCEPTED, _S.WAITLISTED, _S.OFFERED})
"""Who had a place or a place in line when the deadline passed may still change what was asked."""


def record_answer(command: c.RecordAnswer, work: Work) -> Done:
    """Write down what a person answered, say it back, and pass on a place that came free."""
    meeting = work.store.meetings.get(command.meeting)
    person = work.store.people.get(command.person)
    before = _registration(work, meeting, person)
    _refuse_if_too_late(command, work, meeting, before)
    after = _after(command, work, meeting, before)
    work.store.registrations.change(before, after, work.now)
    after = work.store.registrations.get(meeting.key, person.id) or after
    _say_back(work, meeting, person, before, after, command.question)
    offered = offer_free_places(work, meeting)
    what = _became(person, after)
    return Done("; ".join([what, *offered]), person.id, meeting.key, details={"before": before.state.value})


def lapse_offer(command: c.LapseOffer, work: Work) -> Done:
    """Take back an offer that was not answered in time, and offer the place to the next in line."""
    meeting = work.store.meetings.get(command.meeting)
    person = work.store.people.get(command.person)
    before = work.store.registrations.get(meeting.key, person.id)
    if before is None or before.state is not _S.OFFERED:
        raise Refused(
            "{address} has no open offer for {meeting}", address=person.address, meeting=meeting.key
        )
    after = replace(before, state=_S.LAPSED, offered_until=None, waiting_since=None)
    work.store.registrations.change(before, after, work.now)
    if _ahead(work, meeting):
        outgoing.about_meeting(work, "offer-lapsed", person, meeting, after)
    what = sentence("{address} let the offer lapse", address=person.address)
    return Done("; ".join([what, *offer_free_places(work, meeting)]), person.id, meeting.key)


def record_attendance(command: c.RecordAttendance, work: Work) -> Done:
    """Write down who was there; only of somebody who had a place, and once the meeting has begun."""
    meeting = work.store.meetings.get(command.meeting)
    person = work.store.people.get(command.person)
    if work.now < meeting.starts:
        raise Refused("{meeting} has not begun; who was there is known then", meeting=meeting.key)
    before = work.store.registrations.get(meeting.key, person.id)
    if before is None:
        raise Refused(
            "{address} is not registered for {meeting}", address=person.address, meeting=meeting.key
        )
    state = _S.ATTENDED if command.attended else _S.ABSENT
    work.store.registrations.change(before, replace(before, state=state), work.now)
    if command.attended:
        return Done(sentence("{address} was there", address=person.address), person.id, meeting.key)
    return Done(sentence("{address} was not there", address=person.address), person.id, meeting.key)


def _became(person: Person, after: Registration) -> str:
    if not after.dayparts:
        return sentence(
            "{address} is {registration_state}", address=person.address, registration_state=after.state
        )
    return sentence(
        "{address} is {registration_state} ({parts})",
        address=person.address,
        registration_state=after.state,
        parts=", ".join(after.dayparts),
    )


def _registration(work: Work, meeting: Meeting, person: Person) -> Registration:
    found = work.store.registrations.get(meeting.key, person.id)
    if found is not None:
        return found
    domain = work.house.series_of(meeting.series).mailbox.partition("@")[2]
    new = Registration(meeting.key, person.id, _S.INVITED, uid=f"{work.house.new_id()}@{domain}")
    work.store.registrations.add(new, work.now)
    return work.store.registrations.get(meeting.key, person.id) or new


def _refuse_if_too_late(command: c.RecordAnswer, work: Work, meeting: Meeting, before: Registration) -> None:
    if not meeting.open:
        raise Refused(
            "{meeting} is {meeting_state}; its answers are closed",
            meeting=meeting.key,
            meeting_state=meeting.state,
        )
    if work.now >= meeting.starts:
        raise Refused("{meeting} has begun; the answer is kept as evidence", meeting=meeting.key)
    late = meeting.state is MeetingState.CLOSED and before.state not in _KNEW_A_PLACE
    if command.answer != "no" and late and not command.decided:
        raise Refused("the answer came after {day}; the coordinator decides", day=meeting.deadline)


def _after(command: c.RecordAnswer, work: Work, meeting: Meeting, before: Registration) -> Registration:
    asked = replace(
        before,
        hotel=before.hotel if command.hotel is None else command.hotel,
        diet=before.diet if command.diet is None else command.diet,
        guests=command.guests,
        substitute=command.substitute,
        answered_revision=meeting.revision,
        sequence=before.sequence + 1,
        reply_sequence=before.reply_sequence if command.reply_stamp is None else command.reply_sequence,
        reply_stamp=command.reply_stamp or before.reply_stamp,
    )
    if command.answer == "yes":
        return _after_yes(replace(asked, dayparts=command.dayparts), work, meeting, before)
    state = after_no(before.state) if command.answer == "no" else _S.TENTATIVE
    if command.answer == "maybe" and before.state in {_S.WAITLISTED, _S.OFFERED}:
        raise Refused(
            "a maybe from somebody who is {registration_state}: does the place in line go?",
            registration_state=before.state,
        )
    return replace(asked, state=state, dayparts=(), guests=(), waiting_since=None, offered_until=None)


def _after_yes(asked: Registration, work: Work, meeting: Meeting, before: Registration) -> Registration:
    unknown = set(asked.dayparts) - set(meeting.daypart_keys)
    if unknown or not asked.dayparts:
        raise Refused(
            "{meeting} has the day-parts {parts}", meeting=meeting.key, parts=", ".join(meeting.daypart_keys)
        )
    if fits(meeting, asked, work.store.registrations.of_meeting(meeting.key)):
        return replace(asked, state=_S.ACCEPTED, waiting_since=None, offered_until=None)
    if before.state in {_S.ACCEPTED, _S.OFFERED}:
        raise Refused("there is no room for what is asked now; what was promised before stays")
    return replace(asked, state=_S.WAITLISTED, waiting_since=before.waiting_since or work.now)


def _say_back(
    work: Work, meeting: Meeting, person: Person, before: Registration, after: Registration, question: bool
) -> None:
    place = place_in_line(person.id, work.store.registrations.of_meeting(meeting.key))
    letter = _letter(meeting, after)
    outgoing.about_meeting(
        work,
        letter,
        person,
        meeting,
        after,
        place=place,
        question=question,
        was_coming=before.state is _S.ACCEPTED,
        gave_up=after.state is _S.WITHDRAWN and before.state is not _S.WITHDRAWN,
    )


def _letter(meeting: Meeting, after: Registration) -> str:
    if after.state is _S.ACCEPTED:
        return "understood-yes" if after.dayparts == meeting.daypart_keys else "understood-part"
    if after.state is _S.WAITLISTED:
        return "understood-waiting"
    if after.state is _S.TENTATIVE:
        return "understood-maybe"
    return "understood-substitute" if after.substitute else "understood-no"


def offer_free_places(work: Work, meeting: Meeting) -> list[str]:
    """Offer what is free to the first in line whom it fits, until it fits nobody; say to whom."""
    offered: list[str] = []
    if not _ahead(work, meeting):
        return offered
    while waiting := first_in_line(meeting, work.store.registrations.of_meeting(meeting.key)):
        hours = timedelta(hours=work.house.series_of(meeting.series).offer_hours)
        until = min(work.now + hours, meeting.starts)
        after = replace(waiting, state=_S.OFFERED, offered_until=until)
        work.store.registrations.change(waiting, after, work.now)
        person = work.store.people.get(waiting.person)
        outgoing.about_meeting(work, "offer", person, meeting, after)
        offered.append(sentence("{address} is offered the place that came free", address=person.address))
    return offered


def _ahead(work: Work, meeting: Meeting) -> bool:
    """Whether a place in it can still be offered: it is on, and has not begun."""
    return meeting.open and work.now < meeting.starts
