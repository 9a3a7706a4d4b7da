"""From an outbox row to the octets that go over the wire, and to the text that was said."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from mailer.domain.address import Mailbox
from mailer.domain.delivery import TEST_COPY, Delivery, Envelope
from mailer.domain.series import Series
from mailer.domain.subscription import Person
from mailer.letters.fill import Mould
from mailer.letters.greeting import greeting
from mailer.letters.heading import date_field, own_fields, shared_fields
from mailer.letters.skeleton import Skeleton
from mailer.letters.slots import CALENDAR
from mailer.message.headers import seven_bit
from mailer.message.parse import parse
from mailer.message.tokens import Tokens, subaddress
from mailer.service.work import House
from mailer.store.unit_of_work import UnitOfWork

KEPT = 256
"""How many skeletons a writer keeps at hand."""


class Writer:
    """Writes mail after mail of the letters it has learned, and looks nothing up for it; for one thread."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._learned: dict[str, tuple[str, bytes]] = {}
        self._mould = lru_cache(maxsize=KEPT)(self._moulded)

    def learn(self, store: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        """Read the skeletons of deliveries that are to be written; what is at hand is not read again."""
        for digest in {delivery.skeleton for delivery in deliveries}:
            kept = self._learned.pop(digest, None)
            self._learned[digest] = kept or (store.outbox.language(digest), store.outbox.skeleton(digest))
        for longest_unused in list(self._learned)[:-KEPT]:
            del self._learned[longest_unused]

    def envelope(self, delivery: Delivery, person: Person, now: datetime) -> Envelope:
        """Fill the skeleton of a delivery for its person, as it is sent at `now`.

        An automatic answer goes out with the null reverse-path (RFC 3834 section 3.3), everything else with
        one that tells which delivery bounced. Raises `KeyError` for a skeleton that was not learned, and
        `KringError` or `ValueError` for a mail that can't be written.
        """
        series = self._house.series_of(delivery.series)
        answers_count = delivery.id is not None and delivery.letter != TEST_COPY
        tokens = self._house.signer.tokens(delivery.id or 0) if answers_count else Tokens()
        octets, sound = self._octets(series, delivery, person, tokens, now)
        reverse_path = "" if delivery.answers is not None else _to_us(series, tokens.bounce)
        address = delivery.address if delivery.address.isascii() else seven_bit(delivery.address)
        return Envelope(reverse_path, address, octets, str(delivery.id or ""), sound)

    def _octets(
        self, series: Series, delivery: Delivery, person: Person, tokens: Tokens, now: datetime
    ) -> tuple[bytes, bool]:
        mould, language, open_links = self._mould(
            delivery.skeleton, series.key, delivery.meeting, len(tokens.reply)
        )
        heading = own_fields(
            date_field(int(now.timestamp()), series.zone),
            delivery.address,
            person.name,
            delivery.message_id,
            delivery.slots.get("in-reply-to", ""),
            tuple(delivery.slots.get("references", "").split()),
        )
        values = own_values(delivery, person, language)
        if open_links:
            values |= shared_values(series, delivery.meeting, tokens)
        octets = mould.cast(heading, values, (tokens.reply, tokens.leave) if tokens.reply else ())
        return octets, mould.sound

    def _moulded(self, digest: str, key: str, meeting: str | None, length: int) -> tuple[Mould, str, bool]:
        """Write what the mails of a letter share, around tokens of a length that stand in for theirs.

        Gives the letter's language too, and whether a link is left that has to be written for each mail.
        """
        series = self._house.series_of(key)
        language, kept = self._learned[digest]
        skeleton = Skeleton.from_bytes(kept)
        # nobody's words can hold these by chance or by guessing
        marks = [sha256(f"{purpose} {digest}".encode()).hexdigest()[:length] for purpose in "rub"]
        tokens = Tokens(*marks)
        # only a subscriber's letter prints how to leave the list
        leaves = "link.unsubscribe_mailto" in skeleton.slots
        reply_to = Mailbox(_to_us(series, tokens.reply), series.sender_name)
        fields = shared_fields(reply_to, _ways_out(series, tokens) if leaves else ())
        shared = shared_values(series, meeting, tokens)
        mould = Mould(skeleton, fields, shared, (tokens.reply, tokens.leave) if length else ())
        return mould, language, bool(mould.slots & shared.keys())


def envelope(store: UnitOfWork, house: House, delivery: Delivery, now: datetime) -> Envelope:
    """Write one envelope, as `Writer.envelope` does for many."""
    writer = Writer(house)
    writer.learn(store, [delivery])
    return writer.envelope(delivery, store.people.get(delivery.person), now)


def octets(store: UnitOfWork, house: House, delivery: Delivery, now: datetime) -> bytes:
    """Give the mail of a delivery as it is sent at `now`."""
    return envelope(store, house, delivery, now).octets


def text_of(store: UnitOfWork, house: House, delivery: Delivery) -> str:
    """Give the text part of what we said to a person: what comes back quoted is not the person's."""
    return parse(octets(store, house, delivery, delivery.made_at)).text


def own_values(delivery: Delivery, person: Person, language: str) -> dict[str, str | bytes]:
    """Give the values of the slots that belong to one person and one mail."""
    return {
        "person.greeting": greeting(person.name, language),
        "person.name": person.name or delivery.address,
        "person.address": delivery.address,
        CALENDAR: delivery.slots.get(CALENDAR, "").encode(),
    }


def shared_values(series: Series, meeting: str | None, tokens: Tokens) -> dict[str, str | bytes]:
    """Give the values of the slots that differ in their tokens only."""
    return {
        "link.reply_to": _to_us(series, tokens.reply),
        "link.reference": f"[{meeting}]" if meeting else "",
        "link.unsubscribe_mailto": _leave_by_mail(series, tokens),
    }


def _ways_out(series: Series, tokens: Tokens) -> tuple[str, ...]:
    mail = _leave_by_mail(series, tokens)
    if not series.unsubscribe_url or not tokens.leave:
        return (mail,)
    return (f"{series.unsubscribe_url.rstrip('/')}/{tokens.leave}", mail)


def _leave_by_mail(series: Series, tokens: Tokens) -> str:
    return f"mailto:{quote(_to_us(series, tokens.leave), safe='@+')}?subject=unsubscribe"


def _to_us(series: Series, token: str) -> str:
    return subaddress(series.mailbox, token) if series.subaddressing and token else series.mailbox
