"""The verdict on a mail to the list's address: act on the writer's own plain wish, ask, or leave alone."""

from collections.abc import Iterator

from mailer.intake.requests.case import Case, open_case
from mailer.intake.requests.doubts import ANOTHER_AIM
from mailer.intake.requests.moving import judge_change
from mailer.intake.requests.signs import bulk_signs, bulk_words
from mailer.intake.verdict import Action, Kind, Reason, Setting, Someone, Standing, Verdict
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords

_WORTH_A_LOOK = frozenset(("for-somebody-else", "other-request", "question", "undecided", "missed-a-mail"))
"""Reasons to show a mail without a wish to the coordinator, when it speaks of us."""

_BRIEF = 3
"""So few unknown words leave it open what somebody comes to, or not: `Ik ben ziek, ik kom niet.`"""
_CERTAINLY_OURS = ("list", "invite", "be-invited", "platform", "meetings")
"""Classes of ours that are not said of any list: `lijst` and `bestand` may be a sports club's."""


def read_request(words: OwnWords, mail: Mail, setting: Setting) -> Verdict:
    """Say what a mail to the list's address asks.

    `act` only where the request is understood, is the writer's own, and nothing speaks against it;
    `review` where it may be about the list; `ignore` for everything else. Never raises.
    """
    if bulk := tuple(bulk_signs(mail, words)):
        return Verdict(Kind.OTHER, Action.IGNORE, bulk, words.text)
    case = open_case(words, mail, setting)
    if bulk := tuple(bulk_words(case.reading.letter.body)):
        return case.left_alone(bulk)
    return judge_change(case) or _judge_wish(case) or _judge_rest(case)


def _judge_wish(case: Case) -> Verdict | None:
    """Judge a wish to come on the list or to leave it."""
    if not case.reading.wishes or _about_something_else(case):
        return None
    wish = case.reading.wishes[0]
    doubts = (*case.reading.doubts, *case.doubts, *_wish_doubts(case), *case.business)
    return case.verdict(wish.kind, wish.clause.words, doubts, _suggested(case) if doubts else (case.writer,))


def _about_something_else(case: Case) -> bool:
    """Say whether the wish is none of ours: in a commercial mail, or for something else that it names."""
    letter = case.reading.letter
    ours = letter.speaks(*_CERTAINLY_OURS)
    if case.business:
        return not (case.named and case.himself and ours)
    foreign = any(clause.has("foreign") for clause in letter.subject.clauses)
    if case.named or case.reading.about:
        return foreign and not ours
    return foreign or any(doubt.rule == ANOTHER_AIM for doubt in case.reading.doubts)


def _wish_doubts(case: Case) -> Iterator[Reason]:
    yield from (Reason("another-address", person.email or "") for person in case.strangers)
    if case.standing in {Standing.REGISTERED, Standing.WAITLISTED} and not case.named:
        yield Reason("for-a-meeting", case.standing.value)


def _suggested(case: Case) -> tuple[Someone, ...]:
    """Give whom a doubtful wish may be about: the writer too, when he speaks of himself in it."""
    if case.strangers and not case.himself:
        return case.strangers
    return (case.writer, *case.strangers)


def _judge_rest(case: Case) -> Verdict:
    """Judge a mail without a wish: a person looks when it speaks of us, else it is left alone."""
    letter = case.reading.letter
    rights = [doubt for doubt in case.reading.doubts if doubt.rule in {"privacy", "hostile"}]
    if rights and not case.business:
        return case.shown(Kind.OTHER, rights)
    if case.business or letter.speaks("foreign", "offer"):
        return case.left_alone(case.business)
    attends = [clause for clause in letter.clauses if clause.has("attend", "guests", "plans")]
    if attends and (case.reading.about or len(letter.strange) <= _BRIEF):
        return case.shown(Kind.REGISTRATION, (Reason("for-a-meeting", attends[0].words),))
    reasons = [doubt for doubt in case.reading.doubts if doubt.rule in _WORTH_A_LOOK] or list(_asides(case))
    return case.shown(Kind.OTHER, reasons) if case.reading.about and reasons else case.left_alone()


def _asides(case: Case) -> Iterator[Reason]:
    """Say what in a mail about us a person should see, though nothing is asked of the list."""
    for clause in case.reading.letter.body:
        wishes = clause.has("self", "me") and clause.has("want", "will", "ask-you", "ask-self")
        tells = clause.has("done", "undone", "leave", "my-entry")
        if clause.asks or wishes or tells or (clause.orders and not clause.closed):
            yield Reason("about-us", clause.words)
