"""One mail for one person: the skeleton's octets with the values spliced in, each encoded for its place."""

import re
from collections.abc import Iterator, Sequence

from mailer.letters.heading import Heading
from mailer.letters.skeleton import Gap, Skeleton
from mailer.letters.values import Values, written
from mailer.message.line_ends import has_dotted_line, unsound


def fill(skeleton: Skeleton, heading: Heading, values: Values) -> bytes:
    """Give the mail, ready to sign and send: CRLF, seven bits, lines of at most 76 but for long tokens.

    No line begins with a dot. `values` has one for each of `skeleton.slots`; raises `KeyError` for one that
    is missing and `BadInput` for a value that can't stand in a header field.
    """
    return Mould(skeleton, b"", {}).cast(heading.octets(), values)


class Mould:
    """A skeleton in which all that its mails share is written already; `cast` writes the rest.

    `fields` are header fields, and `shared` the values of slots, that every mail has. They may hold `tokens`:
    each mail has its own there, of the same length and like them of the letters a-z and digits.
    """

    def __init__(self, skeleton: Skeleton, fields: bytes, shared: Values, tokens: Sequence[str] = ()) -> None:
        marks = tuple(token.encode() for token in tokens)
        fixed, differing = _told_apart([fields, *_content(skeleton, shared, marks)], marks)
        self._gaps = tuple(dict.fromkeys(one for one in differing if isinstance(one, Gap)))
        self.slots = frozenset(gap.slot for gap in self._gaps)
        """The slots that `cast` needs a value for."""
        places = {one: place for place, one in enumerate((*marks, *self._gaps))}
        self._order = [places[one] for one in differing]
        # in turn what differs, beginning with the heading, and what is fixed
        self._mail = [octets for one in fixed for octets in (b"", one)]
        self.sound = _is_sound(b"".join(fixed))
        """Whether every mail is: what differs is written in seven bits, on lines of its own making."""

    def cast(self, heading: bytes, values: Values, tokens: Sequence[str] = ()) -> bytes:
        """Give a mail; `heading` are the header fields that come first, `tokens` are in the order given."""
        # a value that stands in many places is encoded once
        own = [token.encode() for token in tokens]
        own += [written(gap, values[gap.slot]) for gap in self._gaps]
        mail = self._mail.copy()
        mail[0] = heading
        mail[2::2] = [own[place] for place in self._order]
        return b"".join(mail)


def _is_sound(fixed: bytes) -> bool:
    return fixed.isascii() and not unsound(fixed) and not has_dotted_line(fixed)


def _content(skeleton: Skeleton, shared: Values, tokens: Sequence[bytes]) -> Iterator[bytes | Gap]:
    yield skeleton.pieces[0]
    for gap, piece in zip(skeleton.gaps, skeleton.pieces[1:], strict=True):
        yield _shared(gap, shared[gap.slot], tokens) if gap.slot in shared else gap
        yield piece


def _shared(gap: Gap, value: str | bytes, tokens: Sequence[bytes]) -> bytes | Gap:
    """Write a value for all mails, unless a token in it would be broken over two lines."""
    octets = written(gap, value)
    plain = value if isinstance(value, bytes) else value.encode()
    return octets if all(octets.count(token) == plain.count(token) for token in tokens) else gap


def _told_apart(
    content: Sequence[bytes | Gap], tokens: Sequence[bytes]
) -> tuple[list[bytes], list[bytes | Gap]]:
    """Give what is fixed and, between each two of those, the gap or the token that differs."""
    fixed: list[bytes] = [b""]
    differing: list[bytes | Gap] = []
    token = re.compile(b"(%s)" % b"|".join(tokens)) if tokens else re.compile(rb"(?!)")
    for one in content:
        if isinstance(one, Gap):
            differing.append(one)
            fixed.append(b"")
        else:
            first, *rest = token.split(one)
            fixed[-1] += first
            differing += rest[::2]
            fixed += rest[1::2]
    return fixed, differing
