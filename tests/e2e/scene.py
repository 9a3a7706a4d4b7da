"""A Kring of the real parts: its listener, its loops, its web server, its relay; only the clock is set."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import monotonic, sleep

from mailer.app import Application, Chance
from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportPerson
from mailer.domain.inbox import InboxState
from mailer.domain.subscription import Proof, SubscriptionState
from mailer.service.work import Cause
from mailer.settings import series_file
from mailer.settings.doors import MailDoor, WebDoor
from mailer.settings.limits import LimitsSettings
from mailer.settings.settings import Settings
from mailer.store.unit_of_work import unit_of_work

MARIEKE = Cause("Marieke, the coordinator")
SERIES = "kennisplatform"
INFO = "info@kennisplatform.example"
ANNA = Mailbox("anna.dewit@waterrijk.example", "Anna de Wit")
BART = Mailbox("b.smit@dijkveld.example", "Bart Smit")
CARLA = Mailbox("carla@lindehoven.example", "Carla Jansen")
SPRING = datetime(2017, 5, 1, 8, tzinfo=UTC)


def application(
    folder: Path,
    *,
    mailbox: str = INFO,
    unsubscribe_url: str = "",
    listener: MailDoor | None = None,
    web: WebDoor | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Application:
    """Give a service on free ports whose mails are captured until the test gives it another courier."""
    settings = Settings(
        database=f"sqlite:///{folder / 'kring.db'}",
        captured=folder / "captured",
        listener=listener or MailDoor(port=0),
        web=web or WebDoor(port=0),
        limits=LimitsSettings(per_minute=0),
    )
    series = series_file.read_all(Path("config/series"))
    ours = replace(
        series[SERIES],
        mailbox=mailbox,
        list_id=f"kring.{mailbox.partition('@')[2]}",
        unsubscribe_url=unsubscribe_url,
    )
    ids = count(1)
    chance = Chance(lambda: f"id-{next(ids)}", lambda: 0.0)
    return Application(
        settings, {SERIES: ours}, "a secret for tests", clock=clock or (lambda: SPRING), chance=chance
    )


def enlist(app: Application, *people: Mailbox) -> None:
    """Put people on the list, as an import does."""
    for person in people:
        proof = Proof("import: test", at=app.clock())
        app.bus.do(ImportPerson(SERIES, person, "", "nl", proof), MARIEKE)


def settle(app: Application, most: int = 50) -> int:
    """Read and send until nothing is left to do; give how many mails that were, `most` at most."""
    for number in range(most):
        if not (app.receive_one() or app.deliver(1)):
            return number
    raise AssertionError(f"after {most} mails there is still something to do")


def subscription(app: Application, address: str) -> SubscriptionState | None:
    with unit_of_work(app.database) as store:
        person = store.people.by_address(address)
        found = store.subscriptions.get(SERIES, person.id) if person else None
    return found.state if found else None


def inbox_counts(app: Application) -> dict[str, int]:
    with unit_of_work(app.database) as store:
        return {str(state): count for state, count in store.inbox.counts().items()}


def wait_until_read(app: Application, seconds: float = 30.0) -> None:
    """Wait until no mail is left that nobody has read."""
    until = monotonic() + seconds
    while monotonic() < until:
        if not inbox_counts(app).get(InboxState.RECEIVED.value):
            return
        sleep(0.02)
    raise AssertionError("a mail is still not read")
