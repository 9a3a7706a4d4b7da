"""Functions and departments in a wish: told of the writer, or meant as the ones to be put on the list."""

from collections.abc import Iterator

from mailer.intake.requests.clauses import Clause
from mailer.intake.requests.lexicon import requests_lexicon

_TOLD = ("source", "role")
"""Classes of what is told of a function: who gave the tip, what the writer is."""


def functions_meant(clause: Clause, apposed: bool) -> Iterator[str]:
    """Give the functions and departments of which a clause speaks as of somebody: `zet de teamleider erop`.

    Not those behind a word that tells where or as what one works: `ik ben hoofd van de afdeling Wonen`; nor,
    with `apposed`, a function that only follows a name: `kunt u mij, teamleider in Ommen, ...`.
    """
    lexicon = requests_lexicon()
    told = {place - clause.first for hit in clause.hits if hit.kind in _TOLD for place in hit.places}
    inside = False
    for place, token in enumerate(clause.tokens):
        title, group = lexicon.is_title(token.word), token.word in lexicon.groups
        if ((title and not token.capital) or group) and not inside and place not in told:
            before = [word.word for word in clause.tokens[max(0, place - 4) : place]]
            bare = not lexicon.determiners.isdisjoint(before) or not (before or apposed)
            if (group or bare) and lexicon.telling.isdisjoint(before) and (before or not clause.has("self")):
                yield token.raw
        inside = id(token) in clause.placed
