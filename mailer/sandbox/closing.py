"""The closing table of a story: who is where, what each step sent, what is parked and why."""

from collections import Counter
from collections.abc import Iterator

from mailer.domain.inbox import InboxState
from mailer.store.database import Database
from mailer.store.unit_of_work import UnitOfWork, unit_of_work


def closing_table(database: Database, series: str, meeting: str) -> str:
    """Give the table as text; the same database gives the same text."""
    with unit_of_work(database) as store:
        parts = (
            _people(store, series, meeting),
            _steps(store, meeting),
            _answers(store),
            _parked(store),
            _inbox(store),
        )
        return "\n\n".join("\n".join(part) for part in parts)


def _people(store: UnitOfWork, series: str, meeting: str) -> Iterator[str]:
    yield "WHO IS WHERE"
    for person in store.people.find("", limit=1000):
        subscription = store.subscriptions.get(series, person.id)
        registration = store.registrations.get(meeting, person.id)
        where = subscription.state.value if subscription else "-"
        state = registration.state.value if registration else "-"
        parts = ", ".join(registration.dayparts) if registration else ""
        extras = [registration.diet, *registration.guests] if registration else []
        if registration and registration.hotel:
            extras.append("hotel")
        suppressed = store.suppressions.reason(person.address)
        more = "; ".join(filter(None, [parts, *extras, suppressed or ""]))
        yield f"  {person.address:<38} {where:<13} {state:<11} {more}".rstrip()


def _steps(store: UnitOfWork, meeting: str) -> Iterator[str]:
    yield "WHAT EACH STEP SENT"
    for run in store.runs.of_meeting(meeting):
        states = Counter(
            one.state.value for one in store.outbox.of_step(meeting, run.step) if one.revision == run.revision
        )
        counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        yield f"  {run.step:<24} revision {run.revision}  {run.state.value:<10} {counted or 'nobody'}"


def _answers(store: UnitOfWork) -> Iterator[str]:
    yield "WHAT WAS ANSWERED BY ITSELF"
    letters = Counter(one.letter for one in store.outbox.without_step())
    for letter, count in sorted(letters.items()):
        yield f"  {letter:<24} {count}"


def _parked(store: UnitOfWork) -> Iterator[str]:
    yield "WHAT IS PARKED, AND WHY"
    for row in store.inbox.in_state(InboxState.PARKED):
        yield f"  {row.originator:<38} {row.subject} [{row.reason}]"


def _inbox(store: UnitOfWork) -> Iterator[str]:
    yield "WHAT BECAME OF EVERY MAIL THAT CAME IN"
    for state, count in sorted(store.inbox.counts().items()):
        yield f"  {state:<24} {count}"
