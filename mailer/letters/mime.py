"""From a written letter to a skeleton: its MIME tree (RFC 2046 section 5.1.4) in octets, cut at the slots."""

from collections.abc import Iterator
from hashlib import sha256

from mailer.domain.address import Mailbox
from mailer.letters.facts import SeriesFacts
from mailer.letters.letter_file import Letter, Reader, Sent
from mailer.letters.quoted import SOFT_BREAK, fragment
from mailer.letters.skeleton import Gap, Place, Skeleton
from mailer.letters.slots import CALENDAR, split
from mailer.message import headers

CRLF = b"\r\n"


def assemble(
    letter: Letter, language: str, series: SeriesFacts, subject: str, text: str, html: str
) -> Skeleton:
    """Make the skeleton: the fields all its mails share, text, HTML and, last, a place for the calendar."""
    # "=_" can't occur in quoted-printable or base64, so no part can hold the boundary; the digest keeps
    # those of different letters apart when one is forwarded inside another.
    boundary = f"=_{sha256(f'{subject}{text}{html}'.encode()).hexdigest()[:20]}"
    delimiter = f"--{boundary}\r\n".encode()
    content = [
        b"".join(_fields(letter, language, series, subject, boundary)) + CRLF,
        delimiter + _part_fields("text/plain; charset=utf-8", "quoted-printable"),
        *_cut(text, Place.TEXT),
        delimiter + _part_fields("text/html; charset=utf-8", "quoted-printable"),
        *_cut(html, Place.HTML),
    ]
    if letter.method:
        lead = _part_fields(f"text/calendar; charset=utf-8; method={letter.method}", "base64")
        content.append(Gap(CALENDAR, Place.CALENDAR, delimiter + lead))
    return _joined(subject, [*content, f"--{boundary}--\r\n".encode()])


def _fields(
    letter: Letter, language: str, series: SeriesFacts, subject: str, boundary: str
) -> Iterator[bytes]:
    yield headers.mailboxes("From", [Mailbox(series.mailbox, series.sender_name)])
    yield headers.text("Subject", subject)
    yield headers.verbatim("Auto-Submitted", letter.sent)
    if letter.sent is Sent.ANSWER:
        # Exchange minds this one rather than Auto-Submitted. Not on runs: there an automatic reply may say
        # that somebody has left. Not "All": that would suppress bounces too.
        yield headers.verbatim("X-Auto-Response-Suppress", "OOF, AutoReply")
    if letter.reader is Reader.SUBSCRIBER:
        yield headers.list_id("List-Id", series.name, series.list_id)
        yield headers.verbatim("List-Help", f"<mailto:{series.mailbox}?subject=help>")
        yield headers.verbatim("List-Post", "NO")
    yield headers.verbatim("Content-Language", language)
    yield headers.verbatim("MIME-Version", "1.0")
    yield headers.verbatim("Content-Type", f'multipart/alternative; boundary="{boundary}"')


def _part_fields(content_type: str, encoding: str) -> bytes:
    return f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()


def _cut(text: str, place: Place) -> Iterator[bytes | Gap]:
    """Encode each line; a slot stands alone between soft line breaks, so no value makes a line too long."""
    for line in text.rstrip("\n").split("\n"):
        stretches: list[bytes | Gap] = []
        for words, slot, in_url in split(line):
            stretches += [fragment(words.encode())] if words else []
            stretches += [Gap(slot, Place.URL if in_url else place)] if slot else []
        for stretch in stretches[:-1]:
            yield stretch
            yield SOFT_BREAK
        yield from stretches[-1:]
        yield CRLF


def _joined(subject: str, content: list[bytes | Gap]) -> Skeleton:
    pieces, gaps = [b""], []
    for stretch in content:
        if isinstance(stretch, Gap):
            gaps.append(stretch)
            pieces.append(b"")
        else:
            pieces[-1] += stretch
    return Skeleton(subject, tuple(pieces), tuple(gaps))
