"""The words for states, times and days, as templates ask for them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from mailer.console import deeds
from mailer.console.catalogue import mark as _
from mailer.domain.coordinator import Role
from mailer.domain.delivery import DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import MeetingState, Wording, say
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.domain.subscription import SubscriptionState, SuppressionReason
from mailer.domain.timeline import Audience, Status
from mailer.intake.verdict import Kind
from mailer.letters import dates

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

KINDS: Mapping[str, str] = {
    Kind.REGISTRATION: _("answer"),
    Kind.SUBSCRIBE: _("wants to be on the list"),
    Kind.UNSUBSCRIBE: _("wants to be off the list"),
    Kind.ADDRESS_CHANGE: _("another address"),
    Kind.AUTO_REPLY: _("automatic reply"),
    Kind.BOUNCE: _("delivery report"),
    Kind.COMPLAINT: _("complaint"),
    Kind.RECEIPT: _("receipt"),
    Kind.COMMAND: _("command"),
    Kind.OTHER: _("something else"),
    "": _("not understood"),
}
"""What a mail is about."""

AUDIENCES: Mapping[str, str] = {
    Audience.EVERYONE: _("everyone on the list"),
    Audience.UNANSWERED: _("who has not answered"),
    Audience.ACCEPTED: _("who comes"),
    Audience.TENTATIVE: _("who said maybe"),
    Audience.WAITLISTED: _("who waits for a place"),
    Audience.DECLINED: _("who does not come"),
    Audience.ATTENDED: _("who was there"),
}

SUPPRESSED: Mapping[str, str] = {
    SuppressionReason.HARD_BOUNCE: _("the mailbox is not there"),
    SuppressionReason.COMPLAINT: _("the owner complained"),
    SuppressionReason.BY_HAND: _("somebody of us decided so"),
}

LANGUAGES = {"en": "English", "nl": "Nederlands"}
"""What each language calls itself."""


def filters(language: str, translations: NullTranslations) -> dict[str, Callable[..., str]]:
    """Give what templates make words with, in one language."""

    def said(state: str, kind: str) -> str:
        return translations.gettext(WORDS[kind][state])

    def letter(key: str) -> str:
        return translations.gettext(LETTERS[key]) if key in LETTERS else key.replace("-", " ")

    def kind(key: str) -> str:
        return translations.gettext(KINDS[key])

    def why_suppressed(reason: str) -> str:
        return translations.gettext(SUPPRESSED[reason])

    def audience(to: Iterable[str]) -> str:
        return ", ".join(translations.gettext(AUDIENCES[one]) for one in to)

    def moment(when: datetime, zone: str) -> str:
        return dates.moment(when.astimezone(ZoneInfo(zone)), language)

    def long_moment(when: datetime, zone: str) -> str:
        return dates.moment_with_year(when.astimezone(ZoneInfo(zone)), language)

    def day(when: date) -> str:
        return dates.day(when, language)

    def wording(texts: Wording) -> str:
        return say(texts, language)

    return {
        "said": said,
        "letter": letter,
        "kind": kind,
        "why_suppressed": why_suppressed,
        "audience": audience,
        **deeds.filters(translations.gettext),
        "moment": moment,
        "long_moment": long_moment,
        "day": day,
        "wording": wording,
        "own_name": _own_name,
        "agent": _agent,
    }


# in this order, as most call themselves by the names of those that follow too
_BROWSERS = {"Firefox": "Firefox", "Edg": "Edge", "OPR": "Opera", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS"}
_SYSTEMS["Linux"] = "Linux"


def _agent(text: str) -> str:
    """Name a browser and the system it runs on; others by how they begin."""
    found = [
        next((name for mark, name in known.items() if mark in text), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or text[:40]


def _own_name(language: Any) -> str:
    return LANGUAGES.get(str(language), str(language))
