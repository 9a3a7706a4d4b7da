"""What keeps an answer from being acted on by itself: words beside it that may be about the same coming."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import ELSEWHEN, HOUR, Clause
from mailer.intake.answer.diet import THIRD
from mailer.intake.answer.findings import Doubt, Stance
from mailer.intake.answer.names import full_name, names
from mailer.intake.answer.said import Said
from mailer.intake.verdict import Answer
from mailer.intake.words import fold

_ASIDE = ("past", "next", "letter", "idle", "thanks", "chat", "greet")
"""Classes of a clause that is about another time, or about nothing."""
_TO = frozenset({"te", "to", "zu"})
_FOR_TO = frozenset({"om", "um"})
_GLAD = ("thanks", "please", "eager", "see", "yes", "ok", "wish")
_BRIEF = 4
_THEM = frozenset({"hem", "haar", "hen", "him", "her", "them", "ihn", "lui"})
_NOTED = frozenset(
    {"genoteerd", "agenda", "geblokt", "gereserveerd", "noted", "diary", "calendar", "notiert"}
)


def guards(read: Sequence[Said], answer: Answer | None, has_company: bool, owner: str) -> Iterator[Doubt]:
    """Give the doubts on what stands beside an answer and was not understood, yet may belong to it.

    `owner` is the display name of the mailbox: who writes of himself by name is no other person.
    """
    stances = [f for part in read for f in part.findings if isinstance(f, Stance)]
    settled = frozenset().union(*(stance.parts for stance in stances if stance.parts))
    for part in read:
        if answer is Answer.YES:
            yield from _beside_a_yes(part, settled)
        if not has_company and _is_of_somebody(part, owner):
            yield Doubt("who-comes", part.clause.words)
        if answer is Answer.NO and not has_company and not part.understood and _may_stand_in(part.clause):
            yield Doubt("which-substitute", part.clause.words)


def _beside_a_yes(part: Said, settled: frozenset[str]) -> Iterator[Doubt]:
    """Give the doubts on one clause of a mail that says yes; `settled` are the parts that were spoken of."""
    clause = part.clause
    told = any(isinstance(f, Stance) for f in part.findings)
    if not part.findings and _is_a_wish(clause):
        yield Doubt("unread-wish", clause.words)
    if told and _is_a_purpose(clause):
        yield Doubt("condition", clause.words)
    if _notes_another_day(clause):
        yield Doubt("another-day", clause.words)
    if part.findings or clause.asks or clause.has(*_ASIDE):
        return
    if clause.has("self", "we") and clause.has("can") and clause.parts - settled and not _follows(clause):
        yield Doubt("unread", clause.words)
    if (
        clause.has("other", "colleague")
        and clause.parts - settled
        and not clause.has("hotel", "stay", "reason")
    ):
        yield Doubt("who-on-that-day", clause.words)
    if clause.has("colleague") and clause.has("yes") and any(token.word == ":" for token in clause.tokens):
        yield Doubt("which-guest", clause.words)
    if clause.lead == "but" and clause.has("until") and clause.has(HOUR):
        yield Doubt("leaves-before-the-end", clause.words)


def _is_a_wish(clause: Clause) -> bool:
    """Say whether something that no list knows is wished for: `hotle ook graag`."""
    tokens = clause.tokens
    wished = clause.of("please")
    if not wished or not 2 <= len(tokens) <= _BRIEF or tokens[0].capital:
        return False
    return tokens[0].word in clause.unknown and wished[0].places[-1] == clause.first + len(tokens) - 1


def _follows(clause: Clause) -> bool:
    """Say whether it tells what comes of it: `dan kunnen we 's avonds bijpraten`."""
    return clause.tokens[0].word in {"dan", "then", "dann", "alors"}


def _is_a_purpose(clause: Clause) -> bool:
    """Say whether coming is only aimed at: `ik doe moeite om erbij te zijn`, not `leuk om erbij te zijn`."""
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


def _is_of_somebody(part: Said, owner: str) -> bool:
    """Say whether a verb of coming has a name as its subject: `Els Bakker kan niet`."""
    clause = part.clause
    told = any(isinstance(f, Stance) and f.answer is not None and not f.bare for f in part.findings)
    if not told or clause.has("self", "we", "greet", "here") or not clause.has("attend", "can", "refuse"):
        return False
    if any(t.word in _THEM and n + clause.first not in _taken(clause) for n, t in enumerate(clause.tokens)):
        return True
    verb = min(tag.places[0] for tag in clause.of("attend", "can", "refuse"))
    own = {fold(word) for word in owner.replace(",", " ").split()}
    found = (name for name, behind in names(clause) if behind <= verb + 1 and _acts(clause, name, behind))
    return any(not {fold(word) for word in name.split()} & own for name in found)


def _taken(clause: Clause) -> frozenset[int]:
    """Give the places of words that belong to an entry, such as `hem` in `wordt hem niet`."""
    return frozenset(place for tag in clause.tags for place in tag.places)


def _acts(clause: Clause, name: str, behind: int) -> bool:
    """Say whether a name is the subject; one capital may only open the sentence: `Meld mij aan`."""
    place = behind - clause.first
    ahead = clause.tokens[place].word if place < len(clause.tokens) else ""
    return " " in name or ahead in THIRD


def _may_stand_in(clause: Clause) -> bool:
    """Say whether somebody who is named may come instead: `Els Bakker is bereid`."""
    told = clause.has("colleague", "comes", "can", "attend") or any(t.word in THIRD for t in clause.tokens)
    return full_name(clause) and told and not _tells(clause)


def _tells(clause: Clause) -> bool:
    return clause.asks or clause.has("self", *_ASIDE)
