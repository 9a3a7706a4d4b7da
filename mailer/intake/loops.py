"""Mail in circles and mail to everybody, which nobody wrote to us; and what may be answered by a program."""

from mailer.intake.incoming import Incoming
from mailer.intake.verdict import Action, Kind, Reason, Verdict
from mailer.message.automatic import settled
from mailer.message.bounces.signs import is_from_system, is_null_path
from mailer.message.mail import Mail

MOST_HOPS = 50
"""Received fields beyond which a mail goes in circles; RFC 5321 section 6.3 lets relays stop at 100."""

_BULK = frozenset({"list", "bulk", "junk"})
_MAILING = ("List-Id", "List-Unsubscribe", "List-Post", "X-Mailing-List", "Mailing-List", "X-Campaign-Id")
_NO_REPLY = (
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "mailer-daemon",
    "niet-beantwoorden",
)


def loop_guard(incoming: Incoming) -> Verdict | None:
    """Our own mail coming back, mail in circles, mailings, what mail systems mumble, and acknowledgements."""
    mail = incoming.mail
    if (mail.originator and incoming.is_ours(mail.originator.address)) or _has_our_mark(incoming):
        return _other(Action.IGNORE, "loop", "our own mail came back")
    if sum(1 for _ in mail.all("Received")) > MOST_HOPS:
        return _other(Action.IGNORE, "loop", f"more than {MOST_HOPS} Received fields")
    if mailing := _mailing(incoming):
        return _other(Action.REVIEW if incoming.setting.meeting else Action.IGNORE, "mailing", mailing)
    if (is_null_path(mail) or "mailer-daemon" in mail.get("From").lower()) and incoming.calendar is None:
        return _other(Action.REVIEW, "mail system", mail.subject)
    if (words := settled(incoming.said)) and incoming.calendar is None:
        return _other(Action.REVIEW if incoming.setting.meeting else Action.IGNORE, "acknowledgement", words)
    return None


def answerable(mail: Mail) -> bool:
    """Say whether an automatic answer may go to this mail at all (RFC 3834 section 2).

    Never to the null reverse-path, to programs and mailing lists, to an address that isn't read, or to an
    originator who is the addressee. X-Auto-Response-Suppress doesn't count: Exchange puts it on any mail.
    """
    originator = mail.originator.address.lower() if mail.originator else ""
    submitted = mail.get("Auto-Submitted").strip().lower()
    return bool(originator) and not (
        is_from_system(mail)
        or (submitted and not submitted.startswith("no"))
        or any(mail.get(name) for name in _MAILING)
        or mail.get("Precedence").strip().lower() in _BULK | {"auto_reply"}
        or originator.startswith(_NO_REPLY)
        or originator.partition("@")[0].endswith(("-request", "-owner", "-bounces"))
        or originator in {box.address.lower() for box in mail.to}
    )


def _other(action: Action, rule: str, words: str) -> Verdict:
    return Verdict(Kind.OTHER, action, (Reason(rule, words),))


def _has_our_mark(incoming: Incoming) -> bool:
    return any(incoming.is_ours(value.strip(" <>")) for value in incoming.mail.all("X-Loop"))


def _mailing(incoming: Incoming) -> str:
    """Give the field that makes it a mailing, "" for none; a group that hands us our own mail is none."""
    mail = incoming.mail
    named = " ".join(mail.get(name) for name in _MAILING).lower()
    ours = (own.lower() for own in incoming.setting.own_addresses)
    if any(own in named or own.replace("@", ".") in named for own in ours):
        return ""
    if field := next((name for name in _MAILING if mail.get(name)), ""):
        return f"{field}: {mail.get(field)[:100]}"
    precedence = mail.get("Precedence").strip().lower()
    return f"Precedence: {precedence}" if precedence in _BULK else ""
