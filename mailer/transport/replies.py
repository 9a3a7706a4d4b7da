"""What a relay answers (RFC 5321 section 4.2) and what that makes of a delivery: pure, one table to read."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mailer.domain.delivery import DeliveryState, Outcome, Stage

MOST_WORDS = 500
"""So many characters of a relay's words are kept."""

_LONGEST_LINE = 4096
_MOST_LINES = 200
_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_STATUS = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")

_OUR_OWN_DOING = frozenset(
    {Stage.CONNECT, Stage.GREETING, Stage.EHLO, Stage.STARTTLS, Stage.AUTH, Stage.MAIL}
)
"""Until the recipient is named, a refusal concerns the relay and us: every mail would meet it."""

_SETTLED = {2: DeliveryState.SENT, 4: DeliveryState.DEFERRED, 5: DeliveryState.FAILED}

_LOG_IN_FIRST = 530
"""RFC 4954 section 6: authentication required. It says nothing about the recipient, at whatever stage."""

_ABOUT_THIS_MAIL = frozenset({"5.3.4", "5.6.0", "5.6.1", "5.6.3", "5.6.7", "5.6.9"})
"""Too big (RFC 3463) or not convertible (RFC 6152, 6531): reasons at MAIL that lie in this one mail."""


class Garbled(ValueError):  # noqa: N818 - it is the reply that is at fault
    """What came is not a reply as RFC 5321 section 4.2 has it."""


class Reply(NamedTuple):
    """A whole reply: its code and the text of each line."""

    code: int
    lines: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The text in one line, shortened, safe to show and to log."""
        return " ".join(filter(None, self.lines))[:MOST_WORDS]

    @property
    def status(self) -> str | None:
        """The enhanced status code (RFC 3463), when it agrees with the code (RFC 2034 section 4)."""
        return _status(self.code, self.words)

    @property
    def refuses(self) -> bool:
        """Whether it is a clean no, after which the dialogue can go on: 4xx or 5xx, but not 421."""
        return self.code >= 400 and self.code != 421


class ReplyReader:
    """Takes the octets as they come, in whatever pieces, and gives whole replies."""

    def __init__(self) -> None:
        self._unread = b""
        self._lines: list[str] = []
        self._code = 0

    @property
    def pending(self) -> bool:
        """Whether a reply has come in part."""
        return bool(self._unread or self._lines)

    @property
    def rest(self) -> str:
        """What has come of a reply that is not whole yet."""
        return " ".join((*self._lines, readable(self._unread))).strip()

    def read(self, octets: bytes) -> Iterator[Reply]:
        """Give each reply that is whole with these octets; raises `Garbled` when one can't become a reply."""
        *lines, self._unread = (self._unread + octets).split(b"\n")
        for line in lines:
            if reply := self._take(line):
                yield reply
        if len(self._unread) > _LONGEST_LINE:
            raise Garbled(f"not an SMTP reply: {len(self._unread)} octets without a line end")

    def _take(self, line: bytes) -> Reply | None:
        code, more, text = read_line(line)
        if not (more or self._lines):
            return Reply(code, (text,))
        lines = [*self._lines, text]
        if (self._lines and code != self._code) or len(lines) > _MOST_LINES:
            raise Garbled(f"not an SMTP reply: {self._code} and {code} in {len(lines)} lines")
        self._code, self._lines = code, lines if more else []
        return None if more else Reply(code, tuple(lines))


@lru_cache(maxsize=64)
def read_line(line: bytes) -> tuple[int, bool, str]:
    """Take one line of a reply apart: code, whether more lines follow, text. Raises `Garbled`.

    A relay says the same few things over and over again.
    """
    found = _LINE.fullmatch(line.rstrip(b"\r\n"))
    if not found:
        raise Garbled(f"not an SMTP reply: {readable(line)}")
    return int(found[1]), found[2] == b"-", readable(found[3] or b"")


def readable(octets: bytes) -> str:
    """Give foreign octets as one printable line."""
    text = octets.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text.strip()[:MOST_WORDS]
    return "".join(char if char.isprintable() else " " for char in text).strip()[:MOST_WORDS]


def judge(stage: Stage, reply: Reply) -> Outcome | None:
    """Say what a reply before the end of the mail makes of the delivery; None: the dialogue goes on."""
    kind = reply.code // 100
    if kind == 4:
        return _outcome(DeliveryState.DEFERRED, stage, reply)
    if kind == 5:
        return _outcome(_refused(stage, reply), stage, reply)
    if (reply.code == 354) if stage is Stage.DATA else (kind == 2):
        return None
    return broken(stage, f"the relay is out of step: {reply.code} {reply.words}")


def settle(reply: Reply) -> Outcome:
    """Say what the reply to the final dot makes of the delivery; nonsense leaves it unknown."""
    state = _SETTLED.get(reply.code // 100, DeliveryState.UNKNOWN)
    return _outcome(state, Stage.END_OF_DATA, reply)


def _refused(stage: Stage, reply: Reply) -> DeliveryState:
    """Failed where the no is to this mail or recipient; where it is to us, somebody must mend that first.

    A sender that is rejected at MAIL, a log-in that fails or is missing: with these as "failed", one wrong
    setting would end the delivery to everyone on the list.
    """
    if reply.code == _LOG_IN_FIRST:
        return DeliveryState.DEFERRED
    if stage not in _OUR_OWN_DOING:
        return DeliveryState.FAILED
    about_this = stage is Stage.MAIL and (reply.code == 552 or reply.status in _ABOUT_THIS_MAIL)
    return DeliveryState.FAILED if about_this else DeliveryState.DEFERRED


def _outcome(state: DeliveryState, stage: Stage, reply: Reply) -> Outcome:
    to_us = stage in _OUR_OWN_DOING or reply.code == _LOG_IN_FIRST
    wide = state is DeliveryState.DEFERRED and to_us
    words = reply.words
    return Outcome(state, stage, reply.code, _status(reply.code, words), words, wide)


def _status(code: int, words: str) -> str | None:
    found = _STATUS.match(words)
    return found[1] if found and found[1][0] == str(code)[0] else None


def broken(stage: Stage, words: str) -> Outcome:
    """Say what it means when the dialogue breaks off: silence, a reset, nonsense, a wrong certificate.

    Once an octet of the final dot may have left, nobody but the relay knows: unknown. Before that the relay
    can't have accepted (RFC 5321 section 4.1.1.4): deferred. From RCPT on it may be this very mail that
    upsets the relay, so it is not called relay-wide: one poisoned mail would hold up all the others.
    """
    if stage is Stage.END_OF_DATA:
        return Outcome(DeliveryState.UNKNOWN, stage, words=words)
    return Outcome(DeliveryState.DEFERRED, stage, words=words, relay_wide=stage in _OUR_OWN_DOING)
