"""The only door to the outbox: what is said to whom is written down here, once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mailer.domain.address import Mailbox
from mailer.domain.coordinator import Coordinator
from mailer.domain.delivery import TEST_COPY, Delivery
from mailer.domain.meeting import Meeting
from mailer.domain.registration import Registration, RegistrationState
from mailer.domain.run import CANCELLATION, CORRECTION, Run
from mailer.domain.series import Series
from mailer.domain.subscription import Confirmation, ConfirmationKind, Person
from mailer.letters.coordinator_facts import DigestFacts, SaidFacts
from mailer.letters.facts import AnswerFacts, Facts, answer_facts, meeting_facts, series_facts
from mailer.letters.skeleton import Skeleton
from mailer.letters.slots import CALENDAR
from mailer.service.audience import Choice
from mailer.service.invitation import calendar_for
from mailer.service.letters import source_kept
from mailer.service.work import Work

MOST_ANSWERS = 5
"""Automatic answers one address gets in a day; a loop that no guard has seen ends here."""

_DAY = timedelta(days=1)


def notice(
    work: Work,
    letter: str,
    person: Person,
    series: str,
    *,
    confirmation: Confirmation | None = None,
    address: str = "",
) -> None:
    """Write to a person about the list, or to `address` instead of the person's own."""
    language = language_for(work, letter, person, work.house.series_of(series))
    moving = confirmation is not None and confirmation.kind is not ConfirmationKind.SUBSCRIBE
    answer = AnswerFacts(
        old_address=person.address if moving else "",
        new_address=confirmation.new_address if confirmation else "",
    )
    facts = Facts(series_facts(work.house.series_of(series), language), answer=answer)
    number = confirmation.id if confirmation else None
    _answer(work, letter, person, series, _skeleton(work, letter, language, facts), address, number)


def about_meeting(
    work: Work,
    letter: str,
    person: Person,
    meeting: Meeting,
    registration: Registration,
    *,
    place: int = 0,
    question: bool = False,
    was_coming: bool = False,
    gave_up: bool = False,
    confirmation: int | None = None,
    attendance: str = "",
) -> None:
    """Say back to a person how things stand with one meeting, or ask about an `attendance` that was read.

    `place` is the place on the waiting list. Who `was_coming` and does not has it taken out of the calendar;
    who had a place, or a place in line, `gave_up` that.
    """
    series = work.house.series_of(meeting.series)
    language = language_for(work, letter, person, series)
    answer = answer_facts(registration, meeting, language, position=place, question=question, gave_up=gave_up)
    answer = replace(answer, attendance=attendance)
    facts = Facts(series_facts(series, language), meeting_facts(meeting, language), answer)
    skeleton = _skeleton(work, letter, language, facts)
    slots = {}
    if skeleton.carries_calendar:
        slots[CALENDAR] = calendar_for(
            series, meeting, person, registration, language, work.now, was_coming=was_coming
        )
    _answer(
        work,
        letter,
        person,
        series.key,
        skeleton,
        confirmation=confirmation,
        slots=slots,
        meeting=meeting,
        not_after=registration.offered_until or meeting.starts,
    )


def to_coordinator(
    work: Work,
    letter: str,
    who: Coordinator,
    *,
    digest: DigestFacts | None = None,
    said: SaidFacts | None = None,
) -> str:
    """Write to a coordinator in the name of the first series; give the Message-ID. Of no use after a day."""
    series = work.house.first_series
    written = work.house.letters.languages(letter)
    language = who.language if who.language in written else series.default_language
    person = work.store.people.add(Mailbox(who.address, who.name), "", language, work.now)
    facts = Facts(series_facts(series, language), digest=digest, said=said)
    message_id = _message_id(work, series)
    work.store.outbox.add(
        Delivery(
            letter=letter,
            person=person.id,
            address=who.address,
            series=series.key,
            skeleton=_kept(work, letter, language, _skeleton(work, letter, language, facts)),
            slots=_thread(work),
            message_id=message_id,
            made_at=work.now,
            next_at=work.now,
            answers=work.cause.inbox,
            not_after=work.now + _DAY,
        )
    )
    return message_id


def step_letters(work: Work, run: Run, meeting: Meeting, choices: Iterable[Choice]) -> None:
    """Write down a step for those it reaches: one row a person, and what is said frozen with the run."""
    series = work.house.series_of(meeting.series)
    skeletons = work.store.runs.letters(run)
    dated = run.step in {CORRECTION, CANCELLATION}
    letters = []
    for choice in choices:
        person = choice.person
        told = choice.told if run.step == CORRECTION and choice.told is not None else meeting.revision
        if (person.language, told) not in skeletons:
            skeletons[person.language, told] = _frozen(work, run, meeting, person, told)
        letters.append(
            Delivery(
                letter=run.letter,
                person=person.id,
                address=person.address,
                series=series.key,
                skeleton=skeletons[person.language, told],
                slots=_calendar_update(work, run, meeting, person) if dated else {},
                message_id=_message_id(work, series),
                made_at=work.now,
                next_at=work.now,
                meeting=meeting.key,
                step=run.step,
                revision=run.revision,
                run=run.id,
                not_after=run.not_after,
            )
        )
    work.store.outbox.add(*letters)


