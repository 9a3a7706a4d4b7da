"""Lines of a form that were filled in, `Hotel? Ja graag`, and a day with its no behind it."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import PART, Clause
from mailer.intake.answer.findings import Bed, Diet, Finding, Stance
from mailer.intake.answer.scope import stance
from mailer.intake.verdict import Answer

_TOPICS = ("hotel", "stay", "eat", "diet", "allergy")
_OPENERS = ("open", "wh", "polite", "may", "self", "can", "attend", "need", "book")
_LONGEST_HEADING = 2
_LONGEST_ENTRY = 3
_DENIAL = frozenset({"neg", "no", "regret", "apology", "also", "back"})


def is_heading(clauses: Sequence[Clause], n: int) -> bool:
    """Say whether the n-th clause is a word with a question mark, and the next one fills it in."""
    if not 0 <= n < len(clauses) - 1:
        return False
    heading, entry = clauses[n], clauses[n + 1]
    brief = len(heading.tokens) <= _LONGEST_HEADING and len(entry.tokens) <= _LONGEST_ENTRY
    asks = heading.asks and heading.has(*_TOPICS, PART) and not heading.has(*_OPENERS)
    says = entry.has("yes", "no", "please", "ok", "neg", "fine", "book", "need") and not entry.has(
        "attend", "can", PART, *_TOPICS
    )
    return brief and asks and says and not entry.asks and not entry.unknown


def filled_in(heading: Clause, entry: Clause) -> Iterator[Finding]:
    """Give what the entry says under its heading."""
    words = f"{heading.words}? {entry.words}"
    denied = entry.has("no", "neg", "fine")
    if heading.parts:
        answer, rule = (Answer.NO, "not-that-part") if denied else (Answer.YES, "that-part")
        yield stance(heading, answer, rule, heading.parts, remark=not denied, bare=not denied)
    elif heading.has("hotel", "stay"):
        yield Bed(not denied, words)
    else:
        yield Diet(heading.words if heading.has("diet", "allergy") and not denied else "", words)


def bed_beside(clause: Clause, before: Clause | None) -> Bed | None:
    """Read `nee (hotel)` and `hij hoeft geen hotel, ik wel`: the clause before says what is meant."""
    if before is None or clause.asks or before.asks:
        return None
    brief = len(clause.tokens) <= _LONGEST_ENTRY
    said_no = before.has("no") and before.kinds <= {"no", "and"} and not clause.has("neg", "yes", "wel")
    if said_no and clause.kinds <= {"hotel", "stay"} and clause.has("hotel", "stay") and brief:
        return Bed(False, clause.words)
    others = before.has("hotel", "stay") and before.has("other", "colleague") and before.has("neg", "need")
    mine = others and brief and clause.has("wel") and clause.has("self")
    return Bed(True, clause.words) if mine else None


def is_freed(before: Clause, clause: Clause) -> bool:
    """Say whether a day is the one that is free: `vrijdag ben ik verhinderd, maar donderdag niet`."""
    if before.sentence != clause.sentence or not before.has("refuse") or before.has("neg") or clause.asks:
        return False
    bare = clause.kinds <= {PART, "neg", "but", "wel", "event"} and clause.has("neg") and not clause.unknown
    return bare and clause.lead == "but" and bool(before.parts) and bool(clause.parts - before.parts)


def is_denied_behind(found: Sequence[Finding], behind: Clause) -> bool:
    """Say whether a bare day is refused by the brief clause behind it: `vrijdag, helaas niet`."""
    listed = len(found) == 1 and isinstance(found[0], Stance) and found[0].rule == "that-part"
    if not (listed and isinstance(found[0], Stance) and found[0].bare) or behind.asks:
        return False
    says_no = behind.has("neg", "no") and behind.kinds <= _DENIAL and not behind.lead
    return says_no and len(behind.tokens) <= _LONGEST_ENTRY
