"""Mail of any shape at the real door: a clear no, or a yes and then a reason; and the next mail is read."""

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from mailer.app import Application
from mailer.domain.inbox import InboxState
from mailer.domain.subscription import SubscriptionState
from mailer.store.unit_of_work import unit_of_work
from tests.e2e.scene import INFO, application, inbox_counts, subscription, wait_until_read
from tests.transport.peer import Peer

MB = 1024 * 1024
LIMIT = 50 * MB
WISH = "Graag ontvang ik voortaan een uitnodiging."


@dataclass
class Door:
    """The running service, and a way to hand it mail as a peer does."""

    app: Application
    guests: Iterator[int]

    def hand_over(self, octets: bytes, reverse_path: str = "anna.dewit@waterrijk.example") -> str:
        """Give the answer to a mail; lines are dot-stuffed as a peer has to do."""
        with Peer(self.app.listener.port) as peer:
            peer.socket.settimeout(60)
            assert peer.data(reverse_path, INFO).startswith("354")
            stuffed = octets.replace(b"\r\n.", b"\r\n..")
            peer.send(b"." + stuffed if stuffed.startswith(b".") else stuffed)
            return peer.say(b".\r\n" if stuffed.endswith(b"\r\n") or not stuffed else b"\r\n.\r\n")

    def newest(self) -> tuple[str, str]:
        """Give state and reason of the mail that came in last."""
        wait_until_read(self.app, 60)
        with unit_of_work(self.app.database) as store:
            row = store.views.inbox([state.value for state in InboxState], 10_000)[-1]
        return row["state"], row["reason"] or ""

    def the_next_mail_is_read(self) -> bool:
        address = f"gast{next(self.guests)}@dijkveld.example"
        octets = f"From: {address}\r\nTo: {INFO}\r\nSubject: Aanmelden\r\n\r\n{WISH}\r\n".encode()
        assert self.hand_over(octets, address).startswith("250")
        wait_until_read(self.app)
        return subscription(self.app, address) is SubscriptionState.UNCONFIRMED


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    app = application(tmp_path_factory.mktemp("door"))
    app.start()
    yield Door(app, count(1))
    app.stop()


def headed(*fields: bytes, body: bytes = b"Hallo\r\n") -> bytes:
    usual = (b"From: Anna de Wit <anna.dewit@waterrijk.example>", b"To: " + INFO.encode(), b"Subject: Hallo")
    return b"\r\n".join((*usual, *fields)) + b"\r\n\r\n" + body


def wish(*fields: bytes) -> bytes:
    return b"\r\n".join((*fields, b"To: " + INFO.encode(), b"Subject: Aanmelden", b"", WISH.encode(), b""))


def filled_to(size: int) -> bytes:
    line = b"Hallo Anna " * 90 + b"\r\n"
    head = headed(body=b"")
    whole = (size - len(head)) // len(line)
    return head + line * whole


def nested(depth: int) -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
    )
    closing = b"".join(b"--b%d--\r\n" % n for n in reversed(range(depth)))
    head, _, _ = headed().partition(b"\r\n\r\n")
    return head + b"\r\n" + opening + b"Content-Type: text/plain\r\n\r\nHallo\r\n" + closing


def wrapped_mails(depth: int) -> bytes:
    head, _, _ = headed().partition(b"\r\n\r\n")
    return (head + b"\r\nContent-Type: message/rfc822\r\n\r\n") * depth + headed()


def many_parts(number: int) -> bytes:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return headed(b"Content-Type: multipart/mixed; boundary=b", body=part * number + b"--b--\r\n")


def with_attachment(size: int) -> bytes:
    lines = b64encode(os.urandom(57 * 1000)).decode()
    block = "\r\n".join(lines[n : n + 76] for n in range(0, len(lines), 76)).encode() + b"\r\n"
    body = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nZie de bijlage.\r\n"
        b"--b\r\nContent-Type: application/zip; name=x.zip\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=x.zip\r\n\r\n"
        + block * (size // len(block))
        + b"--b--\r\n"
    )
    return headed(b"Content-Type: multipart/mixed; boundary=b", body=body)


ANNAS = b"From: anna.dewit@waterrijk.example"
HTML_BOMB = b"<div>" * 100_000 + b"Hallo"

