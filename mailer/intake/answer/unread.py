"""What the grammar did not read: words near the decision that make a careful person look again."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import BEFORE_A_PLACE, ELSEWHEN, PART, Clause
from mailer.intake.answer.findings import Doubt, Stance
from mailer.intake.answer.names import names
from mailer.intake.answer.resting import resting
from mailer.intake.answer.said import Said
from mailer.intake.answer.scope import denied
from mailer.intake.verdict import Answer

_ALWAYS = ("stop", "stray", "joke")
_WEIGHTY = ("attend", "can", "refuse", "maybe", PART, "each", "all")
_MOST_UNKNOWN = 1
_SOFT = frozenset({"reason", "counter", "excuse"})
_OF_ME = (
    *("self", "event", "can", "attend", "refuse", "counter", PART, ELSEWHEN),
    *("each", "all", "rest", "wel", "back", "other", "colleague", "limit"),
)
"""Classes of which one stands in a denial that may concern the writer's coming."""
_EVEN_IF = frozenset({"al", "ook", "even", "auch", "ek"})
"""Words that open a concession which takes nothing back: `al moet ik kruipen`."""
_OF_A_PLACE = frozenset(
    {"The", "Den", "New", "San", "Saint", "Sint", "Los", "Las", "La", "Le", "Bad", "Sankt"}
)
"""First words of a place's name."""
_HARMLESS = ("idle", "late", "leave", "eat", "diet", "food")


def blind_spots(
    read: Sequence[Said], below: Sequence[Clause], answer: Answer | None, has_guests: bool
) -> Iterator[Doubt]:
    """Give the doubts about what was not understood.

    `below` stands under the closing salutation: a signature as a rule, an afterthought sometimes.
    """
    told = False
    before: Said | None = None
    limited = _is_limited(read)
    for part in read:
        if (
            part.clause.has("laugh")
            and not part.clause.has("reason", "away")
            and any(isinstance(f, Stance) for f in part.findings)
        ):
            yield Doubt("joke", part.clause.words)
        yield from _always(part.clause, answer)
        if answer is Answer.YES:
            if not (limited and _explains(part.clause)):
                yield from _beside_a_yes(part, told, has_guests)
            rest = limited and part.clause.has("rest")
            if (
                not rest
                and _is_soft_no(part)
                and (told or part.clause.lead == "but")
                and not _says_no_to_a_part(before)
            ):
                yield Doubt("reason-for-a-no", part.clause.words)
        elif answer is Answer.NO and not part.understood and _may_turn(part.clause):
            yield Doubt("unread", part.clause.words)
        told = told or part.understood
        before = part
    yield from resting(read, answer)
    for clause in below:
        if clause.has("self") and clause.has(*_WEIGHTY):
            yield Doubt("below-the-greeting", clause.words)


def _beside_a_yes(part: Said, told: bool, has_guests: bool) -> Iterator[Doubt]:
    """Give the doubts on one clause of a mail that says yes."""
    clause = part.clause
    if clause.has("count") and not has_guests:
        yield Doubt("more-than-one", clause.words)
    if not part.understood and _may_take_back(clause, told):
        yield Doubt("unread", clause.words)
    if not part.understood and _names_a_person_on_a_day(clause):
        yield Doubt("who-on-that-day", clause.words)


def _is_limited(read: Sequence[Said]) -> bool:
    """Say whether only some parts were chosen in so many words."""
    stances = [f for part in read for f in part.findings if isinstance(f, Stance)]
    return any(s.answer is Answer.YES and s.only and s.parts for s in stances)


def _explains(clause: Clause) -> bool:
    """Say whether a clause may tell why only that part was chosen, and chooses nothing itself."""
    return not clause.has(PART, ELSEWHEN, "attend", "can", "refuse", "event", "neg", "count", "take")


def _says_no_to_a_part(part: Said | None) -> bool:
    """Say whether the clause before refused a part, or was of somebody else: the reason is for that."""
    if part and (_is_of_others(part.clause) or part.clause.has("past")):
        return True
    stances = [f for f in part.findings if isinstance(f, Stance)] if part else []
    return any((s.answer is Answer.NO and s.parts) or s.rule == "leaves-early" for s in stances)


def _names_a_person_on_a_day(clause: Clause) -> bool:
    """Say whether somebody by name does something on a day: `vrijdag neemt Peter Scholten het over`."""
    full = any(
        len(name.split()) > 1
        and len(min(name.split(), key=len)) > 1
        and not _is_a_place(clause, name, behind)
        for name, behind in names(clause)
    )
    return full and bool(clause.parts)


def _is_a_place(clause: Clause, name: str, behind: int) -> bool:
    """Say whether capitals are a place rather than a person: `summoned to The Hague`."""
    first = behind - clause.first - len(name.split())
    return first > 0 and clause.tokens[first - 1].word in BEFORE_A_PLACE and name.split()[0] in _OF_A_PLACE


def _may_turn(clause: Clause) -> bool:
    """Say whether an unread clause may turn a no: `maar het is toch een ja geworden`."""
    turns = clause.lead == "but" and clause.has("yes", "attend", "can", "wel", "back")
    if clause.has("post") or (clause.unknown and not clause.has("yes", "attend", "can")):
        return False
    return (
        turns and not clause.asks and not clause.has("next", "past", "other", "colleague", "replace", "comes")
    )


def _is_soft_no(part: Said) -> bool:
    """Say whether a clause gives a reason to stay away and nothing else: `maar dan zit ik in Rome`."""
    return bool(part.findings) and all(isinstance(f, Stance) and f.rule in _SOFT for f in part.findings)


def _always(clause: Clause, answer: Answer | None) -> Iterator[Doubt]:
    """Give the doubts that hold whatever the answer is; who stays away may ask for slides online."""
    if clause.asks and answer is Answer.NO:
        return
    if (
        clause.has("meeting", "attend")
        and clause.has(ELSEWHEN)
        and not clause.has("reason", "next", "past", "letter")
    ):
        yield Doubt("another-day", clause.words)
    asked = clause.asks and not clause.has("attend", "self", "can")
    hours = clause.has(PART) and clause.has("hours")
    always = [k for k in _ALWAYS if clause.has(k) and not ((asked or hours) and k == "stray")]
    yield from (Doubt(kind, clause.words) for kind in always)
    if clause.has("job") and answer is not Answer.NO:
        yield Doubt("stray", clause.words)


def _may_take_back(clause: Clause, told: bool) -> bool:
    """Say whether an unread clause may take a yes back: it contrasts, denies or regrets behind it."""
    if clause.asks or clause.has("past", "next") or _is_of_others(clause):
        return False
    if clause.starts_with("though"):
        return told and clause.has("self") and bool(clause.unknown) and clause.tokens[0].word not in _EVEN_IF
    if clause.lead == "but" and _restricts(clause):
        return not clause.has(*_HARMLESS)
    if clause.has("reason") and clause.has("event") and not clause.has("idle"):
        return True
    denies = denied(clause) and not clause.has("food", "diet", "allergy", "fine")
    if told and clause.lead != "but" and clause.unknown and not clause.has(*_OF_ME):
        return False
    if clause.lead == "but" or told:
        regrets = clause.lead == "but" and clause.has("regret", ELSEWHEN)
        return denies or regrets or clause.has("refuse", "counter")
    return clause.has("refuse") or (denies and clause.has("can", "attend", PART))


def _is_of_others(clause: Clause) -> bool:
    return clause.has("other", "colleague") and not clause.has("self")


def _restricts(clause: Clause) -> bool:
    return clause.has("limit", "trifle", "only") or (clause.has("self") and bool(clause.unknown))
