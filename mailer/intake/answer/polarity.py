"""One clause on coming: yes, no or perhaps, and to which day-parts."""

from collections.abc import Iterator

from mailer.intake.answer.clauses import ELSEWHEN, HOUR, PART, Clause, Tag
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding, Stance
from mailer.intake.verdict import Answer

_BED = frozenset({"hotel", "stay", "need", "home", "book"})
_PLATE = frozenset({"food", "diet", "allergy", "eat"})
_UNKNOWN_WORDS = 2
"""A yes holds no more words than this that no list knows: one of them may take it back."""
_VERBS = ("attend", "nominal", "can", "refuse")
_NOT_BEFORE = frozenset({"pas", "erst"})
"""Words that open a range and may stand behind the day: `vrijdag pas`."""
_LIMITS = ("limit", "late", HOUR, "all")


def negations(clause: Clause) -> tuple[int, int]:
    """Count the negations of coming and those of the hotel; those of a dish are neither.

    A negation belongs to the hotel or the dish when it stands right beside it.
    """
    coming = bed = 0
    for n, tag in enumerate(clause.tags):
        if tag.kind != "neg":
            continue
        behind = _beside(clause, n, 1)
        before = _beside(clause, n, -1)
        if behind in _PLATE or before == "eat":
            continue
        if behind in _BED - {"book"} or before in _BED - {"book"}:
            bed += 1
        else:
            coming += 1
    return coming, bed


def _beside(clause: Clause, n: int, step: int) -> str:
    """Give the class of the next tag on one side when at most one plain word lies in between."""
    other = n + step
    while 0 <= other < len(clause.tags) and clause.tags[other].kind in {
        "please",
        "regret",
        "also",
        "self",
        "book",
    }:
        other += step
    if not 0 <= other < len(clause.tags):
        return ""
    one, two = sorted((clause.tags[n], clause.tags[other]), key=lambda tag: tag.places)
    return clause.tags[other].kind if two.places[0] - one.places[-1] <= 3 else ""


_FRIENDLY = ("thanks", "see", "idle", "meeting", "diet", "food", "hotel", "stay", "home", "other", "colleague", "leave", "late", "eat")


def busy(clause: Clause) -> Stance | None:
    """Read `vrijdag heb ik een zitting`: a no to that part beside a yes to others, and a doubt beside a yes to all."""
    if not clause.parts or not clause.has("self") or clause.asks or clause.has(*_FRIENDLY, "past", "next", *_VERBS):
        return None
    if clause.has("regret", "reason"):
        return _stance(clause, Answer.NO, "stays-away", clause.parts)
    return _stance(clause, Answer.NO, "busy", clause.parts, bare=True) if clause.unknown else None


