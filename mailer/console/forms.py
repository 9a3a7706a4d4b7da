"""Forms as browsers send them: read up to a size, and known by a token as our own."""

import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_OCTETS = 64 * 1024
MOST_FIELDS = 500
_DIGITS = 10
_KIND = "application/x-www-form-urlencoded"


class Form:
    """The fields of a form; a field that is not there is empty."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self._fields = fields

    def one(self, name: str) -> str:
        """Give a field without the white space around it."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """Give a field as it was typed, such as a password."""
        return self._fields[name][0] if self._fields.get(name) else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Give every value of a field, such as of boxes that are ticked."""
        return tuple(self._fields.get(name, ()))


async def read(request: Request) -> Form:
    """Read the form of a POST; raises `HTTPException` for what is none, or too much."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise HTTPException(415)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_OCTETS:
            raise HTTPException(413)
    try:
        text = body.decode("ascii")
        fields = parse_qs(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400) from error
    return Form({name: [_plain(value) for value in values] for name, values in fields.items()})


def token_for(session: str) -> str:
    """Give what every form of a session carries; `session` is the token that only its browser has.

    It is made from that token, so a form of another or an earlier session does not fit, and nothing is kept.
    """
    return hmac.digest(session.encode(), b"form", "sha256").hex()


def fits(form: Form, session: str) -> bool:
    """Say whether a form was made for this session."""
    return hmac.compare_digest(form.raw("form_token").encode(), token_for(session).encode())


def number(text: str) -> int:
    """Read the number of a row; 0 for what is none, or none that a database could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else 0


def _plain(value: str) -> str:
    """Drop what neither a database nor a mail takes: NUL, and line ends other than LF."""
    return value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
