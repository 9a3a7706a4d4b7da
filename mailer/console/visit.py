"""One request by somebody: who it is, what was sent along, and the ways to answer."""

from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mailer.console.drafts import Drafts
from mailer.console.forms import Form, token_for
from mailer.console.names import Names, is_local_path
from mailer.console.notices import NOTICES
from mailer.console.pages import Pages
from mailer.console.streams import Streams
from mailer.domain.commands import Command
from mailer.domain.coordinator import Coordinator, Session
from mailer.domain.errors import NotFound
from mailer.domain.limits import Limits
from mailer.service.bus import Bus
from mailer.service.log_in import Doorkeeper, Visitor
from mailer.service.work import Cause, Done, Work
from mailer.speech import catalogue
from mailer.store.unit_of_work import UnitOfWork, look


class Post(Protocol):
    """Hands a guest's mail to the listener of a sandbox."""

    def __call__(self, sender: str, to: str, octets: bytes) -> str:
        """Do it; "" when it was taken, else why not."""
        ...


def no_post(sender: str, to: str, octets: bytes) -> str:  # noqa: ARG001 - called by these names
    """Take no guest's mail: this is no sandbox."""
    return "this is no sandbox"


class Wake(Protocol):
    """Has the loops look at what a command left to do."""

    def __call__(self) -> None:
        """Wake them; returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share; `captured` says that no mail can leave this machine."""

    bus: Bus
    wake: Wake
    pages: Pages
    names: Names
    doorkeeper: Doorkeeper
    limits: Limits = field(default_factory=Limits)
    captured: bool = False
    post: Post = no_post
    streams: Streams = field(default_factory=Streams)
    drafts: Drafts = field(default_factory=Drafts)

    def cookie(self, host: str) -> str:
        """Name the cookie: over TLS so that a browser lets nobody but this very host set it (RFC 6265bis)."""
        return "__Host-kring" if self.names.secure(host) else "kring"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request; `token` is the session's, "" for who is not logged in.

    `spoken` goes before any other language.
    """

    site: Site
    request: Request
    token: str = ""
    session: Session | None = None
    form: Form = field(default_factory=lambda: Form({}))
    spoken: str = ""
    places: dict[str, str] = field(default_factory=dict)

    @property
    def who(self) -> Coordinator:
        """Who is logged in; only for pages that are shown to nobody else."""
        assert self.session is not None  # noqa: S101 - the gate lets nobody else through
        return self.session.coordinator

    @property
    def language(self) -> str:
        """The coordinator's language, or the one the browser asks for."""
        if self.spoken:
            return self.spoken
        if self.session is not None:
            return self.session.coordinator.language
        accepted = self.request.headers.get("accept-language", "")
        return catalogue.preferred(accepted, self.site.pages.languages)

    @property
    def visitor(self) -> Visitor:
        """Where the request comes from."""
        peer = self.request.client.host if self.request.client else ""
        return Visitor(peer, self.request.headers.get("user-agent", ""))

    @property
    def back(self) -> str:
        """The page it was sent from, if that is one of the console; else the first."""
        path = "/" + self.request.headers.get("referer", "").partition("://")[2].partition("/")[2]
        return path if is_local_path(path) else "/console/"

    def asked(self, name: str) -> str:
        """Give what stands behind the question mark under a name."""
        return self.request.query_params.get(name, "")

    @property
    def number(self) -> int:
        """The number in the path of the page asked for."""
        return int(self.request.path_params["number"])

    @property
    def after(self) -> int:
        """Behind which number the page asked for begins; 0 for the first page."""
        text = self.asked("after")
        return min(int(text), 2**31 - 1) if text.isascii() and text.isdigit() and len(text) < 20 else 0

    def do(self, command: Command, why: str = "") -> Done:
        """Have a command carried out in the name of who is logged in; raises `KringError`."""
        done = self.site.bus.do(command, Cause(f"{self.who.called} in the console", why))
        self.site.wake()
        return done

    def working(self, store: UnitOfWork) -> Work:
        """Give what the service's questions are asked with, for a look at a store that is open."""
        cause = Cause(f"{self.who.called} in the console")
        return Work(store, self.site.bus.house, self.site.bus.clock(), cause)

    def place(self, meeting: str) -> str:
        """Name a meeting by where it is, as people do; each is looked up once for a page."""
        if meeting not in self.places:
            with look(self.site.bus.database) as store:
                try:
                    self.places[meeting] = store.meetings.get(meeting).host.municipality
                except NotFound:
                    self.places[meeting] = meeting
        return self.places[meeting]

    def say(self, message: str) -> str:
        """Give a message that was marked for the catalogues, in the language of whoever looks."""
        return self.site.pages.say(message, self.language)

    def page(self, template: str, status: int = 200, **facts: Any) -> Response:
        """Give a page; a fact named as one that every page has raises `TypeError`: it would hide that one."""
        frame = self._frame() if self.session else {"waiting": 0, "pause": None}
        text = self.site.pages.write(template, self.language, dict(**self._always(), **frame, **facts))
        return HTMLResponse(text, status)

    def to(self, path: str, done: str = "") -> Response:
        """Go on to a page, which says what was done (POST, redirect, GET)."""
        return RedirectResponse(f"{path}?{urlencode({'done': done})}" if done else path, 303)

    def _always(self) -> dict[str, Any]:
        return {
            "visit": self,
            "coordinator": self.session.coordinator if self.session else None,
            "form_token": token_for(self.token),
            "path": self.request.url.path,
            "languages": self.site.pages.languages,
            "notice": NOTICES.get(self.asked("done"), ""),
            "captured": self.site.captured,
            "now": self.site.bus.clock(),
            "zone": next(iter(self.site.bus.house.series.values())).zone,
        }

    def _frame(self) -> dict[str, Any]:
        with look(self.site.bus.database) as store:
            return {"waiting": store.views.parked_count(), "pause": store.pauses.open()}
