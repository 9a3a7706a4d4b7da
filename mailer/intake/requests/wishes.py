"""What one clause asks: to come on the list or to leave it; with everything that makes one ask back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailer.intake.requests.clauses import DEEDS, OURS, Clause
from mailer.intake.requests.doubts import doubts_of
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.verdict import Kind, Reason

_SELF = ("self", "me", "my-address", "ask-self")
_WISHES = ("want", "onward", "ask-you", "ask-self", "herewith", "undecided", "maybe")


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
    return replace(
        wish,
        firm=firm,
        doubts=(*wish.doubts, *doubts_of(clause, sentence, writer, _spare(clause))),
    )


def _spare(clause: Clause) -> int:
    """Give how many unknown words the wish can bear: the more it says in known ones, the more."""
    person = clause.has("me", "my-address")
    deed = clause.has("add", "enrol", "remove", "leave", "off-list")
    if person and deed and clause.has("list", "some-list", "off-list", "platform", "invite"):
        return 2
    return 1 if clause.has("receive", "inform", "be-invited") or (person and deed) else 0


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
    if not clause.has("remove", "leave", "off-list") and not undone and not _stops_us(clause):
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


def _stops_us(clause: Clause) -> bool:
    """Say whether something of ours is to stop: `stop de uitnodigingen`, and not `ik stop bij de gemeente`."""
    return clause.has("list", "some-list", "invite", "mails", "send") or len(clause.tokens) == 1


def _unclear_removal(clause: Clause, topic: bool) -> Iterator[str]:
    """Say why it is not clear of what one is to be removed, or what is to stop."""
    if clause.has("leave", "off-list", "list"):
        return
    about = clause.has("some-list", "there-off", "me", "my-address", "mails") and topic
    if clause.has("remove", "undone") and not (about or clause.has("some-list")):
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
    if clause.has("waiting-list"):
        return replace(_wish(Kind.REGISTRATION, clause, "for-a-meeting"), named=True)
    if clause.has("enrol", "join") and (clause.has("meeting") or clause.dated):
        named = clause.has("list", "platform", "invite", "meetings") and not clause.dated
        return _wish(Kind.SUBSCRIBE, clause) if named else _wish(Kind.REGISTRATION, clause, "for-a-meeting")
    if _adds(clause, topic) or _enrols(clause, topic):
        return _wish(Kind.SUBSCRIBE, clause, *_unclear_place(clause))
    if clause.has("join") and clause.has("self") and _wanted(clause) and not clause.has("you"):
        return _wish(Kind.SUBSCRIBE, clause, "of-what")
    if _gets(clause, topic):
        return _wish(Kind.SUBSCRIBE, clause, *_this_one(clause))
    if (
        not clause.has(*DEEDS)
        and _wanted(clause)
        and (clause.has("invite", "there-on") or _onto_list(clause))
    ):
        return _wish(Kind.SUBSCRIBE, clause, *_this_one(clause))
    return None


def _onto_list(clause: Clause) -> bool:
    """Say whether a list stands behind `op` or the like, as in `graag op de lijst`."""
    lexicon = requests_lexicon()
    for before, _ in _behind(clause, "list", "some-list"):
        while before and before[-1] in lexicon.articles:
            before.pop()
        if before and before[-1] in lexicon.onto:
            return True
    return False


def _this_one(clause: Clause) -> Iterator[str]:
    """Say whether one certain invitation is meant: `de uitnodiging`, not `een uitnodiging` or `de uitnodigingen`."""
    lexicon = requests_lexicon()
    for before, word in _behind(clause, "invite"):
        if (
            before
            and before[-1] in lexicon.definite
            and word in lexicon.singular
            and not clause.has("onward")
        ):
            yield "for-one-meeting"


def _behind(clause: Clause, *kinds: str) -> Iterator[tuple[list[str], str]]:
    """Give the first word of each hit of these classes, with the words in front of it."""
    words = [token.word for token in clause.tokens]
    for hit in clause.hits:
        if hit.kind in kinds:
            place = hit.places[0] - clause.first
            yield words[:place], words[place]


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
    if clause.has("send") and not clause.has("me", "my-address", "ask-you") and not clause.orders:
        return False
    it = topic and any(token.word in {"ze", "deze", "them", "these"} for token in clause.tokens)
    return clause.has("receive", "send") and (clause.has("invite") or it)


def _unclear_place(clause: Clause) -> Iterator[str]:
    named = clause.has("list", "invite", "some-list")
    if clause.has("join") and clause.has("ask-self") and clause.asks and not named:
        yield "asks-whether"
