"""A whole mail to the list's address as one reading: the wishes in it, and all that makes one ask back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mailer.intake.requests.clauses import DEEDS, OURS, Clause, read_clauses
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.requests.subject import Subject, read_subject
from mailer.intake.requests.wishes import Wish, wish_of
from mailer.intake.verdict import Kind, Reason
from mailer.intake.words import fold

_OURS_TO_ANSWER = ("matter", "ask-self", "list", "some-list", "off-list")
_HOW_TO = ("enrol", "join", "add", "leave", "remove")
_PERSONAL = ("self", "me", "my-address", "other", "list", "some-list", "off-list")
"""Below the closing stand slogans and lines for everyone: there only what is personal is read."""
_OF_US = ("platform", "meetings", "meeting")
_AGAINST = ("not", "other", "leave", "remove", "off-list", "add", "stop", "attend")
"""Classes in a body that keep a wish in the subject from being the whole of it."""
_STRANGE_AROUND_A_LIST = 8
"""So many unknown words may stand around a wish for a list of which nothing says that it is ours."""
_STRANGE_AT_MOST = 2
"""So many unknown words may stand around a wish that does not say itself what of."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail asks: `wishes` are of one mind when there is no doubt; `about`: it speaks of us."""

    clauses: tuple[Clause, ...]
    subject: Subject
    wishes: tuple[Wish, ...]
    doubts: tuple[Reason, ...]
    question: bool
    about: bool


def read_mail(text: str, subject: str, writer_name: str) -> Reading:
    """Read subject and own words."""
    names = frozenset(fold(writer_name).replace(",", " ").split())
    head = read_subject(subject)
    body = read_clauses(text)
    wishes = list(_wishes(body, head, names))
    if not wishes and not head.replies and not any(clause.has("foreign") for clause in body):
        wishes = list(_subject_wishes(head, names))
    doubts = list(_doubts_of(wishes))
    doubts += _between(wishes)
    doubts += _subject_alone(body) if wishes and wishes[0].clause in head.clauses else ()
    doubts += _around(body, head, wishes)
    about = any(
        clause.has("platform", "list", "invite", "meetings", "meeting", "some-list", "off-list")
        for clause in (*head.clauses, *body)
    )
    return Reading(body, head, tuple(wishes), tuple(dict.fromkeys(doubts)), _asks(body, wishes), about)


def _wishes(body: Sequence[Clause], head: Subject, names: frozenset[str]) -> Iterator[Wish]:
    topic = any(clause.has(*OURS) for clause in head.clauses)
    said: tuple[Clause, ...] = head.clauses
    alone = len(body) == 1
    for _, group in groupby(body, key=lambda clause: clause.sentence):
        sentence = tuple(group)
        for clause in sentence:
            wish = wish_of(clause, sentence, topic, names) or _referring(clause, said)
            if wish and (wish.firm or (alone and len(clause.tokens) <= 3)):
                yield replace(wish, firm=True)
            topic = topic or clause.has(*OURS)
        said = sentence


def _referring(clause: Clause, said: Sequence[Clause]) -> Wish | None:
    """Read `Bij deze!` below a sentence, or a subject, that tells what one can ask for."""
    if not clause.has("herewith") or clause.has("not", *DEEDS) or not said:
        return None
    if any(part.has("leave", "remove", "off-list", "not") for part in said):
        return None
    told = any(part.has("enrol", "be-invited", "offer", "join", "list", "invite") for part in said)
    return Wish(Kind.SUBSCRIBE, clause, firm=True, named=True) if told else None


def _subject_wishes(head: Subject, names: frozenset[str]) -> Iterator[Wish]:
    """Read a subject that is the request itself; a fragment such as `aanmelding kennisplatform` is enough."""
    for clause in head.clauses:
        wish = wish_of(clause, head.clauses, False, names)
        if wish and not (wish.clause.has("invite") and not wish.firm and not wish.clause.has(*DEEDS)):
            doubt = (Reason("asks-whether", clause.words),) if clause.asks and not wish.firm else ()
            yield replace(wish, firm=True, doubts=(*wish.doubts, *doubt))


