"""Which languages some words can be in, told by the small words of each."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from mailer.intake.words import lexicon


def heard(words: Iterable[str]) -> dict[str, int]:
    """Count per language the small words and short forms that are its own."""
    counts = dict.fromkeys(lexicon(), 0)
    own = _languages()
    for word in words:
        for tag in own.get(word, ()):
            counts[tag] += 1
    return counts


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, tuple[str, ...]]:
    """Give for each small word and short form the languages that have it."""
    own: dict[str, tuple[str, ...]] = {}
    for tag, language in lexicon().items():
        for word in language.function | language.short.keys():
            own[word] = (*own.get(word, ()), tag)
    return own


def spoken(words: Iterable[str], around: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """Give the languages the words can be in, the likeliest first; all of them when nothing tells.

    `around` is what was heard in the text they stand in: it weighs as much as one small word.
    """
    scores: dict[str, float] = dict(heard(words))
    if around and (most := max(around.values(), default=0)):
        scores = {tag: score + around[tag] / most for tag, score in scores.items()}
    best = max(scores.values(), default=0)
    ranked = sorted(scores.items(), key=lambda s: -s[1])
    likely = [tag for tag, score in ranked if score > 0 and score >= 0.75 * best]
    if not likely:
        return tuple(lexicon())
    bases = [base for tag in likely if (base := lexicon()[tag].base)]
    return tuple(dict.fromkeys([*likely, *bases]))
