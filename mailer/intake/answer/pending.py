"""What is still to come and may change the answer: a name that follows, somebody's word, an absence."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import PART, Clause
from mailer.intake.answer.companions import SOMEBODY
from mailer.intake.answer.findings import Doubt
from mailer.intake.answer.names import full_name
from mailer.intake.answer.said import Said
from mailer.intake.verdict import Answer

_NAMES = frozenset(
    {
        *("naam", "namen", "naampje", "gegevens", "name", "names", "details", "nom", "noms", "namme"),
        *("coordonnees", "daten", "wie", "who", "wer", "qui", "wa"),
    }
)
_FOLLOW = frozenset(
    {
        *("volgt", "volgen", "nagezonden", "nasturen", "follows", "follow", "tbc", "folgt", "folgen"),
        *("nachgereicht", "suit", "suivra", "suivront", "folget", "doorgeven", "kwijt", "forgotten"),
        "forgot",
    }
)
_SOMEBODY = SOMEBODY | {"ien"}
_UNTIL = frozenset({"tot", "t/m", "until", "till", "bis", "jusqu'au", "through", "oant"})
_AWAY = frozenset(
    {
        *("vakantie", "verlof", "weg", "buitenland", "afwezig", "holiday", "leave", "abroad", "away"),
        *("vacation", "urlaub", "ausland", "abwesend", "conge", "conges", "vacances", "etranger"),
        *("absent", "absente", "fakansje"),
    }
)
"""Words of being elsewhere for some days."""
_MERELY_IS = frozenset({"zit", "ben", "bin", "suis"})
"""Verbs that say so only with a place behind them: `in Portugal`."""


def pending(read: Sequence[Said], answer: Answer | None, has_company: bool) -> Iterator[Doubt]:
    """Give the doubts on what a careful reader would wait for."""
    for part in read:
        clause = part.clause
        words = {token.word for token in clause.tokens}
        if words & _NAMES and words & _FOLLOW and not clause.asks:
            yield Doubt("name-follows", clause.words)
        open_still = not has_company or full_name(clause)
        if answer is Answer.NO and open_still and words & _SOMEBODY and clause.has("send", "replace"):
            yield Doubt("which-substitute", clause.words)
        if answer is Answer.YES and _is_away_until(clause, words):
            yield Doubt("away-then", clause.words)


def _is_away_until(clause: Clause, words: set[str]) -> bool:
    """Say whether somebody who comes is elsewhere up to a day of it: `tot en met de 15e in Portugal`."""
    told = bool(clause.unknown) or clause.has("reason", "away")
    elsewhere = bool(words & _MERELY_IS) and told and not clause.has("here")
    told = clause.has("self", "we") and bool(words & _UNTIL) and (bool(words & _AWAY) or elsewhere)
    return told and clause.has(PART) and not clause.has("attend", "stay", "hotel", "past")
