"""A mail as RFC 5321 wants it on the wire: what may not be sent at all, the commands, the stuffed dots."""

from collections.abc import Iterator, Mapping

from mailer.domain.delivery import DeliveryState, Envelope, Outcome, Stage
from mailer.transport.replies import Reply

LONGEST_LINE = 998
"""Octets in a line without its CRLF (RFC 5322 section 2.1.1, RFC 5321 section 4.5.3.1.6)."""

Offers = Mapping[str, str]
"""The extensions a relay announced: keyword in capitals -> its parameters."""


def offers(ehlo: Reply) -> Offers:
    """Read the extensions from the reply to EHLO (RFC 5321 section 4.1.1.1)."""
    return {line.partition(" ")[0].upper(): line.partition(" ")[2] for line in ehlo.lines[1:]}


def has_bare_line_end(octets: bytes) -> bool:
    """Say whether a CR or LF stands alone: what SMTP smuggling lives on (RFC 5321 section 2.3.8)."""
    pairs = octets.count(b"\r\n")
    return octets.count(b"\r") != pairs or octets.count(b"\n") != pairs


def unsendable(envelope: Envelope) -> Outcome | None:
    """Refuse a mail that no relay should be given; None: it may go.

    A fault here is ours. The outcome is failed, so that it is seen, and nothing of it has left the machine.
    """
    words = _path_fault(envelope) or _octets_fault(envelope)
    return Outcome(DeliveryState.FAILED, Stage.MAIL, words=words) if words else None


def _path_fault(envelope: Envelope) -> str:
    if "@" not in envelope.forward_path:
        return "no recipient address"
    paths = envelope.reverse_path + envelope.forward_path
    if any(char in "<> \x7f" or char < " " or "\ud800" <= char <= "\udfff" for char in paths):
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
    if max(map(len, octets.split(b"\r\n"))) > LONGEST_LINE:
        return f"the mail has a line of more than {LONGEST_LINE} octets"
    return ""


def needs_utf8(envelope: Envelope) -> bool:
    """Say whether an address can only travel under SMTPUTF8 (RFC 6531).

    A domain counts as well: who makes the envelope writes international domains as A-labels.
    """
    return not (envelope.reverse_path + envelope.forward_path).isascii()


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


def commands(envelope: Envelope, offered: Offers) -> Iterator[tuple[Stage, str]]:
    """Give the commands up to DATA, with the parameters the relay announced to understand.

    A report of failure is asked for with the header only (RFC 3461); the null reverse-path asks for none.
    """
    reports = "DSN" in offered and envelope.reverse_path
    mail = f"MAIL FROM:<{envelope.reverse_path}>"
    if "SIZE" in offered:
        mail += f" SIZE={len(envelope.octets)}"
    if needs_utf8(envelope):
        mail += " SMTPUTF8"
    if not envelope.octets.isascii() and "8BITMIME" in offered:
        mail += " BODY=8BITMIME"
    yield Stage.MAIL, mail + (" RET=HDRS" if reports else "")
    yield Stage.RCPT, f"RCPT TO:<{envelope.forward_path}>" + (" NOTIFY=FAILURE,DELAY" if reports else "")
    yield Stage.DATA, "DATA"


def stuffed(octets: bytes) -> bytes:
    """Give the mail as it goes between DATA and the final dot (RFC 5321 section 4.5.2), ending in CRLF."""
    whole = octets if octets.endswith(b"\r\n") else octets + b"\r\n"
    return (b"." if whole.startswith(b".") else b"") + whole.replace(b"\r\n.", b"\r\n..")
