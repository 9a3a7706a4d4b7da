"""Letters that are tried: the HTML of each is kept for a moment, for the frame that shows it."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

MOST = 64
"""Of all who write, together; a draft is at most a few hundred kilobytes, so this stays small."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a frame shows, to the session that made it."""

    session: str
    html: str
    title: str
    language: str


class Drafts:
    """The last drafts that were tried; they are in no database, as nobody keeps them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, Draft] = OrderedDict()

    def put(self, draft: Draft) -> str:
        """Keep one, and give the name it goes by; the oldest makes room."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[name] = draft
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return name

    def get(self, name: str, session: str) -> Draft | None:
        """Give one that this session made, as long as it is there."""
        with self._lock:
            found = self._kept.get(name)
        return found if found is not None and found.session == session else None
