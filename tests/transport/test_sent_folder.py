"""The folder of sent mails: the fake that other tests use and a real Dovecot keep the same contract."""

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from socket import create_server

import pytest

from mailer.domain.unknown import SentFolder
from mailer.transport.hop import Hop
from mailer.transport.sent_folder import ImapSentFolder
from tests.service.test_fate import Folder
from tests.transport.imap import PASSWORD, USER, Imap, imap

MAIL = (
    "From: info@kring.example\r\nMessage-ID: <{}>\r\nSubject: Uitnodiging\r\n\r\n"
    "Beste Anna, zie <geen@kring.example>\r\n"
)


@dataclass
class Kept:
    """A folder, and how a provider puts a mail into it."""

    folder: SentFolder
    keep: Callable[[str], None]


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    with imap() as found:
        yield found


def hop(server: Imap, *, tls: bool = False) -> Hop:
    return Hop("127.0.0.1", server.tls_port if tls else server.port, "none", USER, PASSWORD, timeout=20)


@pytest.fixture(params=["fake", "dovecot"])
def kept(request: pytest.FixtureRequest) -> Kept:
    if request.param == "fake":
        fake = Folder()
        return Kept(fake, fake.mails.add)
    server: Imap = request.getfixturevalue("server")
    return Kept(ImapSentFolder(hop(server)), lambda one: server.keep(MAIL.format(one).encode()))


def test_it_says_of_each_whether_it_is_there(kept: Kept) -> None:
    kept.keep("id-1@kring.example")
    kept.keep("id-2@kring.example")
    looked = kept.folder.look(["id-2@kring.example", "id-3@kring.example", "id-1@kring.example"])
    assert looked.there == {
        "id-1@kring.example": True,
        "id-2@kring.example": True,
        "id-3@kring.example": False,
    }
    assert looked.fault == ""


def test_part_of_a_message_id_is_another_one(kept: Kept) -> None:
    kept.keep("id-77@kring.example")
    assert kept.folder.look(["id-7@kring.example", "d-77@kring.example", "id-77@kring.exam"]).there == {
        "id-7@kring.example": False,
        "d-77@kring.example": False,
        "id-77@kring.exam": False,
    }


def test_what_a_mail_only_speaks_of_is_not_there(kept: Kept) -> None:
    kept.keep("id-5@kring.example")
    assert kept.folder.look(["geen@kring.example"]).there == {"geen@kring.example": False}


def test_what_comes_later_is_found_later(kept: Kept) -> None:
    assert kept.folder.look(["id-9@kring.example"]).there == {"id-9@kring.example": False}
    kept.keep("id-9@kring.example")
    assert kept.folder.look(["id-9@kring.example"]).there == {"id-9@kring.example": True}


@pytest.mark.parametrize("security", ["starttls", "implicit"])
def test_it_is_reached_in_tls_by_who_trusts_its_authority(server: Imap, security: str) -> None:
    there = replace(hop(server, tls=security == "implicit"), security=security)  # type: ignore[arg-type]
    server.keep(MAIL.format("id-tls@kring.example").encode())
    trust = ssl.create_default_context()
    server.authority.configure_trust(trust)
    looked = ImapSentFolder(replace(there, context=trust)).look(["id-tls@kring.example"])
    assert (looked.there, looked.fault) == ({"id-tls@kring.example": True}, "")
    looked = ImapSentFolder(there).look(["id-tls@kring.example"])
    assert looked.there == {}
    assert "certificate verify failed" in looked.fault


def test_a_folder_may_be_named(server: Imap) -> None:
    server.keep(MAIL.format("id-named@kring.example").encode())
    assert ImapSentFolder(hop(server), "Verzonden items").look(["id-named@kring.example"]).there == {
        "id-named@kring.example": True
    }
    looked = ImapSentFolder(hop(server), "Verzonden brieven").look(["id-named@kring.example"])
    assert (looked.there, bool(looked.fault)) == ({}, True)


def test_a_wrong_password_is_a_fault_and_is_not_told(server: Imap) -> None:
    looked = ImapSentFolder(replace(hop(server), password="geheim")).look(["id-1@kring.example"])
    assert looked.there == {}
    assert "127.0.0.1" in looked.fault
    assert "geheim" not in looked.fault


@pytest.mark.parametrize(
    "greeting",
    [
        b"",
        b"\r\n",
        b"* BYE not now\r\n",
        b"+OK this is POP3\r\n",
        b"* OK \xff\xfe\r\n* LIST (\xff\r\n",
        b"* OK ready\r\n* CAPABILITY\r\n" + b"x" * 2_000_000 + b"\r\n",
    ],
)
def test_no_answer_crashes_it(greeting: bytes) -> None:
    with create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            connection, _ = door.accept()
            with connection:
                connection.sendall(greeting)

        threading.Thread(target=serve, daemon=True).start()
        there = Hop("127.0.0.1", door.getsockname()[1], "none", USER, PASSWORD, timeout=5)
        looked = ImapSentFolder(there).look(["id-1@kring.example"])
    assert looked.there == {}
    assert looked.fault


def test_nobody_listens() -> None:
    with create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    looked = ImapSentFolder(Hop("127.0.0.1", port, "none", USER, PASSWORD)).look(["id-1@kring.example"])
    assert (looked.there, "refused" in looked.fault) == ({}, True)
