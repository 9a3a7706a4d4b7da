"""How a letter addresses its reader: by the name people signed with, or as a colleague."""

import re
from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, str]] = {
    "nl": ("Beste {},", "Beste collega,"),
    "en": ("Dear {},", "Dear colleague,"),
}
_LONGEST_NAME = 60
_NO_NAME = frozenset('/@:<>"\\[]{}|=*_#!?;')
"""Characters of links, addresses and advertisements: anybody can write anything before his address, and we
would repeat it to whoever really has that address."""

_PLAIN_NAME = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ'-]*(?: [A-Za-zÀ-ÖØ-öø-ÿ'-]+)*")
"""A name as most people write theirs, that needs no closer look."""


def greeting(name: str, language: str) -> str:
    """Give the salutation with its comma, such as "Beste Anna de Wit,"."""
    named, unnamed = _WORDS.get(language, _WORDS["en"])
    spoken = _spoken(name)
    return named.format(spoken) if spoken else unnamed


def _spoken(name: str) -> str:
    """Give a name as one would say it: "Wit, Anna de (Zwolle)" is Anna de Wit; "" for what is none."""
    if len(name) <= _LONGEST_NAME and _PLAIN_NAME.fullmatch(name):
        return name
    last, comma, first = name.partition("(")[0].partition(",")
    spoken = " ".join(f"{first} {last}".split() if comma else last.split())
    sayable = spoken.isprintable() and not _NO_NAME.intersection(spoken) and "," not in spoken
    return spoken if sayable and any(map(str.isalpha, spoken)) and len(spoken) <= _LONGEST_NAME else ""
