"""A mail that a peer hands us, and the ways to say no to it (RFC 5321), as values."""

from dataclasses import dataclass

from mailer.message.line_ends import has_bare_line_end


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail as it came in: reverse-path ("" is null), forward-paths as the peer wrote them, the octets, and
    the peer's network address. No trace field is added: the same mail twice is the same octets twice.
    """

    reverse_path: str
    forward_paths: tuple[str, ...]
    octets: bytes
    peer: str


class Refusal(Exception):  # noqa: N818 - a refusal is a decision, not a mistake in the program
    """A no to the peer: a code of 400-599 and words that begin with an enhanced status code (RFC 3463)."""

    def __init__(self, code: int, words: str) -> None:
        if not 400 <= code <= 599:
            raise ValueError(f"{code} refuses nothing")
        super().__init__(code, words)
        self.code = code
        self.words = words

    @property
    def reply(self) -> str:
        """The reply in one line of ASCII: what a peer gets to see may hold no line end of somebody else's."""
        words = "".join(char if char.isprintable() else " " for char in self.words)
        return f"{self.code} {words[:400]}".encode("ascii", "replace").decode()


TOO_BIG = Refusal(552, "5.3.4 The mail is bigger than we take")
NOT_OURS = Refusal(550, "5.1.1 Nobody here by that address, and we do not relay")
TOO_MANY = Refusal(452, "4.5.3 Too many recipients; send the rest in a mail of its own")
TROUBLE = Refusal(451, "4.3.0 Something is wrong here; please try again later")
BARE_LINE_END = Refusal(550, "5.6.0 Bare CR or LF in the mail; lines end in CRLF (RFC 5321 section 2.3.8)")


def unacceptable(octets: bytes) -> Refusal | None:
    """Refuse octets that two mail programs may read as two different mails; None: take them.

    NUL, 8-bit and over-long lines are taken: they are ugly, but mean the same to everyone.
    """
    return BARE_LINE_END if has_bare_line_end(octets) else None


def unstuffed(octets: bytes) -> bytes:
    """Take the stuffed dots out of what came between DATA and the final dot (RFC 5321 section 4.5.2)."""
    return octets[octets.startswith(b".") :].replace(b"\r\n.", b"\r\n")
