"""A fresh mail that answers a meeting's mail, tied to it by an address only: what is done with it (pure)."""

from mailer.domain import commands as c
from mailer.domain.inbox import InboxState
from mailer.domain.sentence import sentence
from mailer.intake.confirming import bare_answer
from mailer.intake.rules import answerable
from mailer.intake.verdict import Action, Answer
from mailer.service.case import Case, Decision, handled, parked, reasons


def fresh_answer(case: Case, answer: c.RecordAnswer) -> Decision:
    """Believe it where our mail server vouches for the sender; else ask at the address we know."""
    if case.authentic:
        return handled(reasons(case.verdict), answer)
    if not answerable(case.mail):
        return parked(case, sentence("only an address says who wrote it, and it can't be answered"))
    return Decision(
        InboxState.PARKED,
        sentence(
            "{address} is asked whether it is so: only that address says who wrote it",
            address=case.who.address,
        ),
        (c.AskAnswer(answer, case.arrived.id),),
    )


def confirmed_answer(case: Case, number: int, asked: c.RecordAnswer, said: c.RecordAnswer | None) -> Decision:
    """Decide on the reply to such a question; `said` is what the reply says by itself, if it is an answer.

    A bare yes or no settles it, and so does the same answer once more. All else is two answers, and a
    person looks which is meant.
    """
    bare = bare_answer(case.verdict.own_words)
    again = case.verdict.action is Action.ACT and said == asked
    if bare is None and not again:
        return parked(
            case, sentence("we asked whether {answer} is so, and it says something else", answer=asked.answer)
        )
    return handled(
        sentence("answers our question about an answer"), c.ConfirmAnswer(number, again or bare is Answer.YES)
    )
