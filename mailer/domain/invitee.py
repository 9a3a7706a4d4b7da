"""How a person stands to one meeting and its list, and what that means for a letter (pure)."""

from datetime import datetime
from typing import NamedTuple

from mailer.domain.delivery import NEVER_LEFT, DeliveryState
from mailer.domain.registration import CONCERNED, RegistrationState
from mailer.domain.sentence import sentence
from mailer.domain.subscription import Person, SuppressionReason
from mailer.domain.timeline import Audience, Step, in_audience

_FOR_THE_LIST = frozenset({Audience.EVERYONE, Audience.UNANSWERED})


class Letter(NamedTuple):
    """A letter about a meeting that was written down for a person: of a step, or an answer.

    `left_at` is when a sender took it, None when none has. It `may_be_read` also while that is not known.
    """

    step: str | None
    revision: int
    state: DeliveryState
    left_at: datetime | None
    may_be_read: bool


class Told(NamedTuple):
    """What a person may know of a meeting: its facts at which revision, and since when."""

    revision: int
    at: datetime | None


class Invitee(NamedTuple):
    """A person as he or she stands to one meeting and its series' list.

    `answered_revision` is the revision of the meeting's facts that the registration was made for. `letters`
    are those about the meeting, where somebody asked for them.
    """

    person: Person
    subscribed: bool = False
    suppressed: SuppressionReason | None = None
    registration: RegistrationState | None = None
    answered_revision: int = 0
    letters: tuple[Letter, ...] = ()

    @property
    def standing(self) -> tuple[object, ...]:
        """All but who it is: whoever stands alike is dealt with alike."""
        return self[1:]

    def had(self, step: str) -> frozenset[int]:
        """Give the revisions at which this person has had a step, or may have or gets it still."""
        return frozenset(
            one.revision for one in self.letters if one.step == step and one.state not in NEVER_LEFT
        )

    @property
    def told(self) -> Told | None:
        """What this person may have read: the newest revision, and when the last letter left."""
        read = [one for one in self.letters if one.may_be_read]
        if not read:
            return None
        left = [one.left_at for one in read if one.left_at is not None]
        return Told(max(one.revision for one in read), max(left, default=None))

    @property
    def concerned(self) -> bool:
        """Whether this person has a place, or a place in line."""
        return self.registration in CONCERNED

    def left_out(self, step: Step) -> str:
        """Say why a step is not for this person as things stand now; "" when it is.

        Who has left the list but is registered still hears what participants need to know.
        """
        if self.suppressed:
            return sentence("suppressed: {suppression}", suppression=self.suppressed)
        if not in_audience(step.to, self.registration):
            if self.registration is None:
                return sentence("has not answered")
            return sentence("is {registration_state}", registration_state=self.registration)
        registered_for_it = self.registration is not None and in_audience(
            set(step.to) - _FOR_THE_LIST, self.registration
        )
        return "" if self.subscribed or registered_for_it else sentence("is not on the list")

    def not_told_again(self) -> str:
        """Say why somebody who was told old facts is not told the new ones; "" when this person is.

        Who has left the list and has no place or place in line wants to hear nothing more.
        """
        if self.suppressed:
            return sentence("suppressed: {suppression}", suppression=self.suppressed)
        return "" if self.concerned or self.subscribed else sentence("is not on the list")
