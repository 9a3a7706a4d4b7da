"""What one clause asks: to come on the list or to leave it; with everything that makes one ask back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailer.intake.answer.reading import Token
from mailer.intake.requests.clauses import DEEDS, Clause
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.verdict import Kind, Reason

OURS = ("list", "some-list", "off-list", "invite", "be-invited", "platform", "meetings")
"""The classes that name what is ours: the list, its invitations, the platform, its meetings."""

_SELF = ("self", "me", "my-address", "ask-self")
_WISHES = ("want", "onward", "ask-you", "ask-self", "herewith", "undecided", "maybe")
_DOUBTS = {
    "condition": "condition",
    "proviso": "condition",
    "later": "later",
    "undecided": "undecided",
    "maybe": "undecided",
    "part": "part-only",
    "irony": "irony",
}
"""Classes that make a wish doubtful anywhere in its sentence, and the rule they speak for."""
_OWN_DOUBTS = {"matter": "asks-information", "ask-about": "other-request", "how": "asks-how"}
"""Classes that make a wish doubtful in its own clause."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A request of one clause.

    `firm`: it is asked for, not only spoken of. `named`: it says itself what it is about.
    """

    kind: Kind
    clause: Clause
    firm: bool
    named: bool
    doubts: tuple[Reason, ...] = ()


def wish_of(clause: Clause, sentence: Sequence[Clause], topic: bool, writer: frozenset[str]) -> Wish | None:
    """Read the wish of a clause, None when there is none.

    `sentence` holds the clauses of its sentence, `topic` says that the list was spoken of before, `writer`
    the folded words of the writer's own name.
    """
    if clause.has("offer", "foreign", "business"):
        return None
    wish = _leaving(clause, topic) or _refusing(clause, sentence, topic) or _coming(clause, sentence, topic)
    if wish is None:
        return None
    firm = wish.firm and any(map(_wanted, sentence))
    return replace(wish, firm=firm, doubts=(*wish.doubts, *_doubts(clause, sentence, writer)))


def _wanted(clause: Clause) -> bool:
    return clause.has(*_WISHES) or clause.orders


def _wish(kind: Kind, clause: Clause, *doubts: str, firm: bool = True) -> Wish:
    reasons = tuple(Reason(rule, clause.words) for rule in doubts)
    return Wish(kind, clause, firm, clause.has(*OURS), reasons)


def _leaving(clause: Clause, topic: bool) -> Wish | None:
    """Read `haal mij van de lijst`, `graag afmelden`, `stop de uitnodigingen`."""
    undone = clause.has("undone") and clause.has("become")
    if not (undone or clause.has("remove", "leave", "stop", "off-list")):
        return None
    if clause.has("perfect") and not _wanted(clause) and not clause.has("become"):
        return None
    if clause.has("not") and not clause.has("no-more"):
        return _wish(Kind.UNSUBSCRIBE, clause, "negated-removal")
    if clause.has("enrol", "add", "done"):
        return _wish(Kind.UNSUBSCRIBE, clause, "both-ways")
    if (clause.has("meeting") or clause.dated) and not clause.has(
        "list", "off-list", "platform", "invite", "meetings"
    ):
        return _wish(Kind.REGISTRATION, clause, "for-a-meeting")
    return _wish(Kind.UNSUBSCRIBE, clause, *_unclear_removal(clause, topic))


def _unclear_removal(clause: Clause, topic: bool) -> Iterator[str]:
    """Say why it is not clear of what one is to be removed, or what is to stop."""
    if clause.has("leave", "off-list", "list"):
        return
    about = clause.has("some-list", "there-off", "me", "my-address", "mails") and topic
    if clause.has("remove", "undone") and not (about or clause.has("some-list")):
        yield "of-what"
    if clause.has("stop") and not clause.has("invite", "mails") and len(clause.tokens) > 1:
        yield "of-what"


def _refusing(clause: Clause, sentence: Sequence[Clause], topic: bool) -> Wish | None:
    """Read `geen uitnodigingen meer graag`, `ik wil niet langer op de hoogte gehouden worden`."""
    if not clause.has("not", "no-more") or not (clause.has("not") or clause.has("receive", "send")):
        return None
    if not any(map(_wanted, sentence)) and not _fragment(clause):
        return None
    if clause.has("add", "enrol", "join", "done"):
        return _wish(Kind.UNSUBSCRIBE, clause, "not-in-so-many-words") if clause.has(*OURS) else None
    if not clause.has(*OURS, "inform") and not (clause.has("mails") and (topic or clause.has("no-more"))):
        return None
    return _wish(Kind.UNSUBSCRIBE, clause)


def _fragment(clause: Clause) -> bool:
    return len(clause.tokens) <= 5 and not clause.has("perfect", "receive")


def _coming(clause: Clause, sentence: Sequence[Clause], topic: bool) -> Wish | None:
    """Read `zet mij op de lijst`, `graag ontvang ik de uitnodigingen`, `ik wil me aanmelden`."""
    if clause.has("not") or (clause.has("perfect") and not any(map(_wanted, sentence))):
        return None
    if clause.has("enrol", "join") and (clause.has("meeting") or clause.dated):
        named = clause.has("list", "platform", "invite", "meetings") and not clause.dated
        return _wish(Kind.SUBSCRIBE, clause) if named else _wish(Kind.REGISTRATION, clause, "for-a-meeting")
    if _adds(clause, topic) or _enrols(clause, topic):
        return _wish(Kind.SUBSCRIBE, clause, *_unclear_place(clause))
    if _gets(clause, topic):
        return _wish(Kind.SUBSCRIBE, clause, *(["for-one-meeting"] if clause.dated else []))
    if not clause.has(*DEEDS) and clause.has("list", "some-list", "invite", "there-on") and _wanted(clause):
        return _wish(Kind.SUBSCRIBE, clause)
    return None


def _adds(clause: Clause, topic: bool) -> bool:
    done = clause.has("done") and clause.has("become")
    target = clause.has("list", "some-list", "invite", "there-on")
    target = target or (clause.has("platform") and (clause.has("me", "my-address") or done))
    return (clause.has("add") or done) and (target or (topic and clause.has("me", "my-address")))


def _enrols(clause: Clause, topic: bool) -> bool:
    if clause.has("enrol") or (clause.has("done") and clause.has("become")):
        return True
    return clause.has("join") and (topic or clause.has("platform", "meetings", "list"))


def _gets(clause: Clause, topic: bool) -> bool:
    if clause.has("you") and not clause.has(*_SELF):
        return False
    if clause.has("be-invited"):
        return clause.has(*_SELF) or clause.has("onward") or topic
    if clause.has("inform"):
        return clause.has("meetings", "platform", "meeting", "invite") or topic
    it = topic and any(token.word in {"ze", "deze", "them", "these"} for token in clause.tokens)
    return clause.has("receive", "send") and (clause.has("invite") or it)


def _unclear_place(clause: Clause) -> Iterator[str]:
    if (
        clause.has("join")
        and clause.has("ask-self")
        and clause.asks
        and not clause.has("list", "invite", "some-list")
    ):
        yield "asks-whether"
    if clause.dated:
        yield "for-one-meeting"


def _doubts(clause: Clause, sentence: Sequence[Clause], writer: frozenset[str]) -> Iterator[Reason]:
    for part in sentence:
        yield from (Reason(rule, part.words) for kind, rule in _DOUBTS.items() if part.has(kind))
    yield from (Reason(rule, clause.words) for kind, rule in _OWN_DOUBTS.items() if clause.has(kind))
    yield from _others(clause, sentence, writer)
    if strange := _not_understood(clause, sentence):
        yield Reason("not-understood", " ".join(token.raw for token in strange))


def _others(clause: Clause, sentence: Sequence[Clause], writer: frozenset[str]) -> Iterator[Reason]:
    """Say whom else the wish may be about: other people spoken of, or named."""
    parts = (clause,) if clause.has("me", "my-address") else tuple(sentence)
    for part in parts:
        if part.has("other"):
            yield Reason("for-somebody-else", part.words)
    for part in sentence:
        if part is clause or _is_row_of_names(part):
            names = [t.raw for t in _names(part, writer)]
            yield from [Reason("somebody-is-named", " ".join(names))] if names else []


def _is_row_of_names(clause: Clause) -> bool:
    return sum(token.capital for token in clause.tokens) * 2 >= len(clause.tokens)


def _names(clause: Clause, writer: frozenset[str]) -> Iterator[Token]:
    """Give words with a capital that nobody knows, inside a clause: they may name a person.

    Not behind a word that announces a place or a function: `gemeente Veldrijk`, `hoofd Juridische Zaken`.
    """
    strange = {id(token) for token in clause.unknown}
    placed = clause.first == 0
    for token in clause.tokens:
        named = token.capital and id(token) in strange and not token.raw.isupper()
        if named and not placed and token.word not in writer:
            yield token
        placed = token.word in requests_lexicon().announcing or (placed and named)


def _not_understood(clause: Clause, sentence: Sequence[Clause]) -> list[Token]:
    """Give the unknown words that say what the wish is for, unless it names the platform or the list."""
    if any(part.has("platform", "list", "off-list") for part in sentence):
        return []
    strange = {id(token) for token in clause.unknown if not token.capital}
    leads = requests_lexicon().leads
    lead = next((n for n, token in enumerate(clause.tokens) if token.word in leads), len(clause.tokens))
    rest = [token for token in clause.tokens[lead:] if id(token) in strange]
    return rest if not clause.has("meetings", "some-list") or len(rest) > 2 else []