def _doubts_of(wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Give the doubts of every wish; what one leaves unsaid (`haal me eraf`) another of its kind may say."""
    clear = {wish.kind for wish in wishes if not wish.doubts}
    for wish in wishes:
        yield from (doubt for doubt in wish.doubts if doubt.rule != "of-what" or wish.kind not in clear)


def _between(wishes: Sequence[Wish]) -> Iterator[Reason]:
    kinds = {wish.kind for wish in wishes}
    if len(kinds) > 1:
        yield Reason("two-wishes", "; ".join(wish.clause.words for wish in wishes))


def _around(body: Sequence[Clause], head: Subject, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say what the rest of the mail holds against the wish."""
    wished = [wish.clause for wish in wishes]
    wished_sentences = {clause.sentence for clause in wished}
    read = [clause for clause in body if not clause.closed or clause.has(*_PERSONAL)]
    for clause in (*head.clauses, *read):
        yield from _always(clause)
    for clause in read:
        if clause in wished:
            continue
        yield from _beside(clause)
        if clause.has("not") and clause.has("perfect") and clause.has("receive", "invite"):
            yield Reason("missed-a-mail", clause.words)
        if clause.sentence - 1 in wished_sentences and clause.has("condition") and not clause.has("courtesy"):
            yield Reason("condition", clause.words)
    yield from _against_subject(head, wishes)
    if wishes and not any(wish.named for wish in wishes):
        yield from _nameless(body, head, wishes)
    elif wishes and not any(clause.has(*_OF_US) for clause in (*head.clauses, *body)):
        yield from _some_list(body, head, wishes)


def _always(clause: Clause) -> Iterator[Reason]:
    for kind in ("privacy", "hostile", "undecided", "irony", "proviso"):
        if clause.has(kind):
            yield Reason(kind, clause.words)


def _beside(clause: Clause) -> Iterator[Reason]:
    """Say what a clause without a wish of the writer's own asks: for another person, or something else."""
    asked = clause.has("want", "ask-you", "ask-self") or clause.orders
    if clause.has("other") and (
        clause.has("also", "list", "some-list", "off-list") or (asked and clause.has(*DEEDS))
    ):
        yield Reason("for-somebody-else", clause.words)
    if clause.has("settle"):
        return
    if ((asked or clause.asks) and clause.has("ask-about")) or (
        clause.has("ask-you") and not clause.has(*OURS, "meeting") and not clause.has("courtesy")
    ):
        yield Reason("other-request", clause.words)
    elif clause.asks and (clause.has(*_OURS_TO_ANSWER) or (clause.has("how") and clause.has(*_HOW_TO))):
        yield Reason("question", clause.words)
    elif clause.has("part") and asked:
        yield Reason("part-only", clause.words)


def _against_subject(head: Subject, wishes: Sequence[Wish]) -> Iterator[Reason]:
    if not wishes:
        return
    kinds = {wish.kind for wish in wishes}
    joins = any(clause.has("enrol", "add") for clause in head.clauses)
    leaves = any(clause.has("leave", "remove", "off-list") for clause in head.clauses)
    if not head.replies and (
        (joins and Kind.UNSUBSCRIBE in kinds) or (leaves and not joins and Kind.SUBSCRIBE in kinds)
    ):
        yield Reason("subject-says-otherwise", " ".join(clause.words for clause in head.clauses))
    for clause in head.clauses:
        if clause.has("foreign", "offer"):
            yield Reason("another-subject", clause.words)


def _nameless(body: Sequence[Clause], head: Subject, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say why a bare `aanmelden` or `afmelden` may be about something else than the list."""
    around = (*head.clauses, *body)
    if any(wish.clause.has("enrol", "leave", "join", "stop", "undone") for wish in wishes):
        if any(clause.has("meeting") or clause.dated for clause in around):
            yield Reason("for-a-meeting", wishes[0].clause.words)
        if head.replies and any(clause.has("invite", "meetings") for clause in head.clauses):
            yield Reason("for-a-meeting", " ".join(clause.words for clause in head.clauses))
    if any(clause.has(*OURS) for clause in around):
        return
    strange = [t.raw for clause in around for t in clause.unknown if not t.capital]
    if any(clause.has("foreign") for clause in around) or len(strange) > _STRANGE_AT_MOST or head.replies:
        yield Reason("of-what", wishes[0].clause.words)


def _some_list(body: Sequence[Clause], head: Subject, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say why a list or an invitation that is not said to be ours may be another's."""
    said = requests_lexicon().subjects
    strange = [token.raw for clause in head.clauses for token in clause.unknown if token.word not in said]
    listed = any(wish.clause.has("list", "off-list") for wish in wishes)
    leaves = wishes[0].kind is Kind.UNSUBSCRIBE
    if strange and not head.replies and not (leaves and listed):
        yield Reason("another-subject", " ".join(strange))
    around = [t.raw for clause in body if not clause.closed for t in clause.unknown if not t.capital]
    if wishes[0].kind is Kind.SUBSCRIBE and len(around) > _STRANGE_AROUND_A_LIST:
        yield Reason("of-what", " ".join(around))
    if all(_one_invitation(wish.clause) for wish in wishes) and not any(
        c.has("invite") for c in head.clauses
    ):
        yield Reason("of-what", wishes[0].clause.words)


def _one_invitation(clause: Clause) -> bool:
    """Say whether only `een uitnodiging` is asked for: to what, the rest of the mail must tell."""
    singular = requests_lexicon().singular
    listed = clause.has("list", "some-list", "onward", "off-list")
    return not listed and any(token.word in singular for token in clause.tokens)


def _subject_alone(body: Sequence[Clause]) -> Iterator[Reason]:
    """Say what the body holds against a wish that stands in the subject only."""
    for clause in body:
        if not clause.closed and clause.has(*_AGAINST):
            yield Reason("not-in-so-many-words", clause.words)


def _asks(body: Sequence[Clause], wishes: Sequence[Wish]) -> bool:
    """Say whether something is asked beside the wish."""
    wished = {wish.clause.sentence for wish in wishes}
    asked = (c for c in body if c.asks and not c.closed and c.sentence not in wished)
    return any(not c.has("settle", "courtesy") for c in asked)
