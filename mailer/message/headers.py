"""Writing header fields in seven bits (RFC 5322, RFC 2047): folded at white space and nowhere else.

The standard library's writer cuts long tokens and turns them into encoded-words (cpython#85725): a
List-Unsubscribe, In-Reply-To or References field that comes out of it can't be used any more.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from mailer.domain.address import Mailbox
from mailer.domain.errors import BadInput
from mailer.message.line_ends import LONGEST_LINE

WANTED = 76
"""Characters of a line: RFC 2047 section 2 for lines with an encoded-word, RFC 5322 advises 78 for all."""

_LONGEST_WORD = 64
"""Characters of an encoded-word; RFC 2047 allows 75, but the field's name shares the first line."""

_NAME = re.compile(r"[!-9;-~]{1,70}")
_TOKEN = re.compile(r"[ \t]+[^ \t]+")
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9'-]{1,64}(?: [A-Za-z0-9'-]{1,64}){0,9}")
"""A name as most people write theirs: what stands for itself in a phrase, seen in one look."""
_PLAIN_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,8}"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}"
)
"""An address as nearly all are kept: what can be written without a closer, and slower, look."""
_PRINTABLE = re.compile(r"[!-~]+(?: [!-~]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_AS_IS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
"""What may stand for itself in an encoded-word of a phrase (RFC 2047 section 5 (3)), the narrowest case."""
_IN_Q = tuple(
    "_" if octet == 0x20 else chr(octet) if octet in _AS_IS else f"={octet:02X}" for octet in range(256)
)
_ONE_IN_Q = bytes(octet for octet in range(256) if len(_IN_Q[octet]) == 1)
_ROOM_IN_WORD = _LONGEST_WORD - len("=?utf-8?q??=")


def verbatim(name: str, value: str) -> bytes:
    """Give the field with the value as it stands: ids, URLs, tokens, dates.

    Raises `BadInput` for what is not printable seven-bit text, and for a token that fits no line.
    """
    if not _is_name(name):
        raise BadInput("{field!r} is not the name of a header field", field=name)
    if len(name) + len(value) <= WANTED - 2 and value.isascii() and value.isprintable() and value.strip():
        return f"{name}: {value.strip()}\r\n".encode()  # as most fields: no fold
    if not value.isascii() or _CONTROL.search(value.replace("\t", " ")):
        raise BadInput(
            "{field}: {given!r} has characters that can't stand in this field", field=name, given=value
        )
    return "".join(f"{line}\r\n" for line in _folded(name, value.strip())).encode("ascii")


def text(name: str, words: str) -> bytes:
    """Give an unstructured field, such as Subject; what isn't plain becomes encoded-words.

    Raises `BadInput` for line breaks and other control characters.
    """
    _refuse_controls(name, words)
    return verbatim(name, words if _is_plain(words) else _encoded(words))


def mailbox(name: str, address: str, words: str = "") -> bytes:
    """Give an address field of one mailbox, as `mailboxes` does."""
    return verbatim(name, _mailbox(name, address, words))


def mailboxes(name: str, boxes: Iterable[Mailbox]) -> bytes:
    """Give an address field; names quoted or encoded as they need, domains as A-labels.

    Raises `BadInput` for no mailbox at all, an address that isn't one, or one whose local part needs SMTPUTF8
    (RFC 6531): it is not rewritten in silence.
    """
    written = [_mailbox(name, box.address, box.name) for box in boxes]
    if not written:
        raise BadInput("{field}: no mailbox", field=name)
    return verbatim(name, ", ".join(written))


def _mailbox(name: str, address: str, words: str) -> str:
    phrase = _phrase(name, words)
    return f"{phrase} <{seven_bit(address)}>" if phrase else f"<{seven_bit(address)}>"


def list_id(name: str, words: str, identifier: str) -> bytes:
    """Give a List-Id field (RFC 2919): a description and the identifier, which never changes."""
    return verbatim(name, f"{_phrase(name, words)} <{identifier}>".lstrip())


@lru_cache(maxsize=64)
@lru_cache(maxsize=128)
def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _folded(name: str, value: str) -> Iterator[str]:
    first, *rest = _TOKEN.findall(f" {value}") or [""]
    line = f"{name}:{first}"
    for token in [*rest, None]:
        if token is not None and len(line) + len(token) <= WANTED:
            line += token
            continue
        if len(line) > LONGEST_LINE:
            raise BadInput("{field}: {given!r}... is longer than a line may be", field=name, given=line[:60])
        yield line
        line = token or ""


def _refuse_controls(name: str, words: str) -> None:
    if found := _CONTROL.search(words):
        raise BadInput(
            "{field}: {given!r} holds the control character {sign!r}", field=name, given=words, sign=found[0]
        )


def _is_plain(words: str) -> bool:
    """Say whether the text can stand unencoded: no reader will see more in it than is there."""
    if not words.isascii() or "=?" in words:
        return False
    short = all(len(word) <= _LONGEST_WORD for word in words.split(" "))
    return not words or bool(short and _PRINTABLE.fullmatch(words))


def _phrase(name: str, words: str) -> str:
    """Write a display name: as it is, quoted, or encoded (RFC 5322 section 3.2.5)."""
    if _PLAIN_NAME.fullmatch(words):
        return words
    _refuse_controls(name, words)
    words = " ".join(words.split())
    if not _is_plain(words):
        return _encoded(words)
    if not words or _ATOMS.fullmatch(words):
        return words
    return '"{}"'.format(words.replace("\\", "\\\\").replace('"', '\\"'))


def seven_bit(address: str) -> str:
    """Give the address with its domain as A-labels; raises `BadInput` for what only SMTPUTF8 could reach."""
    if len(address) <= 64 and _PLAIN_ADDRESS.fullmatch(address):
        return address
    try:
        found = validate_email(address, check_deliverability=False, allow_quoted_local=True)
    except EmailNotValidError as error:
        raise BadInput("{address!r} is not a mail address: {why}", address=address, why=error) from error
    if not found.ascii_email:
        raise BadInput("{address!r} can only be reached by servers that speak SMTPUTF8", address=address)
    return found.ascii_email


def _encoded(words: str) -> str:
    """Write encoded-words, none cut inside a character: Q, which people can read, or B if much shorter."""
    octets = words.encode()
    if len(octets.translate(None, _ONE_IN_Q)) * 2 > len(octets):
        return " ".join(_in_b(words))
    whole = _q(octets)
    return f"=?utf-8?q?{whole}?=" if len(whole) <= _ROOM_IN_WORD else " ".join(_in_q(words))


def _in_q(words: str) -> Iterator[str]:
    line = ""
    for character in words:
        written = _q(character.encode())
        if len(line) + len(written) > _ROOM_IN_WORD:
            yield f"=?utf-8?q?{line}?="
            line = ""
        line += written
    yield f"=?utf-8?q?{line}?="


def _q(octets: bytes) -> str:
    return "".join([_IN_Q[octet] for octet in octets])


def _in_b(words: str) -> Iterator[str]:
    room = _ROOM_IN_WORD // 4 * 3
    line = b""
    for character in words:
        octets = character.encode()
        if len(line) + len(octets) > room:
            yield f"=?utf-8?b?{b64encode(line).decode()}?="
            line = b""
        line += octets
    yield f"=?utf-8?b?{b64encode(line).decode()}?="
