"""What an operator's programs see: figures, whether the process lives, whether it works; and who may look."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from mailer.app import Application
from mailer.console.operations import from_here
from mailer.domain.commands import PauseHouse
from mailer.settings.doors import WebDoor
from tests.e2e.scene import ANNA, INFO, MARIEKE, application, enlist, settle
from tests.transport.peer import Peer

Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    """A Kring whose doors are open; its loops stand still, so that what waits can be counted."""
    found = application(tmp_path)
    found.open()
    found.listener.start()
    found.web.start()
    yield found
    found.web.stop()
    found.listener.stop()
    found.close()


@pytest.fixture
def ask(app: Application) -> Ask:
    return lambda path, **fields: asked(app, path, **fields)


def asked(app: Application, path: str, method: str = "GET", **fields: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", app.web.port, timeout=10)) as connection:
        head = {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request(method, path, headers=head)
        response = connection.getresponse()
        return response.status, response.read().decode()


def figures(page: str) -> dict[str, float]:
    """Each sample by its name with its labels."""
    found = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def write(app: Application, octets: bytes, to: str = INFO) -> str:
    with Peer(app.listener.port) as peer:
        peer.data(to=to, sender=ANNA.address)
        return peer.say(octets + b"\r\n.\r\n")


REQUEST = (
    f"From: {ANNA}\r\nTo: {INFO}\r\nSubject: Aanmelden\r\nMessage-ID: <1@waterrijk.example>\r\n\r\n"
    "Graag ontvang ik voortaan een uitnodiging.\r\n"
).encode()


def test_what_comes_in_waits_and_leaves_is_counted(app: Application, ask: Ask) -> None:
    before = figures(ask("/metrics")[1])
    assert before["kring_inbox{state=received}"] == 0
    assert write(app, REQUEST).startswith("250")
    assert figures(ask("/metrics")[1])["kring_inbox{state=received}"] == 1
    app.receive_one()
    waiting = figures(ask("/metrics")[1])
    assert waiting["kring_inbox{state=received}"] == 0
    assert waiting["kring_deliveries{state=due}"] == 1
    assert waiting["kring_oldest_due_seconds"] == 0
    settle(app)
    after = figures(ask("/metrics")[1])
    assert after["kring_deliveries{state=due}"] == 0
    sent = "kring_outcomes_total{cause=,state=sent}"
    assert after[sent] == before.get(sent, 0) + 1
    assert after["kring_mails_accepted_total"] == before["kring_mails_accepted_total"] + 1
    assert after["kring_commit_seconds_count"] > before["kring_commit_seconds_count"]
    assert after["kring_claim_seconds_count"] > before["kring_claim_seconds_count"]
    assert after["kring_accept_seconds_count"] == before["kring_accept_seconds_count"] + 1


def test_refusals_are_counted_by_their_code(app: Application, ask: Ask) -> None:
    before = figures(ask("/metrics")[1]).get("kring_listener_refusals_total{code=550}", 0)
    with Peer(app.listener.port) as peer:
        peer.say(b"MAIL FROM:<>\r\n")
        assert peer.say(b"RCPT TO:<jan@elders.example>\r\n").startswith("550")
    assert figures(ask("/metrics")[1])["kring_listener_refusals_total{code=550}"] == before + 1


def test_no_figure_names_a_person(app: Application, ask: Ask) -> None:
    enlist(app, ANNA)
    write(app, REQUEST)
    settle(app)
    page = ask("/metrics")[1]
    assert "@" not in page
    assert not re.search("anna|aanmelden", page, re.IGNORECASE)


def test_it_lives_and_is_ready(ask: Ask) -> None:
    assert ask("/healthz") == (200, "ok\n")
    assert ask("/readyz") == (200, "ready\n")


def test_a_house_that_is_paused_is_not_ready_and_says_why(app: Application, ask: Ask) -> None:
    app.bus.do(PauseHouse("the wrong letter"), MARIEKE)
    status, words = ask("/readyz")
    assert status == 503
    assert "the wrong letter" in words
    assert "outbox release" in words
    assert figures(ask("/metrics")[1])["kring_paused"] == 1
    assert ask("/healthz")[0] == 200


def test_a_door_that_is_closed_is_said(app: Application, ask: Ask) -> None:
    app.listener.stop()
    assert ask("/readyz") == (503, "nobody listens for mail\n")


def test_a_loop_that_stands_still_is_named(app: Application, ask: Ask) -> None:
    app.pulse.expect("deliver", within=-1)
    status, words = ask("/readyz")
    assert status == 503
    assert words.startswith("the loop deliver has not stirred for ")


def test_a_database_that_does_not_answer_is_said(app: Application, ask: Ask) -> None:
    file = app.database.file
    assert file
    app.database.close()
    file.write_bytes(b"no database any more, and long enough to be told from an empty one " * 100)
    file.with_name("kring.db-wal").unlink(missing_ok=True)
    status, words = ask("/readyz")
    assert status == 503
    assert "can't be used" in words


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
@pytest.mark.parametrize("field", ["X_Forwarded_For", "Forwarded", "Via", "X_Real_IP"])
def test_through_a_proxy_nothing_is_shown(ask: Ask, path: str, field: str) -> None:
    assert ask(path, **{field: "127.0.0.1"}) == (404, "not here\n")


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/healthz"])
def test_nothing_is_changed_by_another_method(ask: Ask, path: str) -> None:
    assert ask(path, method="POST")[0] == 405


@pytest.mark.parametrize(
    ("peer", "seen"),
    [
        ("127.0.0.1", True),
        ("127.9.8.7", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.7", False),
        ("::ffff:192.0.2.7", False),
        ("2001:db8::1", False),
        ("testclient", False),
    ],
)
def test_only_this_machine_is_here(peer: str, seen: bool) -> None:
    assert from_here(Request({"type": "http", "client": (peer, 40000), "headers": []})) is seen


def test_where_it_is_said_so_anybody_may_look(tmp_path: Path) -> None:
    app = application(tmp_path, web=WebDoor(port=0, operators="anywhere"))
    app.open()
    app.web.start()
    try:
        status, page = asked(app, "/metrics", X_Forwarded_For="192.0.2.7")
        assert status == 200
        assert "kring_deliveries" in page
    finally:
        app.web.stop()
        app.close()