def stances(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Give what the clause says of coming."""
    if clause.asks and (not clause.has("polite") or clause.has("may")):
        return
    if clause.has("past", "next") and not clause.has("see"):
        return
    if clause.has("counter"):
        if not clause.has("hotel", "stay"):
            yield _stance(clause, Answer.NO, "counter", bare=True)
        return
    if found := list(_hedged(clause, calendar)):
        yield from found
        return
    if _is_of_others(clause):
        return
    if found := list(_remaining(clause)):
        yield from found
        return
    for reader in (_waiting, _excepting, _predicate, _elliptic, _single):
        found = list(reader(clause, calendar))
        if found:
            yield from found
            return


def _is_of_others(clause: Clause) -> bool:
    if clause.has("replace"):
        return not clause.has("neg", "refuse")
    return clause.has("other", "colleague", "comes") and not clause.has("self")


def _stance(
    clause: Clause, answer: Answer, rule: str, parts: frozenset[str] | None = None, **more: bool
) -> Stance:
    contrast = clause.lead == "but"
    return Stance(answer, rule, clause.words, clause.sentence, parts or None, contrast=contrast, **more)


def _waiting(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `zet me op de wachtlijst` and `haal me van de wachtlijst`."""
    if not clause.has("wait", "unwait"):
        return
    if negations(clause)[0]:
        yield Doubt("waiting-list", clause.words)
    elif clause.has("unwait"):
        yield _stance(clause, Answer.NO, "off-the-waiting-list")
    else:
        yield _stance(clause, Answer.YES, "on-the-waiting-list")


def _hedged(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read perhaps, conditions and promises; those about the bed belong to the hotel."""
    if clause.has("hotel", "stay") and not clause.has(*_VERBS):
        return
    if clause.has("late", "leave") and not clause.has("attend"):
        return
    if clause.has("maybe"):
        if clause.parts and clause.parts != frozenset(calendar.meeting.daypart_keys):
            yield Doubt("perhaps-a-part", clause.words)
        else:
            yield _stance(clause, Answer.MAYBE, "perhaps")
    elif clause.has("promise"):
        yield Doubt("promise", clause.words, tentative=True)
    elif clause.has("cond") or _hopes_to_come(clause):
        yield Doubt("condition", clause.words, tentative=True)
    elif clause.has("if") and not clause.has("wish"):
        yield Doubt("condition", clause.words, tentative=True, sentence=clause.sentence)


def _hopes_to_come(clause: Clause) -> bool:
    return clause.has("hope") and clause.has(*_VERBS, PART, "see", "yes") and not clause.has("idle")


def _excepting(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `behalve het diner`, with what may stand before it."""
    excepts = clause.of("except")
    if not excepts:
        return
    place = excepts[0].places[0]
    left_out = [tag for tag in clause.of(PART) if tag.places[0] > place]
    if not left_out:
        return
    if negations(clause)[0]:
        yield Doubt("negated-exception", clause.words)
        return
    out = frozenset().union(*(tag.parts for tag in left_out))
    named = frozenset().union(*(tag.parts for tag in clause.of(PART) if tag.places[0] < place))
    if clause.has("attend", "can", "yes", "all", "each"):
        yield _stance(clause, Answer.YES, "comes", named - out)
    yield _stance(clause, Answer.NO, "except", out, only=True)


def _predicate(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read a clause that says in so many words that one comes, can, or stays away."""
    if not clause.has(*_VERBS) or _only_of_the_bed(clause):
        return
    negated, _ = negations(clause)
    if trouble := _trouble(clause, negated):
        yield Doubt(trouble, clause.words)
        return
    refused = clause.has("refuse")
    if clause.has("nor", "neither"):
        yield _stance(clause, Answer.NO, "neither", clause.parts)
    elif refused or negated or clause.has("no"):
        yield from _absence(clause, calendar, negated)
    else:
        yield from _presence(clause, calendar)


def _only_of_the_bed(clause: Clause) -> bool:
    """Say whether `kan` or `gebruik` speaks of the hotel alone."""
    return clause.has("hotel", "stay", "home") and not clause.has("attend", "refuse") and not clause.parts


def _trouble(clause: Clause, negated: int) -> str:
    """Name what makes the clause unreadable, "" when nothing does."""
    verbs = clause.of("attend", "can")
    checks = (
        (
            "double-negation",
            negated > 1 or (negated and clause.has("refuse") and not verbs and not clause.parts),
        ),
        ("negated-refusal", _denies_refusal(clause)),
        ("either-part", _either(clause)),
        ("negated-refusal", bool(negated) and clause.has("refuse") and not _plain_refusal(clause)),
        (
            "yes-and-no",
            clause.has("yes") and bool(clause.has("refuse", "no") or (negated and not clause.parts)),
        ),
        ("and-a-colleague", clause.has("colleague") and clause.has("self") and not clause.has("take", "replace") and not negated),
        ("garbled", clause.has("garbled")),
        ("another-day", clause.has(ELSEWHEN) and not clause.has("reason")),
        ("more-than-one", clause.has("we") and clause.has("attend") and not negated and not clause.has("refuse", "self", "take")),
        ("condition", clause.has("wish") and bool(negated)),
    )
    return next((name for name, found in checks if found), "")


def _denies_refusal(clause: Clause) -> bool:
    """Say whether `niet` stands right before a refusal: `niet onmogelijk`."""
    refusals = {tag.places[0] for tag in clause.of("refuse")}
    return any(tag.places[-1] + 1 in refusals for tag in clause.of("neg"))


def _either(clause: Clause) -> bool:
    """Say whether `of` stands between two parts: which of them?"""
    parts = [tag.places[0] for tag in clause.of(PART)]
    return any(parts[0] < tag.places[0] < parts[-1] for tag in clause.of("or") if len(parts) > 1)


def _plain_refusal(clause: Clause) -> bool:
    """Say whether negation and refusal say the same twice: `ik kan niet, verhinderd`."""
    return clause.has("can", "attend") and clause.has("refuse")


def _absence(clause: Clause, calendar: Calendar, negated: int) -> Iterator[Finding]:
    """Read a no: to all, to some parts, or to something smaller that is none of them."""
    if clause.has("not_only"):
        yield Doubt("not-only", clause.words)
    elif clause.has("each", "all") and negated and not clause.has("refuse"):
        neg = clause.of("neg")[0].places[0]
        before = clause.of("each", "all")[0].places[0] < neg
        yield _stance(clause, Answer.NO, "neither") if before else Doubt("not-all", clause.words)
    elif clause.has(*_LIMITS) or _narrow_object(clause):
        yield Doubt("a-smaller-no", clause.words)
    else:
        parts = _meant(clause, calendar)
        if (
            parts
            and _joined_by_and(clause)
            and clause.has("attend")
            and not clause.has("can", "refuse", "regret")
        ):
            yield Doubt("scope-of-not", clause.words)
        else:
            yield _stance(clause, Answer.NO, "stays-away", parts, only=clause.has("only") and bool(parts))


def _narrow_object(clause: Clause) -> bool:
    """Say whether unknown words may name what one cannot do: `ik kan niet parkeren` is no answer."""
    if clause.has("reason", "cause"):
        return False
    if clause.has("attend", "refuse") or clause.has("meeting", "event"):
        return len(clause.unknown) > 3
    return len(clause.unknown) > bool(clause.parts)


def _joined_by_and(clause: Clause) -> bool:
    parts = clause.of(PART)
    return len(parts) > 1 and any(
        tag.kind == "and" and parts[0].places[0] < tag.places[0] < parts[-1].places[0] for tag in clause.tags
    )


def _presence(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read a yes."""
    parts = _meant(clause, calendar)
    if clause.has("attend") and len(clause.unknown) > _UNKNOWN_WORDS and not clause.has("take", "colleague"):
        yield Doubt("words-unknown", clause.words)
        return
    if clause.has("nominal") and clause.unknown and not clause.has("attend", "can", "please", "yes"):
        return
    if (
        clause.has("can")
        and not clause.has("attend", "wel")
        and (len(clause.unknown) > 0 or clause.has("food", "take"))
    ):
        return
    if clause.has("leave"):
        yield from _leaving(clause, calendar)
    elif clause.has("limit") and clause.has("only"):
        yield Doubt("only-what", clause.words)
    elif clause.has("limit"):
        yield _stance(clause, Answer.YES, "comes-for-a-bit", remark=True)
    elif clause.has("until") and clause.parts and not clause.has("see"):
        yield Doubt("until", clause.words)
    elif clause.has("late", HOUR):
        yield from _arriving(clause, calendar)
    elif clause.has("not_only") and not clause.parts:
        yield _stance(clause, Answer.YES, "comes")
        yield Doubt("not-alone", clause.words)
    elif _alone(clause):
        yield Doubt("only-what", clause.words)
    else:
        both = clause.has("all", "each", "not_only")
        yield _stance(
            clause,
            Answer.YES,
            "comes",
            None if both and not clause.has("only") and not clause.has("not_only") else parts,
            only=clause.has("only", "from", "through") and bool(parts),
            remark=bool(parts) and clause.has("also") and not clause.has("only"),
        )


def _alone(clause: Clause) -> bool:
    """Say whether `alleen` restricts to something that is no day-part."""
    only = clause.of("only")
    if not only or clause.parts:
        return False
    verb = clause.of("attend", "nominal", "can")[0].places[0]
    return verb < only[0].places[0] < clause.first + len(clause.tokens) - 1


def _leaving(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    last = calendar.meeting.daypart_keys[-1]
    if clause.parts and last not in clause.parts:
        yield Doubt("leaves-before-the-end", clause.words)
    elif clause.has("attend"):
        yield _stance(clause, Answer.YES, "leaves-early", clause.parts, remark=True)


def _arriving(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    hours = [tag.hour for tag in clause.of(HOUR) if tag.hour is not None]
    named = clause.parts or frozenset(calendar.meeting.daypart_keys)
    first = next(part for part in calendar.meeting.dayparts if part.key in named)
    if any(_misses(hour, first.starts.hour, first.ends.hour) for hour in hours):
        yield Doubt("misses-a-part", clause.words)
    else:
        yield _stance(clause, Answer.YES, "arrives-late", clause.parts, remark=bool(clause.parts))


def _misses(hour: int, start: int, end: int) -> bool:
    """Say whether one who arrives at that hour comes after the part; `drie uur` may be 15:00."""
    if hour < start and hour + 12 < 24:
        hour += 12
    return hour >= end


def _meant(clause: Clause, calendar: Calendar) -> frozenset[str]:
    """Give the parts that the clause chooses: a range spans what lies between, a meeting's date is its name."""
    tags = [tag for tag in clause.of(PART)]
    keys = calendar.meeting.daypart_keys
    if not tags:
        return frozenset()
    start = _marked(clause, "from", tags)
    end = _marked(clause, "through", tags)
    if end or (start and _is_open_range(clause, start)):
        low = min(keys.index(key) for key in (start.parts if start else {keys[0]}))
        high = max(keys.index(key) for key in (end.parts if end else {keys[-1]}))
        return frozenset(keys[low : high + 1])
    chosen = frozenset().union(*(tag.parts for tag in tags))
    return frozenset() if chosen == frozenset(keys) and not clause.has("only") else chosen


def _marked(clause: Clause, kind: str, parts: list[Tag]) -> Tag | None:
    """Give the first part behind a word such as `vanaf`."""
    marks = clause.of(kind)
    if not marks:
        return None
    behind = next((tag for tag in parts if tag.places[0] > marks[0].places[0]), None)
    return behind or (parts[0] if _word(clause, marks[0]) in _NOT_BEFORE else None)


def _word(clause: Clause, tag: Tag) -> str:
    return clause.tokens[tag.places[0] - clause.first].word


def _is_open_range(clause: Clause, start: Tag) -> bool:
    """Say whether `vanaf` opens a range by itself; `van` does only with `tot en met`."""
    mark = clause.of("from")[0]
    return clause.tokens[mark.places[0] - clause.first].word not in {
        "van",
        "de",
        "du",
        "von",
        "fan",
        "sinds",
        "of",
    }


def _elliptic(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `vrijdag niet`, `donderdag: ja`, `alleen donderdag`, `graag donderdag`."""
    if not clause.parts and not clause.has("each", "all", "neither"):
        return
    if clause.has(ELSEWHEN) or clause.has("diet", "food", "allergy", "fine") or (
        clause.has("hotel", "stay", "home", "reason", "book") and not clause.has("yes", "no", "wel", "only")
    ):
        return
    negated, _ = negations(clause)
    whole = not clause.parts
    parts = None if whole else (_meant(clause, calendar) or clause.parts)
    if (clause.has("yes") and clause.has("no")) or negated > 1:
        yield Doubt("yes-and-no", clause.words)
    elif clause.has("neither", "nor"):
        yield _stance(clause, Answer.NO, "neither", parts)
    elif negated or clause.has("no"):
        if (
            whole
            and clause.of("neg")
            and clause.of("neg")[0].places[0] < clause.of("each", "all")[0].places[0]
        ):
            yield Doubt("not-all", clause.words)
        else:
            yield _stance(clause, Answer.NO, "not-that-part", parts, only=clause.has("only") and not whole)
    elif clause.has("leave"):
        yield from _leaving(clause, calendar)
    elif clause.has("see", "until"):
        if clause.has("see") or not clause.unknown:
            yield _stance(clause, Answer.YES, "see-you", bare=True)
    elif clause.has("late", HOUR):
        yield from _arriving(clause, calendar)
    elif clause.has("eat", "also", "incl"):
        if clause.has("yes"):
            yield _stance(clause, Answer.YES, "yes")
        yield _stance(clause, Answer.YES, "that-part-too", parts, remark=True)
    elif clause.unknown and not clause.has("only", "yes", "please"):
        return
    elif clause.has("other", "colleague", "we"):
        yield Doubt("more-than-one", clause.words)
    elif not _is_bare(clause) or (
        not clause.unknown and not clause.has("thanks", "meeting", "idle", "event")
    ):
        rule = "the-whole" if whole else "that-part"
        yield _stance(clause, Answer.YES, rule, parts, only=clause.has("only"), bare=_is_bare(clause))


def _is_bare(clause: Clause) -> bool:
    return not clause.has("only", "wel", "yes", "please", "from", "through", "each", "all", "ok")


def _remaining(clause: Clause) -> Iterator[Finding]:
    """Read `de rest niet` and `de rest wel`."""
    if clause.has("rest") and clause.has("wel") and not clause.parts:
        yield _stance(clause, Answer.YES, "comes")
    elif clause.has("rest") and not clause.parts and negations(clause)[0] == 1 and not clause.has(*_VERBS):
        yield _stance(clause, Answer.NO, "the-rest", bare=True)


def _single(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read one-word answers, and a clause such as `deze keer niet` or `dan zit ik in het buitenland`."""
    if clause.has("yes", "ok") and clause.tags[0].kind in {"yes", "ok"} and clause.has("hotel", "diet", "stay"):
        yield _stance(clause, Answer.YES, "yes", bare=True)
    if clause.has(
        "hotel",
        "stay", "home",
        "home",
        "diet",
        "food",
        "allergy",
        "fine",
        "eat",
        "need",
        "take",
        "mail",
        "name",
        "other",
    ):
        return
    negated, _ = negations(clause)
    if clause.has("yes") and (clause.has("no") or negated):
        yield Doubt("yes-and-no", clause.words)
    elif clause.has("no"):
        yield _stance(clause, Answer.NO, "no", bare=not clause.starts_with("no") or bool(clause.unknown))
    elif negated and clause.has("regret", "event", "self") and not clause.unknown and len(clause.tokens) <= 5:
        yield _stance(clause, Answer.NO, "not-this-time")
    elif clause.has("yes"):
        yield _stance(clause, Answer.YES, "yes", bare=True)
    elif clause.has("wel") and clause.has("self") and not clause.unknown:
        yield _stance(clause, Answer.YES, "comes")
    elif clause.has("eager") and not negated:
        yield _stance(clause, Answer.YES, "eager", bare=True)
    elif (
        clause.has("reason")
        and not clause.parts
        and (clause.has("event", "regret") or clause.lead == "but")
        and not clause.has("idle")
    ):
        yield _stance(clause, Answer.NO, "reason", bare=True)
    elif clause.has("regret") and clause.parts:
        return
    elif clause.has("regret") and not negated and clause.has("event"):
        yield _stance(clause, Answer.NO, "regret", bare=True)
    elif clause.has("regret") and clause.unknown and clause.lead == "but" and not clause.has("idle", "askfor"):
        yield _stance(clause, Answer.NO, "excuse", bare=True)
    elif clause.has("regret") and not clause.unknown and not clause.has("idle", "askfor"):
        yield _stance(clause, Answer.NO, "regret", bare=True)
    elif clause.has("see") and not negated:
        yield _stance(clause, Answer.YES, "see-you", bare=True)
    elif (
        clause.has("ok", "please")
        and not negated
        and not clause.unknown
        and not clause.has("askfor", "thanks", "idle")
    ):
        yield _stance(clause, Answer.YES, "agreed", bare=True)
