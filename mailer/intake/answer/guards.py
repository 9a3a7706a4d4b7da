"""What keeps an answer from being acted on by itself: words beside it that may be about the same coming."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import ELSEWHEN, HOUR, PART, Clause
from mailer.intake.answer.findings import Doubt, Stance
from mailer.intake.answer.names import full_name
from mailer.intake.answer.said import Said
from mailer.intake.verdict import Answer

_ASIDE = ("past", "next", "letter", "idle", "thanks", "chat", "greet")
"""Classes of a clause that is about another time, or about nothing."""
_TO = frozenset({"te", "to", "zu"})
_FOR_TO = frozenset({"om", "um"})
_GLAD = ("thanks", "please", "eager", "see", "yes", "ok", "wish")
_NOTED = frozenset({"genoteerd", "agenda", "geblokt", "gereserveerd", "noted", "diary", "calendar", "notiert"})


def guards(read: Sequence[Said], answer: Answer | None, has_substitute: bool) -> Iterator[Doubt]:
    """Give the doubts on what stands beside an answer and was not understood, yet may belong to it."""
    stances = [f for part in read for f in part.findings if isinstance(f, Stance)]
    settled = frozenset().union(*(stance.parts for stance in stances if stance.parts))
    for part in read:
        clause = part.clause
        if answer is Answer.YES:
            yield from _beside_a_yes(part, settled)
        if answer is Answer.NO and not has_substitute and not part.understood and _may_stand_in(clause):
            yield Doubt("which-substitute", clause.words)


def _beside_a_yes(part: Said, settled: frozenset[str]) -> Iterator[Doubt]:
    """Give the doubts on one clause of a mail that says yes; `settled` are the parts that were spoken of."""
    clause = part.clause
    told = any(isinstance(f, Stance) for f in part.findings)
    if told and _is_a_purpose(clause):
        yield Doubt("condition", clause.words)
    if _notes_another_day(clause):
        yield Doubt("another-day", clause.words)
    if part.findings or clause.asks or clause.has(*_ASIDE):
        return
    if clause.has("self", "we") and clause.has("can") and clause.parts - settled and not _follows(clause):
        yield Doubt("unread", clause.words)
    if clause.has("other", "colleague") and clause.parts - settled and not clause.has("hotel", "stay", "reason"):
        yield Doubt("who-on-that-day", clause.words)
    if clause.lead == "but" and clause.has("until") and clause.has(HOUR):
        yield Doubt("leaves-before-the-end", clause.words)


def _follows(clause: Clause) -> bool:
    """Say whether it tells what comes of it: `dan kunnen we 's avonds bijpraten`."""
    return clause.tokens[0].word in {"dan", "then", "dann", "alors"}


def _is_a_purpose(clause: Clause) -> bool:
    """Say whether coming is only aimed at: `ik doe moeite om erbij te zijn`; `leuk om erbij te zijn` is none."""
    if clause.has(*_GLAD):
        return False
    words = [token.word for token in clause.tokens]
    aims = [n for n, word in enumerate(words) if word in _FOR_TO]
    ends = {tag.places[-1] - clause.first for tag in clause.of("attend")}
    return any(end > aim and _TO & set(words[aim:end]) for aim in aims for end in ends)


def _notes_another_day(clause: Clause) -> bool:
    """Say whether a day that is not the meeting's stands in the diary: `21 september staat genoteerd`."""
    if not clause.has(ELSEWHEN) or clause.has("past", "next", "letter", "reason"):
        return False
    return any(token.word in _NOTED for token in clause.tokens)


def _may_stand_in(clause: Clause) -> bool:
    """Say whether somebody who is named may come instead: `Els Bakker is bereid`."""
    return full_name(clause) and clause.has("other", "colleague", "comes", "can", "attend") and not _tells(clause)


def _tells(clause: Clause) -> bool:
    return clause.asks or clause.has("self", *_ASIDE)