def test_copy(work: Work, reader: Person, series: str, skeleton: Skeleton, language: str) -> None:
    """Write down a test copy: of no meeting and no run, so that it counts for nothing."""
    work.store.outbox.add(
        Delivery(
            letter=TEST_COPY,
            person=reader.id,
            address=reader.address,
            series=series,
            skeleton=_kept(work, TEST_COPY, language, skeleton),
            slots={},
            message_id=_message_id(work, work.house.series_of(series)),
            made_at=work.now,
            next_at=work.now,
        )
    )


def _frozen(work: Work, run: Run, meeting: Meeting, person: Person, told: int) -> str:
    """Write what a run says to everybody of this person's language who was told the same facts."""
    series = work.house.series_of(meeting.series)
    language = language_for(work, run.letter, person, series)
    facts = step_facts(work, series, meeting, run.step, language, told)
    digest = _kept(work, run.letter, language, _skeleton(work, run.letter, language, facts))
    work.store.runs.keep_letter(run, person.language, told, digest)
    return digest


def _calendar_update(work: Work, run: Run, meeting: Meeting, person: Person) -> dict[str, str]:
    """Give the new object for somebody who has one in the calendar: the meeting changed, or is off."""
    series = work.house.series_of(meeting.series)
    registration = work.store.registrations.get(meeting.key, person.id)
    if registration is None or registration.state is not RegistrationState.ACCEPTED:
        return {}
    told = replace(registration, sequence=registration.sequence + 1, answered_revision=meeting.revision)
    work.store.registrations.change(registration, told, work.now)
    language = language_for(work, run.letter, person, series)
    return {CALENDAR: calendar_for(series, meeting, person, told, language, work.now, was_coming=True)}


def step_facts(
    work: Work, series: Series, meeting: Meeting, step: str, language: str, old_revision: int
) -> Facts:
    """Give what a step's letter may say; a correction also knows what its readers were told before."""
    old = None
    if step == CORRECTION:
        old = meeting_facts(work.store.meetings.at_revision(meeting, old_revision), language)
    following = next(
        (
            m
            for m in work.store.meetings.on_the_clock()
            if m.series == series.key and m.starts > meeting.starts
        ),
        None,
    )
    return Facts(
        series_facts(series, language),
        meeting_facts(meeting, language),
        old=old,
        next=meeting_facts(following, language) if following else None,
    )


def _answer(
    work: Work,
    letter: str,
    person: Person,
    series: str,
    skeleton: Skeleton,
    address: str = "",
    confirmation: int | None = None,
    *,
    slots: Mapping[str, str] | None = None,
    meeting: Meeting | None = None,
    not_after: datetime | None = None,
) -> None:
    house = work.house.series_of(series)
    to = address or person.address
    language = language_for(work, letter, person, house)
    digest = _kept(work, letter, language, skeleton)
    if not work.cause.answerable or _said_enough(work, to, digest):
        return
    work.store.outbox.add(
        Delivery(
            letter=letter,
            person=person.id,
            address=to,
            series=series,
            skeleton=digest,
            slots=_thread(work) | dict(slots or {}),
            message_id=_message_id(work, house),
            made_at=work.now,
            next_at=work.now,
            meeting=meeting.key if meeting else None,
            revision=meeting.revision if meeting else 0,
            answers=work.cause.inbox,
            confirmation=confirmation,
            not_after=not_after,
        )
    )


def _said_enough(work: Work, address: str, digest: str) -> bool:
    """Whether the writer heard the very same in this thread today, or too much (RFC 3834 section 2)."""
    if work.cause.inbox is None:
        return False
    today = work.store.outbox.answers_since(address, work.now - _DAY)
    thread = _root(_thread(work))
    same = any(one.skeleton == digest and _root(one.slots) == thread for one in today)
    return same or len(today) >= MOST_ANSWERS


def _root(slots: Mapping[str, str]) -> str:
    return slots.get("references", "").partition(" ")[0]


def _thread(work: Work) -> dict[str, str]:
    """The mail that is answered, for In-Reply-To and References (RFC 5322 section 3.6.4)."""
    if not work.cause.message_id:
        return {}
    references = " ".join([*work.cause.references[-9:], work.cause.message_id])
    return {"in-reply-to": work.cause.message_id, "references": references}


def _skeleton(work: Work, letter: str, language: str, facts: Facts) -> Skeleton:
    edited = source_kept(work.store, letter, language)
    return work.house.letters.skeleton(letter, language, facts, edited)


def _kept(work: Work, letter: str, language: str, skeleton: Skeleton) -> str:
    work.store.outbox.keep_skeleton(skeleton.digest, letter, language, skeleton.to_bytes())
    return skeleton.digest


def language_for(work: Work, letter: str, person: Person, series: Series) -> str:
    """Give the language a person gets a letter in: the person's own where it is written in it."""
    written = work.house.letters.languages(letter)
    return person.language if person.language in written else series.default_language


def _message_id(work: Work, series: Series) -> str:
    return f"{work.house.new_id()}@{series.mailbox.partition('@')[2]}"
