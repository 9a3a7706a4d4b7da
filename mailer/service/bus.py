"""The table of everything that can happen, and the one way to make it happen."""

from collections.abc import Callable
from typing import Any

from mailer.domain import commands as c
from mailer.service import (
    coordinators,
    copies,
    digest,
    erasing,
    fresh_answers,
    letters,
    meetings,
    parked,
    pauses,
    registrations,
    reports,
    resolving,
    runs,
    subscriptions,
)
from mailer.service.work import Cause, Clock, Done, House, Work
from mailer.store.database import Database
from mailer.store.unit_of_work import unit_of_work

Handler = Callable[[Any, Work], Done]

HANDLERS: dict[type[c.Command], Handler] = {
    c.RequestSubscription: subscriptions.request,
    c.NamePerson: subscriptions.name_person,
    c.Confirm: subscriptions.confirm,
    c.Unsubscribe: subscriptions.unsubscribe,
    c.RequestAddressChange: subscriptions.request_address_change,
    c.ImportPerson: subscriptions.import_person,
    c.ErasePerson: erasing.erase,
    c.Suppress: reports.suppress,
    c.RecordBounce: reports.record_bounce,
    c.RecordComplaint: reports.record_complaint,
    c.RecordAnswer: registrations.record_answer,
    c.AskAnswer: fresh_answers.ask,
    c.ConfirmAnswer: fresh_answers.confirm,
    c.LapseOffer: registrations.lapse_offer,
    c.RecordAttendance: registrations.record_attendance,
    c.ImportMeeting: meetings.import_meeting,
    c.MoveMeeting: meetings.move_meeting,
    c.CancelMeeting: meetings.cancel_meeting,
    c.CloseMeeting: meetings.close_meeting,
    c.HoldMeeting: meetings.hold_meeting,
    c.TakeStep: runs.take_step,
    c.StopStep: runs.stop_step,
    c.AddLatecomers: runs.add_latecomers,
    c.StartRun: runs.start_run,
    c.PauseRun: runs.pause_run,
    c.ResumeRun: runs.resume_run,
    c.CancelRun: runs.cancel_run,
    c.FinishRun: runs.finish_run,
    c.RetryDelivery: resolving.retry,
    c.RetryRun: resolving.retry_run,
    c.ResolveDelivery: resolving.resolve,
    c.NoteNotFound: resolving.note_not_found,
    c.PauseHouse: pauses.pause,
    c.ReleaseHouse: pauses.release,
    c.PassOn: parked.pass_on,
    c.HandleParked: parked.handle,
    c.DiscardParked: parked.discard,
    c.ReopenMail: parked.reopen,
    c.InviteCoordinator: coordinators.invite,
    c.RemoveCoordinator: coordinators.remove,
    c.SetPassword: coordinators.set_password,
    c.SetSecondFactor: coordinators.set_second_factor,
    c.SendTestCopy: copies.send_test_copy,
    c.SendDigest: digest.send,
    c.KeepLetter: letters.keep,
    c.RestoreLetter: letters.restore,
}


def perform(command: c.Command, work: Work) -> Done:
    """Carry a command out inside a transaction that is open, and write it into the journal."""
    done = HANDLERS[type(command)](command, work)
    work.store.journal.write(
        work.now,
        work.cause.who,
        type(command).__name__,
        done.what,
        why=work.cause.why,
        details=dict(done.details),
        person=done.person,
        meeting=done.meeting,
        inbox=work.cause.inbox,
    )
    return done


class Bus:
    """The way in for the command line, the console and the clock: a command, and a transaction around it."""

    def __init__(self, database: Database, house: House, clock: Clock) -> None:
        self.database = database
        self.house = house
        self.clock = clock

    def do(self, command: c.Command, cause: Cause) -> Done:
        """Carry a command out in a transaction of its own; raises `KringError` with what would help."""
        with unit_of_work(self.database) as store:
            return perform(command, Work(store, self.house, self.clock(), cause))
