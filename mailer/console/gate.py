"""Who gets to see a page, and whose form is acted on."""

from collections.abc import Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailer.console import forms
from mailer.console.names import is_local_path
from mailer.console.visit import Site, Visit
from mailer.domain.errors import KringError, NotFound
from mailer.speech.sentences import as_sentence, error_in_words

Page = Callable[[Visit], Response]


def shown(site: Site, path: str, page: Page) -> Route:
    """Give the route of a page for whoever is logged in; looking changes nothing."""

    async def answer(request: Request) -> Response:
        visit = await run_in_threadpool(_enter, site, request)
        if visit.session is None:
            return RedirectResponse(f"/console/log-in{_then(request)}", 303)
        return await run_in_threadpool(_careful, visit, page)

    return Route(path, answer, methods=["GET", "HEAD"])


def acted(site: Site, path: str, page: Page, *, by_reader: bool = False) -> Route:
    """Give the route of a form: of a page of ours, in this very session, by somebody who may act."""

    async def answer(request: Request) -> Response:
        if not site.names.own(request.headers):
            raise HTTPException(403)
        visit = await run_in_threadpool(_enter, site, request)
        if visit.session is None:
            return RedirectResponse("/console/log-in", 303)
        form = await forms.read(request)
        if not forms.fits(form, visit.token) or not (visit.who.acts or by_reader):
            raise HTTPException(403)
        filled = Visit(site, request, visit.token, visit.session, form)
        return await run_in_threadpool(_careful, filled, page)

    return Route(path, answer, methods=["POST"])


def open_to_all(site: Site, path: str, page: Page, *, post: Page | None = None) -> Route:
    """Give the route of a page for who is not logged in, and of the form on it."""

    async def answer(request: Request) -> Response:
        visit = await run_in_threadpool(_enter, site, request)
        if request.method != "POST" or post is None:
            return await run_in_threadpool(page, visit)
        if not site.names.own(request.headers):
            raise HTTPException(403)
        filled = Visit(site, request, visit.token, visit.session, await forms.read(request))
        return await run_in_threadpool(post, filled)

    return Route(path, answer, methods=["GET", "HEAD", *(["POST"] if post else [])])


def _enter(site: Site, request: Request) -> Visit:
    token = request.cookies.get(site.cookie(request.headers.get("host", "")), "")
    session = site.doorkeeper.who(token) if token else None
    return Visit(site, request, token, session) if session else Visit(site, request)


def _careful(visit: Visit, page: Page) -> Response:
    """Answer; what the service refuses is said in the visitor's language."""
    try:
        return page(visit)
    except KringError as error:
        words, missing = error_in_words(error, visit.language), isinstance(error, NotFound)
        return visit.page("refused.html", 404 if missing else 409, words=as_sentence(words), missing=missing)


def _then(request: Request) -> str:
    path = request.url.path
    return f"?then={path}" if is_local_path(path) and path != "/console/" else ""


def fault_pages(site: Site) -> dict[int, Callable[[Request, Exception], Response]]:
    """Give the pages of what went wrong, by status."""
    return {status: partial(_fault, site, status) for status in (400, 403, 404, 405, 413, 415, 500)}


def _fault(site: Site, status: int, request: Request, _error: Exception) -> Response:
    return Visit(site, request).page("fault.html", status, fault=status)
