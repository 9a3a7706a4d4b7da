"""A mail as RFC 5321 wants it on the wire: what may not be sent at all, the commands, the stuffed dots."""

import re
from collections.abc import Mapping

from mailer.domain.delivery import DeliveryState, Envelope, Outcome, Stage
from mailer.transport.replies import Reply

LONGEST_LINE = 998
"""Octets in a line without its CRLF (RFC 5322 section 2.1.1, RFC 5321 section 4.5.3.1.6)."""

Offers = Mapping[str, str]
"""The extensions a relay announced: keyword in capitals -> its parameters."""

_CRLF = b"\r\n"
_UNFIT_FOR_A_PATH = re.compile(r"[\x00-\x20<>\x7f\ud800-\udfff]")
_LONGEST_ID = 100
"""Characters of an ENVID after encoding (RFC 3461 section 4.4)."""


def offers(ehlo: Reply) -> Offers:
    """Read the extensions from the reply to EHLO (RFC 5321 section 4.1.1.1)."""
    return {line.partition(" ")[0].upper(): line.partition(" ")[2] for line in ehlo.lines[1:]}


def has_bare_line_end(octets: bytes) -> bool:
    """Say whether a CR or LF stands alone: what SMTP smuggling lives on (RFC 5321 section 2.3.8).

    Each break that `splitlines` finds is a CR, an LF or both, so it took away two octets a line only where
    all of them are both. A count of each kind reads the mail three times.
    """
    whole = _ended(octets)
    lines = whole.splitlines()
    return len(whole) - len(b"".join(lines)) != 2 * len(lines)


def unsendable(envelope: Envelope) -> Outcome | None:
    """Refuse a mail that no relay should be given; None: it may go.

    A fault here is ours. The outcome is failed, so that it is seen, and nothing of it has left the machine.
    """
    words = _path_fault(envelope) or _octets_fault(envelope)
    return Outcome(DeliveryState.FAILED, Stage.MAIL, words=words) if words else None


def _path_fault(envelope: Envelope) -> str:
    if "@" not in envelope.forward_path:
        return "no recipient address"
    if _UNFIT_FOR_A_PATH.search(envelope.reverse_path + envelope.forward_path):
        return "an address has characters that may not stand in an envelope"
    return ""


def _octets_fault(envelope: Envelope) -> str:
    octets = envelope.octets
    if not octets:
        return "the mail is empty"
    if has_bare_line_end(octets) or b"\0" in octets:
        return "the mail has a bare CR or LF or a NUL"
    if not octets.isascii() and not needs_utf8(envelope):
        return "the mail is not 7-bit"
    if _has_long_line(octets):
        return f"the mail has a line of more than {LONGEST_LINE} octets"
    return ""


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


def needs_utf8(envelope: Envelope) -> bool:
    """Say whether an address can only travel under SMTPUTF8 (RFC 6531).

    A domain counts as well: who makes the envelope writes international domains as A-labels.
    """
    return not (envelope.reverse_path.isascii() and envelope.forward_path.isascii())


def unfit(envelope: Envelope, offered: Offers) -> Outcome | None:
    """Refuse a mail that this relay can't take, by what it announced; None: it fits."""
    if needs_utf8(envelope) and "SMTPUTF8" not in offered:
        return Outcome(DeliveryState.FAILED, Stage.MAIL, None, "5.6.7", "unreachable: relay lacks SMTPUTF8")
    most = offered.get("SIZE", "").strip()
    # RFC 1870 section 4: a SIZE of 0, or none, sets no fixed limit.
    if most.isdecimal() and len(most) < 20 and 0 < int(most) < len(envelope.octets):
        words = f"the mail has {len(envelope.octets)} octets, the relay takes at most {most}"
        return Outcome(DeliveryState.FAILED, Stage.MAIL, None, "5.3.4", words)
    return None


def commands(envelope: Envelope, offered: Offers) -> list[tuple[Stage, bytes]]:
    """Give the commands up to DATA, with the parameters the relay announced to understand.

    A report of failure is asked for with the header only (RFC 3461); the null reverse-path asks for none.
    """
    reports = "DSN" in offered and envelope.reverse_path
    mail = f"MAIL FROM:<{envelope.reverse_path}>"
    if "SIZE" in offered:
        mail += f" SIZE={len(envelope.octets)}"
    if needs_utf8(envelope):
        mail += " SMTPUTF8"
    if "8BITMIME" in offered and not envelope.octets.isascii():
        mail += " BODY=8BITMIME"
    if reports:
        mail += " RET=HDRS" + _envid(envelope.id)
    rcpt = f"RCPT TO:<{envelope.forward_path}>" + (" NOTIFY=FAILURE,DELAY" if reports else "")
    return [
        (Stage.MAIL, mail.encode() + _CRLF),
        (Stage.RCPT, rcpt.encode() + _CRLF),
        (Stage.DATA, b"DATA\r\n"),
    ]


def _envid(envelope_id: str) -> str:
    """Give the parameter ENVID in xtext (RFC 3461 section 4); "" for an id that it can't hold."""
    octets = envelope_id.encode("utf-8", "surrogatepass")
    xtext = "".join(chr(one) if 33 <= one <= 126 and one not in b"+=" else f"+{one:02X}" for one in octets)
    return f" ENVID={xtext}" if 0 < len(xtext) <= _LONGEST_ID else ""


def stuffed(octets: bytes) -> bytes:
    """Give the mail as it goes between DATA and the final dot (RFC 5321 section 4.5.2), ending in CRLF."""
    whole = _ended(octets)
    if b"\r\n." in whole:
        whole = whole.replace(b"\r\n.", b"\r\n..")
    return b"." + whole if whole.startswith(b".") else whole


def _ended(octets: bytes) -> bytes:
    return octets if octets.endswith(_CRLF) else octets + _CRLF
