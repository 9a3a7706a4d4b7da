"""The calendar object that goes with a letter to one person (RFC 5545, 5546); an ordinary mail invites."""

from datetime import datetime

from mailer.domain.address import Mailbox
from mailer.domain.meeting import Meeting, say
from mailer.domain.registration import Registration, RegistrationState
from mailer.domain.series import Series
from mailer.domain.subscription import Person
from mailer.message.calendar import Event, Purpose, calendar_object


def calendar_for(
    series: Series,
    meeting: Meeting,
    person: Person,
    registration: Registration,
    language: str,
    stamp: datetime,
    *,
    was_coming: bool = False,
) -> str:
    """Give the object for who comes, or the one that takes it back for who came and does not; else ""."""
    comes = registration.state is RegistrationState.ACCEPTED and meeting.open
    if not comes and not was_coming:
        return ""
    parts = [part for part in meeting.dayparts if part.key in registration.dayparts] or list(meeting.dayparts)
    event = Event(
        uid=registration.uid,
        sequence=registration.sequence,
        stamp=stamp,
        starts=min(part.starts for part in parts),
        ends=max(part.ends for part in parts),
        zone=meeting.zone,
        summary=f"{say(series.name, language)}: {meeting.host.municipality}",
        location=f"{meeting.host.venue}, {meeting.host.address}",
        description=say(meeting.theme, language),
        organizer=Mailbox(series.mailbox, series.sender_name),
        attendee=Mailbox(person.address, person.name),
    )
    return calendar_object(event, Purpose.CONFIRM if comes else Purpose.CANCEL).decode()
