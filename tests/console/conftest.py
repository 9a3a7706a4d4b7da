"""A Kring whose console is open, and somebody who is logged in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from shutil import copyfile

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import InviteCoordinator
from mailer.domain.coordinator import Role
from mailer.domain.delivery import Envelope
from mailer.service.log_in import digest
from tests.console.browser import Browser
from tests.console.scene import at_work
from tests.service.kring import Kring

MARIEKE = Mailbox("marieke@kennisplatform.example", "Marieke")
OMAR = Mailbox("omar@kennisplatform.example", "Omar")
Come = Callable[..., Browser]
_NUMBERS = count(1)


@pytest.fixture
def kring(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kring]:
    """An empty house, or the busy one where a test asks for that too."""
    if "busy" in request.fixturenames:
        yield request.getfixturevalue("busy")
    else:
        yield from serving(tmp_path)


def serving(folder: Path, played: "Played | None" = None) -> Iterator[Kring]:
    found = Kring(folder, played.now, first=10_000) if played else Kring(folder)
    found.post.sent.extend(played.sent if played else ())
    found.app.web.start()
    yield found
    found.app.web.stop()
    found.app.close()


@dataclass(frozen=True)
class Played:
    """The house of `scene` as it was left, to be gone on with in any number of tests."""

    database: Path
    now: datetime
    sent: Sequence[Envelope]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("played")
    found = Kring(folder)
    at_work(found)
    found.app.close()
    return Played(folder / "kring.db", found.now, found.post.sent)


@pytest.fixture
def busy(played: Played, tmp_path: Path) -> Iterator[Kring]:
    """The house of `scene`; who logs in after it logs in then."""
    copyfile(played.database, tmp_path / "kring.db")
    yield from serving(tmp_path, played)


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
