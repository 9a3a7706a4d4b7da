"""The reply grammar: what a mail answers to an invitation, in free text. Doubt goes to the coordinator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mailer.domain.meeting import Meeting
from mailer.intake.answer import decide, details
from mailer.intake.answer.bills import is_an_office, is_of_the_bill
from mailer.intake.answer.clauses import Clause
from mailer.intake.answer.elsewhere import elsewhere
from mailer.intake.answer.findings import Doubt, Finding, Stance
from mailer.intake.answer.guards import guards
from mailer.intake.answer.people import Company, company, on_behalf
from mailer.intake.answer.said import Said, said
from mailer.intake.answer.settling import settle
from mailer.intake.answer.superseded import without_superseded
from mailer.intake.answer.text import read_text
from mailer.intake.answer.unread import blind_spots
from mailer.intake.answer.whole_text import unplaced, whole_text
from mailer.intake.verdict import Action, Answer, Kind, Reason, Setting, Standing, Verdict
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords
from mailer.message.own_words.reading import BELOW_ONLY

__all__ = ["read_answer"]

_LONGEST = 4_000
"""Characters of own words beyond which nobody answers an invitation; such a mail is for a person."""
_SHOWN = 80
_BRIEF = 3
_ABOUT_COMPANY = frozenset({"not-alone", "more-than-one", "just-a-day"})
"""The doubts that are settled once it is known who comes along."""


def read_answer(words: OwnWords, mail: Mail, setting: Setting) -> Verdict:
    """Say what a human's mail answers to `setting.meeting`; what a careful person would ask is for review.

    Pure; reads no clock. Raises `ValueError` without a meeting.
    """
    if setting.meeting is None:
        raise ValueError("read_answer needs the meeting that is answered")
    text = whole_text(words, mail)
    if len(text) > _LONGEST:
        why = (Reason("too-long", text[:_SHOWN]),)
        return Verdict(Kind.REGISTRATION, Action.REVIEW, why, own_words=words.text)
    return _Reading(words, mail, setting, setting.meeting).verdict(text)


@dataclass(frozen=True)
class _Reading:
    """One mail being read."""

    words: OwnWords
    mail: Mail
    setting: Setting
    meeting: Meeting

    @property
    def _owner(self) -> str:
        """The display name of the mailbox that wrote."""
        return self.mail.originator.name if self.mail.originator else ""

    def verdict(self, written: str) -> Verdict:
        """Give the verdict on what was written."""
        text = read_text(written, self.meeting)
        clauses, behalf = on_behalf(text.clauses, self._owner)
        clauses = tuple(_signing_off(clause, self.setting.standing) for clause in clauses)
        absent = self.setting.standing in {Standing.NONE, Standing.DECLINED}
        read = without_superseded(said(clauses, text.calendar))
        findings = [finding for part in read for finding in part.findings]
        attendance, others = self._attendance(findings, clauses)
        wants_bed, bed_doubt = details.bed(findings, attendance, self.meeting)
        question, hanging = details.asked(findings, attendance)
        doubts = [*attendance.doubts, *others.doubts, *filter(None, (behalf, bed_doubt, hanging))]
        doubts += blind_spots(read, text.after_greeting, attendance.answer, bool(others.guests))
        accompanied = bool(others.guests or others.substitute)
        doubts += guards(read, attendance.answer, accompanied, self._owner)
        doubts += [Doubt("what-is-cancelled", c.words) for c in _cancelled(clauses) if absent]
        if attendance.answer is Answer.YES:
            doubts += elsewhere(read, attendance.parts, frozenset(self.meeting.daypart_keys))
        doubts += [*self._whose_words(), *self._who_else(clauses, others)]
        return Verdict(
            kind=Kind.UNSUBSCRIBE if any(c.has("stop") for c in clauses) else Kind.REGISTRATION,
            action=Action.REVIEW if doubts else Action.ACT,
            why=tuple(_why(read, tuple(dict.fromkeys(doubts)))),
            own_words=self.words.text,
            answer=attendance.answer,
            dayparts=self._in_order(attendance),
            hotel=wants_bed,
            diet=details.diet(findings),
            guests=others.guests if attendance.answer is Answer.YES else (),
            substitute=others.substitute if attendance.answer is Answer.NO else None,
            question=question,
        )

    def _attendance(
        self, findings: Sequence[Finding], clauses: Sequence[Clause]
    ) -> tuple[decide.Attendance, Company]:
        """Give the answer and who else is in it: one who only names a substitute does not come."""
        attendance = settle(findings, self.meeting, self.setting.standing)
        others = company(
            clauses, attendance.answer, self._strangers(clauses), frozenset(self.meeting.daypart_keys)
        )
        if others.substitute and attendance.answer is None:
            attendance = decide.Attendance(Answer.NO, frozenset())
        silent = attendance.answer is None and self.setting.standing is not Standing.REGISTERED
        if silent and others.guests and not others.doubts and _brings(clauses):
            doubts = tuple(doubt for doubt in attendance.doubts if doubt.rule != "no-answer")
            attendance = decide.Attendance(Answer.YES, frozenset(self.meeting.daypart_keys), doubts)
        if others.guests:
            certain = tuple(doubt for doubt in attendance.doubts if doubt.rule not in _ABOUT_COMPANY)
            attendance = replace(attendance, doubts=certain)
        return attendance, others

    def _in_order(self, attendance: decide.Attendance) -> tuple[str, ...] | None:
        if attendance.answer is not Answer.YES:
            return None
        return tuple(key for key in self.meeting.daypart_keys if key in attendance.parts)

    def _strangers(self, clauses: Sequence[Clause]) -> frozenset[str]:
        """Give the addresses in the text that are neither the writer's nor ours."""
        own = {address.lower() for address in self.setting.own_addresses}
        if self.mail.originator:
            own.add(self.mail.originator.address.lower())
        mails = (t.word for c in clauses if not is_of_the_bill(c) for t in c.tokens if t.mail)
        return frozenset(mail for mail in mails if mail not in own and not is_an_office(mail))

    def _who_else(self, clauses: Sequence[Clause], others: Company) -> Iterator[Doubt]:
        """Give a doubt for an address in the text that belongs to nobody we understood."""
        known = {
            person.email.lower() for person in (*others.guests, others.substitute) if person and person.email
        }
        for address in sorted(self._strangers(clauses) - known):
            yield Doubt("whose-address", address)
        for clause in clauses:
            if _or_another(clause):
                yield Doubt("me-or-another", clause.words)

    def _subject_answers(self) -> bool:
        """Say whether nothing was written but a new subject: `ja hoor, ik kom`."""
        return not self.words.text.strip() and bool(whole_text(self.words, self.mail))

    def _whose_words(self) -> list[Doubt]:
        """Give the doubts on what the writer wrote, what was quoted, and what is answered."""
        told = self.words.doubt and not (self.words.doubt == BELOW_ONLY and self._subject_answers())
        doubt = [Doubt("whose-words", self.words.doubt)] if told else []
        return [*doubt, *unplaced(self.words)]


