"""A test copy: what a person would get of a step, sent to the coordinator who asks; it counts for nothing."""

import re
from dataclasses import replace

from mailer.domain import commands as c
from mailer.domain.address import Mailbox
from mailer.domain.coordinator import Coordinator
from mailer.domain.delivery import Delivery
from mailer.domain.errors import Refused
from mailer.domain.sentence import sentence
from mailer.domain.subscription import Person
from mailer.letters.fill import Mould
from mailer.letters.skeleton import Skeleton
from mailer.letters.slots import CALENDAR
from mailer.message import headers
from mailer.message.tokens import Tokens
from mailer.service import outgoing
from mailer.service.envelope import own_values, shared_values
from mailer.service.rehearsal import choice_of, trial
from mailer.service.work import Done, Work

_SUBJECT = re.compile(rb"^Subject:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*", re.MULTILINE)
_MARK = {"nl": "[Proef]", "en": "[Test]"}


def send_test_copy(command: c.SendTestCopy, work: Work) -> Done:
    """Send a coordinator, at the own address and nowhere else, what a person would get of a step.

    It belongs to no meeting, step or run, so it is never counted as the letter itself. Its buttons write to
    the coordinator, it has no tokens, and the calendar object is left out: an answer to that would count.
    """
    who = work.store.coordinators.get(command.coordinator)
    choice = choice_of(work, command.meeting, command.step, command.person)
    if choice.why_not:
        raise Refused("{address} does not get it: {why}", address=choice.person.address, why=choice.why_not)
    with trial(work, command.meeting, command.step, [choice]) as deliveries:
        mail = deliveries[choice.person.id]
        language = work.store.outbox.language(mail.skeleton)
        written = Skeleton.from_bytes(work.store.outbox.skeleton(mail.skeleton))
    reader = work.store.people.add(Mailbox(who.address, who.name), "", who.language, work.now)
    copy = _copy(work, who, mail, choice.person, written, language)
    outgoing.test_copy(work, reader, mail.series, copy, language)
    what = sentence(
        "{address} gets a test copy of what person {person} would get of {step}",
        address=who.address,
        person=choice.person.id,
        step=command.step,
    )
    return Done(what, reader.id, command.meeting)


def _copy(
    work: Work, who: Coordinator, mail: Delivery, person: Person, written: Skeleton, language: str
) -> Skeleton:
    """Give a letter with the values of its reader written in, and all that answers led to the coordinator."""
    to_us = replace(work.house.series_of(mail.series), mailbox=who.address, subaddressing=False)
    values = own_values(mail, person, language) | shared_values(to_us, mail.meeting, Tokens())
    content = Mould(written, b"", {}).cast(b"", {**values, CALENDAR: b""})
    subject = f"{_MARK.get(language, _MARK['en'])} {written.subject}"
    marked = _SUBJECT.sub(lambda _: headers.text("Subject", subject), content, count=1)
    return Skeleton(subject, (marked,), ())
