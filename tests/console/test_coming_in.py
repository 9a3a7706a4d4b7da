"""Coming in by a one-time link or a password, with a code or without; few guesses; sessions that end."""

from base64 import b32encode

import pytest

from mailer.domain.commands import RemoveCoordinator
from mailer.domain.coordinator import SESSION_LASTS, SESSION_RESTS
from mailer.domain.totp import STEP, code
from tests.console.browser import Browser, Page
from tests.console.conftest import MARIEKE, OMAR, Come, link_for
from tests.service.kring import Kring

PASSWORD = "een zin die niemand raadt"
DOOR = "main form"


@pytest.fixture
def with_password(kring: Kring, stranger: Browser) -> Kring:
    page = stranger.get(f"/console/welcome/{link_for(kring)}")
    stranger.submit(page, DOOR, {"password": PASSWORD, "again": PASSWORD})
    return kring


def log_in(
    browser: Browser, password: str = PASSWORD, code: str = "", address: str = MARIEKE.address
) -> Page:
    page = browser.get("/console/log-in")
    return browser.submit(page, DOOR, {"address": address, "password": password, "code": code})


def test_a_link_lets_its_person_in_once(kring: Kring, stranger: Browser) -> None:
    link = f"/console/welcome/{link_for(kring)}"
    page = stranger.get(link)
    assert page.heading == "Welcome, Marieke"
    assert stranger.get(link).heading == "Welcome, Marieke", "looking, as scanners do, does not use it up"
    assert stranger.submit(page, DOOR).heading == "Today"
    again = Browser(stranger.port)
    assert again.get(link).status == 404
    assert again.post(link, {}).heading == "This link does not work any more"
    assert again.get("/console/").heading == "Log in"


def test_a_link_is_too_old_after_a_day(kring: Kring, stranger: Browser) -> None:
    link = f"/console/welcome/{link_for(kring)}"
    kring.later(hours=24)
    assert stranger.post(link, {}).status == 404


def test_a_new_link_makes_the_one_before_void(kring: Kring, stranger: Browser) -> None:
    first = link_for(kring)
    second = link_for(kring)
    assert stranger.get(f"/console/welcome/{first}").status == 404
    assert stranger.get(f"/console/welcome/{second}").status == 200


def test_a_password_chosen_at_the_link_lets_in_later(with_password: Kring, stranger: Browser) -> None:
    later = Browser(stranger.port)
    assert log_in(later).heading == "Today"
    assert log_in(Browser(stranger.port), address="Marieke@Kennisplatform.example").heading == "Today"


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("kort", "kort", "too short"), ("x" * 300, "x" * 300, "too long"), (PASSWORD, "iets anders", "differ")],
)
def test_a_password_that_will_not_do_is_said_and_the_link_still_serves(
    kring: Kring, stranger: Browser, password: str, again: str, said: str
) -> None:
    page = stranger.get(f"/console/welcome/{link_for(kring)}")
    refused = stranger.submit(page, DOOR, {"password": password, "again": again})
    assert refused.status == 400
    assert said in refused.said
    assert stranger.submit(refused, DOOR).heading == "Today"


def test_wrong_is_wrong_whatever_of_it_is(with_password: Kring, stranger: Browser) -> None:
    nobody = "niemand@kennisplatform.example"
    unknown = log_in(Browser(stranger.port), address=nobody)
    wrong = log_in(Browser(stranger.port), "een andere zin dan die")
    assert (unknown.status, wrong.status) == (403, 403)
    assert unknown.said.replace(nobody, MARIEKE.address) == wrong.said, "the address typed, and no more"
    assert "do not go together" in wrong.said


def test_who_has_no_password_can_not_log_in_with_an_empty_one(kring: Kring, come: Come) -> None:
    come()
    for password in ("", " ", "\0"):
        assert log_in(Browser(kring.app.web.port), password).status == 403


def test_after_five_wrong_guesses_not_even_the_right_one_is_looked_at(
    with_password: Kring, stranger: Browser
) -> None:
    guesser = Browser(stranger.port)
    for number in range(5):
        assert log_in(guesser, f"guess number {number}").status == 403
    assert log_in(guesser).status == 429
    with_password.later(minutes=16)
    assert log_in(guesser).heading == "Today"


def test_the_right_one_clears_the_wrong_ones(with_password: Kring, stranger: Browser) -> None:
    for _ in range(3):
        for _ in range(4):
            log_in(Browser(stranger.port), "nearly the right one")
        assert log_in(Browser(stranger.port)).heading == "Today"


def test_it_leads_on_to_the_page_that_was_asked_for(with_password: Kring, stranger: Browser) -> None:
    browser = Browser(stranger.port)
    page = browser.get("/console/account")
    assert page.heading == "Log in"
    fields = {"address": MARIEKE.address, "password": PASSWORD}
    assert browser.submit(page, DOOR, fields).heading == "Your account"


@pytest.mark.parametrize(
    "then",
    ["https://elders.example/", "//elders.example", "/console//elders.example", "/\\elders", "javascript:"],
)
def test_it_never_leads_elsewhere(with_password: Kring, stranger: Browser, then: str) -> None:
    fields = {"address": MARIEKE.address, "password": PASSWORD, "then": then}
    assert Browser(stranger.port).post("/console/log-in", fields).path == "/console/"


