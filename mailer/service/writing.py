"""A run's audience written down in the outbox, portion by portion, while the first of its mails go out."""

from collections.abc import Sequence

from mailer.domain.run import Run
from mailer.service import outgoing
from mailer.service.audience import PORTION, Choice, Reach
from mailer.service.work import Cause, Clock, House, Work
from mailer.store.database import Database
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

KRING = Cause("kring")

NEXT = 250
"""Later portions are smaller than the first: whoever sends meanwhile waits for each of them to be written."""


def write_down(work: Work, run: Run, size: int | None = None) -> int:
    """Write the next portion of a run's audience, `size` people (`PORTION`); give how many are reached.

    Where the audience was left stands with the run, so a process that dies goes on there, and the database
    refuses a second letter of the step to anybody.
    """
    meeting = work.store.meetings.get(run.meeting)
    reach = Reach(work.store, work.house.series_of(meeting.series), meeting, run.step, work.now)
    choices = reach.portion(run.written_to or 0, size)
    work.store.runs.written(run, choices[-1].person.id if len(choices) == (size or PORTION) else None)
    return write(work, run, choices)


def write(work: Work, run: Run, choices: Sequence[Choice]) -> int:
    """Write a run's letters to those of the people it reaches; give how many those are."""
    reached = [choice for choice in choices if not choice.why_not]
    outgoing.step_letters(work, run, work.store.meetings.get(run.meeting), reached)
    return len(reached)


def write_on(database: Database, house: House, clock: Clock) -> bool:
    """Write one more portion for the oldest run that has one to come; False when none has."""
    with unit_of_work(database) as store:
        run = store.runs.being_written()
        if run is None:
            return False
        write_down(Work(store, house, clock(), KRING), run, NEXT)
        return True


def unfinished(store: UnitOfWork, run: Run) -> bool:
    """Whether anything of a run is still to be written down, to be sent or being sent."""
    return run.written_to is not None or store.outbox.unfinished(run.id)
