"""The names of people in a clause."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import BEFORE_A_PLACE, WITH, Clause
from mailer.intake.answer.reading import Token
from mailer.intake.words import fold, lexicon

PARTICLES = frozenset(
    {
        *("van", "de", "der", "den", "ter", "ten", "te", "het", "'t", "op", "in"),
        *("von", "vom", "zu", "zur", "el", "bin", "ben", "ibn", "di", "da", "du", "la", "le"),
    }
)
_BEFORE_A_HOUSE = BEFORE_A_PLACE | {
    *("onze", "ons", "our", "notre", "unser", "unsere", "unserem", "unserer", "unseren", "us"),
    *(
        "van",
        "bij",
        "gemeente",
        "afdeling",
        "team",
        "dienst",
        "von",
        "stadt",
        "stad",
        "provincie",
        "fan",
    ),
}
"""Words behind which one capital is a place, a town or a department."""
_ARTICLES = frozenset({"de", "het", "the", "la", "le", "das", "die", "der", "it"})
"""Words behind which capitals name a body: `de Autoriteit Persoonsgegevens`."""
_BEFORE_A_BODY = _ARTICLES | {
    *("afdeling", "team", "dienst", "cluster", "gemeente", "provincie", "bureau", "unit", "stichting"),
    *("department", "service", "abteilung", "stadt", "ville", "commune", "ofdieling"),
}
_BEFORE_OF = frozenset({"accompagne", "accompagnee", "compagnie", "place", "nom"})
"""Words behind which the French `de` stands before a person."""
_SUBJECTS_VERBS = frozenset(
    {
        *(
            "zal",
            "komt",
            "kan",
            "gaat",
            "wil",
            "is",
            "neemt",
            "sluit",
            "doet",
            "schuift",
            "will",
            "can",
            "comes",
        ),
        *(
            "goes",
            "attends",
            "wird",
            "kommt",
            "kann",
            "geht",
            "nimmt",
            "viendra",
            "vient",
            "peut",
            "sera",
            "kin",
        ),
    }
)
"""Verbs right behind the name of somebody who comes or goes."""
_NEAR = 4
_SHORTEST = 3


def names(clause: Clause, start: int = 0) -> Iterator[tuple[str, int]]:
    """Give the names of people in a clause, each with the place behind it; `start` skips tokens.

    Capitals in a row that no entry knows, with particles such as `van`; one capital behind `in` is a place.
    """
    for row, behind in _rows(clause, start):
        first = behind - clause.first - len(row)
        before = clause.tokens[first - 1].word if first else ""
        if first > 1 and clause.tokens[first - 2].word in _BEFORE_OF:
            before = ""
        if all(len(word) == 1 for word in row):
            continue
        if before not in (_BEFORE_A_BODY if len(row) > 1 else _BEFORE_A_HOUSE):
            while row[-1].lower() in PARTICLES and len(row) > 1:
                row.pop()
            yield " ".join(row), behind


def by_address(clause: Clause, mail: str) -> str:
    """Give a name in small letters whose last word an address holds: `els bakker gaat (e.bakker@...)`."""
    local = _plain(mail.split("@")[0].lower())
    words = [token.word in clause.unknown and not token.mail for token in clause.tokens]
    for n in range(len(words) - 1, 0, -1):
        last = clause.tokens[n].word
        if words[n] and words[n - 1] and len(last) >= _SHORTEST and _plain(last) in local:
            return f"{clause.tokens[n - 1].raw} {clause.tokens[n].raw}"
    return ""


def _plain(text: str) -> str:
    """Give letters without what stands for an umlaut."""
    return text.replace("oe", "o").replace("ae", "a").replace("ue", "u")


def full_name(clause: Clause) -> bool:
    """Say whether a first name and a family name stand in the clause."""
    return any(" " in name for name, _ in names(clause))


def is_of_a_name(clause: Clause) -> bool:
    """Say whether somebody by his whole name is its subject: `Els Bakker zal aanwezig zijn`."""
    if clause.has("self", "we"):
        return False
    for name, behind in names(clause):
        first = behind - clause.first - len(name.split())
        rest = [token.word for token in clause.tokens[behind - clause.first :] if not token.mail]
        if " " in name and first <= 1 and rest[:1] and rest[0] in _SUBJECTS_VERBS:
            return True
    return False


def together_with(clause: Clause) -> bool:
    """Say whether somebody comes along by name: `met Rob Jansma`."""
    withs = [n for n, token in enumerate(clause.tokens) if token.word in WITH]
    for name, behind in names(clause):
        first = behind - clause.first - len(name.split())
        near = any(first - _NEAR <= n < first for n in withs)
        if near and " " in name and (clause.has("attend") or (0 in withs and _closes(clause, behind))):
            return True
    return False


def _closes(clause: Clause, behind: int) -> bool:
    return behind >= clause.first + len(clause.tokens) - 1


def _rows(clause: Clause, start: int) -> Iterator[tuple[list[str], int]]:
    tokens, first = clause.tokens[start:], clause.first + start
    taken = {place for tag in clause.tags for place in tag.places}
    row: list[str] = []
    for place, token in enumerate(tokens, first):
        capital = (
            token.capital
            and (place not in taken or token.word in PARTICLES)
            and not token.mail
            and not _is_acronym(token.raw)
        )
        if (
            capital and (row or fold(token.raw) in clause.unknown or _follows_name(tokens, place - first))
        ) or (row and token.word in PARTICLES and _capital_ahead(tokens, place - first, first, taken)):
            row.append(token.raw)
        elif row:
            yield row, place
            row = []
    if row:
        yield row, first + len(tokens)


def _is_acronym(raw: str) -> bool:
    return len(raw) > 1 and raw.isupper()


def _follows_name(tokens: Sequence[Token], n: int) -> bool:
    """Say whether the next word is a capital too: `De Boer`, `Bij de Vaate`."""
    ahead = n > 0 and n + 1 < len(tokens) and tokens[n + 1].capital and not tokens[n + 1].wall
    return ahead and tokens[n].word not in lexicon()["de"].harmless


def _capital_ahead(tokens: Sequence[Token], n: int, first: int, taken: set[int]) -> bool:
    ahead = tokens[n + 1 : n + 3]
    return any(
        token.capital and (first + n + 1 + i) not in taken for i, token in enumerate(ahead) if not token.wall
    )
