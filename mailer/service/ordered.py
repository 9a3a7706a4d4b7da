"""One line of a coordinator's reply, with what it needs to be carried out."""

from dataclasses import dataclass

from mailer.domain import commands as c
from mailer.domain.coordinator import Coordinator
from mailer.domain.digest import Digest
from mailer.intake.orders import Order
from mailer.letters.coordinator_facts import LineFacts
from mailer.service.bus import perform
from mailer.service.work import Done, Work


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line, whose it is, and the digest that says what its number or name stands for."""

    order: Order
    digest: Digest
    who: Coordinator
    work: Work

    def do(self, command: c.Command) -> Done:
        """Carry a command out, or leave everything as it was; raises `KringError`."""
        with self.work.store.connection.begin_nested():
            return perform(command, self.work)

    def said(self, outcome: str, who: str = "", detail: str = "") -> LineFacts:
        """Say what became of it."""
        return LineFacts(self.order.line, outcome, who, detail)
