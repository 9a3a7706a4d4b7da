"""The reply grammar: what a mail answers to an invitation, in free text. Doubt goes to the coordinator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailer.domain.meeting import Meeting
from mailer.intake.answer import decide, extras, polarity
from mailer.intake.answer.clauses import Clause, Text, read_text
from mailer.intake.answer.findings import Doubt, Finding, Stance
from mailer.intake.answer.people import company, on_behalf
from mailer.intake.answer.unread import blind_spots
from mailer.intake.answer.whole_text import whole_text
from mailer.intake.verdict import Action, Answer, Kind, Reason, Setting, Verdict
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords

__all__ = ["read_answer"]

_LONGEST = 6_000
"""Characters of own words beyond which nobody answers an invitation; such a mail is for a person."""


def read_answer(words: OwnWords, mail: Mail, setting: Setting) -> Verdict:
    """Say what a human's mail answers to `setting.meeting`; what a careful person would ask about is for review.

    Pure; reads no clock. Raises `ValueError` without a meeting.
    """
    if setting.meeting is None:
        raise ValueError("read_answer needs the meeting that is answered")
    said = whole_text(words, mail)
    if len(said) > _LONGEST:
        return Verdict(
            Kind.REGISTRATION, Action.REVIEW, (Reason("too-long", said[:80]),), own_words=words.text
        )
    return _Reading(words, mail, setting, setting.meeting).verdict(said)


@dataclass(frozen=True)
class _Reading:
    """One mail being read."""

    words: OwnWords
    mail: Mail
    setting: Setting
    meeting: Meeting

    def verdict(self, said: str) -> Verdict:
        """Give the verdict on what was said."""
        text = read_text(said, self.meeting)
        owner = self.mail.originator.name if self.mail.originator else ""
        clauses, behalf = on_behalf(text.clauses, owner)
        read = [(clause, tuple(_findings(clauses, n, text))) for n, clause in enumerate(clauses)]
        findings = [finding for _, found in read for finding in found]
        attendance = decide.settle(findings, self.meeting, self.setting.standing)
        others = company(clauses, attendance.answer, self._strangers(clauses))
        if others.substitute and attendance.answer is None:
            attendance = decide.Attendance(Answer.NO, frozenset())
        wants_bed, bed_doubt = decide.bed(findings)
        question, hanging = decide.asked(findings)
        if attendance.answer is Answer.NO:
            bed_doubt = None
        if others.guests:
            attendance = replace(
                attendance, doubts=tuple(d for d in attendance.doubts if d.rule != "not-alone")
            )
        doubts = [*attendance.doubts, *others.doubts, *filter(None, (behalf, bed_doubt, hanging))]
        if not others.guests and attendance.answer is Answer.YES:
            doubts += [Doubt("more-than-one", c.words) for c in clauses if c.has("count")]
        doubts += blind_spots(
            [(c, _is_understood(found)) for c, found in read], text.after_greeting, attendance.answer
        )
        if self.words.doubt:
            doubts.append(Doubt("whose-words", self.words.text[:80]))
        return Verdict(
            kind=Kind.UNSUBSCRIBE if any(c.has("stop") for c in clauses) else Kind.REGISTRATION,
            action=Action.REVIEW if doubts else Action.ACT,
            why=tuple(_why(findings, doubts)),
            own_words=self.words.text,
            answer=attendance.answer,
            dayparts=self._in_order(attendance),
            hotel=wants_bed,
            diet=decide.diet(findings),
            guests=others.guests if attendance.answer is Answer.YES else (),
            substitute=others.substitute if attendance.answer is Answer.NO else None,
            question=question,
        )

    def _in_order(self, attendance: decide.Attendance) -> tuple[str, ...] | None:
        if attendance.answer is not Answer.YES:
            return None
        return tuple(key for key in self.meeting.daypart_keys if key in attendance.parts)

    def _strangers(self, clauses: Sequence[Clause]) -> frozenset[str]:
        """Give the addresses in the text that are neither the writer's nor ours."""
        own = {address.lower() for address in self.setting.own_addresses}
        if self.mail.originator:
            own.add(self.mail.originator.address.lower())
        return frozenset(t.word for c in clauses for t in c.tokens if t.mail and t.word not in own)


def _findings(clauses: Sequence[Clause], n: int, text: Text) -> Iterator[Finding]:
    """Give what one clause says."""
    clause = clauses[n]
    following = [c for c in clauses[n + 1 :] if c.sentence == clause.sentence]
    contrasted = any(c.lead == "but" for c in following)
    before = clauses[n - 1] if n and clauses[n - 1].sentence == clause.sentence else None
    found = [*polarity.stances(clause, text.calendar)]
    if _leads_to_extras(found, following):
        return
    if not found and (elsewhere := polarity.busy(clause)):
        yield elsewhere
    for finding in found:
        if not isinstance(finding, Stance):
            yield finding
        elif before and _points_back(finding, clause, before, text):
            yield replace(finding, parts=before.parts, contrasted=contrasted)
        else:
            yield replace(finding, contrasted=contrasted)
    yield from filter(None, (extras.bed(clause), extras.asked(clause), extras.diet(clause, following)))


def _leads_to_extras(found: Sequence[Finding], following: Sequence[Clause]) -> bool:
    """Say whether a bare no belongs to the clause behind it: `en nee, ik hoef geen hotel`."""
    bare_no = [
        f
        for f in found
        if isinstance(f, Stance) and f.rule == "no" and f.bare or isinstance(f, Stance) and f.rule == "no"
    ]
    if not bare_no or len(found) != 1 or not following:
        return False
    behind = following[0]
    return behind.has("hotel", "stay", "diet", "food", "fine") and not behind.has(
        "attend", "can", "refuse", "yes"
    )


def _is_understood(found: Sequence[Finding]) -> bool:
    return any(not (isinstance(f, Stance) and f.rule == "excuse") for f in found)


def _points_back(stance: Stance, clause: Clause, before: Clause, text: Text) -> bool:
    """Say whether `vrijdag heb ik raad, dan kan ik niet` speaks of the day named just before."""
    if stance.parts or stance.bare or not before.parts or stance.answer is not Answer.NO:
        return False
    if any(len(tag.places) > 1 for tag in clause.of("event")):
        return False
    silent = not any(isinstance(f, Stance) for f in polarity.stances(before, text.calendar))
    return silent and before.parts != frozenset(text.calendar.meeting.daypart_keys)


def _why(findings: Sequence[Finding], doubts: Sequence[Doubt]) -> Iterator[Reason]:
    """Give the rules that spoke, doubts first: they are what a coordinator should see."""
    for doubt in doubts:
        yield Reason(doubt.rule, doubt.words)
    for finding in findings:
        if isinstance(finding, Stance):
            yield Reason(finding.rule, finding.words)
        elif not isinstance(finding, Doubt):
            yield Reason(type(finding).__name__.lower(), finding.words)
