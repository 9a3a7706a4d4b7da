"""A Kring whose console is open, and somebody who is logged in."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import InviteCoordinator
from mailer.domain.coordinator import Role
from mailer.service.log_in import digest
from tests.console.browser import Browser
from tests.console.scene import at_work
from tests.service.kring import Kring

MARIEKE = Mailbox("marieke@kennisplatform.example", "Marieke")
OMAR = Mailbox("omar@kennisplatform.example", "Omar")
Come = Callable[..., Browser]
_NUMBERS = count(1)


@pytest.fixture
def kring(tmp_path: Path) -> Iterator[Kring]:
    found = Kring(tmp_path)
    found.app.web.start()
    yield found
    found.app.web.stop()
    found.app.close()


@pytest.fixture
def busy(kring: Kring) -> Kring:
    """The house of `scene`; who logs in after it logs in then."""
    at_work(kring)
    return kring


@pytest.fixture
def stranger(kring: Kring) -> Browser:
    return Browser(kring.app.web.port)


@pytest.fixture
def come(kring: Kring) -> Come:
    """Have somebody log in by a one-time link, in a browser of his or her own."""

    def enter(who: Mailbox = MARIEKE, role: Role = Role.COORDINATOR, language: str = "en") -> Browser:
        browser = Browser(kring.app.web.port)
        page = browser.get(f"/console/welcome/{link_for(kring, who, role, language)}")
        assert browser.submit(page, "main form").status == 200
        return browser

    return enter


@pytest.fixture
def marieke(come: Come) -> Browser:
    return come()


def link_for(
    kring: Kring, who: Mailbox = MARIEKE, role: Role = Role.COORDINATOR, language: str = "en"
) -> str:
    """Give the token of a one-time link."""
    token = f"link-{next(_NUMBERS)}-of-{who.name}"
    kring.do(InviteCoordinator(who, role, language, digest(token)))
    return token
