"""The lines of a mail as SMTP wants them: each ended by CRLF, none too long, none that begins with a dot."""

LONGEST_LINE = 998
"""Octets in a line without its CRLF (RFC 5322 section 2.1.1, RFC 5321 section 4.5.3.1.6)."""

_CRLF = b"\r\n"


def unsound(octets: bytes) -> str:
    """Say what of a mail's lines no relay should be given, "" if nothing; dots are for the courier."""
    if has_bare_line_end(octets) or b"\0" in octets:
        return "the mail has a bare CR or LF or a NUL"
    if _has_long_line(octets):
        return f"the mail has a line of more than {LONGEST_LINE} octets"
    return ""


def has_bare_line_end(octets: bytes) -> bool:
    """Say whether a CR or LF stands alone: what SMTP smuggling lives on (RFC 5321 section 2.3.8).

    Each break that `splitlines` finds is a CR, an LF or both, so it took away two octets a line only where
    all of them are both. A count of each kind reads the mail three times.
    """
    whole = ended(octets)
    lines = whole.splitlines()
    return len(whole) - len(b"".join(lines)) != 2 * len(lines)


def ended(octets: bytes) -> bytes:
    """Give a mail whose last line is ended too."""
    return octets if octets.endswith(_CRLF) else octets + _CRLF


def has_dotted_line(octets: bytes) -> bool:
    """Say whether a line begins with a dot, which SMTP takes for its own (RFC 5321 section 4.5.2)."""
    return octets.startswith(b".") or b"\r\n." in octets


def stuff(octets: bytes) -> bytes:
    """Put a second dot before each that begins a line."""
    stuffed = octets.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _has_long_line(octets: bytes) -> bool:
    """Say whether a line is too long, in leaps: from each line end to the last within reach of it."""
    reach = LONGEST_LINE + len(_CRLF)
    start = 0
    while len(octets) - start > LONGEST_LINE:
        end = octets.rfind(b"\n", start, start + reach)
        if end < 0:
            return True
        start = end + 1
    return False
