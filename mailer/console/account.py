"""One's own account: language, password, the phone's codes, and the browsers that are logged in."""

import secrets
from base64 import b32encode
from urllib.parse import quote

from starlette.responses import Response

from mailer.console.coming_in import weakness
from mailer.console.visit import Visit
from mailer.domain.commands import SetPassword, SetSecondFactor
from mailer.domain.coordinator import SHORTEST_PASSWORD
from mailer.domain.totp import step_of
from mailer.service.log_in import digest, hashed
from mailer.store.unit_of_work import look, unit_of_work

ACCOUNT = "/console/account"
_SECRET_OCTETS = 20
"""As long as the hash (RFC 4226 section 4, R6)."""


def account_page(visit: Visit) -> Response:
    """Show it."""
    return _page(visit)


def _page(visit: Visit, fault: str = "", secret: str = "", status: int = 200) -> Response:
    with look(visit.site.bus.database) as store:
        sessions = store.sessions.of(visit.who.id)
    here = digest(visit.token)
    new = secret or b32encode(secrets.token_bytes(_SECRET_OCTETS)).decode()
    facts = {"sessions": sessions, "here": here, "fault": fault, "shortest": SHORTEST_PASSWORD}
    return visit.page("account.html", status, **facts, secret=new, secret_link=_link(visit, new))


def change_password(visit: Visit) -> Response:
    """Take a new password; who has one proves it first, as a browser may have been left open."""
    if not _proven(visit):
        return _page(visit, "wrong", status=403)
    if fault := weakness(visit.form.raw("password"), visit.form.raw("again")):
        return _page(visit, fault, status=400)
    visit.do(SetPassword(visit.who.id, hashed(visit.form.raw("password")), digest(visit.token)))
    return visit.to(ACCOUNT, "password")


def turn_code_on(visit: Visit) -> Response:
    """Begin to ask for a phone's codes, once the phone has shown that it has the secret."""
    secret = visit.form.one("secret")
    if not _proven(visit):
        return _page(visit, "wrong", status=403)
    if not _is_secret(secret) or step_of(secret, visit.form.one("code"), visit.site.bus.clock()) is None:
        return _page(visit, "code", secret if _is_secret(secret) else "", 400)
    visit.do(SetSecondFactor(visit.who.id, secret))
    return visit.to(ACCOUNT, "code-on")


def turn_code_off(visit: Visit) -> Response:
    """Ask for no codes any more."""
    if not _proven(visit):
        return _page(visit, "wrong", status=403)
    visit.do(SetSecondFactor(visit.who.id, ""))
    return visit.to(ACCOUNT, "code-off")


def end_session(visit: Visit) -> Response:
    """Log another browser of one's own out, or all others."""
    chosen = visit.form.one("session")
    with unit_of_work(visit.site.bus.database) as store:
        if not chosen:
            store.sessions.end_all(visit.who.id, but=digest(visit.token))
        elif chosen in {one.digest for one in store.sessions.of(visit.who.id)}:
            store.sessions.end(chosen)
    return visit.to(ACCOUNT, "session" if chosen else "sessions")


def change_language(visit: Visit) -> Response:
    """Speak another language to this coordinator."""
    chosen = visit.form.one("language")
    if chosen in visit.site.pages.languages:
        with unit_of_work(visit.site.bus.database) as store:
            store.coordinators.change(visit.who.id, language=chosen)
    return visit.to(visit.back.partition("?")[0], "language")


def _proven(visit: Visit) -> bool:
    return visit.site.doorkeeper.proves(visit.who, visit.form.raw("old"), visit.visitor)


def _is_secret(text: str) -> bool:
    return len(text) == _SECRET_OCTETS * 8 // 5 and set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def _link(visit: Visit, secret: str) -> str:
    """Give what a phone's program takes by a tap (the key URI that authenticator programs share)."""
    return f"otpauth://totp/Kring:{quote(visit.who.address)}?secret={secret}&issuer=Kring"
