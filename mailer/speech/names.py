"""What people call states, letters and steps."""

from collections.abc import Mapping

from mailer.domain.coordinator import Role
from mailer.domain.delivery import DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import MeetingState
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.domain.subscription import SubscriptionState, SuppressionReason
from mailer.domain.timeline import Status
from mailer.speech.catalogue import languages, say
from mailer.speech.catalogue import mark as _

WORDS: Mapping[str, Mapping[str, str]] = {
    "role": {
        Role.COORDINATOR: _("coordinator"),
        Role.READER: _("reader"),
    },
    "meeting": {
        MeetingState.DRAFT: _("draft"),
        MeetingState.ANNOUNCED: _("announced"),
        MeetingState.CLOSED: _("answers closed"),
        MeetingState.HELD: _("held"),
        MeetingState.CANCELLED: _("cancelled"),
    },
    "registration": {
        RegistrationState.INVITED: _("invited"),
        RegistrationState.ACCEPTED: _("comes"),
        RegistrationState.DECLINED: _("does not come"),
        RegistrationState.TENTATIVE: _("maybe"),
        RegistrationState.WAITLISTED: _("on the waiting list"),
        RegistrationState.OFFERED: _("has an offer"),
        RegistrationState.LAPSED: _("let the offer lapse"),
        RegistrationState.WITHDRAWN: _("withdrew"),
        RegistrationState.ATTENDED: _("was there"),
        RegistrationState.ABSENT: _("was not there"),
    },
    "run": {
        RunState.WAITING: _("waits for you"),
        RunState.RUNNING: _("goes out"),
        RunState.PAUSED: _("paused"),
        RunState.DONE: _("done"),
        RunState.CANCELLED: _("called off"),
    },
    "delivery": {
        DeliveryState.DUE: _("to be sent"),
        DeliveryState.SENDING: _("being sent"),
        DeliveryState.SENT: _("sent"),
        DeliveryState.DEFERRED: _("tried again later"),
        DeliveryState.FAILED: _("failed"),
        DeliveryState.UNKNOWN: _("unknown"),
        DeliveryState.CANCELLED: _("not sent"),
        DeliveryState.SUPPRESSED: _("held back"),
        DeliveryState.BOUNCED: _("bounced"),
    },
    "inbox": {
        InboxState.RECEIVED: _("not read yet"),
        InboxState.HANDLED: _("dealt with"),
        InboxState.PARKED: _("waits for you"),
        InboxState.IGNORED: _("left alone"),
        InboxState.DISCARDED: _("put away"),
    },
    "step": {
        Status.FUTURE: _("to come"),
        Status.DUE: _("due"),
        Status.TAKEN: _("taken"),
        Status.MISSED: _("missed"),
        Status.OFF: _("off"),
    },
    "subscription": {
        SubscriptionState.UNCONFIRMED: _("not confirmed yet"),
        SubscriptionState.SUBSCRIBED: _("on the list"),
        SubscriptionState.UNSUBSCRIBED: _("off the list"),
    },
}
"""Of which kind -> the state -> what a person calls it."""

LETTERS: Mapping[str, str] = {
    "save-the-date": _("save the date"),
    "invitation": _("invitation"),
    "reminder": _("reminder"),
    "last-call": _("last call"),
    "practical-information": _("practical information"),
    "day-before": _("the day before"),
    "thank-you": _("thank-you"),
    "recap": _("recap"),
    "correction": _("correction"),
    "cancelled": _("cancellation"),
    "test-copy": _("test copy"),
    "confirm-subscription": _("question: on the list?"),
    "confirm-address": _("question: another address?"),
    "confirm-answer": _("question: is this your answer?"),
    "subscribed": _("on the list"),
    "unsubscribed": _("off the list"),
    "address-changed": _("address changed"),
    "passed-on": _("passed on to a person"),
    "question-passed-on": _("question passed on"),
    "offer": _("offer of a place"),
    "offer-lapsed": _("offer lapsed"),
    "understood-yes": _("confirmed: comes"),
    "understood-part": _("confirmed: comes for a part"),
    "understood-no": _("confirmed: does not come"),
    "understood-maybe": _("confirmed: maybe"),
    "understood-waiting": _("confirmed: on the waiting list"),
    "understood-substitute": _("confirmed: sends somebody else"),
    "digest": _("digest for the coordinator"),
    "digest-answer": _("what was done with a reply to the digest"),
}
"""What a person calls a letter or a step; a house's own are called by their key."""

SUPPRESSED: Mapping[str, str] = {
    SuppressionReason.HARD_BOUNCE: _("the mailbox is not there"),
    SuppressionReason.COMPLAINT: _("the owner complained"),
    SuppressionReason.BY_HAND: _("somebody of us decided so"),
}

DOERS: Mapping[str, str] = {
    "clock": _("the clock"),
    "kring": _("Kring by itself"),
    "unknown": _("somebody unknown"),
    "erased": _("somebody who was forgotten"),
}
_WHERE: Mapping[str, str] = {
    " in the console": _("in the console"),
    " on the command line": _("on the command line"),
    " by mail": _("by mail"),
}


def name_of(letter: str, language: str) -> str:
    """Name a letter in a language."""
    known = LETTERS.get(letter)
    return say(known, language) if known else letter.replace("-", " ")


def names_of(letter: str) -> frozenset[str]:
    """Give every name somebody may call a letter by, in lower case, hyphens as spaces."""
    names = {letter, *(name_of(letter, language) for language in languages())}
    return frozenset(name.casefold().replace("-", " ") for name in names)


def doer_of(who: str, language: str) -> str:
    """Say who did something and where, as the journal keeps it."""
    for ending, place in _WHERE.items():
        if who.endswith(ending):
            return f"{who.removesuffix(ending)} {say(place, language)}"
    return say(DOERS[who], language) if who in DOERS else who
