"""Words with one letter wrong: a misspelt word and the one that was meant share a form without a letter."""

from collections.abc import Iterable

TYPO_FROM = 7
"""Only words of this length and more are read through a typing error; "niet" and "wel" never are."""


def deletions(word: str) -> set[str]:
    """Give the word with each of its letters left out in turn."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def neighbours(words: Iterable[str]) -> dict[str, str]:
    """Map each word and each form of it without one letter to the word, where that is only one."""
    near: dict[str, str] = {}
    clash: set[str] = set()
    for word in words:
        for form in (word, *deletions(word)):
            if near.setdefault(form, word) != word:
                clash.add(form)
    return {form: word for form, word in near.items() if form not in clash}