def test_with_a_phone_a_password_is_not_enough(with_password: Kring, stranger: Browser) -> None:
    page = stranger.get("/console/account")
    secret = page.form("form[action$='/code']")[1]["secret"][0]
    shown = code(secret, int(with_password.now.timestamp()) // STEP)
    turned_on = {"old": PASSWORD, "code": shown}
    assert "with a code" in stranger.submit(page, "form[action$='/code']", turned_on).said
    assert log_in(Browser(stranger.port)).status == 403
    assert log_in(Browser(stranger.port), code="000000").status == 403
    assert log_in(Browser(stranger.port), code=shown).heading == "Today"
    assert log_in(Browser(stranger.port), code=shown).status == 403, "a code serves once"
    with_password.later(seconds=STEP)
    shown = code(secret, int(with_password.now.timestamp()) // STEP)
    assert log_in(Browser(stranger.port), code=shown).heading == "Today"


def test_a_phone_that_shows_something_else_is_not_taken(with_password: Kring, stranger: Browser) -> None:
    page = stranger.get("/console/account")
    wrong = stranger.submit(page, "form[action$='/code']", {"old": PASSWORD, "code": "000000"})
    assert (wrong.status, "not the code" in wrong.said) == (400, True)
    short = {"old": PASSWORD, "secret": b32encode(b"short").decode(), "code": "000000"}
    assert stranger.submit(page, "form[action$='/code']", short).status == 400
    assert log_in(Browser(stranger.port)).heading == "Today"


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(
    with_password: Kring, stranger: Browser
) -> None:
    other = Browser(stranger.port)
    log_in(other)
    page = stranger.get("/console/account")
    new = {"password": "een heel andere zin", "again": "een heel andere zin"}
    assert stranger.submit(page, "form[action$='/password']", {**new, "old": "onzin"}).status == 403
    assert other.get("/console/").heading == "Today"
    assert "changed" in stranger.submit(page, "form[action$='/password']", {**new, "old": PASSWORD}).said
    assert other.get("/console/").heading == "Log in"
    assert stranger.get("/console/").heading == "Today"
    assert log_in(Browser(stranger.port), new["password"]).heading == "Today"


def test_an_open_browser_is_no_place_to_guess_the_password(with_password: Kring, stranger: Browser) -> None:
    page = stranger.get("/console/account")
    new = {"password": "een heel andere zin", "again": "een heel andere zin"}
    for number in range(5):
        stranger.submit(page, "form[action$='/password']", {**new, "old": f"guess {number}"})
    assert stranger.submit(page, "form[action$='/password']", {**new, "old": PASSWORD}).status == 403


def test_a_session_ends_when_one_logs_out(marieke: Browser) -> None:
    before = dict(marieke.cookies)
    marieke.submit(marieke.get("/console/"), "form[action$='log-out']")
    assert marieke.cookies == {}
    marieke.cookies = before
    assert marieke.get("/console/").heading == "Log in"


def test_a_session_nobody_uses_ends(kring: Kring, marieke: Browser) -> None:
    kring.now += SESSION_RESTS / 2
    assert marieke.get("/console/").heading == "Today"
    kring.now += SESSION_RESTS / 2
    assert marieke.get("/console/").heading == "Today", "it was used meanwhile"
    kring.now += SESSION_RESTS
    assert marieke.get("/console/").heading == "Log in"


def test_a_session_ends_however_much_it_is_used(kring: Kring, marieke: Browser) -> None:
    until = kring.now + SESSION_LASTS
    while kring.now < until:
        assert marieke.get("/console/").heading == "Today"
        kring.now += SESSION_RESTS / 2
    assert marieke.get("/console/").heading == "Log in"


def test_another_browser_is_logged_out_from_here(marieke: Browser, come: Come) -> None:
    other = come()
    page = marieke.get("/console/account")
    assert page.said.count("last used") == 2
    assert "logged out" in marieke.submit(page, ".rows form").said
    assert other.get("/console/").heading == "Log in"
    assert marieke.get("/console/").heading == "Today"


def test_nobody_ends_the_session_of_somebody_else(marieke: Browser, come: Come) -> None:
    omar = come(OMAR)
    other = come(OMAR)
    chosen = omar.get("/console/account").form(".rows form")[1]["session"]
    _, fields = marieke.get("/console/account").form("form[action$='/password']")
    marieke.post("/console/account/sessions", {"form_token": fields["form_token"], "session": chosen})
    assert other.get("/console/").heading == "Today"


def test_who_is_removed_is_out_at_once(kring: Kring, marieke: Browser) -> None:
    kring.do(RemoveCoordinator(MARIEKE.address))
    assert marieke.get("/console/").heading == "Log in"


def test_what_is_kept_of_a_password_and_a_session_lets_nobody_in(
    with_password: Kring, stranger: Browser
) -> None:
    with with_password.look() as store:
        found = store.coordinators.by_address(MARIEKE.address)
        assert found is not None
        kept = store.coordinators.keys(found.id).password
        (session,) = store.sessions.of(found.id)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert log_in(Browser(stranger.port), kept).status == 403
    assert Browser(stranger.port, {"kring": session.digest}).get("/console/").heading == "Log in"


def test_every_coming_and_going_of_rights_stands_in_the_journal(with_password: Kring) -> None:
    with with_password.look() as store:
        lines = {(line.command, line.what) for line in store.journal.lines()}
    assert ("SetPassword", f"{MARIEKE.address} has a new password") in lines
    assert any(command == "InviteCoordinator" for command, _ in lines)
    assert all("argon2" not in what for _, what in lines)
