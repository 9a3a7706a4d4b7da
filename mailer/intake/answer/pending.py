"""What is still to come and may change the answer: a name that follows, somebody's word, an absence."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import PART, Clause
from mailer.intake.answer.companions import SOMEBODY
from mailer.intake.answer.findings import Doubt, Stance
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
_ELSE = frozenset({"otherwise", "else", "anders", "sonst", "ansonsten", "sinon", "autrement", "oars"})
_EURO = frozenset({"euro", "euros", "eur", "quid", "pounds"})
_AT_MOST = frozenset(
    {
        *("under", "below", "less", "max", "maximum", "cheaper", "onder", "minder", "hooguit", "maximaal"),
        *("unter", "weniger", "hochstens", "maximal", "moins", "sous", "beneden"),
    }
)
"""Words before a price up to which one comes."""
_ANSWERED = frozenset(
    {
        *("said", "asked", "heard", "confirmed", "answered", "replied", "gevraagd", "gehoord", "gezegd"),
        *("bevestigd", "gereageerd", "gefragt", "gehort", "zugesagt", "geantwortet", "demande", "confirme"),
        *("repondu", "frege", "know", "knows", "weet", "weiss", "sait", "wit"),
    }
)
"""Verbs of what somebody who may come has not done yet: `she hasn't said yes`."""
_SOMEBODY = SOMEBODY | {"ien"}
_WAITING = frozenset({"waiting", "wachtlijst", "warteliste", "attente", "wachtlist", "wacht", "wartet"})
"""Words of those to whom a place is left: `give my place to somebody who is waiting`."""
_GIVES = frozenset({"give", "giving", "offer", "geef", "geven", "geben", "gebt", "donnez", "donner", "jou"})
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
        open_still = (not has_company or full_name(clause)) and not words & _WAITING
        open_still = open_still and not (words & _GIVES and not clause.has("colleague"))
        if answer is Answer.NO and open_still and words & _SOMEBODY and clause.has("send", "replace"):
            yield Doubt("which-substitute", clause.words)
        if not clause.asks and (_is_else_a_no(part) or (words & _EURO and words & _AT_MOST)):
            yield Doubt("condition", clause.words)
        if has_company and clause.has("neg", "promise") and words & _ANSWERED and not clause.has("self"):
            yield Doubt("not-certain-who", clause.words)
        if answer is Answer.YES and _is_away_until(clause, words):
            yield Doubt("away-then", clause.words)


def _is_else_a_no(part: Said) -> bool:
    """Say whether one stays away only in another case: `Under a hundred euro, otherwise I'll pass`."""
    noes = (f for f in part.findings if isinstance(f, Stance) and f.answer is Answer.NO)
    return part.clause.tokens[0].word in _ELSE and any(f.rule != "counter" and not f.parts for f in noes)


def _is_away_until(clause: Clause, words: set[str]) -> bool:
    """Say whether somebody who comes is elsewhere up to a day of it: `tot en met de 15e in Portugal`."""
    told = bool(clause.unknown) or clause.has("reason", "away")
    elsewhere = bool(words & _MERELY_IS) and told and not clause.has("here")
    told = clause.has("self", "we") and bool(words & _UNTIL) and (bool(words & _AWAY) or elsewhere)
    return told and clause.has(PART) and not clause.has("attend", "stay", "hotel", "past")
