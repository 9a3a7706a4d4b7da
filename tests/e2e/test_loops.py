"""Two Krings that are each other's relay: what one says by itself never makes the other speak."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailer.app import Application
from mailer.domain.address import Mailbox
from mailer.domain.delivery import Claim, Claims, Courier, Envelope, Outcome
from mailer.domain.subscription import SubscriptionState
from mailer.transport.arrival import Arrival
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.e2e.scene import application, enlist, inbox_counts, settle, subscription

NORTH = "info@noord.example"
SOUTH = "info@zuid.example"
ROUNDS = 10


@dataclass
class Carried:
    """A relay's way to the other house, that counts what goes along it; `strips` takes our marks off."""

    courier: Courier
    envelopes: list[Envelope]
    strips: bool = False

    async def carry(self, claims: Claims) -> None:
        await self.courier.carry(Seen(claims, self))

    async def check(self) -> str:
        return await self.courier.check()

    async def close(self) -> None:
        await self.courier.close()


@dataclass
class Seen:
    """The claims of one who sends, as they pass."""

    claims: Claims
    by: Carried

    def take(self) -> Claim | None:
        claim = self.claims.take()
        if claim is None:
            return None
        envelope = claim.envelope
        self.by.envelopes.append(envelope)
        if self.by.strips:
            envelope = Envelope("someone@waterrijk.example", envelope.forward_path, _bare(envelope.octets))
        return claim._replace(envelope=envelope)

    def settle(self, claim: Claim, outcome: Outcome) -> None:
        self.claims.settle(claim, outcome)


@dataclass
class Pair:
    """Two houses, and what each has sent to the other."""

    north: Application
    south: Application
    from_north: list[Envelope]
    from_south: list[Envelope]

    def play(self) -> int:
        """Let both work until neither has anything to do; give how many rounds that took."""
        for number in range(ROUNDS):
            if not settle(self.north) + settle(self.south):
                return number
        raise AssertionError(f"after {ROUNDS} rounds they still write to each other")

    def strip(self) -> None:
        """Let the relays between them take every mark of an automatic mail away."""
        for house in (self.north, self.south):
            assert isinstance(house.courier, Carried)
            house.courier.strips = True


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    houses = []
    for name, mailbox in (("noord", NORTH), ("zuid", SOUTH)):
        (tmp_path / name).mkdir()
        house = application(tmp_path / name, mailbox=mailbox)
        house.open()
        house.listener.start()
        houses.append(house)
    north, south = houses
    pair = Pair(north, south, [], [])
    north.courier = Carried(_to(south), pair.from_north)
    south.courier = Carried(_to(north), pair.from_south)
    try:
        yield pair
    finally:
        for house in houses:
            house.listener.stop()
            house.close()


def _to(house: Application) -> SmtpCourier:
    hop = Hop("127.0.0.1", house.listener.port, security="none", timeout=5)
    return SmtpCourier([hop], ehlo_name="relay.example")


def _bare(octets: bytes) -> bytes:
    """Give a mail without the fields that say that a program wrote it."""
    head, _, body = octets.partition(b"\r\n\r\n")
    marks = (b"auto-submitted:", b"list-", b"precedence:", b"x-auto", b"x-loop:")
    fields = head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n")
    return b"\r\n".join(one for one in fields if not one.lower().startswith(marks)) + b"\r\n\r\n" + body


def _forge(to: Application, mailbox: str, sender: str, subject: str, text: str) -> None:
    """Somebody sends a mail in the other house's name."""
    octets = (
        f"From: {sender}\r\nTo: {mailbox}\r\nSubject: {subject}\r\n"
        f"Message-ID: <vals-{subject}@elders.example>\r\n\r\n{text}\r\n"
    )
    to.accept([Arrival(sender, (mailbox,), octets.encode(), "127.0.0.1")])


def test_a_forged_request_in_the_others_name_ends_after_one_round(pair: Pair) -> None:
    _forge(pair.north, NORTH, SOUTH, "Aanmelden", "Graag ontvang ik voortaan een uitnodiging.")
    pair.play()
    assert [envelope.forward_path for envelope in pair.from_north] == [SOUTH], "one question, to the mailbox"
    assert pair.from_south == [], "and no answer to it"
    assert inbox_counts(pair.south) == {"ignored": 1}


def test_forged_requests_to_both_at_once_end_after_one_round(pair: Pair) -> None:
    _forge(pair.north, NORTH, SOUTH, "Aanmelden", "Graag ontvang ik voortaan een uitnodiging.")
    _forge(pair.south, SOUTH, NORTH, "Aanmelden", "Graag ontvang ik voortaan een uitnodiging.")
    pair.play()
    assert (len(pair.from_north), len(pair.from_south)) == (1, 1)


def test_one_house_on_the_others_list_by_mistake_never_answers_it(pair: Pair) -> None:
    enlist(pair.north, Mailbox(SOUTH, "Zuid"))
    _forge(pair.north, NORTH, SOUTH, "Afmelden", "Graag afmelden van de uitnodigingslijst.")
    pair.play()
    assert {envelope.forward_path for envelope in pair.from_north} <= {SOUTH}
    assert len(pair.from_north) <= 1
    assert pair.from_south == []


def test_even_when_every_mark_is_stripped_on_the_way_they_fall_silent(pair: Pair) -> None:
    pair.strip()
    _forge(pair.north, NORTH, SOUTH, "Aanmelden", "Graag ontvang ik voortaan een uitnodiging.")
    pair.play()
    assert [envelope.forward_path for envelope in pair.from_north] == [SOUTH]
    assert pair.from_south == []
    assert subscription(pair.north, SOUTH) is SubscriptionState.UNCONFIRMED, "nobody said yes in its name"


def test_its_own_address_as_the_sender_is_answered_by_nobody(pair: Pair) -> None:
    _forge(pair.north, NORTH, NORTH, "Aanmelden", "Graag ontvang ik voortaan een uitnodiging.")
    pair.play()
    assert pair.from_north == []
    assert inbox_counts(pair.north) == {"ignored": 1}
