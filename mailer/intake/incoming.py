"""One mail while it is read, with what several rules want to know of it."""

from dataclasses import dataclass
from functools import cached_property

from mailer.domain.address import same
from mailer.intake.verdict import Setting
from mailer.message.itip import CalendarReply, calendar_reply
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords, own_words


@dataclass(frozen=True)
class Incoming:
    """A mail and its setting; the costly readings are made once, when first asked for."""

    mail: Mail
    setting: Setting

    @cached_property
    def words(self) -> OwnWords:
        """What the writer wrote."""
        return own_words(self.mail, self.setting.sent_text)

    @cached_property
    def calendar(self) -> CalendarReply | None:
        """The calendar reply in it."""
        return calendar_reply(self.mail)

    @property
    def said(self) -> str:
        """All that isn't quoted: a vacation note's "for urgent matters" may look like a signature."""
        return f"{self.words.text}\n{self.words.signature}".strip()

    def is_ours(self, address: str) -> bool:
        """Say whether the house itself receives mail on that address."""
        return any(same(address, own) for own in self.setting.own_addresses)
