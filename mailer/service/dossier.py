"""All that is kept of one person, as one file to hand over: what is known, and every mail octet for octet."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.domain.subscription import Person
from mailer.service.envelope import octets
from mailer.service.work import Work

_IN_MEMORY = 4 * 2**20
_WENT_OUT = frozenset(
    {DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.BOUNCED}
)


def dossier(work: Work, person: Person) -> IO[bytes]:
    """Give a ZIP file: `person.json`, the mails the person wrote, and those that may have been read.

    Mails of others that name the person are left out: they are theirs. The caller closes it.
    """
    if person.erased:
        raise Refused("nothing is known of this person any more")
    file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller reads it and closes it
    with ZipFile(file, "w", ZIP_DEFLATED) as pack:
        pack.writestr("person.json", json.dumps(_known(work, person), indent=2, default=_plain))
        for name, mail in _mails(work, person):
            pack.writestr(name, mail)
    file.seek(0)
    return file


def _known(work: Work, person: Person) -> Mapping[str, Any]:
    views = work.store.views
    theirs = set(work.store.erasures.mails_of(person.id))
    sent = [{**row, "attempts": views.attempts(row["id"])} for row in views.mails_out(person.id)]
    return {
        "person": person._asdict(),
        "addresses": work.store.erasures.addresses(person.id),
        "nothing is sent because of": work.store.suppressions.reason(person.address),
        "subscriptions": views.subscriptions_of(person.id),
        "questions asked": views.questions_of(person.id),
        "registrations": views.registrations_of(person.id),
        "mails in": [row for row in views.mails_in(person.id) if row["id"] in theirs],
        "mails out": sent,
        "changes": views.changes(person.id),
    }


def _mails(work: Work, person: Person) -> Iterator[tuple[str, bytes]]:
    for number in work.store.erasures.mails_of(person.id):
        yield f"in/{number}.eml", work.store.inbox.get(number).octets
    for row in work.store.views.mails_out(person.id):
        if row["state"] in _WENT_OUT:
            delivery = work.store.outbox.get(row["id"])
            yield (
                f"out/{row['id']}.eml",
                octets(work.store, work.house, delivery, row["sent_at"] or row["made_at"]),
            )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
