"""Who wrote, and what the mail answers: by our token, by the Message-ID it answers, by the bare address."""

from dataclasses import dataclass
from enum import StrEnum

from mailer.domain.address import normalise, same
from mailer.domain.delivery import Delivery
from mailer.domain.errors import BadInput, NotFound
from mailer.domain.inbox import Arrived
from mailer.domain.meeting import Meeting
from mailer.domain.registration import Registration, RegistrationState
from mailer.domain.series import Series
from mailer.domain.subscription import Person, gone
from mailer.intake.verdict import Standing
from mailer.message.itip import calendar_reply
from mailer.message.mail import Mail
from mailer.message.tokens import token_of
from mailer.service.work import House
from mailer.store.unit_of_work import UnitOfWork


class Link(StrEnum):
    """How sure it is which of our mails is answered."""

    TOKEN = "token"  # noqa: S105 - a name, not a secret
    MESSAGE_ID = "message-id"
    UID = "uid"
    ADDRESS = "address"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Correspondent:
    """The writer as far as we know, and the delivery that is answered."""

    series: Series
    address: str
    person: Person | None
    delivery: Delivery | None
    purpose: str
    """The purpose of the token the mail came in on: "r", "u", "b"; "" without one."""
    link: Link

    @property
    def is_addressee(self) -> bool:
        """Whether the writer is the one the answered mail went to."""
        return self.delivery is not None and (
            same(self.address, self.delivery.address)
            or (self.person is not None and self.person.id == self.delivery.person)
        )


def identify(store: UnitOfWork, house: House, arrived: Arrived, mail: Mail) -> Correspondent:
    """Find out who wrote and which delivery is answered."""
    series = _series(house, arrived.recipient)
    address = _address(mail)
    person = store.people.by_address(address) if address else None
    purpose, delivery = _by_token(store, house, arrived.recipient)
    link = Link.TOKEN if delivery else Link.NONE
    if delivery is None and (delivery := _by_message_id(store, mail)):
        link = Link.MESSAGE_ID
    if delivery is None and (delivery := _by_uid(store, mail)):
        link = Link.UID
    if delivery is not None and delivery.address == gone(delivery.person):
        # it went to somebody who asked to be forgotten since: whoever answers it is nobody we know
        delivery, link = None, Link.NONE
    if link is Link.NONE and person is not None:
        link = Link.ADDRESS
    return Correspondent(series, address, person, delivery, purpose, link)


def meeting_answered(store: UnitOfWork, who: Correspondent) -> Meeting | None:
    """Give the meeting whose mail is answered, or None."""
    if who.delivery is None or who.delivery.meeting is None:
        return None
    return store.meetings.get(who.delivery.meeting)


def standing_of(registration: Registration | None) -> Standing:
    """Say how a person stood before this mail, in the reader's words."""
    s = RegistrationState
    if registration is None:
        return Standing.NONE
    return {
        s.ACCEPTED: Standing.REGISTERED,
        s.DECLINED: Standing.DECLINED,
        s.WITHDRAWN: Standing.DECLINED,
        s.WAITLISTED: Standing.WAITLISTED,
        s.OFFERED: Standing.WAITLISTED,
    }.get(registration.state, Standing.NONE)


def known_address(text: str) -> str:
    """Give an address normalised, "" when it can't be read."""
    try:
        return normalise(text)
    except BadInput:
        return ""


def _series(house: House, recipient: str) -> Series:
    mailbox = without_token(recipient)
    for series in house.series.values():
        if same(series.mailbox, mailbox):
            return series
    raise NotFound("{address} is no mailbox of ours", address=recipient)


def without_token(recipient: str) -> str:
    """Give the mailbox behind an address with a subaddress (RFC 5233)."""
    local, _, domain = recipient.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _address(mail: Mail) -> str:
    return known_address(mail.originator.address) if mail.originator else ""


def _by_token(store: UnitOfWork, house: House, recipient: str) -> tuple[str, Delivery | None]:
    token = token_of(recipient)
    read = house.signer.read(token) if token else None
    if read is None:
        return "", None
    purpose, number = read
    try:
        return purpose, store.outbox.get(number)
    except NotFound:
        return purpose, None


def _by_message_id(store: UnitOfWork, mail: Mail) -> Delivery | None:
    return store.outbox.by_message_id(mail.in_reply_to) or store.outbox.by_message_id(mail.references)


def _by_uid(store: UnitOfWork, mail: Mail) -> Delivery | None:
    """Calendar programs answer the organizer, without our token and mostly without In-Reply-To."""
    reply = calendar_reply(mail)
    registration = store.registrations.by_uid(reply.uid) if reply and reply.uid else None
    return store.outbox.newest_about(registration.meeting, registration.person) if registration else None
