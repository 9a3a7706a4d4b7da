"""What the rest of a mail holds against a wish in it: other people, other questions, another subject."""

from collections.abc import Iterator, Sequence

from mailer.intake.requests.clauses import DEEDS, OURS, Clause
from mailer.intake.requests.grammar import NEVER, SELF, names_one_invitation, onto_list
from mailer.intake.requests.letter import Letter
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.requests.wishes import Wish
from mailer.intake.verdict import Kind, Reason

_ALWAYS = ("privacy", "hostile", "undecided", "irony", "proviso", "second-thought", "substitute")
"""Classes that call for a person wherever they stand."""
_PERSONAL = (*SELF, "my", "other", "list", "some-list", "off-list")
"""Below the closing stand slogans and lines for everyone: there only what is personal is read."""
_TO_ANSWER_FIRST = ("matter", "ask-self", "list", "some-list", "off-list")
_FOR_OTHERS = ("add", "enrol", "join", "receive", "send", "remove", "leave", "invite", "be-invited")
"""What one may ask for somebody else."""
_HOW_TO = ("enrol", "join", "add", "leave", "remove")
_OF_US = ("platform", "meetings", "meeting")
_AGAINST = ("not", "no-more", "other", "leave", "remove", "off-list", "add", "stop", "attend")
"""Classes in a body that keep a wish in the subject from being the whole of it."""
_BEGINNING = frozenset(("ask-you", "want", "will", "you", "also", "courtesy", *SELF))
"""What a wish may begin with in front of a comma: `kunt u mij, teamleider in Ommen, ...`."""
_A_STOP = frozenset(("stop", "want", "you"))
_GREETING = 4
_BARE = 3
"""So few words can be the very word that our mail asked for."""
_STRANGE_AT_MOST = 2
"""So many unknown words may stand around a wish that does not say itself what of."""
_STRANGE_AROUND_A_LIST = 12
"""So many may stand around a wish for a list of which nothing says that it is ours."""
_STRANGE_BELOW_A_SUBJECT = 12
"""So many may stand in a mail in which nobody says "I", below a subject that is the wish."""


def against(letter: Letter, wishes: Sequence[Wish], stories: Sequence[Wish]) -> Iterator[Reason]:
    """Say what the mail around the wishes holds against them; without wishes, what a person should see.

    `stories` are wishes that a plain one has made a mere story of.
    """
    read = [clause for clause in letter.body if not clause.closed or clause.has(*_PERSONAL)]
    for clause in (*letter.subject.clauses, *read):
        yield from (Reason(kind, clause.words) for kind in _ALWAYS if clause.has(kind))
        if clause.has("data") and not clause.has("list", "some-list", "off-list"):
            yield Reason("privacy", clause.words)
        if clause.has("annoyed") and not any(wish.kind is Kind.UNSUBSCRIBE for wish in wishes):
            yield Reason("hostile", clause.words)
    wished = [wish.clause for wish in wishes]
    told = {wish.clause.sentence for wish in stories} - {clause.sentence for clause in wished}
    for clause in read:
        if clause not in wished and clause.sentence not in told:
            yield from _beside(clause, frozenset(clause.sentence for clause in wished))
            yield from _missed(clause) if _may_be_listed(wishes) else ()
    if wishes:
        yield from _between(wishes)
        yield from _may_one(letter, wishes)
        yield from _subject_against(letter, wishes)
        yield from _of_what(letter, wishes)


def _beside(clause: Clause, wished: frozenset[int]) -> Iterator[Reason]:
    """Say what a clause without a wish tells or asks; `wished` are the sentences that hold one."""
    if clause.sentence - 1 in wished and clause.has("condition") and not clause.has("courtesy"):
        yield Reason("condition", clause.words)
    told = clause.has("perfect") and not clause.has("will", "ask-you", "ask-self")
    asks = clause.has("want", "will", "ask-you") or (clause.asks and clause.has("ask-self"))
    asked = clause.orders or (asks and not told)
    others = clause.has("also") or (clause.has("list", "some-list", "off-list") and not told)
    others = others or (asked and clause.has(*_FOR_OTHERS))
    if clause.has("other") and others:
        yield Reason("for-somebody-else", clause.words)
    if not (wished and clause.has("settle")):
        yield from _asked(clause, asked, wished)


