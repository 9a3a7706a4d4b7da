"""What each clause of a text says, with what the clauses beside it add to its meaning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailer.intake.answer.asides import is_aside, is_if_it_can_be
from mailer.intake.answer.bed import bed, gives_back, gives_up
from mailer.intake.answer.clauses import ELSEWHEN, HOUR, PART, THEN, Clause, Tag
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.diet import diet
from mailer.intake.answer.findings import Aside, Asked, Bed, Doubt, Finding, Stance
from mailer.intake.answer.forms import bed_beside, filled_in, is_denied_behind, is_freed, is_heading
from mailer.intake.answer.polarity import busy, stances
from mailer.intake.answer.question import asked
from mailer.intake.answer.scope import stance
from mailer.intake.verdict import Answer

_OWNS = frozenset({"heb", "hebben", "hoef", "hoeft", "have", "need", "habe", "brauche", "ai", "ha", "hoech"})
_OF_COMING = ("reason", "event", "regret", "next", "past", "each", "all", "back", "rest", PART)
_BRIEF_QUESTION = 3
_ANSWERING = (
    *("attend", "nominal", "refuse", "yes", "no", "self", "hotel", "stay", "take", "replace", "only", "all"),
    *("each", "limit", "late", "leave", "colleague", "maybe", "cond", "wish", PART),
)
_OF_THE_MAIL = ("wait", "next", "past", "idle", "thanks", "askfor", "diet", "food", "hotel", "stay")
_THAT = frozenset({"dat", "dass", "das", "that", "que", "qu'", "of", "ob"})

_SO_THAT = frozenset({"zodat", "waardoor", "sodass", "sadat"})
"""Words before what follows from the clause before: it is about the same day."""
_AFTERWARDS = frozenset(
    {"daarna", "erna", "vervolgens", "afterwards", "thereafter", "danach", "anschliessend", "ensuite"}
)
_THERE = frozenset({"daar", "dan", "there", "then", "da", "dann", "la", "alors", "der"})
_AGAIN = frozenset(
    {"weer", "terug", "again", "back", "return", "wieder", "zuruck", "reviens", "wer", "werom"}
)
"""Words of who comes back after a night at home: he chooses no day."""
_VERBS_FIRST = frozenset(
    {
        *("is", "zijn", "komt", "komen", "heeft", "hebben", "kan", "kunnen", "lukt", "mag", "blijft", "past"),
        *(
            "valt",
            "wordt",
            "krijg",
            "krijgen",
            "gaat",
            "staat",
            "mocht",
            "ist",
            "sind",
            "kommt",
            "hat",
            "wird",
        ),
    }
)
"""Verbs that open a condition without if, before a `dan`: `is er nog plek, dan kom ik`."""


@dataclass(frozen=True, slots=True)
class Said:
    """A clause and what was found in it."""

    clause: Clause
    findings: tuple[Finding, ...]

    @property
    def understood(self) -> bool:
        """Whether it said anything; an excuse is not understood, it only goes with what was."""
        return any(not (isinstance(f, Stance) and f.rule == "excuse") for f in self.findings)


def said(clauses: Sequence[Clause], calendar: Calendar) -> tuple[Said, ...]:
    """Give what the clauses say, in order."""
    clauses = _on_that_day(clauses)
    found = [tuple(stances(clause, calendar)) for clause in clauses]
    return tuple(
        Said(clause, tuple(_in_context(clauses, n, found, calendar))) for n, clause in enumerate(clauses)
    )


def _on_that_day(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Give an hour the day of the clause before: `alleen de 15e. Ik ben er dan om negen uur`."""
    done = list(clauses)
    for n, clause in enumerate(done[1:], 1):
        then = clause.has("attend") and any(token.word in THEN for token in clause.tokens)
        leaves = clause.has("leave") and clause.lead == "but" and done[n - 1].sentence == clause.sentence
        points = clause.has(HOUR) and (then or leaves)
        if points and not clause.has(PART, ELSEWHEN) and done[n - 1].parts and not done[n - 1].asks:
            tag = Tag(PART, (clause.first,), done[n - 1].parts)
            done[n] = replace(clause, tags=(tag, *clause.tags))
    return done


def _in_context(
    clauses: Sequence[Clause], n: int, found: Sequence[tuple[Finding, ...]], calendar: Calendar
) -> Iterator[Finding]:
    clause, mine = clauses[n], found[n]
    following = [c for c in clauses[n + 1 :] if c.sentence == clause.sentence]
    if (settled := _beside_others(clauses, n, found, calendar)) is not None:
        yield from settled
        return
    before = clauses[n - 1] if n and clauses[n - 1].sentence == clause.sentence else None
    if before and _points_back(mine, clause, before, found[n - 1], calendar):
        mine = tuple(replace(f, parts=before.parts) for f in mine if isinstance(f, Stance))
    if before and before.has("hope") and clause.tokens[0].word in _THAT and mine:
        yield Doubt("condition", clause.words, tentative=True)
        return
    if _hangs_on_question(mine, clauses, n) or _waits_for_an_answer(mine, clause, following):
        yield Doubt("hangs-on-a-question", clause.words)
    if is_if_it_can_be(clause, before):
        yield Doubt("condition", clause.words, tentative=True)
    if before and gives_up(before) and clause.lead == "and" and clause.has("nominal", "attend", "meeting"):
        yield Doubt("what-is-cancelled", clause.words)
    yield from (_coloured(f, clauses, n) for f in mine)
    yield from _extras(clauses, n, bool(mine))


