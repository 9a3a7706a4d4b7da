"""A person is forgotten: what goes is counted first, and the address is known again by a mark."""

from dataclasses import dataclass, replace

from mailer.domain import commands as c
from mailer.domain.errors import Refused
from mailer.domain.registration import RegistrationState, after_no
from mailer.domain.sentence import sentence
from mailer.domain.subscription import Person, SuppressionReason
from mailer.service.registrations import offer_free_places
from mailer.service.work import Done, Work

_HOPES = frozenset(
    {
        RegistrationState.INVITED,
        RegistrationState.ACCEPTED,
        RegistrationState.TENTATIVE,
        RegistrationState.WAITLISTED,
        RegistrationState.OFFERED,
        RegistrationState.LAPSED,
    }
)
"""Who stands so for a meeting that is still to come does not come to it, once nobody knows who it was."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is of a person: how many mails of theirs, mails to them, registrations and journal lines.

    `suppressed` is why nothing is sent there; that reason is kept with the mark.
    """

    mails_in: int
    mails_out: int
    registrations: int
    changes: int
    suppressed: SuppressionReason | None


def inventory(work: Work, person: Person) -> Inventory:
    """Count what an erasure takes away or makes nameless."""
    views = work.store.views
    return Inventory(
        len(work.store.erasures.mails_of(person.id)),
        len(views.mails_out(person.id)),
        len(views.registrations_of(person.id)),
        len(views.changes(person.id)),
        work.store.suppressions.reason(person.address),
    )


def erase(command: c.ErasePerson, work: Work) -> Done:
    """Take out all that tells of a person; the journal says that it was done, and not whom."""
    store = work.store
    person = store.people.get(command.person)
    if person.erased:
        raise Refused("person {person} was erased before", person=person.id)
    if store.erasures.on_its_way(person.id):
        raise Refused("a mail to this person is on its way at this very moment; try again in a minute")
    counted = inventory(work, person)
    for address in store.erasures.addresses(person.id):
        store.erasures.mark(
            work.house.signer.seal(address), store.suppressions.reason(address) or "", work.now
        )
    store.outbox.stop_person(person.id, "")
    freed = _withdraw(work, person.id)
    store.erasures.scrub(person.id, work.now)
    # only now: whoever is offered a place, and the line that says so, have nothing to do with who left
    for key in freed:
        offer_free_places(work, store.meetings.get(key))
    return Done(
        sentence(
            "a person was erased, with {in_number} mails in and {out_number} mails out",
            in_number=counted.mails_in,
            out_number=counted.mails_out,
        )
    )


def refuse_erased(work: Work, address: str) -> None:
    """Refuse to take somebody in whom others name, and who asked to be forgotten."""
    found = work.store.erasures.of(work.house.signer.seal(address))
    if found is not None:
        raise Refused(
            "whoever has the address {address} asked to be forgotten on {day} "
            "and has to ask for the list in person",
            address=address,
            day=found.at.date(),
        )


def returned(work: Work, address: str) -> None:
    """Take back the mark of somebody who writes again; a suppression of before holds again."""
    digest = work.house.signer.seal(address)
    found = work.store.erasures.of(digest)
    if found is None:
        return
    work.store.erasures.forget(digest)
    if found.suppressed:
        reason = SuppressionReason(found.suppressed)
        work.store.suppressions.add(address, reason, "kept by its mark since an erasure", found.at)


def _withdraw(work: Work, person: int) -> list[str]:
    """Give up the places in meetings that are still to come; give those meetings."""
    freed = []
    for row in work.store.views.registrations_of(person):
        meeting = work.store.meetings.get(row["meeting"])
        before = work.store.registrations.get(meeting.key, person)
        if before is None or before.state not in _HOPES or not meeting.open or work.now >= meeting.starts:
            continue
        after = replace(before, state=after_no(before.state), dayparts=(), guests=(), waiting_since=None)
        work.store.registrations.change(before, replace(after, offered_until=None), work.now)
        freed.append(meeting.key)
    return freed
