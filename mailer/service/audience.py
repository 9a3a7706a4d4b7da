"""Whom a step of a meeting reaches, and why somebody is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mailer.domain.invitee import Invitee, Told
from mailer.domain.meeting import Meeting
from mailer.domain.run import CANCELLATION, CORRECTION
from mailer.domain.sentence import sentence
from mailer.domain.series import Series
from mailer.domain.subscription import Person
from mailer.domain.timeline import Step, too_soon
from mailer.store.unit_of_work import UnitOfWork

HAD_IT = sentence("has had it")
NOT_TOLD = sentence("was not told of it")

PORTION = 1000
"""So many people are gone through at a time: a list of a million takes no more memory than a short one."""


class Choice(NamedTuple):
    """A person, and why the step does not reach that person; "" when it does.

    `told` is the newest revision of the meeting's facts the person knows of; None for who knows nothing.
    """

    person: Person
    why_not: str = ""
    told: int | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """One step of one meeting on its way to people.

    `joined_later`: only to those who never had it. `or_left`: who has left the list is gone through as well,
    so that the reason why somebody gets nothing can be looked up.
    """

    store: UnitOfWork
    series: Series
    meeting: Meeting
    step: str
    now: datetime
    joined_later: bool = False
    or_left: bool = False

    @property
    def _tells_again(self) -> bool:
        """Whether it is for those who were told facts that no longer hold."""
        return self.step in {CORRECTION, CANCELLATION}

    def portion(self, after: int = 0, size: int | None = None) -> list[Choice]:
        """Go through the next people by number, `size` of them (`PORTION`); fewer are the last."""
        invitees = self.store.invitees.of_meeting(
            self.series.key,
            self.meeting.key,
            after=after,
            limit=size or PORTION,
            or_written_to=self._tells_again,
            or_left=self.or_left,
        )
        return list(self.choose(invitees))

    def all(self, size: int = PORTION) -> Iterator[Choice]:
        """Go through everybody the step could reach, `size` people at a time."""
        after, more = 0, True
        while more:
            choices = self.portion(after, size)
            yield from choices
            more = len(choices) == size
            after = choices[-1].person.id if choices else 0

    def newly(self, since: datetime) -> list[Choice]:
        """Go through those whose subscription or registration changed since a moment."""
        return list(self.choose(self.store.invitees.newly(self.series.key, self.meeting.key, since)))

    def choose(self, invitees: Sequence[Invitee]) -> Iterator[Choice]:
        """Say of each of these people whether the step reaches them: who they are makes no difference."""
        known: dict[object, tuple[str, int | None]] = {}
        for one in invitees:
            if one.standing not in known:
                known[one.standing] = self._judged(one)
            yield Choice(one.person, *known[one.standing])

    def _judged(self, one: Invitee) -> tuple[str, int | None]:
        told = one.told
        revision = _revision(one, told)
        return self._why_not(one, told, revision), revision

    def _why_not(self, one: Invitee, told: Told | None, revision: int | None) -> str:
        had = one.had(self.step)
        if self._tells_again:
            if revision is None:
                return NOT_TOLD
            return one.not_told_again() or (HAD_IT if self.meeting.revision in had else "")
        step = self.series.step(self.step)
        if why_not := one.left_out(step):
            return why_not
        if had if self.joined_later or not step.again_after_move else self.meeting.revision in had:
            return HAD_IT
        return self._too_soon(step, told)

    def _too_soon(self, step: Step, told: Told | None) -> str:
        if step.reminds and too_soon(told.at if told else None, self.now, self.meeting.zone):
            return sentence("had a letter of this meeting today")
        return ""


def _revision(one: Invitee, told: Told | None) -> int | None:
    """The newest facts a person knows: by letter, or by whatever way he or she registered."""
    if told is not None:
        return told.revision
    return one.answered_revision if one.concerned else None
