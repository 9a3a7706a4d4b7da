"""A linter of mails on their way out: RFC 5322, 2045, 2046 and 2047, as far as we have a duty."""

import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.utils import parsedate_to_datetime

_ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted")
_ENCODED_WORD = re.compile(r"=\?[^?\s]*\?[^?\s]*\?[^?\s]*\?=")
_NEVER_ENCODED = ("Message-ID", "In-Reply-To", "References", "Date", "List-Unsubscribe", "List-Help")
_PARTS = (
    ["text/plain", "text/html"],
    ["text/plain", "text/html", "text/calendar"],
)


def lint(octets: bytes) -> list[str]:
    """Give what is wrong with a mail."""
    header, _, body = octets.partition(b"\r\n\r\n")
    return [*_octets(octets), *_header(header.decode("latin-1")), *_lines(header, body), *_tree(octets)]


def _octets(octets: bytes) -> Iterator[str]:
    if not octets.isascii():
        yield "not seven bits"
    bare = octets.replace(b"\r\n", b"")
    if b"\r" in bare or b"\n" in bare or b"\0" in bare:
        yield "bare CR, LF or NUL"


def _lines(header: bytes, body: bytes) -> Iterator[str]:
    for line in header.split(b"\r\n"):
        # a token that can't be folded may be longer
        if len(line) > 998 or (len(line) > 78 and b" " in line.lstrip(b" ").partition(b": ")[2]):
            yield f"a header line of {len(line)}: {line[:60]!r}"
    for line in body.split(b"\r\n"):
        if len(line) > 76:
            yield f"a body line of {len(line)}: {line[:60]!r}"
        if line.endswith((b" ", b"\t")):
            yield f"white space at the end of {line[:60]!r}"


def _header(header: str) -> Iterator[str]:
    fields = [line.partition(": ") for line in re.sub(r"\r\n(?=[ \t])", "", header).split("\r\n")]
    count = Counter(name for name, _, _ in fields)
    yield from (f"{count[name]} x {name}" for name in _ONCE if count[name] != 1)
    yield from (f"{times} x {name}" for name, times in count.items() if times > 1 and name not in _ONCE)
    for name, _, value in fields:
        words = _ENCODED_WORD.findall(value)
        yield from (f"an encoded-word of {len(word)} in {name}" for word in words if len(word) > 75)
        if words and name in _NEVER_ENCODED:
            yield f"an encoded-word in {name}"
        if any("=?" in address for address in re.findall(r"<([^<>]*)>", value)):
            yield f"an encoded-word in an address of {name}"


def _tree(octets: bytes) -> Iterator[str]:
    message = message_from_bytes(octets)
    if message.get_content_type() != "multipart/alternative":
        yield f"is {message.get_content_type()}"
        return
    parts = [part for part in message.walk() if not part.is_multipart()]
    if [part.get_content_type() for part in parts] not in _PARTS:
        yield f"has the parts {[part.get_content_type() for part in parts]}"
    for part in message.walk():
        yield from (f"defect: {defect!r}" for defect in part.defects)
    for part in parts:
        if part.get_content_charset() != "utf-8" or part["Content-Disposition"]:
            yield f"{part.get_content_type()}: {part.items()}"
    if parsedate_to_datetime(str(message["Date"])).tzinfo is None:
        yield "a Date without its offset"