def _may_be_listed(wishes: Sequence[Wish]) -> bool:
    """Say whether something of ours is wished without asking to be put on the list, or put back on it."""
    comes = any(wish.clause.has("add", "enrol", "done", "want", "will") for wish in wishes)
    return not comes and any(wish.kind is Kind.SUBSCRIBE for wish in wishes)


def _missed(clause: Clause) -> Iterator[Reason]:
    """Say whether somebody complains who should be on the list already."""
    if clause.has("not", "no-more") and clause.has("perfect") and clause.has("receive", "invite"):
        yield Reason("missed-a-mail", clause.words)


def _asked(clause: Clause, asked: bool, wished: frozenset[int]) -> Iterator[Reason]:
    """Say what else is asked for, or must be answered before one can know what is wished."""
    named = clause.has(*OURS, "meeting", "courtesy")
    informs = clause.has("ask-about") or (clause.has("matter") and named)
    reports = (asked or clause.asks) and informs
    how = clause.has("how") and clause.has(*_HOW_TO)
    first = clause.asks and (how or clause.has(*_TO_ANSWER_FIRST)) and not (wished and _asks_the_way(clause))
    begun = clause.sentence in wished and clause.kinds <= _BEGINNING and not clause.unknown
    if reports or (clause.has("ask-you") and (clause.asks or not named) and not begun):
        yield Reason("other-request", clause.words)
    elif first or (clause.has("whether") and named):
        yield Reason("question", clause.words)
    elif clause.has("will") and clause.has(*SELF) and clause.has(*_OF_US) and clause.strange:
        yield Reason("other-request", clause.words)
    elif clause.has("part") and asked:
        yield Reason("part-only", clause.words)


def _asks_the_way(clause: Clause) -> bool:
    """Say whether it only asks how to get what is wished: `hoe kom ik op jullie lijst? Graag toevoegen.`"""
    return clause.has("how") and not clause.has("matter", *NEVER)


