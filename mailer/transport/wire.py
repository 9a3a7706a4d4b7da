"""A mail as RFC 5321 wants it on the wire: what may not be sent at all, the commands, the stuffed dots."""

import re
from collections.abc import Mapping

from mailer.domain.delivery import DeliveryState, Envelope, Outcome, Stage
from mailer.message.line_ends import ended, has_dotted_line, stuff, unsound
from mailer.transport.replies import Reply

Offers = Mapping[str, str]
"""The extensions a relay announced: keyword in capitals -> its parameters."""

_CRLF = b"\r\n"
_UNFIT_FOR_A_PATH = re.compile(r"[\x00-\x20<>\x7f\ud800-\udfff]")
_LONGEST_ID = 100
"""Characters of an ENVID after encoding (RFC 3461 section 4.4)."""
_XTEXT = {one: f"+{one:02X}" for one in range(256) if not 33 <= one <= 126 or one in b"+="}
"""How octets are written in xtext that can't stand for themselves (RFC 3461 section 4)."""


def offers(ehlo: Reply) -> Offers:
    """Read the extensions from the reply to EHLO (RFC 5321 section 4.1.1.1)."""
    return {line.partition(" ")[0].upper(): line.partition(" ")[2] for line in ehlo.lines[1:]}


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
    if envelope.sound:
        return ""
    if fault := unsound(octets):
        return fault
    return "" if octets.isascii() or needs_utf8(envelope) else "the mail is not 7-bit"


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
    """Give the parameter ENVID; "" for an id that it can't hold."""
    xtext = envelope_id.encode("utf-8", "surrogatepass").decode("latin-1").translate(_XTEXT)
    return f" ENVID={xtext}" if 0 < len(xtext) <= _LONGEST_ID else ""


def stuffed(envelope: Envelope) -> bytes:
    """Give the mail as it goes between DATA and the final dot (RFC 5321 section 4.5.2), ending in CRLF."""
    whole = ended(envelope.octets)
    return whole if envelope.sound or not has_dotted_line(whole) else stuff(whole)
