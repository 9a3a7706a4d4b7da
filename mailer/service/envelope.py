"""From an outbox row to the octets that go over the wire, and to the text that was said."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mailer.domain.address import Mailbox
from mailer.domain.delivery import Delivery, Envelope
from mailer.domain.errors import BadInput
from mailer.domain.series import Series
from mailer.domain.subscription import Person
from mailer.letters.fill import fill
from mailer.letters.greeting import greeting
from mailer.letters.heading import Heading
from mailer.letters.skeleton import Skeleton
from mailer.letters.slots import CALENDAR
from mailer.message.headers import seven_bit
from mailer.message.parse import parse
from mailer.message.tokens import subaddress
from mailer.service.work import House
from mailer.store.unit_of_work import UnitOfWork

_LEAVE = "mailto:{address}?subject=unsubscribe"


def envelope(store: UnitOfWork, house: House, delivery: Delivery, now: datetime) -> Envelope:
    """Fill a delivery's skeleton for its person.

    An automatic answer goes out with the null reverse-path (RFC 3834 section 3.3), everything else with one
    that tells which delivery bounced.
    """
    series = house.series_of(delivery.series)
    reverse_path = "" if delivery.answers is not None else _to_us(house, series, "b", delivery)
    return Envelope(reverse_path, _on_the_wire(delivery.address), octets(store, house, delivery, now))


def _on_the_wire(address: str) -> str:
    """Write an international domain in A-labels; a local part that needs SMTPUTF8 is left to the courier."""
    try:
        return seven_bit(address)
    except BadInput:
        return address


def octets(store: UnitOfWork, house: House, delivery: Delivery, now: datetime) -> bytes:
    """Give the mail of a delivery as it is sent at `now`."""
    person = store.people.get(delivery.person)
    skeleton = Skeleton.from_bytes(store.outbox.skeleton(delivery.skeleton))
    return filled(house, person, delivery, skeleton, store.outbox.language(delivery.skeleton), now)


def filled(
    house: House, person: Person, delivery: Delivery, skeleton: Skeleton, language: str, now: datetime
) -> bytes:
    """Fill a skeleton for a person."""
    series = house.series_of(delivery.series)
    heading = _heading(house, series, person, delivery, skeleton, now)
    return fill(skeleton, heading, _values(house, series, person, delivery, language))


def text_of(store: UnitOfWork, house: House, delivery: Delivery) -> str:
    """Give the text part of what we said to a person: what comes back quoted is not the person's."""
    return parse(octets(store, house, delivery, delivery.made_at)).text


def _heading(
    house: House, series: Series, person: Person, delivery: Delivery, skeleton: Skeleton, now: datetime
) -> Heading:
    # only a subscriber's letter prints how to leave the list
    leaves = "link.unsubscribe_mailto" in skeleton.slots
    return Heading(
        to=Mailbox(delivery.address, person.name),
        message_id=delivery.message_id,
        date=now.astimezone(ZoneInfo(series.zone)),
        reply_to=Mailbox(_to_us(house, series, "r", delivery), series.sender_name),
        in_reply_to=delivery.slots.get("in-reply-to", ""),
        references=tuple(delivery.slots.get("references", "").split()),
        list_unsubscribe=_ways_out(house, series, delivery) if leaves else (),
    )


def _values(
    house: House, series: Series, person: Person, delivery: Delivery, language: str
) -> dict[str, str | bytes]:
    return {
        "person.greeting": greeting(person.name, language),
        "person.name": person.name or delivery.address,
        "person.address": delivery.address,
        "link.reply_to": _to_us(house, series, "r", delivery),
        "link.reference": f"[{delivery.meeting}]" if delivery.meeting else "",
        "link.unsubscribe_mailto": _LEAVE.format(
            address=quote(_to_us(house, series, "u", delivery), safe="@+")
        ),
        CALENDAR: delivery.slots.get(CALENDAR, "").encode(),
    }


def _ways_out(house: House, series: Series, delivery: Delivery) -> tuple[str, ...]:
    mail = _LEAVE.format(address=quote(_to_us(house, series, "u", delivery), safe="@+"))
    if not series.unsubscribe_url or delivery.id is None:
        return (mail,)
    return (f"{series.unsubscribe_url.rstrip('/')}/{house.signer.sign('u', delivery.id)}", mail)


def _to_us(house: House, series: Series, purpose: str, delivery: Delivery) -> str:
    if not series.subaddressing or delivery.id is None:
        return series.mailbox
    return subaddress(series.mailbox, house.signer.sign(purpose, delivery.id))