def _between(wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say whether the wishes differ in kind."""
    if len({wish.kind for wish in wishes}) > 1:
        yield Reason("two-wishes", "; ".join(wish.clause.words for wish in wishes))


def _may_one(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say whether somebody who is of no municipality asks if he may: `ik werk op een school, mag ik ...?`."""
    asked = any(map(_asks_leave, wishes)) or any(c.asks and c.has("elsewhere") for c in letter.body)
    if asked and letter.speaks("elsewhere"):
        yield Reason("asks-whether", wishes[0].clause.words)


def _subject_against(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say where subject and body differ."""
    head = letter.subject
    kinds = {wish.kind for wish in wishes}
    joins = any(clause.has("enrol", "add") for clause in head.clauses)
    leaves = any(clause.has("leave", "remove", "off-list") for clause in head.clauses) and not joins
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
        if not clause.closed and clause.has(*_AGAINST):
            yield Reason("not-in-so-many-words", clause.words)
    personal = any(clause.has(*SELF, "my") for clause in letter.body)
    if not personal and len(letter.strange) > _STRANGE_BELOW_A_SUBJECT:
        yield Reason("of-what", " ".join(letter.strange))


def _of_what(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say why a wish may be about something else than our list."""
    if _answers_an_invitation(letter) and all(map(_wants_on, wishes)):
        yield Reason("for-a-meeting", wishes[0].clause.words)
    if all(wish.clause.kinds <= _A_STOP for wish in wishes) and _says_more(letter, wishes):
        yield Reason("not-in-so-many-words", wishes[0].clause.words)
    if not any(wish.named for wish in wishes):
        yield from _nameless(letter, wishes)
    elif not letter.speaks(*_OF_US):
        yield from _some_list(letter, wishes)


def _wants_on(wish: Wish) -> bool:
    """Say whether it wants on a list that may be the participants': `zet mij erop`, `op de lijst`."""
    ours = wish.clause.has("list", "invite", "be-invited", "platform", "meetings", "onward")
    return wish.kind is Kind.SUBSCRIBE and wish.clause.has("add", "there-on", "some-list") and not ours


def _says_more(letter: Letter, wishes: Sequence[Wish]) -> bool:
    """Say whether more is said of deeds beside a bare `stop`: `Stop! Ik had me al aangemeld.`"""
    wished = [wish.clause for wish in wishes]
    return any(part.has(*DEEDS, "attend") for part in letter.body if part not in wished and not part.closed)


def _nameless(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say why a bare `aanmelden` or `afmelden` is not certain."""
    words = wishes[0].clause.words
    if all(map(_either, wishes)) and not _as_offered(letter, wishes[0]) and _of_a_meeting(letter):
        yield Reason("for-a-meeting", words)
    ours = letter.speaks(*OURS) and not letter.speaks("ambiguous")
    if ours or letter.answers:
        return
    head = [w for clause in letter.subject.clauses for w in _strange_in_subject(clause)]
    strange = bool(head) or len(letter.strange) > _STRANGE_AT_MOST
    joins = all(wish.clause.has("join") for wish in wishes)
    joins = joins and (bool(head) or not any(map(_asks_leave, wishes)))
    if strange or joins or letter.speaks("foreign", "ambiguous") or letter.subject.replies:
        yield Reason("of-what", words)


def _asks_leave(wish: Wish) -> bool:
    """Say whether the writer asks if he may: `kan ik ook meedoen?`."""
    return wish.clause.asks and wish.clause.has("ask-self")


def _either(wish: Wish) -> bool:
    """Say whether its deed can be done to a meeting as well: `afmelden`, but not `uitschrijven`."""
    either = requests_lexicon().either
    return wish.clause.has("enrol", "join") or any(token.word in either for token in wish.clause.tokens)


def _as_offered(letter: Letter, wish: Wish) -> bool:
    """Say whether the mail is the very word that the mail it answers asks for: `antwoord dan "afmelden"`."""
    own = [clause for clause in letter.body if not clause.closed and clause is not wish.clause]
    bare = len(wish.clause.tokens) <= _BARE and not any(clause.hits for clause in own)
    either = requests_lexicon().either
    said = {token.word for token in wish.clause.tokens}
    return bare and bool(said & letter.offered or (said & either and letter.offered & either))


def _of_a_meeting(letter: Letter) -> bool:
    """Say whether a bare `afmelden` may be said of a meeting."""
    if letter.speaks("meeting", "stay-over", "attend") or any(clause.dated for clause in letter.clauses):
        return True
    named = any(names_one_invitation(clause) for clause in letter.body)
    return named or _answers_an_invitation(letter)


def _answers_an_invitation(letter: Letter) -> bool:
    head = letter.subject
    return head.replies and any(clause.has("invite", "meetings") for clause in head.clauses)


def _some_list(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say why a list or an invitation that is not said to be ours may be another's."""
    head, kind = letter.subject, wishes[0].kind
    strange = [w for clause in head.clauses for w in _strange_in_subject(clause)]
    leaves_a_list = kind is Kind.UNSUBSCRIBE and any(wish.clause.has("list", "off-list") for wish in wishes)
    ours = any(_says_enough(wish.clause, letter) for wish in wishes)
    if strange and not head.replies and not leaves_a_list and not ours:
        yield Reason("another-subject", " ".join(strange))
    if kind is Kind.SUBSCRIBE and len(letter.strange) > _STRANGE_AROUND_A_LIST:
        yield Reason("of-what", " ".join(letter.strange))
    invited = any(clause.has("invite") for clause in head.clauses)
    if not invited and all(_one_invitation(wish.clause) for wish in wishes):
        yield Reason("of-what", wishes[0].clause.words)


def _says_enough(clause: Clause, letter: Letter) -> bool:
    """Say whether a strange subject cannot mislead: it asks for a deed with invitations or such a list.

    A mere `lijst` may be any list, unless the writer tells where he works.
    """
    named = clause.has("list", "invite", "be-invited") or any(part.placed for part in letter.body)
    return named and (clause.has(*DEEDS) or onto_list(clause))


def _strange_in_subject(clause: Clause) -> Iterator[str]:
    """Give the words of a subject that may be about something else; the place behind `gemeente` is not."""
    lexicon = requests_lexicon()
    before = ""
    for token in clause.tokens:
        placed = id(token) in clause.placed or (token.capital and before in lexicon.announcing)
        if token in clause.unknown and token.word not in lexicon.subjects and not placed:
            yield token.raw
        before = token.word


def _one_invitation(clause: Clause) -> bool:
    """Say whether only `een uitnodiging` is asked for: to what, the rest of the mail must tell."""
    listed = clause.has("list", "some-list", "onward", "off-list")
    return not listed and any(token.word in requests_lexicon().singular for token in clause.tokens)
