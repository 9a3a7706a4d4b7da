"""A step as it would go out now: to whom, not to whom and why, and every mail; nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from mailer.domain.delivery import Delivery
from mailer.domain.run import CORRECTION
from mailer.domain.subscription import Person
from mailer.service import outgoing, runs
from mailer.service.audience import Choice
from mailer.service.envelope import filled
from mailer.service.work import Work


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One person, and the mail that person would get, or why not."""

    person: Person
    why_not: str
    octets: bytes


def choices(work: Work, meeting: str, step: str) -> list[Choice]:
    """Give everybody a step could reach, with the reason where it does not."""
    return list(runs.audience(work, work.store.meetings.get(meeting), step))


def rehearse(work: Work, meeting_key: str, step: str) -> Iterator[Rehearsed]:
    """Write every mail of a step as each person would see it."""
    meeting = work.store.meetings.get(meeting_key)
    series = work.house.series_of(meeting.series)
    letter = runs.letter_of(work, meeting, step)
    told = work.store.outbox.told(meeting.key) if step == CORRECTION else {}
    for choice in choices(work, meeting_key, step):
        if choice.why_not:
            yield Rehearsed(choice.person, choice.why_not, b"")
            continue
        person = choice.person
        language = outgoing.language_for(work, letter, person, series)
        old = told[person.id].revision if person.id in told else meeting.revision
        facts = outgoing.step_facts(work, series, meeting, step, language, old)
        skeleton = work.house.letters.skeleton(letter, language, facts)
        trial = Delivery(
            letter=letter,
            person=person.id,
            address=person.address,
            series=series.key,
            skeleton=skeleton.digest,
            slots={},
            message_id=f"rehearsal@{series.mailbox.partition('@')[2]}",
            made_at=work.now,
            next_at=work.now,
            meeting=meeting.key,
            step=step,
        )
        yield Rehearsed(person, "", filled(work.house, person, trial, skeleton, language, work.now))
