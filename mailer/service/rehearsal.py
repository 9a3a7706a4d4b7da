"""A step as it would go out now: to whom, not to whom and why, and every mail; nothing is changed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from mailer.domain.delivery import Delivery
from mailer.domain.errors import NotFound
from mailer.domain.meeting import Meeting
from mailer.domain.run import Run, RunState
from mailer.domain.subscription import Person
from mailer.domain.timeline import Status
from mailer.service import runs
from mailer.service.audience import NOT_TOLD, PORTION, Choice, Reach
from mailer.service.envelope import octets
from mailer.service.work import Work
from mailer.service.writing import write

NO_REVISION = -1
"""The revision of a rehearsed run: no real one has it, so the two never meet in the database."""


MOST_LOOKED_AT = 400
_AT_A_TIME = 100

MOST_COUNTED = 10_000
"""People who are counted before a step goes out; going through a million takes the best part of a minute."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many a step reaches and how many it does not; `more` where the rest was not counted."""

    reached: int
    left_out: int
    more: bool = False

    def __str__(self) -> str:
        rest = ", and more people follow" if self.more else ""
        return f"{self.reached} get it, {self.left_out} do not{rest}"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One person, and the mail that person would get, or why not."""

    person: Person
    why_not: str
    octets: bytes


def choices(work: Work, meeting: str, step: str, at_a_time: int = PORTION) -> Iterator[Choice]:
    """Go through everybody a step could reach, with the reason where it does not."""
    everybody = _reach(work, meeting, step).all(at_a_time)
    return (one for one in everybody if one.why_not != NOT_TOLD)


def count(chosen: Iterable[Choice], most: int | None = None) -> Count:
    """Count who is reached and who is not; no more than `most` people, and twice that to find one reached."""
    reached = left_out = 0
    for one in chosen:
        if most is not None and reached + left_out >= (most if reached else 2 * most):
            return Count(reached, left_out, more=True)
        reached += not one.why_not
        left_out += bool(one.why_not)
    return Count(reached, left_out)


def some(
    work: Work, meeting: str, step: str, *, reached: bool, after: int = 0, most: int = 50
) -> tuple[list[Choice], int]:
    """Give the next people a step reaches, or does not reach, and the number to go on after; 0: no more.

    No more than `MOST_LOOKED_AT` people are gone through for it, so there may be more where none are given.
    """
    found: list[Choice] = []
    reach = _reach(work, meeting, step)
    for _ in range(MOST_LOOKED_AT // _AT_A_TIME):
        portion = reach.portion(after, _AT_A_TIME)
        for one in portion:
            after = one.person.id
            if one.why_not != NOT_TOLD and bool(one.why_not) != reached:
                found.append(one)
            if len(found) == most:
                return found, after
        if len(portion) < _AT_A_TIME:
            return found, 0
    return found, after


def choice_of(work: Work, meeting: str, step: str, person: int) -> Choice:
    """Say whether a step reaches one person; raises `NotFound` for whom it could never reach."""
    reach = _reach(work, meeting, step)
    for one in reach.portion(person - 1, 1):
        if one.person.id == person and one.why_not != NOT_TOLD:
            return one
    raise NotFound(
        "{step} of {meeting} is not for person {person}", step=step, meeting=meeting, person=person
    )


def goes_out(work: Work, meeting: Meeting, step: str) -> datetime:
    """Give the moment a step is rehearsed for: its own where that is still to come, else now."""
    planned = next((one for one in runs.timeline_of(work, meeting) if one.step.key == step), None)
    ahead = planned is not None and planned.status is Status.FUTURE
    return planned.instant if planned and ahead else work.now


def _reach(work: Work, key: str, step: str) -> Reach:
    """Give a step's way to people as it will be when it goes out; who has left the list is among them."""
    meeting = work.store.meetings.get(key)
    reach = runs.reach(work, meeting, step)
    return replace(reach, now=goes_out(work, meeting, step), or_left=True)


def rehearse(work: Work, meeting_key: str, step: str, chosen: Sequence[Choice]) -> Iterator[Rehearsed]:
    """Write every mail of a step as each person would see it.

    The step is taken in earnest, and all that it wrote is taken back when the last mail has been given. No
    mail carries a token: an answer to a rehearsed mail must not count for a real one. What a run that has
    started said is frozen, and rehearsed as it is.
    """
    with trial(work, meeting_key, step, chosen) as deliveries:
        for choice in chosen:
            mail = deliveries.get(choice.person.id)
            yield Rehearsed(choice.person, choice.why_not, _octets(work, mail) if mail else b"")


@contextmanager
def trial(work: Work, meeting: str, step: str, chosen: Sequence[Choice]) -> Iterator[dict[int, Delivery]]:
    """Take a step in earnest, give the deliveries by person, and take back all that it wrote."""
    with work.store.connection.begin_nested() as taken:
        yield _deliveries(work, meeting, step, chosen)
        taken.rollback()


def _deliveries(work: Work, meeting_key: str, step: str, chosen: Sequence[Choice]) -> dict[int, Delivery]:
    meeting = work.store.meetings.get(meeting_key)
    letter = runs.letter_of(work, meeting, step)
    run = work.store.runs.add(
        Run(0, meeting.key, step, NO_REVISION, letter, RunState.WAITING, work.now, None)
    )
    started = work.store.runs.of_step(meeting.key, step, meeting.revision)
    for (language, told), skeleton in (work.store.runs.letters(started) if started else {}).items():
        work.store.runs.keep_letter(run, language, told, skeleton)
    write(work, run, chosen)
    return {one.person: one for one in work.store.outbox.open_of_run(run.id)}


def _octets(work: Work, delivery: Delivery) -> bytes:
    domain = delivery.message_id.partition("@")[2]
    without_token = delivery._replace(id=None, message_id=f"rehearsal-{delivery.person}@{domain}")
    return octets(work.store, work.house, without_token, work.now)
