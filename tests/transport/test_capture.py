"""The sandbox's courier: each mail a file, in the order of sending, a repeat in plain sight."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest

from mailer.domain.delivery import DeliveryState, Envelope
from mailer.transport.capture import CaptureCourier
from tests.transport.carrying import Hand
from tests.transport.cast import ANNA, BART, BOUNCES, INVITATION, to_anna

REMINDER = INVITATION.replace(b"uitnodiging-1", b"herinnering-1")


To = Callable[[Path], Hand]


@pytest.fixture
def to() -> Iterator[To]:
    with ExitStack() as hands:
        yield lambda folder: hands.enter_context(Hand(CaptureCourier(folder)))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_tell_the_order_and_the_recipient(to: To, tmp_path: Path) -> None:
    courier = to(tmp_path / "var" / "mail")
    courier.deliver(to_anna())
    courier.deliver(Envelope(BOUNCES, BART, REMINDER))
    first, second = names(tmp_path / "var" / "mail")
    assert first.startswith(f"0001-{ANNA}-")
    assert second.startswith(f"0002-{BART}-")


def test_a_mail_sent_twice_is_seen_even_after_a_restart(to: To, tmp_path: Path) -> None:
    to(tmp_path).deliver(to_anna())
    restarted = to(tmp_path)
    restarted.deliver(to_anna())
    restarted.deliver(to_anna(REMINDER))
    restarted.deliver(to_anna(INVITATION.replace(b"Komt u", b"Komt U")))
    first, second, third, fourth = names(tmp_path)
    mark = first.removesuffix(".eml")[-10:]
    assert second.endswith(f"-{mark}-2.eml")
    assert mark not in third
    assert fourth.endswith(f"-{mark}-3.eml"), "it is the Message-ID that counts"


def test_a_mail_without_message_id_is_known_by_its_octets(to: To, tmp_path: Path) -> None:
    courier = to(tmp_path)
    for octets in (b"A: b\r\n\r\neen\r\n", b"A: b\r\n\r\ntwee\r\n", b"A: b\r\n\r\neen\r\n"):
        courier.deliver(to_anna(octets))
    assert [name.endswith("-2.eml") for name in names(tmp_path)] == [False, False, True]


def test_other_files_in_the_folder_do_no_harm(to: To, tmp_path: Path) -> None:
    for name in ("notities.eml", "0009-x.txt", "-.eml", "0007-oud-0123456789.eml"):
        (tmp_path / name).touch()
    to(tmp_path).deliver(to_anna())
    assert any(name.startswith(f"0008-{ANNA}") for name in names(tmp_path))


@pytest.mark.parametrize(
    "address", ["../../etc/passwd@kring.example", "a" * 300 + "@kring.example", "jö/é@kring.example"]
)
def test_no_address_leads_out_of_the_folder(to: To, tmp_path: Path, address: str) -> None:
    folder = tmp_path / "mail"
    assert to(folder).deliver(Envelope(BOUNCES, address, INVITATION)).state is DeliveryState.SENT
    assert len(names(folder)) == 1
    assert names(tmp_path) == ["mail"]


def test_a_kill_amid_the_writing_leaves_no_half_mail(to: To, tmp_path: Path) -> None:
    courier = to(tmp_path)
    with patch("os.link", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        courier.deliver(to_anna())
    assert list(tmp_path.glob("*.eml")) == []
    assert courier.deliver(to_anna()).state is DeliveryState.SENT


def test_no_file_is_overwritten(to: To, tmp_path: Path) -> None:
    courier, other = to(tmp_path), to(tmp_path)
    assert courier.deliver(to_anna()).state is DeliveryState.SENT
    outcome = other.deliver(to_anna())
    assert (outcome.state, outcome.relay_wide) == (DeliveryState.DEFERRED, True)
    assert len(names(tmp_path)) == 1


def test_a_full_disk_is_no_fault_of_the_recipient(to: To, tmp_path: Path) -> None:
    courier = to(tmp_path)
    with patch.object(Path, "write_bytes", side_effect=OSError("no space left on device")):
        outcome = courier.deliver(to_anna())
    assert (outcome.state, outcome.relay_wide) == (DeliveryState.DEFERRED, True)
    assert "no space left" in outcome.words
    assert courier.deliver(to_anna()).state is DeliveryState.SENT
