"""The reply to "answer this mail to confirm": yes, no, or not certain enough to be either."""

from collections.abc import Iterable

from mailer.intake.answer.reading import Sentence
from mailer.intake.requests.clauses import LONGEST, Clause, find_in, read_clauses, read_sentences
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.requests.subject import read_subject
from mailer.intake.verdict import Answer
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords

_UNCERTAIN = (
    *("condition", "proviso", "later", "undecided", "maybe", "part", "irony", "matter", "ask-about", "how"),
    *("other", "privacy", "hostile", "bulk", "business", "offer"),
)
_AWAY = ("leave", "remove", "off-list", "undone")


def read_confirmation(words: OwnWords, mail: Mail) -> Answer | None:
    """Say whether a reply to our confirmation mail says yes or no; None when a person must look.

    A reply with nothing in it is a yes: the mail asked for a reply and for nothing else. Never raises.
    """
    if words.doubt or len(words.text) > LONGEST or read_subject(mail.subject).forwards or _automatic(mail):
        return None
    sentences = read_sentences(words.text)
    clauses = read_clauses(sentences)
    if any(clause.asks or clause.has(*_UNCERTAIN) for clause in clauses):
        return None
    said = _said(sentences)
    away = any(clause.has(*_AWAY) for clause in clauses)
    if "no" in said or away:
        return _refused(said, clauses)
    if "yes" in said or _asks_again(clauses):
        return Answer.YES
    return Answer.YES if _replies(mail) and _empty(clauses) else None


def _automatic(mail: Mail) -> bool:
    return mail.get("Auto-Submitted").partition(";")[0].strip().lower() not in {"", "no"}


def _replies(mail: Mail) -> bool:
    return bool(mail.in_reply_to) or read_subject(mail.subject).replies


def _said(sentences: Iterable[Sentence]) -> frozenset[str]:
    finder = requests_lexicon().confirmation
    return frozenset(hit.kind for sentence in sentences for hit in find_in(sentence, finder))


def _refused(said: frozenset[str], clauses: tuple[Clause, ...]) -> Answer | None:
    """Give no, unless the same mail says yes in other words than politeness: `graag niet` is a no."""
    polite = all(clause.has("not", *_AWAY) for clause in clauses if clause.has("want", "will", "herewith"))
    comes = any(clause.has("add", "done") and not clause.has("not") for clause in clauses)
    return Answer.NO if not comes and ("yes" not in said or polite) else None


def _asks_again(clauses: tuple[Clause, ...]) -> bool:
    """Say whether the request itself is repeated: `zet mij op de lijst`."""
    return any(
        clause.has("add", "enrol", "receive") and clause.has("list", "some-list", "invite")
        for clause in clauses
    )


def _empty(clauses: tuple[Clause, ...]) -> bool:
    """Say whether nothing is said but a greeting, thanks or a name."""
    return all(not clause.hits and not [t for t in clause.unknown if not t.capital] for clause in clauses)