def _brings(clauses: Sequence[Clause]) -> bool:
    """Say whether the writer brings somebody, and so comes: `I'm bringing my colleague Els Bakker`."""
    brings = (c for c in clauses if not c.asks and not c.has("neg", "thing", "past", "next"))
    return any((c.has("take") and c.has("self")) or c.has("count") for c in brings)


def _signing_off(clause: Clause, standing: Standing) -> Clause:
    """Let `ik schrijf me uit` be a no from somebody who is registered, and a farewell from anybody else."""
    if not clause.has("signoff"):
        return clause
    meant = "stop" if standing in {Standing.NONE, Standing.DECLINED} else "refuse"
    tags = (replace(tag, kind=meant) for tag in clause.of("signoff"))
    return replace(clause, tags=(*clause.tags, *tags))


def _cancelled(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """Give where coming and a bed go in one breath, from somebody who has neither: `annuleer alles`."""
    for one, two in pairwise(clauses):
        brief = two.lead == "and" and two.has("hotel") and len(two.tokens) <= _BRIEF
        if brief and one.has("refuse") and not one.has("self", "neg"):
            yield one


def _or_another(clause: Clause) -> bool:
    """Say whether it names somebody beside the writer by or: `ik kom, of mijn collega`."""
    first = any(tag.places[0] == clause.first for tag in clause.of("or", "alt"))
    return first and clause.has("other", "colleague") and not clause.asks


def _why(read: Sequence[Said], doubts: Sequence[Doubt]) -> Iterator[Reason]:
    """Give the rules that spoke, doubts first: they are what a coordinator should see."""
    for doubt in doubts:
        yield Reason(doubt.rule, doubt.words)
    for finding in (finding for part in read for finding in part.findings):
        if isinstance(finding, Stance):
            yield Reason(finding.rule, finding.words)
        elif not isinstance(finding, Doubt):
            yield Reason(type(finding).__name__.lower(), finding.words)
