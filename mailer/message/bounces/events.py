"""Notifications of a mail provider as JSON in a mail (Amazon SES by SNS): bounces, deliveries, complaints."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mailer.message.bounces.addresses import first_address
from mailer.message.bounces.causes import cause
from mailer.message.mail import Mail
from mailer.message.report import Report, ReportAction

_KIND = ("notificationType", "eventType")
_LISTS = {"Bounce": "bouncedRecipients", "Delivery": "recipients", "DeliveryDelay": "delayedRecipients"}
_ACTIONS = {
    "Bounce": ReportAction.FAILED,
    "Delivery": ReportAction.DELIVERED,
    "DeliveryDelay": ReportAction.DELAYED,
}
_LONGEST = 200_000

Event = Mapping[str, Any]


def read_event(mail: Mail) -> Event:
    """Give the notification in the body, {} where there is none; an SNS envelope around it is taken off."""
    start = mail.text[:2_000].find("{")
    if start < 0 or not any(word in mail.text for word in _KIND):
        return {}
    event = _decoded(mail.text[start:_LONGEST])
    if isinstance(event.get("Message"), str):
        event = _decoded(event["Message"])
    return event if any(isinstance(event.get(name), str) for name in _KIND) else {}


def read_events(mail: Mail) -> tuple[Report, ...]:
    """Give what a notification says of each recipient; () for a complaint or an ordinary mail."""
    event = read_event(mail)
    kind = kind_of(event)
    if kind not in _ACTIONS:
        return ()
    return tuple(
        _report(item, _ACTIONS[kind], event)
        for item in recipients(event, kind[0].lower() + kind[1:], _LISTS[kind])
    )


def kind_of(event: Event) -> str:
    """Give the type of a notification, "" for none."""
    return next((event[name] for name in _KIND if isinstance(event.get(name), str)), "")


def recipients(event: Event, section: str, listed: str) -> Iterator[Mapping[str, str]]:
    """Yield the recipients listed in a section, each with its text fields."""
    inner = event.get(section)
    items = inner.get(listed) if isinstance(inner, dict) else None
    for item in items if isinstance(items, list) else ():
        entry = item if isinstance(item, dict) else {"emailAddress": item}
        fields = {name: value for name, value in entry.items() if isinstance(value, str)}
        if first_address(fields.get("emailAddress", "")):
            yield fields


def _report(item: Mapping[str, str], action: ReportAction, event: Event) -> Report:
    address = first_address(item["emailAddress"])
    if action is not ReportAction.FAILED:
        return Report(address, action, permanent=False)
    words = " ".join((item.get("diagnosticCode", ""), item.get("status", ""))).strip()
    why = cause(words)
    bounce = event.get("bounce")
    named = bounce.get("bounceType") if isinstance(bounce, dict) else None
    permanent = named != "Transient" if why.status is None and isinstance(named, str) else why.permanent
    return Report(address, action, why.status, permanent, words[:300])


def _decoded(text: str) -> Event:
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
