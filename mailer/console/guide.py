"""What a newcomer to the sandbox does next: Today, a run and every mail that was read lead there."""

from collections.abc import Mapping
from typing import Any

from mailer.domain.commands import RecordAnswer
from mailer.domain.inbox import InboxState
from mailer.domain.run import RunState
from mailer.domain.subscription import SubscriptionState
from mailer.intake.verdict import Kind
from mailer.service.work import Work

TRY = "/console/try"
INVITATION = "invitation"
_ASKED = "confirm-subscription"
_INVITED = frozenset({"answer", "answered"})
Next = Mapping[str, str]


def next_thing(work: Work) -> Next:
    """Give the name of the step and where it leads, as all that was done stands."""
    series, views = work.house.first_series.key, work.store.views
    people = work.store.subscriptions.counts(series)
    asked, invitation = views.newest_left(_ASKED), views.newest_left(INVITATION)
    waiting = [run for run in work.store.runs.in_state(RunState.WAITING) if run.letter == INVITATION]
    key = views.next_meeting(work.now)
    if key is not None and any(views.answers(key).values()):
        return _step("answered", _who_comes(key))
    if invitation:
        return _step("answer", f"{TRY}/sent/{invitation}")
    if people.get(SubscriptionState.SUBSCRIBED):
        return _step("start", f"/console/runs/{waiting[0].id}" if waiting else "/console/meetings")
    if people.get(SubscriptionState.UNCONFIRMED) and asked:
        return _step("confirm", f"{TRY}/sent/{asked}")
    return _step("write", TRY)


def next_after(work: Work, mail: Mapping[str, Any]) -> Next:
    """Give what follows a mail that came in: first of all what its own writer gets to read."""
    number, person = mail["id"], mail["person"]
    if mail["state"] == InboxState.PARKED:
        done = {one["command"] for one in work.store.views.led_to(number)}
        return _step("question" if RecordAnswer.__name__ in done else "decide", f"/console/inbox/{number}")
    if mail["state"] != InboxState.HANDLED:
        return _step("other", TRY)
    answer = next(iter(work.store.views.answers_to(number)), None)
    if answer is not None and answer["sent_at"] is None:
        return _step("soon", f"{TRY}/mails/{number}")
    if answer is not None and answer["letter"].startswith("confirm-"):
        return _step("confirm" if answer["letter"] == _ASKED else "asked", f"{TRY}/sent/{answer['id']}")
    if _comes(mail):
        return _step("answered", _who_comes(mail["meeting"]))
    on_the_list = person and work.store.subscriptions.is_subscribed(work.house.first_series.key, person)
    return _invited(work, person) if on_the_list and not mail["meeting"] else _step("other", TRY)


def _invited(work: Work, person: int) -> Next:
    """Give what follows for somebody who came on the list by this mail."""
    if got := work.store.views.newest_left(INVITATION, person):
        return _step("answer", f"{TRY}/sent/{got}")
    found = next_thing(work)
    return _step("invited-soon", f"{TRY}/sent") if found["step"] in _INVITED else found


def _comes(mail: Mapping[str, Any]) -> bool:
    """Whether it became a registration of somebody who comes."""
    verdict = mail["verdict"] or {}
    return bool(mail["meeting"]) and mail["kind"] == Kind.REGISTRATION and verdict.get("answer") == "yes"


def _who_comes(meeting: str) -> str:
    return f"/console/meetings/{meeting}#come-head"


def _step(name: str, path: str) -> Next:
    return {"step": name, "path": path}
