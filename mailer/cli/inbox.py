"""`inbox ...`: the mails that came in, above all the parked ones, and what becomes of them."""

from enum import StrEnum
from typing import Annotated

import typer

from mailer.cli.opened import by_hand, looking, opened, working
from mailer.cli.output import show, show_json, tell
from mailer.domain import commands as c
from mailer.domain.address import Mailbox
from mailer.domain.errors import Refused
from mailer.domain.inbox import InboxState
from mailer.domain.subscription import Proof
from mailer.message.parse import parse
from mailer.service.parked import answerer
from mailer.service.work import Work

app = typer.Typer(no_args_is_help=True, help="Incoming mail: list, show, handle, discard.")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


class Decision(StrEnum):
    """What the coordinator makes of a parked mail."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    BY_HAND = "by-hand"


@app.command("list")
def list_(
    state: Annotated[InboxState, typer.Option(help="Which ones.")] = InboxState.PARKED,
    as_json: AsJson = False,
) -> None:
    """List the mails in a state: the parked ones, unless told otherwise; and count all."""
    with looking() as store:
        rows = store.views.inbox([state.value])
        counts = store.inbox.counts()
    columns = ["id", "received_at", "originator", "subject", "kind", "reason"]
    show(rows, columns, as_json=as_json, none=f"no mail is {state}")
    if not as_json:
        tell(
            "\nAll mail: " + (", ".join(f"{many} {name}" for name, many in sorted(counts.items())) or "none")
        )


@app.command("show")
def show_(number: int, as_json: AsJson = False) -> None:
    """Show one mail: who wrote, the writer's own words, what was understood and why."""
    with looking() as store:
        row = store.inbox.row(number)
    found = {name: value for name, value in row._mapping.items() if name != "octets"}
    if as_json:
        show_json(found)
        return
    mail = parse(bytes(row.octets), row.reverse_path)
    verdict = row.verdict or {}
    tell(f"From:    {mail.originator or row.reverse_path}\nTo:      {row.recipient}\nSubject: {mail.subject}")
    tell(f"State:   {row.state}\nBecause: {row.reason}\n")
    tell(verdict.get("own_words") or mail.text or "(no text)")
    suggestion = {name: value for name, value in verdict.items() if value not in (None, "", [], False)}
    suggestion.pop("own_words", None)
    tell(f"\nUnderstood: {suggestion}")


@app.command("handle")
def handle(
    number: int,
    decision: Annotated[
        Decision, typer.Argument(help="What it means, or by-hand when you have dealt with it.")
    ],
    daypart: Annotated[list[str] | None, typer.Option(help="For a yes: only these day-parts.")] = None,
    meeting: Annotated[
        str, typer.Option(help="For an answer: which meeting, where the mail does not tell.")
    ] = "",
) -> None:
    """Decide on a parked mail; Kring acts on the decision and answers the writer."""
    with opened() as app_:
        with working(app_) as work:
            command = _command(work, number, decision, tuple(daypart or ()), meeting)
        tell(app_.bus.do(c.HandleParked(number, command), by_hand()).what)


@app.command("discard")
def discard(number: int) -> None:
    """Put a parked mail away with nothing done."""
    with opened() as app_:
        tell(app_.bus.do(c.DiscardParked(number), by_hand()).what)


def _command(
    work: Work, number: int, decision: Decision, dayparts: tuple[str, ...], meeting: str
) -> c.RecordAnswer | c.RequestSubscription | c.Unsubscribe | None:
    if decision is Decision.BY_HAND:
        return None
    who = answerer(work, number)
    if decision in {Decision.SUBSCRIBE, Decision.UNSUBSCRIBE} and not who.address:
        raise Refused(f"mail {number} has no readable sender; handle it by-hand")
    proof = Proof("mail, decided by the coordinator", who.words, who.message_id, work.now, number)
    if decision is Decision.SUBSCRIBE:
        mailbox = Mailbox(who.address, who.name)
        return c.RequestSubscription(who.series, mailbox, "", who.language, proof)
    if decision is Decision.UNSUBSCRIBE:
        return c.Unsubscribe(who.series, who.address, proof)
    key = meeting or who.meeting
    if not key or who.person is None:
        raise Refused(f"mail {number} is from nobody on the list, or --meeting is missing")
    wanted = dayparts or who.dayparts or work.store.meetings.get(key).daypart_keys
    parts = wanted if decision is Decision.YES else ()
    return c.RecordAnswer(key, who.person, decision.value, parts, who.hotel, who.diet)
