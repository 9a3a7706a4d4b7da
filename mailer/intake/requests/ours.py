"""Whether a wish is of our list: it may be of a meeting, of another list, or of something nobody knows."""

from collections.abc import Iterator, Sequence

from mailer.intake.requests.clauses import DEEDS, OURS, Clause
from mailer.intake.requests.grammar import names_one_invitation, onto_list
from mailer.intake.requests.letter import Letter
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.requests.wishes import Wish
from mailer.intake.verdict import Kind, Reason

_OF_US = ("platform", "meetings", "meeting")
_A_STOP = frozenset(("stop", "want", "you"))
_BARE = 3
"""So few words can be the very word that our mail asked for."""
_STRANGE_AT_MOST = 2
"""So many unknown words may stand around a wish that does not say itself what of."""
_STRANGE_AROUND_A_LIST = 12
"""So many may stand around a wish for a list of which nothing says that it is ours."""


def of_what(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say why a wish may be about something else than our list."""
    comes = _answers_an_invitation(letter) or letter.speaks("guests", "stay-over")
    if comes and all(map(_wants_on, wishes)):
        yield Reason("for-a-meeting", wishes[0].clause.words)
    stops = all(wish.clause.has("stop") and wish.clause.kinds <= _A_STOP for wish in wishes)
    if stops and _says_more(letter, wishes):
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
    deeds = (*DEEDS - {"receive", "send"}, "attend")
    return any(part.has(*deeds) for part in letter.body if part not in wished and not part.closed)


def _nameless(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say why a bare `aanmelden` or `afmelden` is not certain."""
    words = wishes[0].clause.words
    either = all(map(_either, wishes)) and not _as_offered(letter, wishes[0])
    ill = all(wish.kind is Kind.UNSUBSCRIBE for wish in wishes) and _is_away(letter)
    if ill or _attends(letter) or (either and _of_a_meeting(letter)):
        yield Reason("for-a-meeting", words)
    if (letter.speaks(*OURS) or letter.answers) and not letter.speaks("ambiguous"):
        return
    head = [w for clause in letter.subject.clauses for w in _strange_in_subject(clause)]
    both = any(wish.kind is Kind.SUBSCRIBE or _either(wish) for wish in wishes)
    strange = (bool(head) and both) or len(letter.strange) > _STRANGE_AT_MOST
    joins = all(wish.clause.has("join") for wish in wishes)
    joins = joins and (bool(head) or not any(map(asks_leave, wishes)))
    if strange or joins or letter.speaks("foreign", "ambiguous") or letter.subject.replies:
        yield Reason("of-what", words)


def asks_leave(wish: Wish) -> bool:
    """Say whether the writer asks if he may: `kan ik ook meedoen?`."""
    return wish.clause.asks and wish.clause.has("ask-self")


def _either(wish: Wish) -> bool:
    """Say whether its deed can be done to a meeting as well: `afmelden`, but not `uitschrijven`."""
    either = requests_lexicon().either
    return wish.clause.has("enrol", "join", "done") or any(
        token.word in either for token in wish.clause.tokens
    )


def _as_offered(letter: Letter, wish: Wish) -> bool:
    """Say whether the mail is the very word that the mail it answers asks for: `antwoord dan "afmelden"`."""
    beside = [clause for clause in letter.body if not clause.closed and clause is not wish.clause]
    bare = len(wish.clause.tokens) <= _BARE and not any(clause.hits for clause in beside)
    either = requests_lexicon().either
    return bare and bool(letter.offered & either) and any(t.word in either for t in wish.clause.tokens)


def _of_a_meeting(letter: Letter) -> bool:
    """Say whether a bare `afmelden` may be said of a meeting."""
    if letter.speaks("meeting", "stay-over", "attend", "regret") or any(
        clause.dated for clause in letter.clauses
    ):
        return True
    named = any(names_one_invitation(clause) for clause in letter.body)
    return named or _answers_an_invitation(letter)


def _is_away(letter: Letter) -> bool:
    """Say whether the writer is ill or prevented: not that he comes no more, or never."""
    return any(part.has("attend") and not part.has("not", "no-more", "idle") for part in letter.body)


def _attends(letter: Letter) -> bool:
    """Say whether it speaks of coming or staying away."""
    return letter.speaks("guests", "plans", "waiting-list")


def _answers_an_invitation(letter: Letter) -> bool:
    head = letter.subject
    return head.replies and any(clause.has("invite", "meetings") for clause in head.clauses)


def _some_list(letter: Letter, wishes: Sequence[Wish]) -> Iterator[Reason]:
    """Say why a list or an invitation that is not said to be ours may be another's."""
    head, kind = letter.subject, wishes[0].kind
    strange = [w for clause in head.clauses for w in _strange_in_subject(clause)]
    leaves_a_list = kind is Kind.UNSUBSCRIBE and any(
        wish.clause.has("list", "off-list", "mails") or wish.clause.has("no-more") for wish in wishes
    )
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
