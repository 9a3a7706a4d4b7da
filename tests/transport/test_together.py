"""Mails that wait at the same moment are kept together; one that can't be kept costs the others nothing."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from mailer.transport.arrival import TROUBLE, Arrival, Refusal
from mailer.transport.desk import Accept, keep
from tests.transport.cast import ANNA, BART, CARLA, KRING, SUBSCRIBE
from tests.transport.peer import House, Peer, listening

PEOPLE = [f"lid{number}@deventer.example" for number in range(7)]


class Disk:
    """Keeps mails together; its first write takes until `go_on`. It fails for whoever is in `not_for`."""

    def __init__(self, not_for: Sequence[str] = ()) -> None:
        self.groups: list[list[str]] = []
        self.tried: list[list[str]] = []
        self.go_on = threading.Event()
        self._not_for = set(not_for)

    def accept(self, arrivals: Sequence[Arrival]) -> None:
        assert self.go_on.wait(10)
        senders = [arrival.reverse_path for arrival in arrivals]
        self.tried.append(senders)
        if self._not_for & set(senders):
            raise OSError("this does not fit")
        self.groups.append(senders)

    @property
    def kept(self) -> list[str]:
        return [sender for group in self.groups for sender in group]


@contextmanager
def waiting(house: House, senders: Sequence[str]) -> Iterator[list[Peer]]:
    """Peers that have said all, one after the other, and wait for their answer."""
    peers = []
    for sender in senders:
        peer = house.peer()
        peer.data(sender=sender)
        peer.send(SUBSCRIBE + b".\r\n")
        peers.append(peer)
    try:
        with house.peer() as last:  # is answered only after what the others sent was read
            last.say(b"NOOP\r\n")
        yield peers
    finally:
        for peer in peers:
            peer.close()


def answers(peers: Sequence[Peer]) -> list[str]:
    return [peer.reply()[:3] for peer in peers]


def test_what_waits_while_another_mail_is_kept_is_kept_in_one_go() -> None:
    disk = Disk()
    with listening(together=disk.accept) as house, waiting(house, [ANNA, *PEOPLE]) as peers:
        disk.go_on.set()
        assert answers(peers) == ["250"] * 8
    assert disk.groups == [[ANNA], PEOPLE]


def test_nobody_hears_yes_before_the_group_is_kept() -> None:
    disk = Disk()
    with listening(together=disk.accept) as house, waiting(house, [ANNA, BART, CARLA]) as peers:
        for peer in peers:
            peer.socket.settimeout(0.05)
            with pytest.raises(TimeoutError):
                peer.reply()
            peer.socket.settimeout(5)
        disk.go_on.set()
        assert answers(peers) == ["250"] * 3


def test_one_that_can_not_be_kept_costs_the_others_nothing() -> None:
    disk = Disk(not_for=[PEOPLE[3]])
    with listening(together=disk.accept) as house, waiting(house, [ANNA, *PEOPLE]) as peers:
        disk.go_on.set()
        assert answers(peers) == ["250"] * 4 + ["451"] + ["250"] * 3
    assert sorted(disk.kept) == sorted({ANNA, *PEOPLE} - {PEOPLE[3]})


def test_a_peer_that_left_while_it_waited_is_kept_and_the_others_are_answered() -> None:
    disk = Disk()
    with listening(together=disk.accept) as house, waiting(house, [ANNA, BART, CARLA]) as peers:
        peers[1].close()
        disk.go_on.set()
        assert answers([peers[0], peers[2]]) == ["250", "250"]
    assert BART in disk.kept


def arrivals(*senders: str) -> list[Arrival]:
    return [Arrival(sender, (KRING,), SUBSCRIBE, "127.0.0.1") for sender in senders]


def refusing(error: Exception) -> Accept:
    def accept(_: Sequence[Arrival]) -> None:
        raise error

    return accept


@pytest.mark.parametrize("error", [OSError("no space left"), Refusal(452, "4.3.1 full")])
def test_a_disk_that_takes_nothing_is_told_to_everybody(error: Exception) -> None:
    found = keep(refusing(error), arrivals(ANNA, BART))
    assert found == [error if isinstance(error, Refusal) else TROUBLE] * 2


def test_a_disk_that_takes_its_time_to_fail_is_not_asked_for_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = iter([0.0, 30.0, 61.0])
    monkeypatch.setattr("mailer.transport.desk.time.monotonic", lambda: next(now))
    disk = Disk(not_for=[ANNA])
    disk.go_on.set()
    assert keep(disk.accept, arrivals(ANNA, BART)) == [TROUBLE, TROUBLE]
    assert disk.tried == [[ANNA, BART], [ANNA]]


def test_a_mail_alone_is_tried_once() -> None:
    calls: list[int] = []

    def accept(group: Sequence[Arrival]) -> None:
        calls.append(len(group))
        raise OSError("no space left")

    assert keep(accept, arrivals(ANNA)) == [TROUBLE]
    assert calls == [1]
