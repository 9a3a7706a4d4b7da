"""What the rest of a mail holds against a wish in it: other people, other questions, another subject."""

from collections.abc import Iterator, Sequence

from mailer.intake.requests.clauses import DEEDS, OURS, Clause
from mailer.intake.requests.grammar import NEVER, PERSON, SELF
from mailer.intake.requests.letter import Letter
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.requests.offices import functions_meant
from mailer.intake.requests.ours import asks_leave, of_what
from mailer.intake.requests.wishes import Wish
from mailer.intake.verdict import Kind, Reason

_NOT_OF_HIMSELF = ("other", "matter", "elsewhere", "checks", "stand", "part")
"""Classes of a question whose answer decides whether the writer wants to come."""
_ALWAYS = ("privacy", "hostile", "undecided", "proviso", "substitute")
"""Classes that call for a person wherever they stand."""
_PERSONAL = (*SELF, "my", "other", "list", "some-list", "off-list")
"""Below the closing stand slogans and lines for everyone: there only what is personal is read."""
_TO_ANSWER_FIRST = ("matter", "ask-self", "list", "some-list", "off-list")
_FOR_OTHERS = ("add", "enrol", "join", "receive", "send", "remove", "leave", "invite", "be-invited")
"""What one may ask for somebody else."""
_HOW_TO = ("enrol", "join", "add", "leave", "remove")
_OF_US = ("platform", "meetings", "meeting")
_LEAVES = ("leave", "remove", "off-list", "stop")
_AGAINST = (
    *("not", "no-more", "other", "leave", "remove", "off-list", "add", "stop"),
    *("attend", "guests", "plans", "regret", "offer"),
)
"""Classes in a body that keep a wish in the subject from being the whole of it."""
_BEGINNING = frozenset(("ask-you", "want", "will", "you", "also", "courtesy", *SELF))
"""What a wish may begin with in front of a comma: `kunt u mij, teamleider in Ommen, ...`."""
_GREETING = 4
_EARLY = 6
"""So near its beginning a clause says `wel` of what is still wanted: `maar nog wel graag ...`."""
_STRANGE_BELOW_A_SUBJECT = 12
"""So many unknown words may stand in a mail in which nobody says "I", below a subject that is the wish."""


def against(letter: Letter, wishes: Sequence[Wish], stories: Sequence[Wish]) -> Iterator[Reason]:
    """Say what the mail around the wishes holds against them; without wishes, what a person should see.

    `stories` are wishes that a plain one has made a mere story of.
    """
    read = [part for part in letter.body if part.kinds and (not part.closed or part.has(*_PERSONAL))]
    for clause in (*letter.subject.clauses, *read):
        yield from (Reason(kind, clause.words) for kind in _ALWAYS if clause.has(kind))
        if clause.has("irony") and clause.has(*DEEDS, *OURS):
            yield Reason("irony", clause.words)
        if clause.has("data") and not clause.has("list", "some-list", "off-list"):
            yield Reason("privacy", clause.words)
        if clause.has("annoyed") and not any(wish.kind is Kind.UNSUBSCRIBE for wish in wishes):
            yield Reason("hostile", clause.words)
    wished = [wish.clause for wish in wishes]
    first = min((clause.sentence for clause in wished if clause in letter.body), default=0)
    for clause in read:
        if clause.has("second-thought") and clause.sentence >= first:
            yield Reason("second-thought", clause.words)
    told = {wish.clause.sentence for wish in stories} - {clause.sentence for clause in wished}
    leaves = bool(wishes) and all(wish.kind is Kind.UNSUBSCRIBE for wish in wishes)
    for clause in read:
        back = leaves and _comes_back([part for part in read if part.sentence == clause.sentence])
        if clause not in wished and clause.sentence not in told and not back:
            yield from _beside(clause, frozenset(clause.sentence for clause in wished))
            yield from _missed(clause) if not wishes or _may_be_listed(wishes) else ()
            yield from _but_that(clause) if any(w.kind is Kind.UNSUBSCRIBE for w in wishes) else ()
            yield from _but_not(clause) if any(w.kind is Kind.SUBSCRIBE for w in wishes) else ()
    yield from _if_so(letter)
    if wishes:
        yield from _between(wishes)
        yield from _may_one(letter, wishes)
        yield from _subject_against(letter, wishes)
        yield from of_what(letter, wishes)


