"""Octets to text for any label people's programs write: never raises, never loses a character silently."""

import codecs


def decode(octets: bytes, charset: str) -> str:
    """Give the text in the labelled charset, else UTF-8, else windows-1252; NUL becomes a space."""
    for name in (charset, "utf-8"):
        try:
            return octets.decode(codecs.lookup(name).name).replace("\0", " ")
        except (LookupError, UnicodeError, ValueError):
            continue
    return octets.decode("cp1252", errors="replace").replace("\0", " ")
