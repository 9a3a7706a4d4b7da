"""Text without case and accents, the spelling in which words are compared."""

import re
import unicodedata
from functools import lru_cache

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{1,8}")


def without_accents(text: str) -> str:
    """Give a text in lower case and in Unicode's compatibility form (NFKD), without combining marks.

    Both are defined a character at a time, so only the few beyond ASCII are looked up.
    """
    return _BEYOND_ASCII.sub(_plain, text.lower())


def _plain(found: re.Match[str]) -> str:
    return _folded(found.group())


@lru_cache(maxsize=4096)
def _folded(letters: str) -> str:
    plain = unicodedata.normalize("NFKD", letters.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
