"""Whether a mail is a delivery report at all: the signs of machines, weighed; a person's never suffice."""

import re

from mailer.message.bounces.causes import enhanced_status, reply_class
from mailer.message.bounces.prose import Prose, recipients
from mailer.message.bounces.wording import WORDING
from mailer.message.dsn import is_status_report
from mailer.message.mail import Mail
from mailer.message.phrases import normal

ENOUGH = 4
"""Two sure signs, such as a daemon's name and a subject; or a sure one and several weak ones."""

_ANSWERED = re.compile(
    r"^\W*(?:(?:re|fw|fwd|aw|wg|antw|antwoord|doorst|doorgestuurd|tr|rv|rif|i)\s?(?:\[\d+\])?:\s*)+",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"^\W*(?:hoi|hallo|beste|dag|geachte|goede\w{2,6}|hi|hello|dear|good \w+|bonjour|guten \w+)\b"
    r"|\bmy (?:message|mail|e-?mail)\b|\bmijn (?:bericht|mail|e-?mail)\b",
)
_OPENING_LINES = 12


def is_null_path(mail: Mail) -> bool:
    """Say whether it came with the null reverse-path, which only reports have to (RFC 5321 section 4.5.5)."""
    written = mail.get("Return-Path").strip().strip("<>").lower()
    return mail.reverse_path == "" or (bool(mail.get("Return-Path")) and written in {"", "mailer-daemon"})


def is_daemon(mail: Mail) -> bool:
    """Say whether the originator's address is a mail system's; its name counts where there is no address."""
    address = mail.originator.address if mail.originator else ""
    return bool(WORDING["daemon"].found_in(normal(address if "@" in address else mail.get("From"))))


def is_report(prose: Prose) -> bool:
    """Weigh who sent it, its header, its subject, its own lines, and whether it returns a message."""
    system = is_from_system(prose.mail)
    return (_shows(prose) if system else _proves(prose)) and _weight(prose, system) >= ENOUGH


def _shows(prose: Prose) -> bool:
    """Say whether there is anything in it: the returned message, a host's answer, or a recipient's name."""
    return prose.returned.there or _answered_by_host(prose) or bool(recipients(prose))


def _proves(prose: Prose) -> bool:
    """Say whether what no mail system sent is about mail all the same, not about a parcel.

    It names a recipient, and shows a host's answer or the returned message, or heads a line with that name,
    or comes from an address that isn't read.
    """
    told = {box.address.lower() for box in prose.mail.to}
    if not any(name.lower() not in told for name in recipients(prose)) or _PERSON.search(_opening(prose)):
        return False
    unread = normal(prose.mail.get("From")).find("reply@") > 0
    listed = (prose.heads or unread) and not prose.mail.in_reply_to
    return prose.returned.there or _answered_by_host(prose) or bool(listed)


def _answered_by_host(prose: Prose) -> bool:
    return bool(enhanced_status(prose.text) or reply_class(prose.text))


def _opening(prose: Prose) -> str:
    return normal("\n".join([line for line in prose.lines if line.strip()][:_OPENING_LINES]))


def _weight(prose: Prose, system: bool) -> int:
    mail = prose.mail
    early = bool(WORDING["report"].found_in(_opening(prose)))
    said = early or bool(WORDING["report"].found_in(normal(prose.text[:12_000])))
    return (
        2 * is_daemon(mail)
        + is_null_path(mail)
        + _machine_fields(mail)
        + 2 * bool(_subject(mail, system))
        + said
        + early
        + (prose.returned.there and system)
    )


def is_from_system(mail: Mail) -> bool:
    """Say whether a mail system sent it, by its name, its reverse-path or its form."""
    fields = mail.get("X-Failed-Recipients") or mail.get("X-MLServer")
    return is_daemon(mail) or is_null_path(mail) or is_status_report(mail) or bool(fields)


def _subject(mail: Mail, machine: bool) -> str:
    """Give the phrase of the subject; right behind Re: or Fwd: it is that of a mail passed on."""
    subject = normal(mail.subject)
    prefix = _ANSWERED.match(subject)
    found = WORDING["subject"].found_in(subject[prefix.end() :] if prefix else subject)
    passed_on = prefix is not None and subject.startswith(found, prefix.end())
    return "" if passed_on and not machine else found


def _machine_fields(mail: Mail) -> int:
    automatic = mail.get("Auto-Submitted").strip().lower()
    return (
        (3 if mail.get("X-Failed-Recipients") else 0)
        + (2 if mail.get("X-MLServer") else 0)
        + (2 if is_status_report(mail) else 0)
        + (1 if automatic and not automatic.startswith("no") else 0)
    )