def _if_so(letter: Letter) -> Iterator[Reason]:
    """Say whether `zo ja` is a condition: not behind `mag ik op de lijst?`, the wish itself."""
    asked = {
        part.sentence
        for part in letter.body
        if part.asks and part.has(*SELF) and part.has(*DEEDS, *OURS) and not part.has(*_NOT_OF_HIMSELF)
    }
    for clause in letter.body:
        if clause.has("if-so") and clause.sentence - 1 not in asked:
            yield Reason("condition", clause.words)


def _comes_back(sentence: Sequence[Clause]) -> bool:
    """Say whether it is a promise behind a farewell: `als het rustiger wordt, klop ik weer aan`."""
    again = any(token.word in requests_lexicon().again for clause in sentence for token in clause.tokens)
    wants = any(
        clause.has(*NEVER, "want", "ask-you", "receive", "send", "invite", "leave", "remove", "off-list")
        for clause in sentence
    )
    return again and not wants and any(clause.has("self") for clause in sentence)


def _beside(clause: Clause, wished: frozenset[int]) -> Iterator[Reason]:
    """Say what a clause without a wish tells or asks; `wished` are the sentences that hold one."""
    if clause.sentence - 1 in wished and clause.has("condition") and not clause.has("courtesy"):
        yield from [] if _of_somebody_else(clause) else [Reason("condition", clause.words)]
    told = clause.has("perfect") and not clause.has("will", "ask-you", "ask-self")
    asks = clause.has("want", "will", "ask-you") or (clause.asks and clause.has("ask-self"))
    asked = clause.orders or (asks and not told)
    others = clause.has("also") or (clause.has("list", "some-list", "off-list") and not told)
    others = others or (asked and clause.has(*_FOR_OTHERS))
    stays = clause.has("stay") and not asked
    somebody = clause.has("other") or (asked and any(functions_meant(clause, apposed=False)))
    somebody = somebody and not stays
    if somebody and others:
        yield Reason("for-somebody-else", clause.words)
    if not (wished and clause.has("settle")):
        yield from _asked(clause, asked, wished)


def _of_somebody_else(clause: Clause) -> bool:
    """Say whether a condition is of what another does: `mijn opvolger meldt zich als hij dat wil`."""
    opens = any(hit.kind == "condition" and hit.places[0] == clause.first for hit in clause.hits)
    return clause.has("other") and not opens and not clause.has("self", "me", "ask-you", "part", *NEVER)


def _may_be_listed(wishes: Sequence[Wish]) -> bool:
    """Say whether something of ours is wished without asking to be put on the list, or put back on it."""
    comes = any(wish.clause.has("add", "enrol", "done", "want", "will") for wish in wishes)
    return not comes and any(wish.kind is Kind.SUBSCRIBE for wish in wishes)


def _missed(clause: Clause) -> Iterator[Reason]:
    """Say whether somebody complains who should be on the list already."""
    told = clause.has("perfect") or (clause.has("self") and clause.has("receive"))
    if told and clause.has(*NEVER) and clause.has("receive", "invite"):
        yield Reason("missed-a-mail", clause.words)


def _but_that(clause: Clause) -> Iterator[Reason]:
    """Say whether something is still wanted beside a farewell: `..., wel graag het verslag`."""
    lexicon = requests_lexicon()
    begins = bool(clause.tokens) and clause.tokens[0].word in lexicon.yet | lexicon.joints
    if begins and any(token.word in lexicon.yet for token in clause.tokens[:_EARLY]):
        yield Reason("part-only", clause.words)


def _but_not(clause: Clause) -> Iterator[Reason]:
    """Say whether something is not wanted beside a wish to come: `voor ict hoef ik niets te krijgen`."""
    wants = clause.has("want", "will") and not clause.has("perfect")
    if (
        wants
        and clause.has(*NEVER)
        and clause.has("receive", "send", "invite", "be-invited", "inform", "mails")
    ):
        yield Reason("part-only", clause.words)


