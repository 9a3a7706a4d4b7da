"""`GO uitnodiging` and `STOP herinnering`: what a line of a reply to a digest does to a run or a step."""

from collections.abc import Sequence

from mailer.domain.commands import CancelRun, PauseRun, StartRun, StopStep
from mailer.domain.digest import Listed
from mailer.domain.run import Run, RunState
from mailer.domain.sentence import sentence
from mailer.domain.timeline import Status
from mailer.intake.orders import Verb
from mailer.letters.coordinator_facts import LineFacts
from mailer.service.digest import standing_of, written_as
from mailer.service.ordered import Ordered
from mailer.speech.names import names_of

_AS_IT_IS = {
    RunState.RUNNING: "running",
    RunState.PAUSED: "is-paused",
    RunState.DONE: "done",
    RunState.CANCELLED: "called-off",
}


def let_go_or_stop(ordered: Ordered) -> LineFacts:
    """Do to the letter what the line says, if its digest told of one by that name. Raises `KringError`."""
    found = _named(ordered.order.words, ordered.digest.listed)
    if not found:
        return ordered.said("not-listed")
    if len(found) > 1:
        names = written_as(ordered.digest.listed, ordered.who.language)
        choices = [name for one, name in zip(ordered.digest.listed, names, strict=True) if one in found]
        return ordered.said("which", detail=", ".join(choices))
    listed = found[0]
    run = ordered.work.store.runs.of_step(listed.meeting, listed.step, listed.revision)
    if ordered.work.store.meetings.get(listed.meeting).revision != listed.revision:
        return ordered.said("changed")
    return _go(ordered, run) if ordered.order.verb is Verb.GO else _stop(ordered, listed, run)


def _named(words: str, listed: Sequence[Listed]) -> list[Listed]:
    """Find what is meant, by the name of its letter or step, alone or with its meeting."""
    said = words.replace("-", " ")
    return [one for one in listed if any(said in (name, _with_meeting(name, one)) for name in _names(one))]


def _names(one: Listed) -> frozenset[str]:
    return names_of(one.letter) | names_of(one.step)


def _with_meeting(name: str, one: Listed) -> str:
    return f"{name} {one.meeting.casefold().replace('-', ' ')}"


def _go(ordered: Ordered, run: Run | None) -> LineFacts:
    if run is None:
        return ordered.said("not-yet")
    if run.state is not RunState.WAITING:
        return ordered.said(_AS_IT_IS[run.state])
    done = ordered.do(StartRun(run.id))
    return ordered.said("started", detail=str(done.details["to"]))


def _stop(ordered: Ordered, listed: Listed, run: Run | None) -> LineFacts:
    why = sentence("{name} wrote: {text}", name=ordered.who.called, text=ordered.order.line)
    if run is None:
        step = standing_of(ordered.work, listed)
        if step is None or step.status is not Status.FUTURE:
            return ordered.said("not-yet")
        ordered.do(StopStep(listed.meeting, listed.step, why))
        return ordered.said("cancelled")
    if run.state is RunState.WAITING:
        ordered.do(CancelRun(run.id, why))
        return ordered.said("cancelled")
    if run.state is RunState.RUNNING:
        ordered.do(PauseRun(run.id))
        return ordered.said("paused")
    return ordered.said(_AS_IT_IS[run.state])