TAKEN: dict[str, Callable[[], bytes]] = {
    "nothing at all": lambda: b"",
    "only an empty line": lambda: b"\r\n",
    "only a header": lambda: b"From: anna.dewit@waterrijk.example\r\nSubject: Hallo\r\n",
    "only a body": lambda: b"\r\nHallo\r\n",
    "cut off in the middle of a part": lambda: with_attachment(100_000)[:-50_123],
    "cut off in the middle of the header": lambda: b"From: Anna de W",
    "an attachment of 4 MB": lambda: with_attachment(4 * MB),
    "1,000 nested parts": lambda: nested(1000),
    "1,000 mails in mails": lambda: wrapped_mails(1000),
    "100,000 parts": lambda: many_parts(100_000),
    "a part without an end": lambda: headed(
        b"Content-Type: multipart/mixed; boundary=b", body=b"--b\r\n" * 9999
    ),
    "a multipart without a boundary": lambda: headed(b"Content-Type: multipart/mixed"),
    "HTML a hundred thousand deep": lambda: headed(b"Content-Type: text/html", body=HTML_BOMB),
    "no From": lambda: wish(b"Date: Mon, 1 May 2017 10:00:00 +0200"),
    "several From": lambda: wish(ANNAS, b"From: b.smit@dijkveld.example"),
    "two people in From": lambda: wish(ANNAS + b", b.smit@dijkveld.example"),
    "a From without an address": lambda: wish(b"From: Anna"),
    "NUL in header and body": lambda: headed(b"X-Odd: \0a\0", body=b"Hallo\0\0\r\n"),
    "NUL in From": lambda: wish(b"From: anna\0.dewit@waterrijk.example"),
    "an eight-bit header": lambda: headed(b"X-Odd: \xff\xfe\xe9\x80", "Organization: Café".encode()),
    "an eight-bit From": lambda: wish(b"From: Ren\xe9 <ren\xe9@dijkveld.example>"),
    "an unknown charset": lambda: headed(
        b"Content-Type: text/plain; charset=klingon-8", body=b"\xe9\xff\r\n"
    ),
    "a charset that is no text": lambda: headed(b"Content-Type: text/plain; charset=base64", body=b"xx\r\n"),
    "a wrong charset": lambda: headed(b"Content-Type: text/plain; charset=utf-8", body=b"\xc3\x28\xa0\r\n"),
    "broken base64": lambda: headed(b"Content-Transfer-Encoding: base64", body=b"=!=SGFs\xffbG8\r\n"),
    "an unknown encoding": lambda: headed(b"Content-Transfer-Encoding: uuencode-2", body=b"Hallo\r\n"),
    "a header line of 1 MB": lambda: headed(b"X-Long: " + b"x" * MB),
    "a Subject of 1 MB": lambda: ANNAS + b"\r\nSubject: " + b"a b " * (MB // 4) + b"\r\n\r\nHallo\r\n",
    "100,000 header fields": lambda: headed(*[b"X-Many: 1"] * 100_000),
    "100,000 references": lambda: headed(b"References: " + b"<a@b.example> " * 100_000),
    "100,000 addressees": lambda: headed(b"Cc: " + b"a@b.example, " * 100_000),
    "comments in comments": lambda: wish(b"From: " + b"(" * 50_000 + b" anna.dewit@waterrijk.example"),
    "a body line of 5 MB": lambda: headed(body=b"x" * 5 * MB + b"\r\n"),
    "a date from nowhere": lambda: headed(b"Date: 99 Foo 99999 99:99:99 +9999999"),
    "random octets": lambda: bytes(b for b in os.urandom(100_000) if b not in b"\r\n"),
}

BIG: dict[str, Callable[[], bytes]] = {
    "50 MB": lambda: filled_to(LIMIT - 100),
    "an attachment of 40 MB": lambda: with_attachment(40 * MB),
}

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "51 MB": (lambda: filled_to(51 * MB), "552 5.3.4"),
    "a bare LF": (lambda: headed(body=b"Hallo\nAnna\r\n"), "550 5.6.0"),
    "a bare CR": (lambda: headed(body=b"Hallo\rAnna\r\n"), "550 5.6.0"),
    "a dot between bare LFs": (lambda: headed(body=b"Hallo\n.\nMAIL FROM:<x@y.example>\r\n"), "550 5.6.0"),
}


@pytest.mark.parametrize("make", TAKEN.values(), ids=TAKEN)
def test_what_is_taken_gets_a_reason_and_the_next_mail_is_read(door: Door, make: Callable[[], bytes]) -> None:
    before = sum(inbox_counts(door.app).values())
    assert door.hand_over(make()).startswith("250")
    state, reason = door.newest()
    assert sum(inbox_counts(door.app).values()) == before + 1, "nothing that was accepted is lost"
    assert state in {"handled", "ignored", "parked"}
    assert reason
    assert not reason.startswith("reading it failed"), reason
    assert door.the_next_mail_is_read()


@pytest.mark.long
@pytest.mark.parametrize("make", BIG.values(), ids=BIG)
def test_what_is_big_is_read_too(door: Door, make: Callable[[], bytes]) -> None:
    test_what_is_taken_gets_a_reason_and_the_next_mail_is_read(door, make)


@pytest.mark.parametrize(("make", "answer"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_told_so_and_not_kept(door: Door, make: Callable[[], bytes], answer: str) -> None:
    before = inbox_counts(door.app)
    assert door.hand_over(make()).startswith(answer)
    assert inbox_counts(door.app) == before
    assert door.the_next_mail_is_read()


def test_a_peer_that_goes_in_the_middle_of_a_mail_leaves_nothing(door: Door) -> None:
    before = inbox_counts(door.app)
    with Peer(door.app.listener.port) as peer:
        assert peer.data("anna.dewit@waterrijk.example", INFO).startswith("354")
        peer.send(headed())
    assert inbox_counts(door.app) == before
    assert door.the_next_mail_is_read()


def test_a_mail_with_two_from_fields_changes_nothing_and_goes_to_the_coordinator(door: Door) -> None:
    door.hand_over(wish(b"From: els@hoogland.example", b"From: dirk@rozenburcht.example"))
    assert door.newest() == ("parked", "has more than one From: it is not sure who wrote it")
    assert subscription(door.app, "els@hoogland.example") is None
    assert subscription(door.app, "dirk@rozenburcht.example") is None
