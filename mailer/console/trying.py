"""Try it, in a sandbox: write a mail as a guest, see what Kring makes of it, and read what it sent."""

from typing import Any

from starlette.responses import Response

from mailer.console.doubts import doubts
from mailer.console.framed import PRESSED, framed
from mailer.console.guests import Draft, quick_answers, reply_form, reply_subject, written
from mailer.console.guide import TRY, next_after
from mailer.console.patience import waited
from mailer.console.visit import Visit
from mailer.domain.errors import BadInput, NotFound
from mailer.domain.subscription import gone
from mailer.letters.skeleton import Skeleton
from mailer.message.mail import Mail
from mailer.message.parse import parse
from mailer.service.envelope import octets
from mailer.service.work import Work
from mailer.speech.sentences import error_in_words
from mailer.store.unit_of_work import UnitOfWork, look

_PATIENCE = 15.0
"""Seconds within which a mail is read, unless the machine has a lot to do."""
_ANSWERED = 1.5
"""Seconds more, within which what answers it leaves."""
_PAGE = 30
_NUMBERS_END = 2**31 - 1

_SANNE = ("Sanne de Bruin", "sanne.debruin@oudeveer.example")
FIRST_MAIL = {
    "nl": Draft(
        *_SANNE,
        "Uitnodigingslijst",
        "Goedemorgen,\n\nGraag word ik voortaan uitgenodigd voor de bijeenkomsten.\n\n"
        "Met vriendelijke groet,\nSanne de Bruin\nGemeente Oudeveer",
    ),
    "en": Draft(
        *_SANNE,
        "Invitation list",
        "Good morning,\n\nI would like to be invited to the meetings from now on.\n\n"
        "Kind regards,\nSanne de Bruin\nMunicipality of Oudeveer",
    ),
}
"""What stands in the form at first, so that one can press Send at once."""


def try_page(visit: Visit) -> Response:
    """Show the form, filled in: for a reply, or for somebody who asks to be put on the list."""
    number = _number(visit.asked("reply"))
    if not number:
        return _form(visit, FIRST_MAIL.get(visit.language, FIRST_MAIL["en"]))
    with look(visit.site.bus.database) as store:
        address, mail = _sent(visit.working(store), number)
        person = store.people.get(store.outbox.get(number).person)
    subject = visit.asked("subject")[:200] or reply_subject(mail.subject)
    draft = Draft(person.name, address, subject, visit.asked("text")[:2000], number)
    return _form(visit, draft, mail)


def write(visit: Visit) -> Response:
    """Hand the guest's mail to the listener, and show what became of it."""
    form = visit.form
    answers = _number(form.one("answers"))
    draft = Draft(form.one("name"), form.one("address"), form.one("subject"), form.one("text"), answers)
    with look(visit.site.bus.database) as store:
        answered = _sent(visit.working(store), draft.answers)[1] if draft.answers else None
        before = store.digests.newest_mail()
    try:
        mail = written(draft, visit.site.bus.house.first_series.mailbox, answered, visit.site.bus.clock())
    except BadInput as error:
        return _form(visit, draft, answered, error_in_words(error, visit.language))
    if why_not := visit.site.post(mail.sender, mail.to, mail.octets):
        return _form(visit, draft, answered, why_not)
    number = _read(visit, before, mail.message_id)
    return visit.to(f"{TRY}/mails/{number}") if number else visit.to(f"{TRY}/sent", "on-its-way")


def what_became_of_it(visit: Visit) -> Response:
    """Show what Kring made of a mail that came in, why, and what followed."""
    number = visit.number
    with look(visit.site.bus.database) as store:
        row = store.views.guest_mail(number)
        if row is None:
            raise NotFound("there is no mail {mail}", mail=number)
        facts: dict[str, Any] = {
            "led_to": store.views.led_to(number),
            "answers": store.views.answers_to(number),
            "meeting": store.meetings.get(row["meeting"]) if row["meeting"] else None,
            "writer": store.people.get(row["person"]) if row["person"] else None,
            "next_step": next_after(visit.working(store), row),
        }
    verdict = row["verdict"] or {}
    why = doubts(verdict.get("why") or [])
    return visit.page("became.html", row=row, verdict=verdict, why=why, **facts)


def sent_page(visit: Visit) -> Response:
    """List what Kring sent, the newest first."""
    before = _number(visit.asked("before")) or _NUMBERS_END
    with look(visit.site.bus.database) as store:
        found = store.views.left(before, _PAGE)
        rows = [{**row, "subject": _subject(store, row["skeleton"])} for row in found[:_PAGE]]
    more = rows[-1]["id"] if len(found) > _PAGE else 0
    return visit.page("sent.html", rows=rows, more=more)


def sent_mail_page(visit: Visit) -> Response:
    """Show one mail that Kring sent, as its reader gets it."""
    number = visit.number
    with look(visit.site.bus.database) as store:
        address, mail = _sent(visit.working(store), number)
        sent_at = store.outbox.get(number).sent_at
    facts: dict[str, Any] = {
        "address": address,
        "quick": quick_answers(mail.html),
        "sent_at": sent_at,
        "allowed": PRESSED,
    }
    return visit.page("sent_mail.html", number=number, mail=mail, **facts)


def sent_mail_frame(visit: Visit) -> Response:
    """Give its HTML, for the frame on the page."""
    with look(visit.site.bus.database) as store:
        _, mail = _sent(visit.working(store), visit.number)
    return framed(mail.html, mail.subject, mail.get("content-language"), reply_form(visit.number))


def _form(visit: Visit, draft: Draft, answered: Mail | None = None, fault: str = "") -> Response:
    mailbox = visit.site.bus.house.first_series.mailbox
    facts = {"draft": draft, "answered": answered, "fault": fault, "mailbox": mailbox}
    return visit.page("try.html", 400 if fault else 200, **facts)


def _read(visit: Visit, before: int, message_id: str) -> int | None:
    """Wait until it was read and its answer left, and give its number; None when reading takes too long."""

    def number() -> int | None:
        with look(visit.site.bus.database) as store:
            return store.views.come_in(before, message_id)

    def answered() -> bool:
        with look(visit.site.bus.database) as store:
            return all(one["sent_at"] for one in store.views.answers_to(found or 0))

    found = waited(number, _PATIENCE)
    if found is not None:
        waited(answered, _ANSWERED)
    return found


def _sent(work: Work, number: int) -> tuple[str, Mail]:
    delivery = work.store.outbox.get(number)
    if delivery.address == gone(delivery.person):
        raise NotFound("mail {mail} went to somebody who has been forgotten", mail=number)
    if delivery.sent_at is None:
        raise NotFound("mail {mail} has not been sent", mail=number)
    return delivery.address, parse(octets(work.store, work.house, delivery, delivery.sent_at))


def _subject(store: UnitOfWork, skeleton: str) -> str:
    return Skeleton.from_bytes(store.outbox.skeleton(skeleton)).subject


def _number(text: str) -> int:
    return min(int(text), _NUMBERS_END) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
