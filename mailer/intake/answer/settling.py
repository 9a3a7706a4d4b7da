"""What the findings of a mail add up to: the stances that count, weighed, and the doubts that hold."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailer.domain.meeting import Meeting
from mailer.intake.answer.decide import BUSY, Attendance, Weighing
from mailer.intake.answer.findings import Doubt, Finding, Stance
from mailer.intake.verdict import Answer, Standing

_SOFT = frozenset({"regret", "reason", "counter", "excuse"})


def settle(findings: Sequence[Finding], meeting: Meeting, standing: Standing) -> Attendance:
    """Give the attendance that the findings add up to."""
    seen = tuple(_seen([f for f in findings if isinstance(f, Stance)]))
    stances = tuple(_without_rest([f for f in seen if isinstance(f, Stance)]))
    sided = (*_sided(_without_the_dates(stances, meeting)), *(f for f in seen if isinstance(f, Doubt)))
    doubts = [*_holding(findings, stances), *(f for f in sided if isinstance(f, Doubt)), *_too_soft(stances)]
    weighed = Weighing(tuple(s for s in sided if isinstance(s, Stance)), meeting, standing).decide()
    if weighed.answer is Answer.MAYBE:
        doubts = [doubt for doubt in doubts if not doubt.plain]
    if not stances and any(doubt.tentative for doubt in doubts):
        return Attendance(Answer.MAYBE, frozenset(), tuple(doubts))
    return replace(weighed, doubts=(*doubts, *weighed.doubts))


def _seen(stances: Sequence[Stance]) -> Iterator[Stance | Doubt]:
    """Let `tot donderdag` be a plain see-you, and a doubt beside a no to that day."""
    refused = frozenset().union(*(s.parts for s in stances if s.parts and s.answer is Answer.NO))
    for stance in stances:
        if stance.rule == "see-you" and stance.parts:
            if stance.parts <= refused:
                yield Doubt("contradiction", stance.words)
            stance = replace(stance, parts=None)
        yield stance


def _holding(findings: Sequence[Finding], stances: Sequence[Stance]) -> Iterator[Doubt]:
    """Give the doubts that hold.

    A mere if holds only beside a stance; no condition beside the waiting list, no smaller no beside a no.
    """
    stays_away = any(s.answer is Answer.NO and s.parts is None and not s.bare for s in stances)
    sentences = {stance.sentence for stance in stances}
    waits = any(stance.rule == "on-the-waiting-list" for stance in stances)
    for finding in findings:
        if not isinstance(finding, Doubt) or (waits and finding.rule == "condition"):
            continue
        if finding.rule == "a-smaller-no" and stays_away:
            continue
        if (finding.mild or finding.rule == "double-negation") and _is_told(stances):
            continue
        if finding.mild and stays_away and all(s.answer is Answer.NO for s in stances):
            continue
        if finding.sentence < 0 or finding.sentence in sentences:
            yield finding


def _is_told(stances: Sequence[Stance]) -> bool:
    """Say whether all that is said elsewhere is a plain yes: `I won't say no: count me in`."""
    plain = any(s.answer is Answer.YES and not s.bare and s.parts is None for s in stances)
    return plain and all(s.answer is Answer.YES for s in stances)


def _too_soft(stances: Sequence[Stance]) -> Iterator[Doubt]:
    """Give the doubt on a no that rests on an excuse, or on a wish without a but behind it, alone."""
    if stances and all(s.rule == "excuse" or (s.rule == "counter" and not s.contrasted) for s in stances):
        yield Doubt("no-word-of-no", stances[0].words)


def _without_rest(stances: Sequence[Stance]) -> Iterator[Stance]:
    """Let `de rest niet` mean: these parts and no others."""
    rest = any(stance.rule == "the-rest" for stance in stances)
    for stance in stances:
        if stance.rule != "the-rest":
            yield replace(stance, only=True) if rest and stance.parts else stance
        elif not any(s.parts for s in stances):
            yield stance


def _without_the_dates(stances: Sequence[Stance], meeting: Meeting) -> tuple[Stance, ...]:
    """Leave out the meeting's own dates beside a plain no: `komt slecht uit, de 14e en 15e`."""
    whole = frozenset(meeting.daypart_keys)
    refused = {s.sentence for s in stances if s.answer is Answer.NO and s.parts is None and not s.bare}
    return tuple(s for s in stances if not (_is_listed(s) and s.parts == whole and s.sentence in refused))


def _sided(stances: Sequence[Stance]) -> Iterator[Stance | Doubt]:
    """Give the stances that count: regret and reasons only where nothing more is said.

    A bare list of parts takes the side of what it hangs on: `niet donderdag maar vrijdag` is a yes to Friday.
    """
    yield from (stance for stance in stances if stance.rule in BUSY)
    stances = [stance for stance in stances if stance.rule not in BUSY]
    said = [stance for stance in stances if stance.rule not in _SOFT]
    for n, stance in enumerate(said or stances):
        yield _with_its_side(stance, said or stances, n) if _is_listed(stance) else stance


def _is_listed(stance: Stance) -> bool:
    return stance.rule == "that-part" and stance.bare


def _with_its_side(stance: Stance, among: Sequence[Stance], n: int) -> Stance | Doubt:
    """Give a bare part of a list, or the doubt on which side it stands."""
    beside = [s for s in among[max(0, n - 1) : n + 2] if s is not stance and s.sentence == stance.sentence]
    doubt = Doubt("which-part", stance.words)
    if stance.contrast:
        return doubt if any(s.answer is Answer.YES and s.parts for s in beside) else stance
    if among[n - 1 : n] and among[n - 1] in beside and among[n - 1].answer is Answer.YES:
        return stance if all(s.answer is Answer.YES or s.parts for s in beside) else doubt
    return doubt if any(s.answer is not Answer.YES for s in beside) else stance
