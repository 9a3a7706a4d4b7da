"""A courier in the hand of a test: mails in, outcomes out, over connections that are kept between calls."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from mailer.domain.delivery import Claim, Courier, Delivery, Envelope, Outcome

NOON = datetime(2017, 9, 1, 12, tzinfo=UTC)


def claim(envelope: Envelope, number: int = 0) -> Claim:
    """Someone's claim of a delivery of which only the envelope matters."""
    delivery = Delivery(
        letter="invitation", person=number, address=envelope.forward_path, series="circle", skeleton="",
        slots={}, message_id=f"<{number}@kring.example>", made_at=NOON, next_at=NOON, id=number,
    )  # fmt: skip
    return Claim(delivery, envelope)


class Pile:
    """Claims that lie ready; remembers in which order they were taken, and every outcome by number."""

    def __init__(self, envelopes: Sequence[Envelope]) -> None:
        self.waiting = [claim(envelope, number) for number, envelope in enumerate(envelopes)]
        self.taken: list[int] = []
        self.settled: dict[int, Outcome] = {}

    def take(self) -> Claim | None:
        if not self.waiting:
            return None
        found = self.waiting.pop(0)
        self.taken.append(found.delivery.person)
        return found

    def settle(self, claim: Claim, outcome: Outcome) -> None:
        number = claim.delivery.person
        assert number in self.taken, "nobody took it"
        assert number not in self.settled, "it was settled already"
        self.settled[number] = outcome

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes of all that were taken, in the order of the envelopes."""
        assert set(self.settled) == set(self.taken), "what was taken is settled"
        return [outcome for _, outcome in sorted(self.settled.items())]


class Hand:
    """Calls a courier from a test that knows no event loop; `with` leaves the relay at the end."""

    loop_factory: ClassVar[Callable[[], asyncio.AbstractEventLoop] | None] = None
    """Which event loop; None for the one of the standard library."""

    def __init__(self, courier: Courier) -> None:
        self.courier = courier
        self._runner = asyncio.Runner(loop_factory=type(self).loop_factory)

    def __enter__(self) -> "Hand":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._runner.close()

    def deliver(self, envelope: Envelope) -> Outcome:
        """One mail."""
        return self.carry(envelope)[0]

    def carry(self, *envelopes: Envelope) -> list[Outcome]:
        """Several mails at once; the outcomes of those that were taken, in the order of the mails."""
        pile = Pile(envelopes)
        self.carry_all(pile)
        return pile.outcomes

    def carry_all(self, claims: Pile) -> None:
        self._runner.run(self.courier.carry(claims))

    def wait(self, seconds: float) -> None:
        """Let what is under way in the loop go on for so long."""
        self._runner.run(asyncio.sleep(seconds))

    def check(self) -> str:
        return self._runner.run(self.courier.check())

    def close(self) -> None:
        self._runner.run(self.courier.close())
