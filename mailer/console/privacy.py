"""What a person may ask for: all that is kept, as a file; and to be forgotten, which is shown first."""

from collections.abc import Iterator
from typing import IO

from starlette.responses import Response, StreamingResponse

from mailer.console.files import attached
from mailer.console.visit import Visit
from mailer.domain.commands import ErasePerson
from mailer.domain.errors import Refused
from mailer.service.dossier import dossier
from mailer.service.erasing import inventory
from mailer.store.unit_of_work import look

_PORTION = 64 * 1024


def dossier_file(visit: Visit) -> Response:
    """Give all that is kept of a person."""
    number = visit.number
    with look(visit.site.bus.database) as store:
        person = store.people.get(number)
        file = dossier(visit.working(store), person)
    head = attached(f"{number} {person.name or person.address}", "zip")
    return StreamingResponse(_portions(file), media_type="application/zip", headers=head)


def erase_page(visit: Visit) -> Response:
    """Show what goes, what stays and what nobody here can reach."""
    with look(visit.site.bus.database) as store:
        person = store.people.get(visit.number)
        counted = inventory(visit.working(store), person)
    return visit.page("erase.html", person=person, counted=counted)


def erase(visit: Visit) -> Response:
    """Forget a person, if the box that says so is ticked."""
    if visit.form.one("sure") != "yes":
        raise Refused("nothing was done: tick the box to say that this person is to be forgotten")
    # the reason somebody types may name the person: it is not asked for
    visit.do(ErasePerson(visit.number))
    return visit.to(f"/console/people/{visit.number}", "erased")


def _portions(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while portion := file.read(_PORTION):
            yield portion
