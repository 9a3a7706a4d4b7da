"""Stances weighed against each other: one answer, or a doubt for the coordinator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mailer.domain.meeting import Meeting
from mailer.intake.answer.findings import Doubt, Stance
from mailer.intake.verdict import Answer, Standing

BUSY = frozenset({"busy", "days-off"})
"""Rules of what somebody does on a day."""
_PLAIN = frozenset({"yes", "agreed"})
"""Rules of a word that says yes to the whole, even where a remark on a part stands beside it."""


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
        busy = [s for s in self.stances if s.rule in BUSY]
        rest = tuple(s for s in self.stances if s.rule not in BUSY)
        weighed = replace(self, stances=rest)._weigh()
        away = frozenset().union(*(s.parts for s in busy if s.parts))
        if self._is_taken_up(away, rest):
            return Attendance(Answer.NO, frozenset())
        if weighed.answer is None and away == self.whole:
            off = tuple(Doubt(s.rule, s.words) for s in busy if s.rule == "days-off")
            return Attendance(Answer.NO, frozenset(), off)
        if not busy or weighed.answer is not Answer.YES:
            return weighed
        if away & weighed.parts:
            doubt = Doubt("busy-on-a-day", busy[0].words)
            return replace(weighed, doubts=(*weighed.doubts, doubt))
        return replace(self, stances=tuple(replace(s, rule="not-that-part") for s in self.stances))._weigh()

    def _is_taken_up(self, away: frozenset[str], rest: Sequence[Stance]) -> bool:
        """Say whether no part is left: `de veertiende kan ik niet, de vijftiende is mijn vrije dag`."""
        refused = frozenset().union(*(s.parts for s in rest if s.parts))
        return bool(away and refused) and away | refused == self.whole and _are_noes(rest)

    def _weigh(self) -> Attendance:
        yes, no = self.general(Answer.YES), self.general(Answer.NO)
        if self.general(Answer.MAYBE):
            return self._perhaps(yes, no)
        wanted, unwanted = self.partial(Answer.YES), self.partial(Answer.NO)
        if wanted and not yes and all(s.rule == "not-both" for s in no):
            no = []
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
        both = told or self.partial(Answer.YES) or self.partial(Answer.NO)
        doubts = (clash(self.stances),) if both else ()
        return Attendance(Answer.MAYBE, frozenset(), doubts)

    def _both(self, yes: list[Stance], no: list[Stance], wanted: frozenset[str]) -> Attendance:
        """Yes and no together: a word gives way to a clause, two clauses are a contradiction."""
        told_no = [s for s in no if not s.bare]
        told_yes = [s for s in yes if not s.bare]
        if told_no and not told_yes and not wanted and all(_gives_way(s) for s in yes):
            return Attendance(Answer.NO, frozenset())
        answer = Answer.NO if told_no and not told_yes else Answer.YES
        return Attendance(answer, wanted or self.whole, (clash(self.stances),))

    def _without(self, yes: list[Stance], wanted: frozenset[str], unwanted: frozenset[str]) -> Attendance:
        """Some parts are refused: what is left of the chosen ones, or of all."""
        excluding = any(s.only and s.answer is Answer.NO for s in self.stances)
        if wanted & unwanted:
            doubts = () if self._is_carved_out(wanted) else (clash(self.stances),)
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
            return Attendance(Answer.YES, rest, (clash(self.stances),))
        if not rest:
            return Attendance(Answer.NO, frozenset(), (clash(self.stances),) if yes else ())
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


def _are_noes(stances: Sequence[Stance]) -> bool:
    return all(s.answer is Answer.NO and not s.only for s in stances)


def _gives_way(stance: Stance) -> bool:
    """Say whether a yes is only a wish or a friendly word beside a plain no."""
    return stance.rule in {"wish", "agreed", "see-you", "eager"}


def clash(stances: Sequence[Stance]) -> Doubt:
    """Give the doubt on stances that do not go together."""
    return Doubt("contradiction", " / ".join(dict.fromkeys(s.words for s in stances)))
