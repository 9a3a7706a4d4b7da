"""One run: who gets it before it starts, how far it is, what became of each mail, and a hand on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from starlette.responses import Response

from mailer.console.patience import waited
from mailer.console.progress import live, progress
from mailer.console.visit import Visit
from mailer.domain.commands import (
    CancelRun,
    Command,
    PauseRun,
    ResolveDelivery,
    ResumeRun,
    RetryDelivery,
    RetryRun,
    StartRun,
)
from mailer.domain.errors import BadInput
from mailer.domain.run import RunState
from mailer.domain.unknown import Resolution
from mailer.service import rehearsal
from mailer.service.audience import Choice
from mailer.service.resolving import failed
from mailer.service.work import Work
from mailer.store.unit_of_work import look

_A_WHILE = 1.5
"""Seconds within which a sandbox has sent what a newcomer starts."""
_PEOPLE = 200
"""So many people are named before a run starts; and counted, where it reaches many."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a run that waits would reach; `more` says that counting stopped there."""

    reached: int
    left_out: int
    more: bool
    some: Sequence[Choice]


def run_page(visit: Visit) -> Response:
    """Show it."""
    with look(visit.site.bus.database) as store:
        work = visit.working(store)
        facts = live(work, visit)
        run = facts["run"]
        audience = _audience(work, run) if run["state"] == RunState.WAITING else None
    return visit.page("run.html", audience=audience, streamed=False, swap="", **facts)


def rest_page(visit: Visit) -> Response:
    """Show what would be sent again of a run, and what not and why."""
    with look(visit.site.bus.database) as store:
        work = visit.working(store)
        facts = progress(work, visit)
        some = list(islice(failed(work, facts["run"]["id"]), _PEOPLE))
        names = {one.person: store.people.get(one.person).name for one, _ in some}
    again = [one for one, why_not in some if not why_not]
    left = [(one, why_not) for one, why_not in some if why_not]
    more = facts["outcomes"].get("failed", 0) > len(some)
    return visit.page("rest.html", again=again, left=left, names=names, more=more, **facts)


def send_rest(visit: Visit) -> Response:
    """Send again what failed and is wanted still."""
    return _done(visit, RetryRun(visit.number), "rest")


def unknown_page(visit: Visit) -> Response:
    """List the mails of which nobody knows whether they arrived, of whatever run or of none."""
    with look(visit.site.bus.database) as store:
        return visit.page("unknown.html", rows=store.views.unknown())


def start(visit: Visit) -> Response:
    """Let it go; a sandbox sends at once, and then its page says so."""
    answer = _done(visit, StartRun(visit.number), "started")
    if visit.site.captured:
        waited(lambda: not _goes_out(visit), _A_WHILE)
    return answer


def _goes_out(visit: Visit) -> bool:
    with look(visit.site.bus.database) as store:
        return bool(progress(visit.working(store), visit)["run"]["state"] == RunState.RUNNING)


def pause(visit: Visit) -> Response:
    """Let it rest."""
    return _done(visit, PauseRun(visit.number), "paused")


def resume(visit: Visit) -> Response:
    """Let it go on."""
    return _done(visit, ResumeRun(visit.number), "resumed")


def cancel(visit: Visit) -> Response:
    """Leave unsent, for good, what is not sent."""
    why = visit.form.one("why")[:200] or "cancelled in the console"
    return _done(visit, CancelRun(visit.number, why), "cancelled")


def resolve(visit: Visit) -> Response:
    """Settle a mail of which nobody knows whether it arrived."""
    try:
        to = Resolution(visit.form.one("to"))
    except ValueError as error:
        raise BadInput("{given!r} is no way to settle a mail", given=visit.form.one("to")) from error
    return _settled(visit, ResolveDelivery(visit.number, to), f"settled-{to}")


def retry(visit: Visit) -> Response:
    """Try a failed mail again."""
    return _settled(visit, RetryDelivery(visit.number), "retried")


def _done(visit: Visit, command: Command, word: str) -> Response:
    visit.do(command)
    return visit.to(f"/console/runs/{visit.number}", word)


def _settled(visit: Visit, command: Command, word: str) -> Response:
    with look(visit.site.bus.database) as store:
        found = store.views.delivery(visit.number)
    visit.do(command)
    run = found["run"] if found else None
    return visit.to(f"/console/runs/{run}" if run else "/console/unknown", word)


def _audience(work: Work, run: Mapping[str, Any]) -> Audience:
    """Look whom it would reach now; of a long list the first are gone through."""
    everybody = rehearsal.choices(work, run["meeting"], run["step"], _PEOPLE)
    some = list(islice(everybody, _PEOPLE))
    counted = rehearsal.count(chain(some, everybody), _PEOPLE)
    return Audience(counted.reached, counted.left_out, counted.more, some)