def _asked(clause: Clause, asked: bool, wished: frozenset[int]) -> Iterator[Reason]:
    """Say what else is asked for, or must be answered before one can know what is wished."""
    named = clause.has(*OURS, "meeting", "courtesy")
    informs = clause.has("ask-about") or (clause.has("matter") and named)
    reports = (asked or clause.asks) and informs
    how = clause.has("how") and clause.has(*_HOW_TO)
    first = clause.asks and (how or clause.has(*_TO_ANSWER_FIRST)) and not (wished and _asks_the_way(clause))
    begun = clause.sentence in wished and clause.kinds <= _BEGINNING and not clause.unknown
    general = clause.has(*NEVER) and not clause.asks
    asks_more = clause.has("ask-you") and (clause.asks or not named) and not (begun or general)
    if reports or (asks_more and not (wished and _may_wait(clause))):
        yield Reason("other-request", clause.words)
    elif first or (clause.has("whether", "checks") and named):
        yield Reason("question", clause.words)
    elif clause.has("will") and clause.has(*SELF) and clause.has(*_OF_US) and clause.strange:
        yield Reason("other-request", clause.words)
    elif clause.has("part") and asked:
        yield Reason("part-only", clause.words)


def _may_wait(clause: Clause) -> bool:
    """Say whether it takes nothing from a wish: `u kunt mij bellen`; a question is passed on as such."""
    return not clause.has(
        *DEEDS, *OURS, "meeting", "other", "matter", "ask-about", "attend", "guests", "part"
    )


def _asks_the_way(clause: Clause) -> bool:
    """Say whether it only asks how to get what is wished: `hoe kom ik op jullie lijst? Graag toevoegen.`"""
    return clause.has("how") and not clause.has("matter", *NEVER)


def _between(wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say whether the wishes differ in kind."""
    if len({wish.kind for wish in wishes}) > 1:
        yield Reason("two-wishes", "; ".join(wish.clause.words for wish in wishes))


def _may_one(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say whether somebody who is of no municipality asks if he may: `ik werk op een school, mag ik ...?`."""
    asked = any(map(asks_leave, wishes)) or any(c.asks and c.has("elsewhere") for c in letter.body)
    if asked and letter.speaks("elsewhere"):
        yield Reason("asks-whether", wishes[0].clause.words)


def _subject_against(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say where subject and body differ."""
    head = letter.subject
    kinds = {wish.kind for wish in wishes}
    leaves = any(clause.has(*_LEAVES) for clause in head.clauses)
    joins = any(clause.has("enrol", "add") and not clause.has(*_LEAVES) for clause in head.clauses)
    leaves = leaves and not joins
    if not head.replies and ((joins and Kind.UNSUBSCRIBE in kinds) or (leaves and Kind.SUBSCRIBE in kinds)):
        yield Reason("subject-says-otherwise", " ".join(clause.words for clause in head.clauses))
    yield from (Reason("another-subject", c.words) for c in head.clauses if c.has("foreign", "offer"))
    if not letter.speaks("platform"):
        yield from _greets_others(letter)
    if wishes[0].clause in head.clauses:
        yield from _below_the_subject(letter)


def _greets_others(letter: Letter) -> Iterator[Reason]:
    """Say whether the mail is addressed to something nobody knows: `beste leeskring`."""
    greeting = letter.body[0] if letter.body and not letter.body[0].closed else None
    if greeting and greeting.tokens and greeting.tokens[0].word in requests_lexicon().greetings:
        foreign = greeting.has("foreign", "business") and len(greeting.tokens) <= _GREETING
        strange = [t.raw for t in greeting.tokens[1:2] if t in greeting.strange]
        yield from [Reason("another-subject", greeting.words)] if strange or foreign else []


def _below_the_subject(letter: Letter) -> Iterator[Reason]:
    """Say what the body holds against a wish that stands in the subject only."""
    for clause in letter.body:
        sends = clause.has("send") and not clause.has("my", *OURS, *PERSON)
        if not clause.closed and (sends or clause.has(*_AGAINST)):
            yield Reason("not-in-so-many-words", clause.words)
    personal = any(clause.has(*SELF, "my") for clause in letter.body)
    if not personal and len(letter.strange) > _STRANGE_BELOW_A_SUBJECT:
        yield Reason("of-what", " ".join(letter.strange))
