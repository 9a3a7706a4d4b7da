"""The console: its pages and forms, each with its path."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from mailer.console import account, coming_in, inbox, today
from mailer.console.gate import acted, fault_pages, open_to_all, shown
from mailer.console.names import Names
from mailer.console.pages import Pages
from mailer.console.shell import Shell
from mailer.console.visit import Site, Wake
from mailer.service.bus import Bus
from mailer.service.log_in import Doorkeeper


def console_routes(bus: Bus, wake: Wake, url: str, *, captured: bool) -> list[BaseRoute]:
    """Give everything under `/console`, and the way to it; `url` is its public address, if it has one."""
    site = Site(bus, wake, Pages(), Names(url), Doorkeeper(bus.database, bus.clock), captured)
    app = Starlette(
        routes=[site.pages.static.route(), *pages_and_forms(site)],
        exception_handlers=fault_pages(site),
    )
    return [Route("/", _in), Route("/console", _in), Mount("/console", Shell(app, site.names))]


def pages_and_forms(site: Site) -> list[Route]:
    """Give every route below `/console` but that of the static files."""
    return [*_entrance(site), *_account(site), *_work(site)]


async def _in(_request: Request) -> Response:
    return RedirectResponse("/console/", 303)


def _entrance(site: Site) -> list[Route]:
    return [
        open_to_all(site, "/log-in", coming_in.log_in_page, post=coming_in.log_in),
        open_to_all(site, "/welcome/{token:str}", coming_in.welcome_page, post=coming_in.welcome),
        acted(site, "/log-out", coming_in.log_out, by_reader=True),
    ]


def _account(site: Site) -> list[Route]:
    return [
        shown(site, "/account", account.account_page),
        acted(site, "/account/password", account.change_password, by_reader=True),
        acted(site, "/account/code", account.turn_code_on, by_reader=True),
        acted(site, "/account/no-code", account.turn_code_off, by_reader=True),
        acted(site, "/account/sessions", account.end_session, by_reader=True),
        acted(site, "/account/language", account.change_language, by_reader=True),
    ]


def _work(site: Site) -> list[Route]:
    return [
        shown(site, "/", today.today_page),
        shown(site, "/inbox", inbox.inbox_page),
        shown(site, "/inbox/{number:int}", inbox.mail_page),
        acted(site, "/inbox/{number:int}/decide", inbox.decide),
        acted(site, "/inbox/{number:int}/discard", inbox.discard),
    ]
