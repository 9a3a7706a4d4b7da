"""The one person a word on the command line means."""

from mailer.domain.address import Mailbox, normalise
from mailer.domain.errors import BadInput, NotFound
from mailer.domain.subscription import Person
from mailer.store.unit_of_work import UnitOfWork


def one_person(store: UnitOfWork, text: str) -> Person:
    """Give the person with this address, or the only one in whose name or address it stands."""
    try:
        found = store.people.by_address(normalise(text))
    except BadInput:
        found = None
    if found is not None:
        return found
    several = store.people.find(text)
    if len(several) == 1:
        return several[0]
    if not several:
        raise NotFound(f"nobody has {text!r} in name or address; run_service.py people list shows all")
    names = "\n".join(f"  {Mailbox(one.address, one.name)}" for one in several)
    raise NotFound(f"more than one has {text!r} in name or address; give the address:\n{names}")
