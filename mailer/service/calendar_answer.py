"""A calendar reply beside what it is compared to: whose object it is of, and which reply counts so far."""

from dataclasses import dataclass
from datetime import datetime

from mailer.domain.calendar_order import Order, Stamp, order
from mailer.domain.registration import Registration
from mailer.letters.slots import CALENDAR
from mailer.message.content_lines import read_calendar
from mailer.message.itip import CalendarReply, calendar_reply
from mailer.message.mail import Mail
from mailer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """A calendar reply, the registration its UID is of, and the SEQUENCE of the object we sent last."""

    reply: CalendarReply
    registration: Registration | None
    sent_sequence: int

    def order(self, received: datetime) -> Order:
        """Say where it lies among the replies of this person."""
        reply, counts = self.reply, self.registration
        so_far = None
        if counts is not None and counts.reply_sequence is not None and counts.reply_stamp is not None:
            so_far = Stamp(counts.reply_sequence, counts.reply_stamp)
        return order(reply.sequence, reply.dtstamp, received, self.sent_sequence, so_far)


def calendar_answer(store: UnitOfWork, mail: Mail) -> CalendarAnswer | None:
    """Look up what a calendar reply is compared to; None for a mail without one."""
    reply = calendar_reply(mail)
    if reply is None:
        return None
    registration = store.registrations.by_uid(reply.uid) if reply.uid else None
    return CalendarAnswer(reply, registration, _sent_sequence(store, registration))


def _sent_sequence(store: UnitOfWork, registration: Registration | None) -> int:
    """Give the SEQUENCE of the last object that went, or is going, to a person; 0 for none.

    The registration's own counter won't do: it also grows with answers that bring no object.
    """
    if registration is None:
        return 0
    letters = store.outbox.about(registration.meeting, registration.person)
    objects = [found for one in reversed(letters) if (found := one.slots.get(CALENDAR))]
    return _sequence(objects[0]) if objects else 0


def _sequence(calendar: str) -> int:
    found = read_calendar(calendar.encode(), "utf-8")
    events = [one for one in found.components if one.name == "VEVENT"] if found else []
    return int(events[0].text("SEQUENCE") or 0) if events else 0
