"""Permanent or temporary: from an enhanced status code (RFC 3463), a reply code (RFC 5321), or the words.

The class of a code decides where there is a code, also for "mailbox full" as 5.2.2: the host that answers
knows whether it will ever take the mail. Where there is none, what the report calls itself decides ("this is
a permanent error"), and then the cause by its words.
"""

import re
from dataclasses import dataclass

from mailer.message.bounces.wording import WORDING
from mailer.message.phrases import normal

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_AFTER_CODE = re.compile(r"(?<!\d)[245]\d\d[\s:-]{1,3}['\"(<\[]?#?(?=[245]\.\d{1,3}\.\d)")
_REPLY = re.compile(
    r"""(?:^|:[\t\ ]|[;(\["'<>\#,-]
        |\b(?:said|says|code|error|returned|replied|responded|response|answer(?:ed)?|status|smtp))
        [\t\ ]{0,3}["'(]?([45]\d\d)(?=[\t\ :#.,;)\]"'-]|$)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Cause:
    """What a report's words come to."""

    permanent: bool
    status: str | None = None
    """The enhanced status code the words contain; never one that was made up."""


def enhanced_status(text: str) -> str | None:
    """Give the enhanced status code that says most: behind a reply code first, x.0.0 only if alone."""
    behind = [m[1] for code in _AFTER_CODE.finditer(text) if (m := _ENHANCED.match(text, code.end()))]
    found = behind + [m[1] for m in _ENHANCED.finditer(text)]
    return next((s for s in found if not s.endswith(".0.0")), found[0] if found else None)


def reply_class(text: str) -> str:
    """Give the first digit of the SMTP reply code in the text, "" when there is none."""
    found = [m[1] for m in _REPLY.finditer(text)]
    return found[0][0] if found else ""


def declared(text: str) -> bool | None:
    """Say whether a report, as `normal` spells it, calls itself permanent or temporary; None for neither."""
    return _first_of(text, (("permanent", True), ("temporary", False)))


def cause(*texts: str) -> Cause:
    """Weigh what a report says of a recipient: `texts` in the order of their trust, the whole report last."""
    for text in texts:
        status = enhanced_status(text)
        number = status[0] if status else reply_class(text)
        if number:
            return Cause(number == "5", status)
    whole = normal(texts[-1])
    said = declared(whole)
    by_words = (_first_of(normal(text), _CAUSES) for text in texts if text)
    return Cause(next((answer for answer in (said, *by_words) if answer is not None), True))


_CAUSES = (("gone", True), ("busy", False))


def _first_of(text: str, groups: tuple[tuple[str, bool], ...]) -> bool | None:
    return next((answer for group, answer in groups if WORDING[group].found_in(text)), None)
