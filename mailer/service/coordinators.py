"""Who may enter the console: invited, removed, and what they prove themselves with."""

from mailer.domain import commands as c
from mailer.domain.coordinator import LINK_LASTS
from mailer.domain.errors import NotFound
from mailer.domain.sentence import sentence
from mailer.service.work import Done, Work


def invite(command: c.InviteCoordinator, work: Work) -> Done:
    """Write down who may enter, and the one-time link that lets that person in; an earlier link is void."""
    found = work.store.coordinators.put(command.mailbox, command.role, command.language, work.now)
    work.store.coordinators.change(found.id, link=command.link, link_until=work.now + LINK_LASTS)
    return Done(
        sentence(
            "{address} may enter the console as {role}, by a link that serves once",
            address=found.address,
            role=found.role,
        )
    )


def remove(command: c.RemoveCoordinator, work: Work) -> Done:
    """Shut the console to somebody; whoever is in by that name is out."""
    found = work.store.coordinators.by_address(command.address)
    if found is None:
        known = ", ".join(one.address for one in work.store.coordinators.all())
        raise NotFound(
            "{address} can't enter the console; who can: {known}",
            address=command.address,
            known=known or "nobody yet",
        )
    work.store.coordinators.remove(found.id)
    return Done(sentence("{address} can't enter the console any more", address=found.address))


def set_password(command: c.SetPassword, work: Work) -> Done:
    """Take a new password; every other session ends, as it may be somebody else's."""
    found = work.store.coordinators.get(command.coordinator)
    work.store.coordinators.change(found.id, password=command.hashed)
    work.store.sessions.end_all(found.id, but=command.but_session)
    return Done(sentence("{address} has a new password", address=found.address))


def set_second_factor(command: c.SetSecondFactor, work: Work) -> Done:
    """Ask for a phone's code at each log-in, or not any more."""
    found = work.store.coordinators.get(command.coordinator)
    work.store.coordinators.change(found.id, second_factor=command.secret, second_factor_used=0)
    if command.secret:
        return Done(sentence("{address} logs in with a phone's code too", address=found.address))
    return Done(sentence("{address} logs in without a phone's code", address=found.address))
