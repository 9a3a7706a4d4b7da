"""One mail as its reader sees it: what came in, and what was sent, each behind a click."""

from typing import Any

import nh3
from starlette.responses import Response

from mailer.console.visit import Visit
from mailer.domain.errors import NotFound
from mailer.domain.subscription import gone
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.service.envelope import octets
from mailer.store.unit_of_work import look

_LONGEST = 100_000
"""So much of a text, or of HTML, is shown."""
_TAGS = {
    *("p", "br", "div", "span", "blockquote", "pre", "code", "hr", "ul", "ol", "li", "dl", "dt", "dd"),
    *("b", "strong", "i", "em", "u", "s", "sub", "sup", "table", "thead", "tbody", "tr", "td", "th", "a"),
}
"""What may stand in a foreign mail that is shown among our own words: no picture, no style, no heading."""
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def received_page(visit: Visit) -> Response:
    """Show a mail that came in: its fields, its text and its HTML."""
    number = visit.number
    with look(visit.site.bus.database) as store:
        row = store.inbox.row(number)
    if not row.octets:
        raise NotFound("mail {mail} went with the person who wrote it", mail=number)
    mail = parse(bytes(row.octets), row.reverse_path)
    files = [part.filename or part.content_type for part in mail.parts if part.disposition == "attachment"]
    return visit.page(
        "received.html", row=row._mapping, mail=mail, files=files[:50], **_bodies(mail, ours=False)
    )


def sent_page(visit: Visit) -> Response:
    """Show a mail of ours as it was written for its reader, and every attempt at it."""
    number = visit.number
    with look(visit.site.bus.database) as store:
        delivery = store.outbox.get(number)
        if delivery.address == gone(delivery.person):
            raise NotFound("mail {mail} went to somebody who has been forgotten", mail=number)
        attempts = store.views.attempts(number)
        house = visit.site.bus.house
        mail = parse(octets(store, house, delivery, delivery.sent_at or delivery.made_at))
        person = store.people.get(delivery.person)
    return visit.page(
        "delivery.html",
        delivery=delivery,
        person=person,
        attempts=attempts,
        mail=mail,
        **_bodies(mail, ours=True),
    )


def _bodies(mail: Mail, *, ours: bool) -> dict[str, Any]:
    return {"text": mail.text[:_LONGEST], "html": harmless_html(mail.html, links=not ours), "ours": ours}


def harmless_html(html: str, *, links: bool = True) -> str:
    """Give foreign HTML without anything that is fetched, runs, or looks like a part of our page.

    Links into the web open in a window of their own. Without `links` none leads anywhere: those of a letter
    of ours are its reader's, to answer or to unsubscribe by.
    """
    if not html.strip():
        return ""

    def kept(tag: str, attribute: str, value: str) -> str | None:
        whole = value.lower().startswith(("http://", "https://"))
        return value if (tag, attribute) != ("a", "href") or (links and whole) else None

    return nh3.clean(
        html[:_LONGEST],
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
