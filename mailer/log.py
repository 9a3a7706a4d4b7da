"""How the service tells an operator what it does: a line an event, of deliveries and mails, not of people."""

import hmac
import logging
import re
import sys
import traceback
from hashlib import sha256
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

from mailer.domain.errors import KringError

_BETWEEN = re.compile(r"([\s<>\"'(),;:=\[\]{}]+)")
"""What may stand around an address in a line."""

_ROOT = Path(__file__).parent.parent


def set_up(secret: str, *, addresses: bool = False, stream: TextIO | None = None) -> None:
    """Write to standard error, or to `stream`; other libraries' warnings too.

    An address becomes a code that is the same for the same address, and says nothing to who does not know the
    `secret`; with `addresses` it stays. Of an exception its type and places are told, not its words: these
    may be somebody's mail.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
    ]
    if not addresses:
        shared.append(_Hashing(secret))
    render = structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=_last(render), foreign_pre_chain=shared)
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _last(render: Processor) -> list[Processor]:
    return [structlog.stdlib.ProcessorFormatter.remove_processors_meta, render]


class _Hashing:
    """Puts a code in the place of every address, wherever in a line it stands."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()

    def __call__(self, _logger: object, _method: str, line: EventDict) -> EventDict:
        """Go through all values; what is no text becomes one only if an address is in it."""
        for name, value in line.items():
            text = value if isinstance(value, str) else repr(value)
            if "@" in text and not name.startswith("_"):
                line[name] = self.hide(text)
        return line

    def hide(self, text: str) -> str:
        """Replace each word with an @ in it."""
        return "".join(self.name_of(part) if "@" in part else part for part in _BETWEEN.split(text))

    def name_of(self, address: str) -> str:
        """Give the code of an address."""
        return f"person-{hmac.new(self._key, address.lower().encode(), sha256).hexdigest()[:10]}"


def _without_words(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Tell an exception by its type and the places it came through."""
    told = line.pop("exc_info", None)
    if told:
        error = told if isinstance(told, BaseException) else sys.exc_info()[1] if told is True else told[1]
        if error is not None:
            line["exception"] = _told(error)
    return line


def _told(error: BaseException) -> str:
    words = f": {error}" if isinstance(error, KringError | OSError) else ""
    places = [
        f"{_short(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    told = f"{type(error).__name__}{words} at {' > '.join(places)}"
    return f"{told}; because of {_told(error.__cause__)}" if error.__cause__ else told


def _short(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name
