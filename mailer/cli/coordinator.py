"""`coordinator ...`: who may enter the console."""

import secrets
from typing import Annotated

import typer

from mailer.app import Application
from mailer.cli.asking import sure
from mailer.cli.opened import do, looking, opened
from mailer.cli.options import AsJson, Yes
from mailer.cli.output import tell
from mailer.cli.tables import show
from mailer.domain.address import Mailbox, normalise
from mailer.domain.commands import InviteCoordinator, RemoveCoordinator
from mailer.domain.coordinator import Role
from mailer.domain.errors import Refused
from mailer.service.log_in import digest

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may enter the console.")
Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The mail address to log in with.")]
_ANY = ("0.0.0.0", "::", "[::]")  # noqa: S104 - it is compared with, not listened on


@app.command("invite")
def invite(
    address: Address,
    name: Annotated[str, typer.Option(metavar="TEXT", help="What the console calls this person.")] = "",
    role: Annotated[Role, typer.Option(help="A reader sees everything and decides nothing.")] = (
        Role.COORDINATOR
    ),
) -> None:
    """Let somebody into the console, by a link that serves once; it is also the way back in."""
    with opened() as app_:
        link = invited(app_, Mailbox(normalise(address), name), role)
        tell(f"Give this to {name or address}, who can log in with it once, within a day:\n{link}")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List who may enter the console."""
    with looking() as (store, zone):
        rows = [
            {
                "address": one.address,
                "name": one.name,
                "role": one.role,
                "password": one.has_password,
                "second_factor": one.has_second_factor,
                "sessions": len(store.sessions.of(one.id)),
            }
            for one in store.coordinators.all()
        ]
    columns = ["address", "name", "role", "password", "second_factor", "sessions"]
    none = "nobody yet; let somebody in: run_service.py coordinator invite ADDRESS"
    show(rows, columns, as_json=as_json, none=none, zone=zone)


@app.command("remove")
def remove(address: Address, yes: Yes = False) -> None:
    """Shut the console to somebody; asks first. Whoever is in by that name is out at once."""
    with opened() as app_:
        sure(f"Shut the console to {address}?", yes=yes)
        tell(do(app_, RemoveCoordinator(normalise(address))).what)


def invited(app: Application, mailbox: Mailbox, role: Role, port: int | None = None) -> str:
    """Make a one-time link for somebody, and give it; `port` is where the console listens, if it does."""
    token = secrets.token_urlsafe(24)
    language = next(iter(app.house.series.values())).default_language
    do(app, InviteCoordinator(mailbox, role, language, digest(token)))
    return f"{address_of(app, port)}/console/welcome/{token}"


def address_of(app: Application, port: int | None = None) -> str:
    """Give the address of the console, without a path; raises `Refused` when it can't be known."""
    web = app.settings.web
    if web.url:
        return web.url
    if not (port or web.port):
        raise Refused("web.port is 0: the console has another port each time; set web.port, or web.url")
    host = "localhost" if web.host in _ANY else f"[{web.host}]" if ":" in web.host else web.host
    return f"http://{host}:{port or web.port}"
