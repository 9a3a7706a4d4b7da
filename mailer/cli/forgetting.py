"""`people dossier` and `people erase`: what a person may ask for."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.asking import sure
from mailer.cli.naming import one_person
from mailer.cli.opened import do, opened, working
from mailer.cli.options import Yes
from mailer.cli.output import tell
from mailer.domain.address import Mailbox
from mailer.domain.commands import ErasePerson
from mailer.service.dossier import dossier
from mailer.service.erasing import inventory

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The address; or part of it, or of a name.")]


def dossier_(
    address: Address,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: a ZIP file.")],
    yes: Yes = False,
) -> None:
    """Write all that is kept of one person, with every mail, into a file to hand over."""
    if file.exists():
        sure(f"{file} is there already. Write over it?", yes=yes)
    with opened() as app, working(app) as work:
        person = one_person(work.store, address)
        with dossier(work, person) as found, file.open("wb") as out:
            shutil.copyfileobj(found, out)
    file.chmod(0o600)
    tell(f"all that is kept of {Mailbox(person.address, person.name)} is in {file}")


def erase(address: Address, yes: Yes = False) -> None:
    """Forget a person for good; shows what goes, and asks first.

    What only counts stays, and a digest of the address, so that an old list does not bring the person back.
    """
    with opened() as app:
        with working(app) as work:
            person = one_person(work.store, address)
            counted = inventory(work, person)
        tell(f"{Mailbox(person.address, person.name)} will be forgotten for good, with")
        tell(f"  {counted.mails_in} mails in, {counted.mails_out} mails out,")
        tell(f"  {counted.registrations} registrations and {counted.changes} changes.")
        sure("Forget this person?", yes=yes)
        tell(do(app, ErasePerson(person.id)).what)
