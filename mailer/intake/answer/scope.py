"""What a word governs in its clause: how far `niet` reaches, which day-parts `vanaf` and `alleen` choose."""

from collections.abc import Collection, Sequence

from mailer.intake.answer.clauses import PART, Clause, Tag
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Stance
from mailer.intake.verdict import Answer

_BED = frozenset({"hotel", "stay", "need", "home", "journey"})
_PLATE = frozenset({"food", "diet", "allergy", "eat"})
_TRANSPARENT = frozenset({"please", "regret", "also", "self", "book"})
"""Classes that may stand between a negation and what it denies: `hotel is helaas niet nodig`."""
_YET = frozenset({"nog", "noch", "pas"})
_NEAR = 3
_AFTER_THE_DAY = frozenset({"pas", "erst"})
"""Words that open a range and may stand behind the day: `vrijdag pas`."""
_BESIDE_THE_DAY = frozenset(
    {"and", "also", "incl", "except", "from", "through", "until", "but", "or", "not_only", "wel"}
)
"""Classes between a day and a time of day that name both: `donderdag en het diner`."""
_HALF_RANGE = frozenset({"van", "de", "du", "von", "fan", "sinds", "of"})
"""Words that open a range only when another one closes it: `van donderdag tot en met vrijdag`."""


def stance(
    clause: Clause, answer: Answer, rule: str, parts: frozenset[str] | None = None, **more: bool
) -> Stance:
    """Give a stance in the clause's words; no parts means the meeting as a whole."""
    contrast = clause.lead == "but"
    return Stance(answer, rule, clause.words, clause.sentence, parts or None, contrast=contrast, **more)


def negations(clause: Clause) -> tuple[int, int]:
    """Count the negations of coming and those of the hotel; those of a dish are neither.

    A negation belongs to the hotel or the dish when it stands right beside it.
    """
    coming = bed = 0
    for n, tag in enumerate(clause.tags):
        if tag.kind != "neg" or _says_it_again(clause, tag):
            continue
        before, behind = _beside(clause.tags, n, -1), _beside(clause.tags, n, 1)
        if behind in _PLATE or before == "eat":
            continue
        if (behind in _BED or before in _BED) and not _is_of_a_part(clause, (behind, before)):
            bed += 1
        else:
            coming += 1
    return coming, bed


def _says_it_again(clause: Clause, tag: Tag) -> bool:
    """Say whether a denial only goes with another one: `pas besoin de chambre non plus`."""
    return clause.word_of(tag) == "non" and any(other.kind == "neg" and other != tag for other in clause.tags)


def _is_of_a_part(clause: Clause, beside: tuple[str, str]) -> bool:
    """Say whether what is not needed is a part of the programme: `diner niet nodig`."""
    return "need" in beside and bool(clause.parts) and not clause.has("hotel", "stay", "home", "dark")


def denied(clause: Clause) -> bool:
    """Say whether the clause denies coming."""
    return negations(clause)[0] > 0


def _beside(tags: Sequence[Tag], n: int, step: int) -> str:
    """Give the class of the next telling tag on one side of the n-th, "" when it is not near."""
    other = n + step
    while 0 <= other < len(tags) and tags[other].kind in _TRANSPARENT:
        other += step
    if not 0 <= other < len(tags):
        return ""
    one, two = sorted((tags[n], tags[other]), key=lambda tag: tag.places)
    return tags[other].kind if two.places[0] - one.places[-1] <= _NEAR else ""


def chosen_parts(clause: Clause, calendar: Calendar) -> frozenset[str]:
    """Give the parts that the clause chooses, none when it speaks of the whole.

    A range spans what lies in between; all the parts together are the meeting's own date.
    """
    tags = clause.of(PART)
    keys = calendar.meeting.daypart_keys
    start = _marked(clause, "from", tags)
    end = _marked(clause, "through", tags)
    if start is end:
        start = next((tag for tag in tags if end and tag.places < end.places), None)
    if end or (start and _opens_alone(clause)):
        low = min(keys.index(key) for key in (start.parts if start else {keys[0]}))
        high = max(keys.index(key) for key in (end.parts if end else {keys[-1]}))
        return frozenset(keys[low : high + 1])
    if clause.parts == frozenset(keys) and not clause.has("only"):
        return frozenset()
    return clause.parts


def _marked(clause: Clause, kind: str, parts: Sequence[Tag]) -> Tag | None:
    """Give the part that a word such as `vanaf` opens or closes a range with."""
    marks = clause.of(kind)
    if not marks or not parts:
        return None
    behind = next((tag for tag in parts if tag.places[0] > marks[0].places[0]), None)
    return behind or (parts[0] if clause.word_of(marks[0]) in _AFTER_THE_DAY else None)


def _opens_alone(clause: Clause) -> bool:
    return clause.word_of(clause.of("from")[0]) not in _HALF_RANGE


def narrowed(tags: list[Tag], withs: Collection[int] = ()) -> list[Tag]:
    """Give the tags without a day whose time of day stands beside it: `donderdag alleen de middag`.

    `withs` are the places of words such as `met`: `donderdag met het diner` is the day and its dinner.
    """
    days = [(n, tag) for n, tag in enumerate(tags) if tag.kind == PART]
    wide = {
        n
        for n, day in days
        for m, time in days
        if time.parts and time.parts < day.parts and not _listed(tags[min(n, m) : max(n, m)])
        if not any(day.places[-1] < place < time.places[0] for place in withs)
    }
    return [tag for n, tag in enumerate(tags) if n not in wide]


def _listed(between: Sequence[Tag]) -> bool:
    return any(tag.kind in _BESIDE_THE_DAY for tag in between)


def joined(clause: Clause, kind: str) -> bool:
    """Say whether a word of that class stands between two parts: `donderdag of vrijdag`."""
    places = [tag.places[0] for tag in clause.of(PART)]
    return len(places) > 1 and any(places[0] < tag.places[0] < places[-1] for tag in clause.of(kind))


def comes_first(clause: Clause, kind: str, *others: str) -> bool:
    """Say whether the first word of a class stands before the first of the others."""
    first, second = clause.of(kind), clause.of(*others)
    return bool(first and second) and first[0].places[0] < second[0].places[0]


def is_not_yet(clause: Clause) -> bool:
    """Say whether `nog` stands right before the denial: `nog niet, helaas`."""
    nots = {tag.places[0] - clause.first for tag in clause.of("neg")}
    return any(n - 1 >= 0 and clause.tokens[n - 1].word in _YET for n in nots)
