"""The wish to leave the list: `haal mij van de lijst`, `graag afmelden`, `geen uitnodigingen meer`."""

from collections.abc import Iterator, Sequence

from mailer.intake.requests.clauses import OURS, Clause
from mailer.intake.requests.grammar import (
    NEVER,
    PERSON,
    SELF,
    Found,
    Topic,
    found,
    joins_a_list,
    points_back,
    wanted,
    wanted_in,
)
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.verdict import Kind

_LISTS = ("list", "off-list", "platform", "invite", "meetings")
_BARE = 3
_VERBLESS = 7
"""So many words a refusal without a verb may have."""
_THINGS = ("mails", "meeting", "ask-about")
"""Things one may want removed that are no person."""


def leaving(clause: Clause, topic: Topic) -> Found | None:
    """Read a wish to be taken off; `topic` holds the classes of ours that were spoken of before."""
    undone = clause.has("undone") and clause.has("become")
    ends = clause.has("leave", "stop") and clause.has(*_LISTS, "some-list")
    if clause.has("tired"):
        return found(Kind.UNSUBSCRIBE) if _is_tired_of_us(clause) else None
    enters = clause.has("my-entry") and not clause.has("herewith") and not ends
    away = undone or clause.has("remove", "leave", "off-list")
    if enters or _tells(clause) or not (away or _stops_us(clause, topic) or _wants_off(clause)):
        return None
    if joins_a_list(clause):
        return None
    if clause.has("waiting-list"):
        return found(Kind.REGISTRATION, ["for-a-meeting"])
    if clause.has("perfect") and not wanted(clause) and not clause.has("become"):
        return None
    if clause.has("receive") and not clause.has(*NEVER, "stop"):
        return None
    if clause.has("not") and not clause.has("no-more"):
        return found(Kind.UNSUBSCRIBE, ["negated-removal"])
    onto = clause.has("add") and clause.has("list", "some-list", "there-on")
    if onto or clause.has("enrol", "done"):
        return found(Kind.UNSUBSCRIBE, ["both-ways"])
    if (clause.has("meeting", "stay-over") or clause.dated) and not clause.has(*_LISTS):
        return found(Kind.REGISTRATION, ["for-a-meeting"])
    return found(Kind.UNSUBSCRIBE, _unclear(clause, topic))


def _is_tired_of_us(clause: Clause) -> bool:
    """Say whether `geen interesse meer` is of ours, or of what is not named: not `in de functie`."""
    lexicon = requests_lexicon()
    last = max(hit.places[-1] for hit in clause.hits if hit.kind == "tired") - clause.first
    behind = {token.word for token in clause.tokens[last + 1 :]}
    return clause.has(*OURS, "mails") or behind.isdisjoint(lexicon.onto | lexicon.leads | lexicon.announcing)


def _tells(clause: Clause) -> bool:
    """Say whether it only tells what the writer does: `ik haal het gemiddelde naar beneden`."""
    takes = clause.has("remove") and not clause.has("leave", "off-list", "undone", "there-off", *PERSON)
    wishes = clause.has(*OURS, "mails", "want", "will", "ask-you", "ask-self", "herewith")
    return takes and clause.has("self") and not wishes


def _stops_us(clause: Clause, topic: Topic) -> bool:
    """Say whether something of ours is to stop: `stop de uitnodigingen`, not `ik stop bij de gemeente`.

    A bare `STOP` stops what is answered.
    """
    ours = clause.has("list", "some-list", "invite", "be-invited", "inform", "mails", "send")
    mailed = topic.answered or topic.said & {"list", "invite", "be-invited"}
    bare = bool(mailed) and len(clause.tokens) <= _BARE and not clause.has("self")
    back = bool(topic.said - {"some-list"}) and points_back(clause)
    return clause.has("stop") and (ours or bare or back)


