"""Signing a mail (DKIM, RFC 6376): its octets with a DKIM-Signature field in front.

Canonicalisation is relaxed for header and body: relays fold fields anew and trim white space, and with what
relaxed lets them do no word changes. There is no `l=`: the whole body is signed.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from mailer.domain.errors import BadInput
from mailer.message.dkim_key import DkimKey

OVERSIGNED = (b"from", b"to", b"subject", b"date")
"""Fields of which one more, put in on the way, breaks the signature (RFC 6376 section 8.15)."""

SIGNED = frozenset(
    (
        *OVERSIGNED,
        b"message-id",
        b"reply-to",
        b"in-reply-to",
        b"references",
        b"auto-submitted",
        b"mime-version",
        b"content-type",
        b"content-transfer-encoding",
    )
)
"""Fields that are signed, and so is every one whose name begins with List- (RFC 8058 section 4)."""

_INNOCENT = bytes(octet for octet in range(128) if octet not in b"\r\n")
_FIELD_END = re.compile(rb"\r\n(?![ \t])")
_LINE = 72
"""Characters of a line that is folded."""

Field = tuple[bytes, bytes]
"""The name, and the whole field in its canonical form."""


@dataclass(frozen=True, slots=True)
class Dkim:
    """Who signs: a domain, in A-labels, and the selector under which its key stands in the DNS."""

    domain: str
    selector: str
    key: DkimKey

    @property
    def record(self) -> tuple[str, str]:
        """The TXT record to publish (RFC 6376 section 3.6.1): its name and what it says."""
        kind = self.key.algorithm.partition("-")[0]
        return f"{self.selector}._domainkey.{self.domain}", f"v=DKIM1; k={kind}; p={self.key.public}"

    def signed(self, octets: bytes, second: int) -> bytes:
        """Give the mail with its signature; `second` is now, counted from 1970 in UTC.

        Raises `BadInput` for a mail without From, and for what a relay would have to change: more than seven
        bits, CR or LF by themselves, a last line without its end.
        """
        _refuse_unfit(octets)
        header, _, body = octets.partition(b"\r\n\r\n")
        fields = [field for field in map(_known, _FIELD_END.split(header)) if _is_signed(field[0])]
        if not any(name == b"from" for name, _ in fields):
            raise BadInput("a mail without From can't be signed (RFC 6376 section 5.4)")
        fields.reverse()  # of fields with one name the last is meant first (section 5.4.2)
        unsigned = self._field(fields, body, second)
        signed = [canonical for _, canonical in fields] + [_relaxed(unsigned)[1]]
        signature = b64encode(self.key.sign(b"\r\n".join(signed)))
        return b"".join((unsigned, _folded(signature), b"\r\n", octets))

    def _field(self, fields: Sequence[Field], body: bytes, second: int) -> bytes:
        """Give the field as it is signed: with nothing behind b=."""
        names = (*[name for name, _ in fields], *OVERSIGNED)
        return b"\r\n ".join(
            (
                f"DKIM-Signature: v=1; a={self.key.algorithm}; c=relaxed/relaxed; t={second};".encode(),
                f"d={self.domain}; s={self.selector};".encode(),
                _listed(names),
                b"bh=%s;" % b64encode(sha256(_relaxed_body(body)).digest()),
                b"b=",
            )
        )


def _refuse_unfit(octets: bytes) -> None:
    ends = octets.translate(None, _INNOCENT)
    if ends != b"\r\n" * (len(ends) // 2) or not octets.endswith(b"\r\n"):
        raise BadInput("only seven bits, in lines that end in CRLF, can be signed (RFC 6376 section 5.3)")


def _is_signed(name: bytes) -> bool:
    return name in SIGNED or name.startswith(b"list-")


def _relaxed(field: bytes) -> Field:
    """Give a field unfolded, each run of white space as one space (RFC 6376 section 3.4.2)."""
    name, _, value = field.partition(b":")
    words = value.replace(b"\r\n", b"").replace(b"\t", b" ").split(b" ")
    name = name.rstrip(b" \t").lower()
    return name, b"%s:%s" % (name, b" ".join(filter(None, words)))


_known = lru_cache(maxsize=256)(_relaxed)  # most fields of a run are the same in all its mails


def _relaxed_body(body: bytes) -> bytes:
    """Give the body without white space at line ends, runs as one space, no empty last lines (3.4.4)."""
    body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    body = body.replace(b" \r\n", b"\r\n").rstrip(b" \r\n")
    return body + b"\r\n" if body else b""


@lru_cache(maxsize=64)
def _listed(names: tuple[bytes, ...]) -> bytes:
    """Give h=, folded; the same for all mails of a letter."""
    lines = [b"h="]
    for name in names:
        if len(lines[-1]) + len(name) > _LINE:
            lines.append(b"")
        lines[-1] += name + b":"
    return b"\r\n ".join(lines)[:-1] + b";"


def _folded(signature: bytes) -> bytes:
    return b"\r\n ".join(signature[start : start + _LINE] for start in range(0, len(signature), _LINE))
