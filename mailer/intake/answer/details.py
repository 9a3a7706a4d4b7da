"""What comes with an answer, from all that the clauses say: the hotel, a diet, a question."""

from collections.abc import Sequence

from mailer.domain.meeting import Meeting
from mailer.intake.answer.decide import Attendance
from mailer.intake.answer.findings import Asked, Bed, Diet, Doubt, Finding
from mailer.intake.verdict import Answer


def bed(
    findings: Sequence[Finding], attendance: Attendance, meeting: Meeting
) -> tuple[bool | None, Doubt | None]:
    """Give whether the hotel is wanted, and a doubt when the mail does not say one thing.

    Who stays away needs no bed, so then nobody has to ask; who comes for a day and goes home speaks of none.
    """
    told = [f for f in findings if isinstance(f, Bed) and not _is_the_way_back(f, attendance, meeting)]
    wanted = {f.wanted for f in told if not f.vague} or {f.wanted for f in told}
    if len(wanted) > 1 or None in wanted:
        doubt = Doubt("the-hotel", " / ".join(f.words for f in told))
        return None, None if attendance.answer is Answer.NO else doubt
    if attendance.answer is Answer.NO and wanted == {True}:
        return None, None
    return (wanted.pop() if wanted else None), None


def _is_the_way_back(told: Bed, attendance: Attendance, meeting: Meeting) -> bool:
    """Say whether somebody only travels home: behind the one day he comes for, behind the last, or before."""
    if told.travels and told.parts and not told.parts & attendance.parts:
        return True
    days = {part.starts.date() for part in meeting.dayparts if part.key in attendance.parts}
    last = {part.key for part in meeting.dayparts if part.starts.date() == meeting.dayparts[-1].starts.date()}
    return told.travels and (len(days) == 1 if not told.parts else told.parts <= last)


def diet(findings: Sequence[Finding]) -> str | None:
    """Give the diet in the writer's words, None when there is none."""
    texts = dict.fromkeys(f.text for f in findings if isinstance(f, Diet) and f.text)
    return "; ".join(texts) or None


def asked(findings: Sequence[Finding], attendance: Attendance) -> tuple[bool, Doubt | None]:
    """Give whether something is asked, and a doubt when the answer hangs on it; a perhaps does as a rule."""
    questions = [f for f in findings if isinstance(f, Asked)]
    perhaps = attendance.answer is Answer.MAYBE
    hanging = next((f for f in questions if f.hanging or perhaps), None)
    return bool(questions), Doubt("hangs-on-a-question", hanging.words) if hanging else None
