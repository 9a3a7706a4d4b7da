"""From all that the clauses say to one answer, or to the coordinator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mailer.domain.meeting import Meeting
from mailer.intake.answer.findings import Doubt, Finding, Stance
from mailer.intake.verdict import Answer, Standing

_BUSY = frozenset({"busy", "days-off"})
_PLAIN = frozenset({"yes", "agreed"})
"""Rules of a word that says yes to the whole, even where a remark on a part stands beside it."""
_SOFT = frozenset({"regret", "reason", "counter", "excuse"})


@dataclass(frozen=True, slots=True)
class Attendance:
    """The writer's own answer with its day-parts; `doubts` say why a person should look."""

    answer: Answer | None
    parts: frozenset[str]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Weighing:
    """The stances of a mail, sorted by what they say."""

    stances: tuple[Stance, ...]
    meeting: Meeting
    standing: Standing

    @property
    def whole(self) -> frozenset[str]:
        """All day-parts."""
        return frozenset(self.meeting.daypart_keys)

    def general(self, answer: Answer, bare: bool | None = None) -> list[Stance]:
        """Give what is said of the meeting as a whole."""
        return [
            s
            for s in self.stances
            if s.answer is answer and s.parts is None and (bare is None or s.bare is bare)
        ]

    def partial(self, answer: Answer) -> frozenset[str]:
        """Give the day-parts of which that is said; a remark chooses none when the whole is answered."""
        whole = any(not s.bare or s.rule in _PLAIN for s in self.general(Answer.YES))
        chosen = [s for s in self.stances if s.answer is answer and s.parts and not (s.remark and whole)]
        return frozenset().union(*(s.parts for s in chosen if s.parts and not _is_narrowed(s, chosen)))

    def decide(self) -> Attendance:
        """Weigh the stances against each other; being busy on a day only tells beside a yes."""
        busy = [s for s in self.stances if s.rule in _BUSY]
        rest = tuple(s for s in self.stances if s.rule not in _BUSY)
        weighed = replace(self, stances=rest)._weigh()
        away = frozenset().union(*(s.parts for s in busy if s.parts))
        if weighed.answer is None and away == self.whole:
            off = tuple(Doubt(s.rule, s.words) for s in busy if s.rule == "days-off")
            return Attendance(Answer.NO, frozenset(), off)
        if not busy or weighed.answer is not Answer.YES:
            return weighed
        if away & weighed.parts:
            doubt = Doubt("busy-on-a-day", busy[0].words)
            return replace(weighed, doubts=(*weighed.doubts, doubt))
        return replace(self, stances=tuple(replace(s, rule="not-that-part") for s in self.stances))._weigh()

    def _weigh(self) -> Attendance:
        yes, no = self.general(Answer.YES), self.general(Answer.NO)
        if self.general(Answer.MAYBE):
            return self._perhaps(yes, no)
        wanted, unwanted = self.partial(Answer.YES), self.partial(Answer.NO)
        if no and (yes or wanted):
            return self._both(yes, no, wanted)
        if no:
            return Attendance(Answer.NO, frozenset())
        if unwanted:
            return self._without(yes, wanted, unwanted)
        if wanted:
            return self._chosen(yes, wanted)
        return self._whole(yes)

    def _perhaps(self, yes: list[Stance], no: list[Stance]) -> Attendance:
        told = [s for s in (*yes, *no) if not s.bare]
        clash = told or self.partial(Answer.YES) or self.partial(Answer.NO)
        doubts = (_clash(self.stances),) if clash else ()
        return Attendance(Answer.MAYBE, frozenset(), doubts)

    def _both(self, yes: list[Stance], no: list[Stance], wanted: frozenset[str]) -> Attendance:
        """Yes and no together: a word gives way to a clause, two clauses are a contradiction."""
        told_no = [s for s in no if not s.bare]
        told_yes = [s for s in yes if not s.bare]
        if told_no and not told_yes and not wanted and all(_gives_way(s) for s in yes):
            return Attendance(Answer.NO, frozenset())
        answer = Answer.NO if told_no and not told_yes else Answer.YES
        return Attendance(answer, wanted or self.whole, (_clash(self.stances),))

    def _without(self, yes: list[Stance], wanted: frozenset[str], unwanted: frozenset[str]) -> Attendance:
        """Some parts are refused: what is left of the chosen ones, or of all."""
        excluding = any(s.only and s.answer is Answer.NO for s in self.stances)
        if wanted & unwanted:
            doubts = () if self._is_carved_out(wanted) else (_clash(self.stances),)
            return Attendance(Answer.YES, wanted - unwanted, doubts)
        if wanted and (
            wanted | unwanted == self.whole or any(s.only and s.parts == wanted for s in self.stances)
        ):
            return Attendance(Answer.YES, wanted)
        rest = self.whole - unwanted
        every = [s for s in yes if s.rule == "the-whole" and not s.bare]
        if every and self._overruled(every):
            return Attendance(Answer.YES, self.whole)
        nots = [s for s in self.stances if s.answer is Answer.NO and s.rule != "except"]
        if every and any(self._is_a_day(s) for s in nots):
            return Attendance(Answer.YES, rest, (_clash(self.stances),))
        if not rest:
            return Attendance(Answer.NO, frozenset(), (_clash(self.stances),) if yes else ())
        if yes or (excluding and not wanted) or (self.standing is Standing.REGISTERED and not wanted):
            return Attendance(Answer.YES, rest)
        return Attendance(Answer.YES, wanted or rest, (Doubt("the-other-parts", self.stances[0].words),))

    def _overruled(self, every: Sequence[Stance]) -> bool:
        """Say whether a but takes back a day before it: `vrijdag werk ik niet, maar ik kom beide dagen`."""
        nots = [n for n, s in enumerate(self.stances) if s.answer is Answer.NO]
        late = [self.stances.index(s) for s in every if s.contrast]
        days = all(self._is_a_day(self.stances[n]) for n in nots)
        return bool(late) and days and max(nots) < min(late)

    def _is_carved_out(self, wanted: frozenset[str]) -> bool:
        """Say whether what is refused is a piece of a day chosen before it: `donderdag, maar geen diner`."""
        chosen = [s for s in self.stances if s.answer is Answer.YES and s.parts]
        refused = [s for s in self.stances if s.answer is Answer.NO and s.parts and s.parts & wanted]
        return all(self._is_inside(no, chosen) for no in refused)

    def _is_inside(self, no: Stance, chosen: Sequence[Stance]) -> bool:
        parts = no.parts or frozenset()
        before = [s for s in chosen if self.stances.index(s) < self.stances.index(no)]
        outer = any(parts < (s.parts or frozenset()) for s in before)
        return outer and not any((s.parts or frozenset()) <= parts for s in chosen)

    def _chosen(self, yes: list[Stance], wanted: frozenset[str]) -> Attendance:
        """Some parts are chosen: they are all, or only these, or beside a yes to the whole."""
        told = [s for s in yes if not s.bare]
        only = any(s.only and s.parts for s in self.stances)
        chosen = [s for s in self.stances if s.parts]
        if any(s.rule == "the-whole" for s in yes):
            listed = {s.sentence for s in yes if s.rule == "the-whole"}
            told = [s for s in chosen if not s.remark and s.sentence not in listed]
            differs = wanted != self.whole and any(self._is_a_day(s) for s in told)
            doubts = (Doubt("all-or-these", chosen[0].words),) if only or differs else ()
            return Attendance(Answer.YES, self.whole, doubts)
        if wanted != self.whole and not only and all(s.remark or s.rule == "arrives-late" for s in chosen):
            return Attendance(Answer.YES, wanted, (Doubt("all-or-these", chosen[0].words),))
        if not yes and all(s.bare for s in chosen):
            return Attendance(Answer.YES, wanted, (Doubt("just-a-day", self.stances[0].words),))
        limits = [s.parts for s in self.stances if s.only and s.parts and s.answer is Answer.YES]
        if limits and not wanted <= frozenset().union(*limits) and not self._limits_a_day(limits, wanted):
            return Attendance(Answer.YES, wanted, (Doubt("only-and-another", self.stances[0].words),))
        if wanted == self.whole or not told or only:
            return Attendance(Answer.YES, wanted)
        return Attendance(Answer.YES, wanted, (Doubt("all-or-these", self.stances[0].words),))

    def _limits_a_day(self, limits: Sequence[frozenset[str]], wanted: frozenset[str]) -> bool:
        """Say whether `alleen` only narrowed its own day, beside another: `donderdag alleen de middag`."""
        meant = frozenset().union(*limits)
        day = {part.starts.date() for part in self.meeting.dayparts if part.key in meant}
        inside = {part.key for part in self.meeting.dayparts if part.starts.date() in day}
        return len(day) == 1 and meant < inside and not (wanted - meant) & inside

    def _is_a_day(self, stance: Stance) -> bool:
        """Say whether it names a whole day or more, and not just a dinner."""
        days: dict[date, set[str]] = {}
        for part in self.meeting.dayparts:
            days.setdefault(part.starts.date(), set()).add(part.key)
        return any(keys <= (stance.parts or frozenset()) for keys in days.values())

    def _whole(self, yes: list[Stance]) -> Attendance:
        remarks = [s for s in self.stances if s.remark]
        if yes:
            told = any(not s.remark for s in yes)
            doubts = () if told else (Doubt("comes-for-a-bit", remarks[0].words),)
            return Attendance(Answer.YES, self.whole, doubts)
        if remarks:
            named = frozenset().union(*(s.parts for s in remarks if s.parts))
            return Attendance(Answer.YES, named or self.whole, (Doubt("all-or-these", remarks[0].words),))
        return Attendance(None, frozenset(), (Doubt("no-answer", ""),))


def _is_narrowed(stance: Stance, chosen: Sequence[Stance]) -> bool:
    """Say whether `alleen de middag` narrows the day that was named before it."""
    return any(s.only and (s.parts or frozenset()) < (stance.parts or frozenset()) for s in chosen)


def _gives_way(stance: Stance) -> bool:
    """Say whether a yes is only a wish or a friendly word beside a plain no."""
    return stance.rule in {"wish", "agreed", "see-you", "eager"}


def _clash(stances: Sequence[Stance]) -> Doubt:
    return Doubt("contradiction", " / ".join(dict.fromkeys(s.words for s in stances)))


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
        if finding.rule == "double-negation" and _is_told(stances):
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
    yield from (stance for stance in stances if stance.rule in _BUSY)
    stances = [stance for stance in stances if stance.rule not in _BUSY]
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
