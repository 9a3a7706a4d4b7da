"""What was weighed before the writer made up his mind: `ik zou willen als het kon. Ik kom niet.`"""

from collections.abc import Sequence
from dataclasses import replace

from mailer.intake.answer.findings import Doubt, Finding, Stance
from mailer.intake.answer.said import Said
from mailer.intake.verdict import Answer

_RULES = frozenset({"condition", "promise"})


def without_superseded(read: Sequence[Said]) -> tuple[Said, ...]:
    """Give what was said without the conditions sentences before a plain no, where nothing says yes."""
    stances = [f for part in read for f in part.findings if isinstance(f, Stance)]
    if any(stance.answer is not Answer.NO for stance in stances):
        return tuple(read)
    last = max((stance.sentence for stance in stances if not stance.bare and not stance.parts), default=-1)
    return tuple(replace(part, findings=_left(part, last)) for part in read)


def _left(part: Said, last: int) -> tuple[Finding, ...]:
    before = part.clause.sentence < last
    return tuple(f for f in part.findings if not (before and isinstance(f, Doubt) and f.rule in _RULES))
