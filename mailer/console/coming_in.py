"""Logging in and out: with a password, or by a one-time link."""

from dataclasses import replace

from starlette.responses import Response

from mailer.console.names import is_local_path
from mailer.console.visit import Visit
from mailer.domain.commands import SetPassword
from mailer.domain.coordinator import LONGEST_PASSWORD, SESSION_LASTS, SHORTEST_PASSWORD, Coordinator
from mailer.service.log_in import Tried, Turned, digest, hashed
from mailer.speech.catalogue import preferred
from mailer.store.unit_of_work import unit_of_work


def log_in_page(visit: Visit) -> Response:
    """Show the form; who is in already goes on."""
    if visit.session is not None:
        return visit.to("/console/")
    return _form(visit, visit.asked("then"))


def log_in(visit: Visit) -> Response:
    """Let somebody in, or say that it is wrong and not what of it."""
    form = visit.form
    tried = Tried(form.one("address"), form.raw("password"), form.one("code"))
    found = visit.site.doorkeeper.log_in(tried, visit.visitor)
    if isinstance(found, Turned):
        return _form(visit, form.one("then"), found, tried.address)
    then = form.one("then")
    return _let_in(visit, found, then if is_local_path(then) else "/console/")


def _form(visit: Visit, then: str, turned: Turned | None = None, address: str = "") -> Response:
    status = {None: 200, Turned.TOO_MANY: 429}.get(turned, 403)
    return visit.page("log_in.html", status, then=then, turned=turned, address=address)


def welcome_page(visit: Visit) -> Response:
    """Show whom a one-time link lets in; looking does not use it up, as scanners open every link."""
    return _welcome(visit)


def welcome(visit: Visit) -> Response:
    """Let somebody in by a one-time link, with a password for the next time if one was chosen."""
    token = visit.request.path_params["token"]
    welcomed = visit.site.doorkeeper.welcomed(token)
    password, again = visit.form.raw("password"), visit.form.raw("again")
    if password and (fault := weakness(password, again)):
        return _welcome(visit, fault)
    found = visit.site.doorkeeper.log_in_by_link(token, visit.visitor)
    if isinstance(found, Turned):
        return _welcome(visit)
    if welcomed is not None:
        _keep_language(visit, welcomed)
    if password:
        session = visit.site.doorkeeper.who(found)
        entered = Visit(visit.site, visit.request, found, session, visit.form)
        entered.do(SetPassword(entered.who.id, hashed(password), digest(found)))
    return _let_in(visit, found, "/console/")


def _welcome(visit: Visit, fault: str = "") -> Response:
    found = visit.site.doorkeeper.welcomed(visit.request.path_params["token"])
    status = 404 if found is None else 400 if fault else 200
    facts = {"welcomed": found, "fault": fault, "shortest": SHORTEST_PASSWORD}
    speaking = replace(visit, spoken=_spoken(visit, found)) if found else visit
    return speaking.page("welcome.html", status, **facts)


def _spoken(visit: Visit, welcomed: Coordinator) -> str:
    """Give the language of who is welcomed; in a sandbox the browser's, as nobody has chosen yet."""
    asked = visit.request.headers.get("accept-language", "") if visit.site.captured else ""
    return preferred(asked, visit.site.pages.languages) if asked else welcomed.language


def _keep_language(visit: Visit, welcomed: Coordinator) -> None:
    """Go on in the language of the welcome."""
    if (language := _spoken(visit, welcomed)) != welcomed.language:
        with unit_of_work(visit.site.bus.database) as store:
            store.coordinators.change(welcomed.id, language=language)


def weakness(password: str, again: str) -> str:
    """Say why a new password is not taken, as the name of a message; "" when it is."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    return "differs" if password != again else ""


def log_out(visit: Visit) -> Response:
    """End this session."""
    visit.site.doorkeeper.log_out(digest(visit.token))
    answer = visit.to("/console/log-in")
    _set_cookie(visit, answer, "")
    return answer


def _let_in(visit: Visit, token: str, path: str) -> Response:
    """Give the browser a session of its own; one that it came with is over, whoever gave it that."""
    if visit.session is not None:
        visit.site.doorkeeper.log_out(visit.session.digest)
    answer = visit.to(path)
    _set_cookie(visit, answer, token)
    return answer


def _set_cookie(visit: Visit, answer: Response, token: str) -> None:
    """Give the browser its token, or take it away."""
    host = visit.request.headers.get("host", "")
    lasts = int(SESSION_LASTS.total_seconds()) if token else 0
    secure = visit.site.names.secure(host)
    answer.set_cookie(visit.site.cookie(host), token, lasts, secure=secure, httponly=True, samesite="lax")
