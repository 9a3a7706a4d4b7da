"""The wish to come on the list: `zet mij erop`, `graag ontvang ik de uitnodigingen`, `ik meld me aan`."""

from collections.abc import Sequence

from mailer.intake.requests.clauses import DEEDS, OURS, Clause
from mailer.intake.requests.grammar import (
    NEVER,
    PERSON,
    SELF,
    Found,
    asked,
    found,
    joins_a_list,
    names_one_invitation,
    of_the_writer,
    onto_list,
    points_back,
    wanted,
    wanted_in,
)
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.verdict import Kind

_AWAY = ("stop", "remove", "leave", "undone")
_QUIET = frozenset(
    (
        *("want", "will", "onward", "ask-you", "ask-self", "herewith", "also", "source", "role", "idle"),
        *(
            "maybe",
            "undecided",
            "condition",
            "proviso",
            "later",
            "part",
            "second-thought",
            "not-yet",
            "other",
        ),
        *(
            "courtesy",
            "you",
            "my",
            "elsewhere",
            "stand",
            "whether",
            "there-on",
            "meeting",
            "become",
            "perfect",
            "regret",
            *SELF,
            *OURS,
        ),
    )
)
"""The classes a wish without a verb may hold: `graag ook op de lijst`."""
_SHORT = 4
_FRAGMENT = 6
"""So many words at most have no verb that nobody sees: `graag, ook voor mij, een uitnodiging`."""


def coming(clause: Clause, sentence: Sequence[Clause], topic: frozenset[str]) -> Found | None:
    """Read a wish to be put on the list; `topic` holds the classes of ours that were spoken of before."""
    away = clause.has(*_AWAY) or (clause.has("off-list") and not joins_a_list(clause))
    if away or clause.has(*NEVER) or (clause.has("perfect") and not wanted_in(sentence)):
        return None
    if of_the_writer(clause) or _offers(clause):
        return None
    if clause.has("waiting-list"):
        return found(Kind.REGISTRATION, ["for-a-meeting"])
    read = _adding(clause, sentence, topic) or _enrolling(clause, topic) or _getting(clause, sentence, topic)
    asks = clause.asks and clause.has("there-on") and clause.has("ask-self")
    return read or (found(Kind.SUBSCRIBE, ["of-what"]) if asks else None)


def _offers(clause: Clause) -> bool:
    """Say whether the writer asks leave to do it to us: `mag ik u toevoegen`."""
    passive = clause.has("become", "done")
    deed = clause.has("add", "send", "be-invited")
    return clause.has("ask-self") and deed and not passive and not clause.has("me", "us")


def _adding(clause: Clause, sentence: Sequence[Clause], topic: frozenset[str]) -> Found | None:
    """Read `zet mij op de lijst`, `toevoegen aan de verzendlijst`."""
    passive = clause.has("add", "done") and clause.has("become")
    if not (clause.has("add") or passive) or clause.has("my-entry"):
        return None
    person = any(part.has(*PERSON) for part in sentence) or (passive and clause.has("self", "ask-self"))
    if clause.has("list", "some-list", "invite", "be-invited") or (topic and clause.has("there-on")):
        thing = clause.has("meeting", "mails", "ask-about") or (clause.has("self") and not _is_valued(clause))
        thing = thing and not person
        return found(Kind.SUBSCRIBE, ["a-thing"] if thing else [])
    if clause.has("platform", "meetings") and person:
        return found(Kind.SUBSCRIBE)
    bare = len(clause.tokens) <= _SHORT
    if not (wanted(clause) and (person or bare)):
        return None
    clear = topic or clause.has("me", "my-address") or (bare and not clause.unknown)
    return found(Kind.SUBSCRIBE, [] if clear else ["of-what"])


def _is_valued(clause: Clause) -> bool:
    """Say whether the deed is a noun that begins the clause: `opname in de lijst zou ik waarderen`."""
    return any(hit.kind == "add" and hit.places == (clause.first,) for hit in clause.hits)


def _enrolling(clause: Clause, topic: frozenset[str]) -> Found | None:
    """Read `ik meld me aan`, `ik wil graag meedoen met het kennisplatform`."""
    enters = clause.has("my-entry") and clause.has("herewith")
    enrols = clause.has("enrol") or (clause.has("done") and clause.has("become")) or enters
    if clause.has("receive") and not wanted(clause):
        return None
    if not enrols and not (clause.has("join") and (wanted(clause) or clause.has("self"))):
        return None
    named = clause.has("list", "off-list", "platform", "invite", "meetings")
    if clause.dated or (clause.has("meeting", "stay-over") and not named):
        return found(Kind.REGISTRATION, ["for-a-meeting"])
    if enrols or topic or clause.has("platform", "meetings", "list", "off-list"):
        return found(Kind.SUBSCRIBE)
    asks = clause.asks and clause.has("ask-self")
    wishes = clause.has(*SELF) and wanted(clause) and (asks or not clause.has("you"))
    return found(Kind.SUBSCRIBE) if wishes else None


def _getting(clause: Clause, sentence: Sequence[Clause], topic: frozenset[str]) -> Found | None:
    """Read `ik ontvang graag de uitnodigingen`, `houd mij op de hoogte`, and wishes without a verb."""
    if clause.has("you") and not clause.has(*SELF):
        return None
    if clause.has("be-invited"):
        gets = clause.has(*PERSON) or (not clause.orders and (clause.has(*SELF, "onward") or bool(topic)))
    elif clause.has("inform"):
        named = clause.has("meetings", "platform", "meeting", "invite") or _next_time(clause)
        gets = named or bool(topic - {"some-list"})
    elif clause.has("receive", "send"):
        mails = clause.has("mails") and clause.has("platform", "meetings")
        mails = mails or clause.has("invite") or _next_time(clause)
        back = points_back(clause) or (len(clause.tokens) <= _SHORT and clause.has("want"))
        gets = _is_sent(clause) and (mails or (bool(topic) and back))
    else:
        quiet = all(hit.kind.removesuffix("!") in _QUIET for hit in clause.hits)
        listed = (
            clause.has("invite")
            or onto_list(clause)
            or (bool(topic - {"some-list"}) and clause.has("there-on"))
        )
        alone = not any(part.has(*DEEDS) for part in sentence)
        alone = alone and (len(clause.tokens) <= _FRAGMENT or (clause.has("stand") and onto_list(clause)))
        gets = quiet and listed and (asked(clause) or (alone and any(map(asked, sentence))))
    lasting = clause.has("onward") or (clause.has("platform") and not clause.has("meeting"))
    certain = names_one_invitation(clause) and not lasting
    return found(Kind.SUBSCRIBE, ["for-one-meeting"] if certain else []) if gets else None


def _next_time(clause: Clause) -> bool:
    """Say whether it is about the next time that we meet: `mail me als er weer iets is`."""
    again = any(token.word in requests_lexicon().again for token in clause.tokens)
    return again and (
        clause.has("courtesy")
        or any(hit.kind.removesuffix("!") == "inform" and len(hit.places) > 1 for hit in clause.hits)
    )


def _is_sent(clause: Clause) -> bool:
    """Say whether the writer is the one who gets it: not in `ik wil u een uitnodiging sturen`."""
    toward_nobody = not clause.orders and not clause.has("self", "ask-you", "ask-self")
    return clause.has("receive", *PERSON) or toward_nobody
