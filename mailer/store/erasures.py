"""Who asked to be forgotten, in SQL: what is taken out of every table, and the mark that stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    union,
    update,
)

from mailer.domain.delivery import TEST_COPY, DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.subscription import SuppressionReason, gone
from mailer.domain.unknown import Held
from mailer.store.conflicts import put
from mailer.store.schema import (
    OF_NOBODY_KNOWN,
    attempts,
    confirmations,
    deliveries,
    erasures,
    inbox,
    journal,
    people,
    registrations,
    skeletons,
    subscriptions,
    suppressions,
)

_REPORTS = ("bounce", "complaint", "receipt", "auto-reply")
"""Mails of machines: of those that changed something about a person nothing is anybody else's."""
_NOTHING = "erased"
_SAYS_NOTHING = b'{"subject": "erased", "gaps": []}\n'
"""A skeleton without a word, as they are stored."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The mark of an address that was erased: when, and for what reason it was suppressed ("" for none)."""

    at: datetime
    suppressed: str


class Erasures:
    """What is left of whom nothing is left."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def mark(self, digest: str, suppressed: str, now: datetime) -> None:
        """Keep the mark of an address; `digest` is keyed, so that nobody else can tell whose it is."""
        row = {"digest": digest, "at": now, "suppressed": suppressed}
        put(self._sql, erasures, ("digest",), row, at=now, suppressed=suppressed)

    def of(self, digest: str) -> Erased | None:
        """Give the mark of an address, or None."""
        row = self._sql.execute(select(erasures).where(erasures.c.digest == digest)).first()
        return Erased(row.at, row.suppressed) if row else None

    def forget(self, digest: str) -> None:
        """Drop a mark: its owner came back."""
        self._sql.execute(delete(erasures).where(erasures.c.digest == digest))

    def addresses(self, person: int) -> Sequence[str]:
        """Give every address a person has, or was written to at."""
        own = select(people.c.address).where(people.c.id == person)
        written_to = select(deliveries.c.address).where(deliveries.c.person == person)
        return [one for one in self._sql.scalars(union(own, written_to)) if "@" in one]

    def mails_of(self, person: int) -> Sequence[int]:
        """Give the numbers of the mails a person wrote, and of those of machines about the person."""
        return self._sql.scalars(_mails_of(person).order_by("id")).all()

    def on_its_way(self, person: int) -> bool:
        """Whether a sender has a mail to this person in hand."""
        sending = and_(deliveries.c.person == person, deliveries.c.state == DeliveryState.SENDING.value)
        return self._sql.scalar(select(deliveries.c.id).where(sending).limit(1)) is not None

    def scrub(self, person: int, now: datetime) -> None:
        """Take out of every table what tells of a person; what only counts stays."""
        addresses = self.addresses(person)
        self._scrub_inbox(person)
        self._scrub_outbox(person)
        self._scrub_registrations(person)
        self._scrub_journal(person, addresses)
        self._sql.execute(delete(subscriptions).where(subscriptions.c.person == person))
        self._sql.execute(delete(suppressions).where(suppressions.c.address.in_(addresses)))
        nobody = gone(person)
        who = update(people).where(people.c.id == person)
        self._sql.execute(who.values(address=nobody, name="", organisation=""))
        # so that whoever looks whom to write to finds, in the place where one looks, that it is nobody
        row = {"address": nobody, "reason": SuppressionReason.BY_HAND.value, "at": now, "evidence": _NOTHING}
        put(self._sql, suppressions, ("address",), row)

    def _scrub_inbox(self, person: int) -> None:
        unread = or_(*(inbox.c.state == one.value for one in (InboxState.RECEIVED, InboxState.PARKED)))
        theirs = inbox.c.id.in_(self.mails_of(person))
        self._sql.execute(update(inbox).where(theirs, unread).values(state=InboxState.DISCARDED.value))
        # the digest stays: the same mail, offered once more, is not taken for a new one
        words = dict.fromkeys(("reverse_path", "originator", "subject", "message_id", "reason"), "")
        nothing = {name: null() for name in ("verdict", "setting", "decided", "person")}
        self._sql.execute(update(inbox).where(theirs).values(octets=b"", **words, **nothing))

    def _scrub_outbox(self, person: int) -> None:
        theirs = deliveries.c.person == person
        own = self._sql.scalars(
            select(deliveries.c.skeleton).where(theirs, deliveries.c.step.is_(None)).distinct()
        )
        self._blank(list(own), person)
        # a test copy has the name of whoever it shows written in, and has been looked at
        copies = update(skeletons).where(skeletons.c.letter == TEST_COPY)
        self._sql.execute(copies.values(octets=_SAYS_NOTHING))
        unknown = and_(theirs, deliveries.c.state == DeliveryState.UNKNOWN.value)
        self._sql.execute(update(deliveries).where(unknown).values(held=Held.LEFT.value))
        message_id = literal(f"{_NOTHING}-") + func.cast(deliveries.c.id, people.c.name.type)
        values = {
            "address": gone(person),
            "slots": {},
            "words": "",
            "answers": null(),
            "confirmation": null(),
        }
        self._sql.execute(update(deliveries).where(theirs).values(message_id=message_id, **values))
        tries = attempts.c.delivery.in_(select(deliveries.c.id).where(theirs))
        self._sql.execute(update(attempts).where(tries).values(words=""))
        self._sql.execute(delete(confirmations).where(confirmations.c.person == person))

    def _blank(self, digests: Sequence[str], person: int) -> None:
        """Blank what was written for this person alone: an answer says back what was understood."""
        shared = select(deliveries.c.skeleton).where(
            deliveries.c.skeleton.in_(digests), deliveries.c.person != person
        )
        alone = set(digests) - set(self._sql.scalars(shared.distinct()))
        self._sql.execute(update(skeletons).where(skeletons.c.digest.in_(alone)).values(octets=b""))

    def _scrub_registrations(self, person: int) -> None:
        theirs = registrations.c.person == person
        for row in self._sql.execute(select(registrations.c.id, registrations.c.guests).where(theirs)).all():
            # how many came is kept, for the places and the costs
            values = {
                "guests": [""] * len(row.guests),
                "diet": "",
                "substitute": "",
                "uid": f"{_NOTHING}-{row.id}",
            }
            self._sql.execute(update(registrations).where(registrations.c.id == row.id).values(**values))

    def _scrub_journal(self, person: int, addresses: Sequence[str]) -> None:
        theirs = update(journal).where(journal.c.person == person)
        self._sql.execute(theirs.values(what=_NOTHING, why="", details={}))
        for address in addresses:
            for column in (journal.c.who, journal.c.what, journal.c.why):
                replaced = func.replace(column, address, _NOTHING)
                named = update(journal).where(column.contains(address, autoescape=True))
                self._sql.execute(named.values({column.name: replaced}))


def _mails_of(person: int) -> Select[Any]:
    written_to = select(deliveries.c.address).where(deliveries.c.person == person)
    nobody_known = and_(OF_NOBODY_KNOWN, inbox.c.originator.in_(written_to))
    about = select(journal.c.inbox).where(journal.c.person == person, journal.c.inbox.is_not(None))
    reports = and_(inbox.c.id.in_(about), inbox.c.kind.in_(_REPORTS))
    # each part has an index of its own; of one condition with OR the whole inbox is read
    parts = (select(inbox.c.id).where(one) for one in (inbox.c.person == person, nobody_known, reports))
    return select(union(*parts).subquery().c.id)