def _wants_off(clause: Clause) -> bool:
    """Read `mag ik eraf?`, `ik wil er vanaf`, `mijn adres kan eruit`."""
    who = clause.has("self", "ask-self", "my-address") or clause.asks
    return clause.has("there-off") and who and (wanted(clause) or clause.has("my-address") or clause.asks)


def _unclear(clause: Clause, topic: Topic) -> Iterator[str]:
    """Say why it is not clear who is to be taken off, or of what."""
    undone = clause.has("undone") and clause.has("become") and clause.has("self", "ask-self")
    if clause.has("leave", "stop") or undone:
        if clause.has("ask-self") and clause.asks and not clause.has(*OURS, *PERSON, "undone", "mails"):
            yield "asks-whether"
        return
    person = clause.has(*PERSON) or undone
    if not person and clause.has(*_THINGS):
        yield "a-thing"
    elif not (clause.has("off-list", "list", "platform") or _is_of_us(clause, topic, person)):
        named = clause.has("some-list") or (topic.any and clause.has("there-off", *PERSON))
        if not (named and (person or clause.has("undone", "there-off"))):
            yield "of-what"


def _is_of_us(clause: Clause, topic: Topic, person: bool) -> bool:
    """Say whether it can only be our list: `mijn adres kan eruit`, or `verwijderen svp` as an answer."""
    address = clause.has("me", "my-address") and clause.has("remove", "there-off")
    mails = person and clause.has("mails")
    return address or mails or (bool(topic.answered) and len(clause.tokens) <= _BARE)


def refusing(clause: Clause, sentence: Sequence[Clause], topic: Topic) -> Found | None:
    """Read a wish not to get something any more: `ik wil niet langer op de hoogte gehouden worden`."""
    if not clause.has(*NEVER) or not (wanted_in(sentence) or _fragment(clause)):
        return None
    offers = clause.has("ask-you") and not clause.has("send", "be-invited", "add", *SELF)
    told = clause.has("receive") and clause.has("self") and not wanted(clause)
    if offers or told or (clause.has("ask-self") and not clause.asks):
        return None
    if any(token.word in requests_lexicon().yet for token in clause.tokens):
        return found(Kind.UNSUBSCRIBE, ["not-in-so-many-words"])
    ever = not clause.has("no-more")
    if clause.has("add", "enrol", "join", "done"):
        quits = clause.has("join") and clause.has("platform") and clause.has(*SELF) and not ever
        quits = quits or (clause.has("add") and clause.has(*PERSON) and not ever)
        rules = [] if quits else ["not-in-so-many-words"]
        return found(Kind.UNSUBSCRIBE, rules) if clause.has(*OURS) else None
    if clause.has("list", "some-list") and ever and not clause.has("invite"):
        return found(Kind.UNSUBSCRIBE, ["not-in-so-many-words"])
    back = clause.has("self") and bool(topic.said - {"some-list"}) and points_back(clause)
    wished = clause.has("self") and clause.has("will")
    asked = clause.has("want") and not clause.has("self")
    sent = clause.has("send", "receive", "mails") and (
        clause.has(*PERSON) or bool(topic.answered) or back or wished or asked
    )
    mailed = not ever and sent
    about = clause.has("mails") and (bool(topic.any) or not ever)
    if clause.has(*OURS, "inform") or mailed or about or _is_bare_refusal(clause, topic):
        return found(Kind.UNSUBSCRIBE)
    return None


def _is_bare_refusal(clause: Clause, topic: Topic) -> bool:
    """Say whether it can only mean the mails it answers: `voortaan graag niet meer`."""
    quiet = {"no-more", "want", "onward", "courtesy", "idle", "self", *PERSON}
    lasting = clause.has("no-more") and clause.has("onward")
    return bool(topic.answered) and lasting and clause.kinds <= quiet and not clause.unknown


def _fragment(clause: Clause) -> bool:
    """Say whether it has no verb: `dus geen uitnodigingen meer voor mij`."""
    verbless = not clause.has("perfect", "receive")
    return verbless and len(clause.tokens) <= (_VERBLESS if clause.has("invite") else _BARE + 2)
