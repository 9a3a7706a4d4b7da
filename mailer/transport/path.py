"""Reads the path in MAIL and RCPT (RFC 5321 section 4.1.2), strictly: no comments, no encoded-words."""

import re

NULL_PATH = "<>"
"""How the null reverse-path (RFC 5321 section 4.5.5) is told from no path at all."""

_PATH = re.compile(
    r"<(?:@[^<>:\s]*:)?"  # a source route is read and ignored (RFC 5321 appendix C)
    r'((?:"(?:[^"\\]|\\.)*"|[^<>"\\@\s]+)(?:@[^<>"\\@\s]+)?)?'
    r">(?:\s+(.*))?"
)


def read_path(text: str) -> tuple[str, str] | None:
    """Give the address and the parameters behind it; None for what is no path.

    The address may lack its domain ("<Postmaster>", RFC 5321 section 4.5.1). Text that is no UTF-8 (it comes
    with surrogates) or has control characters is no path.
    """
    if any(char < " " or char == "\x7f" or "\ud800" <= char <= "\udfff" for char in text):
        return None
    found = _PATH.fullmatch(text.strip())
    return (found[1] or NULL_PATH, found[2] or "") if found else None
