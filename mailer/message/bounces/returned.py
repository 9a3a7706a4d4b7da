"""The message that a report returns: where the report's own words stop, and whom that message was for."""

import re
from dataclasses import dataclass

from mailer.message.charset import decode
from mailer.message.fields import read_mailboxes, read_message_ids
from mailer.message.mail import Mail, Part
from mailer.message.mime import read_header

_ENCLOSED = frozenset({"message/rfc822", "message/global", "message/partial"})
_HEADERS = frozenset(
    {"text/rfc822-headers", "text/rfc822-header", "message/global-headers", "message/rfc822-headers"}
)
_TRACE = re.compile(
    r"^[ \t]*>?[ \t]?(?:received:\s+(?:from|by|\()|return-path:|x-received:|dkim-signature:|delivered-to:)"
    r"|^(?:x-originating-ip:|message-id:\s*<|mime-version:\s*1|authentication-results:|arc-seal:|x-mailer:)",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^[ \t]*(?:>[ \t]?)?([!-9;-~]{2,50}):(?:\s|$)|^[ \t]+\S")
_NAMED = re.compile(r"^[ \t>]*[\w-]+:")
_MARK = re.compile(
    r"original|returned|returning|unsent|undelivered|message|mail\b|header|copy|bericht|nachricht|mensaje|mensagem"
    r"|messaggio|message d'origine|kopie|copie|below this line",
    re.IGNORECASE,
)
_NO_MARK = re.compile(
    r"\blog\b|address|transcript|session|error|recipient|reason|explanation|description|details|diagnos|system"
    r"|gateway|suite|from\b|not delivered|delivery|failed|failure|undeliverable|warning|resend|need\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:message headers? follows?|message follows|original message(?: headers?)?(?: follows?| is following)?"
    r"|(?:below|included|following|here) is (?:a|the)? ?copy of\b.*|a copy of (?:the|your) original message.*"
    r"|original-?nachricht|oorspronkelijk bericht|message d'origine|mensaje original"
    r"|(?:the )?(?:first|header).*follows?"
    r"|the header of the original message.*|(?:headers? of )?the original message(?: follows?)?"
    r"|(?:oorspronkelijke|originele) (?:berichtkoppen|berichtheaders)|ursprüngliche nachrichtenkopfzeilen"
    r"|en-têtes de message d'origine|(?:the )?text of the message.*|your message reads.*|unsent message.*"
    r"|a summary of the undelivered.*|original mail as follows)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Returned:
    """What is known of the returned message; "" and () where its header isn't there."""

    message_id: str = ""
    recipients: tuple[str, ...] = ()
    sender: str = ""
    there: bool = False


def own_lines(text: str) -> tuple[list[str], list[str]]:
    """Split a report's text into its own lines and the lines of the message it returns."""
    lines = text[:60_000].splitlines()
    for number, line in enumerate(lines):
        if _begins_returned(lines, number, line):
            return lines[:number], lines[number:]
    return lines, []


def read_returned(mail: Mail, rest: list[str]) -> Returned:
    """Read the header of the returned message from its part, or from the lines behind the report's own."""
    for part in mail.parts:
        if part.depth == 0 and (part.content_type in _ENCLOSED | _HEADERS or _is_header_file(part)):
            return _read(part.content)
    start = next((n for n, line in enumerate(rest) if _FIELD.match(line) and ":" in line), None)
    if start is None:
        return Returned()
    block = "\n".join(line.strip() if _NAMED.match(line) else line for line in rest[start:])
    found = _read(block.encode("utf-8", "replace"))
    return found if found.recipients or found.message_id else Returned()


def _is_header_file(part: Part) -> bool:
    return part.content_type == "text/plain" and part.filename.lower().startswith(
        ("mailheader", "message-header", "header")
    )


def _read(octets: bytes) -> Returned:
    octets = octets[:60_000].replace(b"\r\n", b"\n").lstrip(b"\n")
    header = read_header(octets, 0, len(octets))
    values = {name.lower(): decode(value, "") for name, value in reversed(header.fields)}
    boxes = [
        box.address
        for name in ("to", "cc")
        for box in read_mailboxes(values.get(name, ""))
        if "@" in box.address
    ]
    sender = next((box.address for box in read_mailboxes(values.get("from", ""))), "")
    return Returned(
        next(iter(read_message_ids(values.get("message-id", ""))), ""),
        tuple(dict.fromkeys(boxes)),
        sender,
        bool(values),
    )


def _begins_returned(lines: list[str], number: int, line: str) -> bool:
    text = line.strip()
    if not text or len(text) > 200:
        return False
    if _TRACE.match(line):
        following = lines[number : number + 3]
        return sum(bool(_FIELD.match(other)) for other in following) == len(following)
    bare = text.strip("-=*_#|>+: .,[]()")
    if _OPENS.fullmatch(bare):
        return True
    return text[:2] in {"--", "==", "**", "__", "|-"} and _is_mark(bare)


def _is_mark(words: str) -> bool:
    return len(words) < 100 and bool(_MARK.search(words)) and not _NO_MARK.search(words)
