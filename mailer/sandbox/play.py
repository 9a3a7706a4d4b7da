"""The story: day after day people write, the clock ticks, and a coordinator decides."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportMeeting, MoveMeeting, RecordAttendance, StartRun
from mailer.domain.meeting import Meeting
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.sandbox import mailbag
from mailer.sandbox.cast import Guest, Unrelated, guests, unrelated
from mailer.sandbox.stage import Received, Stage
from mailer.service.runs import reach
from mailer.service.work import Cause, Work
from mailer.settings.doors import MailDoor, WebDoor
from mailer.settings.meeting_file import sample_meeting
from mailer.settings.settings import Settings
from mailer.store.unit_of_work import unit_of_work

FIRST_DAY = date(2027, 1, 4)
COORDINATOR = Cause("Marieke, the coordinator")
MORNING = time(9, 1)

Deed = Callable[[], None]


class Play:
    """One meeting, from the first mail to the thank-you."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        settings = Settings(
            database=f"sqlite:///{folder / 'story.db'}",
            listener=MailDoor(port=0),
            web=WebDoor(port=0),
        )
        self.meeting: Meeting = sample_meeting(FIRST_DAY, weeks=19)
        self._zone = ZoneInfo(self.meeting.zone)
        self.stage = Stage(settings, folder, self._at(FIRST_DAY, time(8)), say)
        self._say = say
        self._mailbox = self.stage.app.house.series_of(self.meeting.series).mailbox
        self._cast = {guest.address: guest for guest in guests()}
        self._deeds: dict[date, list[Deed]] = defaultdict(list)
        self._invited_on: date | None = None

    def run(self) -> None:
        """Play it through."""
        self.stage.app.bus.do(ImportMeeting(self.meeting), COORDINATOR)
        self._first_mails()
        today, last = FIRST_DAY, self.meeting.ends.date() + timedelta(days=40)
        while today <= last:
            self._day(today)
            today += timedelta(days=1)

    def _day(self, today: date) -> None:
        self.stage.clock.now = self._at(today, MORNING)
        self.stage.tick()
        self._coordinate(today)
        for number, deed in enumerate(self._deeds.pop(today, ())):
            self.stage.clock.now = self._at(today, time(10)) + timedelta(minutes=number)
            deed()
            self._react(today)
        self.stage.clock.now = self._at(today, time(17))
        self.stage.tick()
        self._react(today)

    def _first_mails(self) -> None:
        """People and others write to info@ in the first two weeks, mixed as post is."""
        people = [guest for guest in self._cast.values() if not guest.late]
        for number, guest in enumerate(people):
            self._later(FIRST_DAY, number // 4, partial(self._ask, guest))
        for number, other in enumerate(unrelated()):
            self._later(FIRST_DAY, number // 2, partial(self._write_unrelated, other))

    def _ask(self, guest: Guest) -> None:
        text = f"{guest.asks}\n\n{_closing(guest)}\n{guest.name}\n{guest.organisation}\n"
        subject = "Subscribe" if guest.language == "en" else "Aanmelden uitnodigingslijst"
        self._write(guest, subject, text)

    def _write_unrelated(self, other: Unrelated) -> None:
        octets = mailbag.unrelated(
            other, self._mailbox, self.stage.new_id("elsewhere.example"), self.stage.clock()
        )
        self.stage.post("someone@elsewhere.example", self._mailbox, octets)

    def _coordinate(self, today: date) -> None:
        """Look at each run that waits: who gets it, who does not; then let it go."""
        with unit_of_work(self.stage.app.database) as store:
            waiting = store.runs.in_state(RunState.WAITING)
        for run in waiting:
            self._rehearse(run.meeting, run.step)
            done = self.stage.app.bus.do(StartRun(run.id), COORDINATOR)
            assert done.run == run.id  # noqa: S101 - a refused start raises
        if waiting:
            self.stage.tick()
        self._react(today)

    def _rehearse(self, meeting: str, step: str) -> None:
        with unit_of_work(self.stage.app.database) as store:
            work = Work(store, self.stage.app.house, self.stage.clock(), COORDINATOR)
            choices = list(reach(work, store.meetings.get(meeting), step).all())
        reached = sum(not choice.why_not for choice in choices)
        self._say(f"    rehearsal of {step}: {reached} get it, {len(choices) - reached} do not")

    def _react(self, today: date) -> None:
        """Everybody reads what came in; some answer at once, most within days."""
        for received, letter in self.stage.new_mails():
            guest = self._guest(received.to)
            if guest is not None:
                self._plan(today, guest, received, letter)

    def _guest(self, address: str) -> Guest | None:
        return self._cast.get(address) or next(
            (guest for guest in self._cast.values() if guest.moves_to == address), None
        )

    def _plan(self, today: date, guest: Guest, received: Received, letter: str) -> None:
        if letter == "invitation":
            self._invited(today, guest, received)
        elif letter == "confirm-subscription" and guest.confirms:
            self._later(today, 1, lambda: self._reply(guest, received, guest.confirms))
        elif letter == "confirm-address":
            self._later(today, 1, lambda: self._reply(guest, received, "Ja, dat klopt."))
        elif letter == "reminder" and guest.prompted:
            self._later(today, 1, lambda: self._reply(guest, received, guest.prompted))
        elif letter == "offer" and guest.offered:
            self._later(today, 1, lambda: self._reply(guest, received, guest.offered))
        if guest.away and letter in {"invitation", "reminder", "last-call", "correction"}:
            self._later(today, 1, lambda: self._away(guest, received))

    def _invited(self, today: date, guest: Guest, received: Received) -> None:
        if self._invited_on is None:
            self._invited_on = today
            self._later_events(today)
        if guest.bounces:
            self._later(today, 1, lambda: self._bounce(guest, received))
        if guest.answers:
            self._later(today, guest.day, lambda: self._reply(guest, received, guest.answers))
        if guest.later:
            self._later(today, 14, lambda: self._reply(guest, received, guest.later))
        if guest.leaves:
            self._later(today, 4, lambda: self._write(guest, "Afmelden", f"{guest.leaves}\n\n{guest.name}\n"))
        if guest.moves_to:
            self._later(today, 6, lambda: self._move_house(guest))

    def _later_events(self, invited_on: date) -> None:
        """What does not hang on anybody's own mail: a latecomer, the move, and the meeting itself."""
        late = next(guest for guest in self._cast.values() if guest.late)
        self._later(invited_on, 2, lambda: self._ask(late))
        before = (self.meeting.starts.date() - timedelta(days=20)) - invited_on
        self._later(invited_on, before.days, self._move_meeting)

    def _move_meeting(self) -> None:
        new = self.meeting.moved(self.meeting.starts + timedelta(days=7))
        self.stage.app.bus.do(MoveMeeting(self.meeting.key, new.starts), COORDINATOR)
        self.meeting = new
        self.stage.tell()
        self._coordinate(self.stage.clock().date())
        self._deeds[new.ends.date()].append(self._attend)

    def _attend(self) -> None:
        with unit_of_work(self.stage.app.database) as store:
            registered = store.registrations.of_meeting(self.meeting.key)
        for one in registered:
            if one.state is RegistrationState.ACCEPTED:
                self.stage.app.bus.do(RecordAttendance(self.meeting.key, one.person, True), COORDINATOR)

    def _move_house(self, guest: Guest) -> None:
        text = f"Mijn e-mailadres wijzigt. Mijn nieuwe adres is {guest.moves_to}.\n\n{guest.name}\n"
        self._write(guest, "Nieuw e-mailadres", text)

    def _write(self, guest: Guest, subject: str, text: str) -> None:
        message_id = self.stage.new_id(guest.address.partition("@")[2])
        octets = mailbag.fresh(guest.mailbox, self._mailbox, subject, text, message_id, self.stage.clock())
        self.stage.post(guest.address, self._mailbox, octets)

    def _reply(self, guest: Guest, received: Received, text: str) -> None:
        sender = Mailbox(received.to, guest.name)
        message_id = self.stage.new_id(received.to.partition("@")[2])
        octets = mailbag.reply(sender, received.mail, text, message_id, self.stage.clock(), guest.program)
        self.stage.post(received.to, received.mail.reply_to[0].address, octets)

    def _away(self, guest: Guest, received: Received) -> None:
        message_id = self.stage.new_id(guest.address.partition("@")[2])
        octets = mailbag.away(guest.mailbox, received.mail, guest.away, message_id, self.stage.clock())
        self.stage.post("", received.mail.reply_to[0].address, octets)

    def _bounce(self, guest: Guest, received: Received) -> None:
        message_id = self.stage.new_id(guest.address.partition("@")[2])
        octets = mailbag.bounce(
            received.reverse_path, guest.address, received.mail, message_id, self.stage.clock()
        )
        self.stage.post("", received.reverse_path, octets)

    def _later(self, today: date, days: int, deed: Deed) -> None:
        self._deeds[today + timedelta(days=days)].append(deed)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._zone)


def _closing(guest: Guest) -> str:
    return "Kind regards," if guest.language == "en" else "Met vriendelijke groet,"