def _is_next_time(clauses: Sequence[Clause], n: int) -> bool:
    """Say whether it is of a later meeting: `de voorjaarsbijeenkomst, daar wil ik wel bij zijn`."""
    before = n > 0 and clauses[n - 1].sentence == clauses[n].sentence and clauses[n - 1].has("next")
    return before and clauses[n].tokens[0].word in _THERE


def _coloured(finding: Finding, clauses: Sequence[Clause], n: int) -> Finding:
    """Give a stance with what the clauses beside it add: a but behind it, a journey before or behind it."""
    if isinstance(finding, Doubt):
        return _of_the_one_before(finding, clauses, n)
    if not isinstance(finding, Stance):
        return finding
    clause = clauses[n]
    beside = [c for c in clauses[n + 1 :] if c.sentence == clause.sentence]
    finding = replace(finding, contrasted=any(c.lead == "but" for c in beside))
    before = clauses[n - 1] if n and clauses[n - 1].sentence == clause.sentence else None
    if before and before.has("journey") and any(token.word in _AGAIN for token in clause.tokens):
        finding = replace(finding, remark=finding.remark or bool(finding.parts))
    if finding.parts and _leaves_behind_it(clauses, n):
        finding = replace(finding, only=True)
    return finding


def _of_the_one_before(doubt: Doubt, clauses: Sequence[Clause], n: int) -> Doubt:
    """Let a condition that is a sentence by itself hold for what was said: `Yes! If my wife lets me.`"""
    if doubt.rule != "condition" or doubt.sentence < 0 or n == 0 or clauses[n].has(*_OF_THE_MAIL):
        return doubt
    opens = any(tag.places[0] == clauses[n].first for tag in clauses[n].of("if"))
    if not opens or not clauses[n - 1].has("yes", "ok", "please", "eager", "attend", "can"):
        return doubt
    alone = all(c.sentence != clauses[n].sentence for m, c in enumerate(clauses) if m != n)
    return replace(doubt, sentence=-1) if alone else doubt


def _extras(clauses: Sequence[Clause], n: int, told: bool) -> Iterator[Finding]:
    """Give what the clause says beside coming: a bed, a question, a diet, a day that is not free."""
    clause = clauses[n]
    following = [c for c in clauses[n + 1 :] if c.sentence == clause.sentence]
    before = clauses[n - 1] if n and clauses[n - 1].sentence == clause.sentence else None
    returned = gives_back(clause, clauses[n - 1]) if n else None
    found = (
        bed_beside(clause, before) or bed(clause) or returned,
        _asked_of(clauses, n),
        diet(clause, following, before),
        None if told else busy(clause),
    )
    for finding in found:
        if finding and not _opens_a_case(finding, following):
            yield _after_a_dish(_after_a_question(finding, clauses, n), clauses, n)


def _leaves_behind_it(clauses: Sequence[Clause], n: int) -> bool:
    """Say whether the writer goes home behind that part: `'s middags kom ik, daarna ga ik naar huis`."""
    if n + 1 >= len(clauses) or clauses[n].has("neg", "refuse"):
        return False
    behind = clauses[n + 1]
    after = any(token.word in _AFTERWARDS for token in behind.tokens[:3])
    return after and behind.has("journey", "leave") and not behind.parts and not behind.asks


def _beside_others(
    clauses: Sequence[Clause], n: int, found: Sequence[tuple[Finding, ...]], calendar: Calendar
) -> tuple[Finding, ...] | None:
    """Give what a clause says by those beside it alone; None when it speaks for itself."""
    clause, mine = clauses[n], found[n]
    following = [c for c in clauses[n + 1 :] if c.sentence == clause.sentence]
    if _is_no_to_extras(mine, following) or _is_yes_to_the_mail(mine, following):
        return ()
    if is_aside(clauses, n, calendar) or is_heading(clauses, n):
        return (Aside(clause.words),)
    if mine and _is_next_time(clauses, n):
        return ()
    if is_heading(clauses, n - 1):
        return tuple(filled_in(clauses[n - 1], clause))
    if following and is_denied_behind(mine, following[0]):
        return tuple(
            replace(f, answer=Answer.NO, rule="not-that-part", bare=False)
            for f in mine
            if isinstance(f, Stance)
        )
    if n and is_freed(clauses[n - 1], clause):
        return (stance(clause, Answer.YES, "that-part", clause.parts),)
    if n and clauses[n - 1].sentence == clause.sentence and is_denied_behind(found[n - 1], clause):
        return (Aside(clause.words),)
    return None


