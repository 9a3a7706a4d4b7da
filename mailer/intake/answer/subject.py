"""Whose verb it is: what we can, or what the boat or the dentist cannot, is nothing the writer does."""

from mailer.intake.answer.clauses import PART, Clause

_YOU = frozenset({"you", "u", "jullie", "sie", "ihr", "vous", "jim", "jo"})
_ARTICLES = frozenset(
    {"the", "de", "het", "der", "die", "das", "le", "la", "les", "l'", "it", "a", "an", "een", "ein", "eine"}
)
_MINE = ("self", "we", PART, "event", "each", "all", "here", "meeting", "nominal", "hotel", "stay")
_BE = frozenset({"be", "worden", "werden", "etre"})
_NEAR = 4
_SAYING = 3
"""Words of an entry that says by itself that somebody stays away: `denkt daar anders over`."""
_OPENING = 2
"""Words before the article of a subject: `because the dentist`, `mar de boat`."""


def is_of_another_subject(clause: Clause) -> bool:
    """Say whether `can` or `cannot` is said of the reader or of a thing no list knows."""
    return _is_what_you_can(clause) or _is_what_a_thing_cannot(clause) or _is_what_cannot_be_done(clause)


def _is_what_you_can(clause: Clause) -> bool:
    """Say whether it is we who can or cannot do something: `so you can't reach me`."""
    words = [token.word for token in clause.tokens]
    cans = {tag.places[0] - clause.first for tag in clause.of("can")}
    others = clause.has("attend", "refuse", "nominal", "self", PART)
    return not others and any(n and words[n - 1] in _YOU for n in cans)


def _is_what_cannot_be_done(clause: Clause) -> bool:
    """Say whether something cannot be done to a thing: `can't be moved`, `lasst sich nicht verschieben`."""
    if clause.has(*_MINE, "attend", "refuse", "regret") or not clause.has("neg"):
        return False
    words = [token.word for token in clause.tokens]
    cans = [tag.places[-1] - clause.first for tag in clause.of("can")]
    return bool(clause.unknown) and any(not _BE.isdisjoint(words[n + 1 : n + _NEAR]) for n in cans)


def _is_to_me(clause: Clause) -> bool:
    """Say whether a thing keeps the writer away: `mijn knie laat het niet toe`, `het lukt mij niet`."""
    saying = any(len(tag.places) >= _SAYING for tag in clause.of("refuse"))
    return saying or any(token.word == "mij" for token in clause.tokens)


def _is_what_a_thing_cannot(clause: Clause) -> bool:
    """Say whether a thing cannot: `as the dentist could not be persuaded`."""
    if clause.has(*_MINE) or not clause.has("neg", "refuse") or _is_to_me(clause):
        return False
    words = [token.word for token in clause.tokens[: _OPENING + 2]]
    places = [n for n, word in enumerate(words[:-1]) if word in _ARTICLES]
    subjects = {words[n + 1] for n in places if n < _OPENING + 1}
    reasons = {place - clause.first for tag in clause.of("reason") for place in tag.places}
    if any(word in clause.unknown for word in subjects):
        return True
    return not clause.has("refuse") and any(n + 1 in reasons for n in places)
