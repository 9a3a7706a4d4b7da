"""The words for states, times and days, as templates ask for them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from mailer.console.deeds import DEEDS
from mailer.domain.meeting import say
from mailer.domain.subscription import gone
from mailer.domain.timeline import Audience
from mailer.intake.verdict import Kind
from mailer.letters import dates
from mailer.speech.catalogue import mark as _
from mailer.speech.names import SUPPRESSED, WORDS, doer_of, name_of
from mailer.speech.sentences import line_in_words

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

FORGOTTEN = _("Somebody who was forgotten")
"""What stands for a name and an address that are gone."""

LANGUAGES = {"en": "English", "nl": "Nederlands"}
"""What each language calls itself."""


def filters(language: str, translations: NullTranslations) -> dict[str, Callable[..., str | None]]:
    """Give what templates make words with, in one language."""
    gettext = translations.gettext

    def said(state: str, kind: str) -> str:
        return gettext(WORDS[kind][state])

    def told(line: str) -> str:
        return line_in_words(line, language) or line

    def called(one: Mapping[str, Any]) -> str:
        forgotten = one["address"] == gone(one["person"])
        return gettext(FORGOTTEN) if forgotten else str(one["name"] or one["address"])

    def audience(to: Iterable[str]) -> str:
        return ", ".join(gettext(AUDIENCES[one]) for one in to)

    return {
        "said": said,
        "letter": partial(name_of, language=language),
        "kind": lambda key: gettext(KINDS[key]),
        "why_suppressed": lambda reason: gettext(SUPPRESSED[reason]),
        "called": called,
        "audience": audience,
        "deed": lambda command: gettext(DEEDS[command]) if command in DEEDS else command,
        "doer": partial(doer_of, language=language),
        "ours": partial(line_in_words, language=language),
        "told": told,
        **_times(language),
        "wording": partial(say, language=language),
        "own_name": _own_name,
        "agent": _agent,
    }


def _times(language: str) -> dict[str, Callable[..., str]]:
    """Give what templates say times with; a moment is said in the zone of its meeting."""

    def moment(when: datetime, zone: str) -> str:
        return dates.moment(when.astimezone(ZoneInfo(zone)), language)

    def long_moment(when: datetime, zone: str) -> str:
        return dates.moment_with_year(when.astimezone(ZoneInfo(zone)), language)

    def span(starts: datetime, ends: datetime, zone: str) -> str:
        first, last = (one.astimezone(ZoneInfo(zone)) for one in (starts, ends))
        end = f"{last:%H:%M}" if first.date() == last.date() else dates.moment(last, language)
        return f"{dates.moment(first, language)} – {end}"

    def until(when: datetime, zone: str) -> str:
        last = when.astimezone(ZoneInfo(zone))
        whole_day = last.time() == time.min
        return (
            dates.short_day(last - timedelta(days=1), language) if whole_day else dates.moment(last, language)
        )

    day = partial(dates.day, language=language)
    return {"moment": moment, "long_moment": long_moment, "span": span, "until": until, "day": day}


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