def _asked_of(clauses: Sequence[Clause], n: int) -> Asked | None:
    """Read a question; a brief `kan dat?` hangs on coming only when what it points at speaks of coming."""
    told = asked(clauses[n])
    if told is None or not told.hanging or n == 0 or len(clauses[n].tokens) > _BRIEF_QUESTION:
        return told
    spoken = [c for c in clauses[:n] if c.sentence == clauses[n - 1].sentence]
    points = not clauses[n].has(
        "attend", "hotel", "stay", "replace", "other", "colleague", "only", "comes", PART
    )
    aside = spoken[-1].unknown and not any(c.has(*_ANSWERING) for c in spoken)
    return replace(told, hanging=False) if points and aside else told


def _after_a_question(finding: Finding, clauses: Sequence[Clause], n: int) -> Finding:
    """Give a bed that hangs on a question or a case as undecided: `inbegrepen? Dan graag een kamer`."""
    if not isinstance(finding, Bed) or n == 0 or clauses[n].tokens[0].word not in THEN:
        return finding
    case = any(c.starts_with("if") for c in clauses[:n] if c.sentence == clauses[n].sentence)
    return replace(finding, wanted=None) if clauses[n - 1].asks or case else finding


def _after_a_dish(finding: Finding, clauses: Sequence[Clause], n: int) -> Finding:
    """Give a question about a dish or a bed named just before as one nothing hangs on: `lukt dat daar`."""
    beside = n > 0 and clauses[n - 1].has("diet", "food", "allergy", "hotel", "stay")
    own = clauses[n].has("attend", "self", "we", PART, "hotel", "stay")
    if isinstance(finding, Asked) and beside and not own:
        return replace(finding, hanging=False)
    return finding


def _opens_a_case(finding: Finding, following: Sequence[Clause]) -> bool:
    """Say whether what looks like a question is a case: `zijn er al genoeg, dan blijf ik thuis`."""
    return isinstance(finding, Asked) and bool(following) and following[0].tokens[0].word in THEN


def _hangs_on_question(mine: Sequence[Finding], clauses: Sequence[Clause], n: int) -> bool:
    """Say whether an answer follows from a question: `komt Carla ook? Dan ben ik erbij`."""
    told = any(isinstance(f, Stance) for f in mine)
    if not told or n == 0 or clauses[n].tokens[0].word not in THEN:
        return False
    before = clauses[n - 1]
    return before.asks or before.tokens[0].word in _VERBS_FIRST


def _waits_for_an_answer(mine: Sequence[Finding], clause: Clause, following: Sequence[Clause]) -> bool:
    """Say whether a half yes waits for what is asked: `ik wil wel komen, maar wat kost het`."""
    soft = any(isinstance(f, Stance) and f.rule == "agreed" for f in mine)
    half = (clause.has("wel", "wish") or soft) and any(isinstance(f, Stance) for f in mine)
    return half and any(c.lead == "but" and c.asks for c in following[:1])


def _is_no_to_extras(mine: Sequence[Finding], following: Sequence[Clause]) -> bool:
    """Say whether a no belongs to the clause behind it: `en nee, ik hoef geen hotel`."""
    if len(mine) != 1 or not isinstance(mine[0], Stance) or mine[0].rule != "no" or not following:
        return False
    extra = following[0].has("hotel", "stay", "diet", "food", "fine", "take", "with")
    owns = any(token.word in _OWNS for token in following[0].tokens)
    other = owns and following[0].has("neg") and not following[0].has(*_OF_COMING)
    return (extra or other) and not following[0].has("attend", "can", "refuse", "yes")


def _is_yes_to_the_mail(mine: Sequence[Finding], following: Sequence[Clause]) -> bool:
    """Say whether a yes belongs to the clause behind it: `ja, ik heb de uitnodiging gezien, en nee`."""
    word = len(mine) == 1 and isinstance(mine[0], Stance) and mine[0].rule == "yes" and mine[0].bare
    return word and bool(following) and following[0].has("post") and not following[0].has("attend", "can")


def _points_back(
    mine: Sequence[Finding], clause: Clause, before: Clause, found: Sequence[Finding], calendar: Calendar
) -> bool:
    """Say whether `vrijdag heb ik raad, dan kan ik niet` speaks of the day named just before.

    A clause that names another time, such as `deze keer`, does not.
    """
    if len(mine) != 1 or not isinstance(mine[0], Stance) or mine[0].answer is not Answer.NO:
        return False
    if (
        (clause.lead == "and" and clause.tokens[0].word not in _SO_THAT)
        or mine[0].parts
        or mine[0].bare
        or clause.has("signoff", "here")
        or mine[0].rule == "no"
        or any(len(tag.places) > 1 for tag in clause.of("event"))
    ):
        return False
    silent = all(f.answer is Answer.NO and f.parts for f in found if isinstance(f, Stance))
    return silent and frozenset() < before.parts < frozenset(calendar.meeting.daypart_keys)
