"""The rules, in the order in which they are asked: the first that knows the mail says what it is."""

from collections.abc import Callable
from dataclasses import dataclass

from mailer.intake.calendars import calendar_reply
from mailer.intake.humans import human, too_long
from mailer.intake.incoming import Incoming
from mailer.intake.loops import answerable as answerable
from mailer.intake.loops import loop_guard
from mailer.intake.machines import automatic_reply, bounce, complaint, receipt
from mailer.intake.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """A question asked of a mail, and who answers it: None where the mail isn't of that kind."""

    name: str
    read: Callable[[Incoming], Verdict | None]


RULES = (
    Rule("bounce", bounce),
    Rule("complaint", complaint),
    Rule("receipt", receipt),
    Rule("too long", too_long),
    Rule("automatic reply", automatic_reply),
    Rule("loop guard", loop_guard),
    Rule("calendar reply", calendar_reply),
    Rule("human", human),
)
