"""One-click unsubscribing (RFC 8058) over HTTP: a POST takes Anna off the list, a look changes nothing."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

import pytest

from mailer.app import Application
from mailer.domain.subscription import SubscriptionState
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.transport.arrival import Arrival
from tests.e2e.scene import ANNA, INFO, application, settle, subscription

ON, OFF = SubscriptionState.SUBSCRIBED, SubscriptionState.UNSUBSCRIBED
OUTSIDE = "https://kennisplatform.example"
FORM = ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click")
MULTIPART = (
    "multipart/form-data; boundary=grens",
    b'--grens\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--grens--\r\n',
)


@dataclass
class Site:
    """The running service with Anna on the list, and the path her mail names for leaving it."""

    app: Application
    path: str

    def ask(
        self, method: str, path: str = "", body: tuple[str, bytes] | None = None
    ) -> tuple[int, HTTPMessage]:
        connection = HTTPConnection("127.0.0.1", self.app.web.port, timeout=10)
        with closing(connection):
            kind, octets = body or ("", None)
            connection.request(method, path or self.path, octets, {"Content-Type": kind} if body else {})
            response = connection.getresponse()
            response.read()
            return response.status, response.headers

    @property
    def anna(self) -> SubscriptionState | None:
        return subscription(self.app, ANNA.address)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    app = application(tmp_path, unsubscribe_url=f"{OUTSIDE}/unsubscribe/")
    app.open()
    app.web.start()
    letter = _subscribe(app, tmp_path / "captured")
    assert letter.get("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    link = letter.get("List-Unsubscribe").partition(">")[0].lstrip("<")
    assert link.startswith(f"{OUTSIDE}/unsubscribe/"), "HTTPS comes first"
    try:
        yield Site(app, link.removeprefix(OUTSIDE))
    finally:
        app.web.stop()
        app.close()


def _subscribe(app: Application, captured: Path) -> Mail:
    """Anna asks and confirms; gives the letter that says she is on the list."""
    _write(app, INFO, "Aanmelden", "Graag ontvang ik voortaan een uitnodiging.")
    (question,) = captured.glob("*.eml")
    asked = parse(question.read_bytes())
    _write(app, asked.reply_to[0].address, f"Re: {asked.subject}", "Ja, dat klopt.")
    (welcome,) = set(captured.glob("*.eml")) - {question}
    assert subscription(app, ANNA.address) is ON
    return parse(welcome.read_bytes())


def _write(app: Application, to: str, subject: str, text: str) -> None:
    octets = (
        f"From: {ANNA}\r\nTo: {to}\r\nSubject: {subject}\r\n"
        f"Message-ID: <{abs(hash(to))}@waterrijk.example>\r\n\r\n{text}\r\n"
    )
    app.accept([Arrival(ANNA.address, (to,), octets.encode(), "127.0.0.1")])
    settle(app)


@pytest.mark.parametrize("body", [FORM, MULTIPART], ids=["form", "multipart"])
def test_a_post_takes_anna_off_the_list_and_once_more_is_fine(site: Site, body: tuple[str, bytes]) -> None:
    for _ in range(2):
        status, head = site.ask("POST", body=body)
        assert status == 200
        assert head["Set-Cookie"] is None
        assert head["Location"] is None
        assert site.anna is OFF


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_scanner_that_opens_every_link_changes_nothing(site: Site, method: str) -> None:
    status, head = site.ask(method)
    assert status == 200
    assert head["Set-Cookie"] is None
    assert site.anna is ON


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_another_method_is_not_allowed(site: Site, method: str) -> None:
    assert site.ask(method)[0] == 405
    assert site.anna is ON


def test_a_token_that_is_not_ours_is_unknown(site: Site) -> None:
    token = site.path.rpartition("/")[2]
    forged = token[:-1] + ("b" if token.endswith("a") else "a")
    reply_token = site.app.house.signer.sign("r", 1)
    never_sent = site.app.house.signer.sign("u", 4_000_000)
    for wrong in (forged, reply_token, never_sent, "x", "%00", "a" * 5000, "..%2f..%2fetc", token + "/more"):
        assert site.ask("POST", f"/unsubscribe/{wrong}", FORM)[0] == 404, wrong
    assert site.ask("POST", "/unsubscribe/", FORM)[0] == 404
    assert site.anna is ON


def test_a_big_body_is_not_needed_to_leave(site: Site) -> None:
    assert site.ask("POST", body=("text/plain", b"x" * 1_000_000))[0] == 200
    assert site.anna is OFF
