"""The invitation list: asking to be on it, confirming, leaving, moving to another address."""

from mailer.domain import commands as c
from mailer.domain.address import Mailbox
from mailer.domain.errors import Refused
from mailer.domain.sentence import sentence
from mailer.domain.subscription import ConfirmationKind, Person, SubscriptionState
from mailer.service import outgoing
from mailer.service.erasing import refuse_erased, returned
from mailer.service.work import Done, Work

_S = SubscriptionState


def request(command: c.RequestSubscription, work: Work) -> Done:
    """Ask the writer to confirm; who is on the list already is told so."""
    returned(work, command.mailbox.address)
    person = work.store.people.add(command.mailbox, command.organisation, command.language, work.now)
    found = work.store.subscriptions.get(command.series, person.id)
    if found is not None and found.state is _S.SUBSCRIBED:
        outgoing.notice(work, "subscribed", person, command.series)
        return Done(
            sentence("{address} asked to be on the list and was on it", address=person.address), person.id
        )
    if found is None or found.state is _S.UNSUBSCRIBED:
        work.store.subscriptions.put(command.series, person.id, _S.UNCONFIRMED, command.proof, work.now)
    asked = work.store.confirmations.open(
        command.series, person.id, ConfirmationKind.SUBSCRIBE, person.address, "", work.now
    )
    outgoing.notice(work, "confirm-subscription", person, command.series, confirmation=asked)
    return Done(
        sentence("{address} asked to be on the list and is asked to confirm", address=person.address),
        person.id,
    )


def name_person(command: c.NamePerson, work: Work) -> Done:
    """Keep a third person as unconfirmed; the law forbids even a mail that asks for consent."""
    refuse_erased(work, command.mailbox.address)
    person = work.store.people.add(command.mailbox, command.organisation, command.language, work.now)
    if work.store.subscriptions.get(command.series, person.id) is None:
        work.store.subscriptions.put(command.series, person.id, _S.UNCONFIRMED, command.proof, work.now)
    return Done(
        sentence(
            "{address} was {source}; nothing is sent", address=person.address, source=command.proof.source
        ),
        person.id,
    )


def confirm(command: c.Confirm, work: Work) -> Done:
    """Act on the answer to a confirmation mail; a second answer changes nothing."""
    asked = work.store.confirmations.get(command.confirmation)
    person = work.store.people.get(asked.person)
    if not work.store.confirmations.close(asked.id, command.yes, work.now):
        return Done(
            sentence("{address} answered a confirmation that was answered before", address=person.address),
            person.id,
        )
    if asked.kind is not ConfirmationKind.SUBSCRIBE:
        return _confirm_address(command, work, person)
    if not command.yes:
        work.store.subscriptions.put(asked.series, person.id, _S.UNSUBSCRIBED, command.proof, work.now)
        outgoing.notice(work, "unsubscribed", person, asked.series)
        return Done(sentence("{address} does not want to be on the list", address=person.address), person.id)
    work.store.subscriptions.put(asked.series, person.id, _S.SUBSCRIBED, command.proof, work.now)
    outgoing.notice(work, "subscribed", person, asked.series)
    return Done(sentence("{address} confirmed and is on the list", address=person.address), person.id)


def unsubscribe(command: c.Unsubscribe, work: Work) -> Done:
    """Take an address off the list at once, and stop what was on its way to it for the list."""
    person = work.store.people.by_address(command.address)
    found = work.store.subscriptions.get(command.series, person.id) if person else None
    if person is None or found is None or found.state is _S.UNSUBSCRIBED:
        return Done(sentence("{address} asked to be off the list and was not on it", address=command.address))
    work.store.subscriptions.put(command.series, person.id, _S.UNSUBSCRIBED, command.proof, work.now)
    outgoing.notice(work, "unsubscribed", person, command.series)
    return Done(sentence("{address} is off the list", address=person.address), person.id)


def request_address_change(command: c.RequestAddressChange, work: Work) -> Done:
    """Ask both addresses to confirm a change; the new one must not be somebody's already."""
    person = work.store.people.by_address(command.old)
    if person is None:
        raise Refused("{old_address} is not known, so its address can't be changed", old_address=command.old)
    if command.new == command.old:
        raise Refused("{address} is the address we have already", address=command.new)
    if work.store.people.by_address(command.new) is not None:
        raise Refused(
            "{address} is known as a person of its own; put the two together by hand", address=command.new
        )
    for kind, address in (
        (ConfirmationKind.OLD_ADDRESS, command.old),
        (ConfirmationKind.NEW_ADDRESS, command.new),
    ):
        asked = work.store.confirmations.open(command.series, person.id, kind, address, command.new, work.now)
        outgoing.notice(work, "confirm-address", person, command.series, confirmation=asked, address=address)
    return Done(
        sentence(
            "{old_address} asked to move to {new_address}; both are asked to confirm",
            old_address=command.old,
            new_address=command.new,
        ),
        person.id,
    )


def _confirm_address(command: c.Confirm, work: Work, person: Person) -> Done:
    asked = work.store.confirmations.get(command.confirmation)
    if not command.yes:
        return Done(
            sentence(
                "{old_address} does not want the address changed to {new_address}",
                old_address=asked.address,
                new_address=asked.new_address,
            ),
            person.id,
        )
    other_kind = {
        ConfirmationKind.OLD_ADDRESS: ConfirmationKind.NEW_ADDRESS,
        ConfirmationKind.NEW_ADDRESS: ConfirmationKind.OLD_ADDRESS,
    }[asked.kind]
    other = work.store.confirmations.latest(asked.series, person.id, other_kind)
    if other is None or not other.confirmed or other.new_address != asked.new_address:
        return Done(
            sentence(
                "{old_address} confirmed the change to {new_address}; the other has not",
                old_address=asked.address,
                new_address=asked.new_address,
            ),
            person.id,
        )
    if work.store.people.by_address(asked.new_address) is not None:
        raise Refused(
            "{address} became a person of its own meanwhile; put the two together by hand",
            address=asked.new_address,
        )
    work.store.people.change_address(person.id, asked.new_address)
    outgoing.notice(work, "address-changed", work.store.people.get(person.id), asked.series)
    return Done(
        sentence(
            "{old_address} is now {new_address}", old_address=person.address, new_address=asked.new_address
        ),
        person.id,
    )


def import_person(command: c.ImportPerson, work: Work) -> Done:
    """Put somebody on the list on the coordinator's word; who once left is not put back."""
    refuse_erased(work, command.mailbox.address)
    mailbox = Mailbox(command.mailbox.address, command.mailbox.name)
    person = work.store.people.add(mailbox, command.organisation, command.language, work.now)
    found = work.store.subscriptions.get(command.series, person.id)
    if found is not None and found.state is _S.UNSUBSCRIBED:
        raise Refused(
            "{address} left the list on {day} and has to ask for it again",
            address=person.address,
            day=found.since.date(),
        )
    if found is not None and found.state is _S.SUBSCRIBED:
        return Done(sentence("{address} was on the list", address=person.address), person.id)
    work.store.subscriptions.put(command.series, person.id, _S.SUBSCRIBED, command.proof, work.now)
    what = sentence(
        "{address} is on the list ({source})", address=person.address, source=command.proof.source
    )
    suppressed = work.store.suppressions.reason(person.address)
    return Done(what, person.id, details={"added": True, "suppressed": suppressed})
