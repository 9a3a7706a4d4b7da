"""What an attacker tries at the console: other origins, forged forms, fixed sessions, odd names and paths."""

import re
import socket
from urllib.parse import urlencode

import pytest

from mailer.app import Application
from mailer.console.console import pages_and_forms
from mailer.console.names import Names, is_local_path
from mailer.console.pages import Pages
from mailer.console.visit import Site
from mailer.domain.coordinator import Role
from mailer.service.log_in import Doorkeeper
from tests.console.browser import FORM, Browser
from tests.console.conftest import OMAR, Come, link_for
from tests.service.kring import Kring

OPEN = {"/log-in", "/welcome/{token:str}"}
"""What a stranger may see of the console."""
BY_READERS = {"/log-out", "/account/language", "/account/password", "/account/code"}
BY_READERS |= {"/account/no-code", "/account/sessions"}
"""What a reader may do: to nobody but himself or herself."""


def paths(app: Application, method: str) -> list[str]:
    site = Site(app.bus, lambda: None, Pages(), Names(), Doorkeeper(app.database, app.clock), captured=True)
    routes = pages_and_forms(site)
    found = [one.path for one in routes if method in (one.methods or ()) and one.path not in OPEN]
    assert found
    return [f"/console{re.sub('{[^}]*}', '1', path)}" for path in found]


def form_token(browser: Browser) -> str:
    return browser.get("/console/account").form("footer form")[1]["form_token"][0]


def test_a_stranger_sees_nothing_but_the_door(kring: Kring, stranger: Browser) -> None:
    for path in paths(kring.app, "GET"):
        page = stranger.ask("GET", path)
        assert (page.status, page.octets) == (303, b""), path
        assert page.head["location"].startswith("/console/log-in"), path


def test_a_stranger_does_nothing(kring: Kring, stranger: Browser) -> None:
    for path in paths(kring.app, "POST"):
        body = urlencode({"form_token": "x"}).encode()
        page = stranger.ask("POST", path, body, Origin=stranger.origin, Content_Type=FORM)
        assert (page.status, page.head["location"]) == (303, "/console/log-in"), path


@pytest.mark.parametrize(
    "head",
    [
        {"Origin": "https://elders.example", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site", "Origin": ""},
        {"Sec_Fetch_Site": "same-site", "Origin": ""},
        {"Sec_Fetch_Site": "none", "Origin": ""},
        {"Origin": "http://127.0.0.1:1", "Sec_Fetch_Site": ""},
        {"Origin": "", "Sec_Fetch_Site": ""},
    ],
    ids=str,
)
def test_a_form_of_another_origin_is_refused_even_with_everything_right(
    kring: Kring, marieke: Browser, head: dict[str, str]
) -> None:
    token = form_token(marieke)
    for path in (*paths(kring.app, "POST"), "/console/log-in", f"/console/welcome/{link_for(kring, OMAR)}"):
        assert marieke.post(path, {"form_token": token}, **head).status == 403, path
    assert marieke.get("/console/").heading == "Today"


def test_a_form_without_its_token_or_with_that_of_another_session_is_refused(
    kring: Kring, marieke: Browser, come: Come
) -> None:
    others = form_token(come(OMAR))
    earlier = form_token(come())
    for path in paths(kring.app, "POST"):
        for token in ("", "x", others, earlier, form_token(marieke)[:-1], "é" * 64):
            assert marieke.post(path, {"form_token": token}).status == 403, path
    assert marieke.get("/console/").heading == "Today"


def test_a_form_kept_from_before_the_log_out_is_void(marieke: Browser, come: Come) -> None:
    kept = form_token(marieke)
    marieke.submit(marieke.get("/console/"), "form[action$='log-out']")
    again = come()
    assert again.post("/console/log-out", {"form_token": kept}).status == 403
    assert again.get("/console/").heading == "Today"


def test_a_reader_looks_and_does_not_act(kring: Kring, come: Come) -> None:
    omar = come(OMAR, role=Role.READER)
    token = form_token(omar)
    assert {path.removeprefix("/console") for path in paths(kring.app, "POST")} >= BY_READERS
    for path in paths(kring.app, "POST"):
        if path.removeprefix("/console") not in BY_READERS:
            assert omar.post(path, {"form_token": token}).status == 403, path
    for path in paths(kring.app, "GET"):
        assert omar.get(path).status in {200, 404}, path


def test_a_get_of_what_acts_does_nothing(kring: Kring, marieke: Browser) -> None:
    acting = set(paths(kring.app, "POST")) - set(paths(kring.app, "GET"))
    for path in acting:
        assert marieke.ask("GET", path).status == 405, path


def test_no_look_at_a_page_writes_anything(kring: Kring, marieke: Browser) -> None:
    before = everything(kring)
    for path in paths(kring.app, "GET"):
        marieke.get(path)
        marieke.ask("HEAD", path)
    assert everything(kring) == before


def everything(kring: Kring) -> list[object]:
    with kring.look() as store:
        names = store.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [store.connection.exec_driver_sql(f"SELECT * FROM {name}").all() for (name,) in names.all()]


def test_a_session_that_somebody_was_given_is_not_taken_over(kring: Kring) -> None:
    victim = Browser(kring.app.web.port, {"kring": "chosen-by-somebody-else"})
    page = victim.get(f"/console/welcome/{link_for(kring)}")
    victim.submit(page, "main form")
    assert victim.cookies["kring"] != "chosen-by-somebody-else"
    assert (
        Browser(kring.app.web.port, {"kring": "chosen-by-somebody-else"}).get("/console/").heading == "Log in"
    )


def test_who_logs_in_anew_leaves_no_session_of_before_behind(kring: Kring, come: Come) -> None:
    omar = come(OMAR)
    planted = dict(omar.cookies)
    page = omar.get(f"/console/welcome/{link_for(kring)}")
    omar.submit(page, "main form")
    assert Browser(kring.app.web.port, planted).get("/console/").heading == "Log in"
    assert "Marieke" in omar.get("/console/").text


@pytest.mark.parametrize(
    "token", ["", "x", "' OR 1=1 --", "%00", "../log-in", "a" * 5000, "link-1-of-Marieke%20"]
)
def test_a_guessed_link_leads_nowhere(kring: Kring, stranger: Browser, token: str) -> None:
    link_for(kring)
    assert stranger.get(f"/console/welcome/{token.replace(' ', '%20')}").status == 404
    assert stranger.post(f"/console/welcome/{token.replace(' ', '%20')}", {}).status in {404, 405}
    assert stranger.cookies == {}


@pytest.mark.parametrize("cookie", ["", "x", "\x7f", "a" * 4000, "' OR '1'='1", "kring=kring; kring=x"])
def test_a_guessed_cookie_lets_nobody_in(marieke: Browser, cookie: str) -> None:
    assert Browser(marieke.port, {"kring": cookie}).get("/console/").heading == "Log in"


@pytest.mark.parametrize(
    "host", ["elders.example", "127.0.0.1.elders.example", "localhost.elders.example", "", "[", "127.0.0.1@x"]
)
def test_another_name_for_this_machine_is_not_answered_to(marieke: Browser, host: str) -> None:
    """Somebody's page may have its own name lead here; then it would read the console as its own."""
    line = f"Host: {host}\r\n"
    cookie = f"Cookie: kring={marieke.cookies['kring']}\r\n"
    with socket.create_connection(("127.0.0.1", marieke.port), timeout=10) as peer:
        peer.sendall(f"GET /console/ HTTP/1.1\r\n{line}{cookie}Connection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: peer.recv(65536), b"")).decode()
    assert answer.startswith(("HTTP/1.1 421", "HTTP/1.1 400"))
    assert "Today" not in answer


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "localhost:9999"])
def test_the_names_of_this_machine_are_answered_to(marieke: Browser, host: str) -> None:
    """Also at another port: somebody may have come through a tunnel."""
    assert marieke.get("/console/", Host=host.format(port=marieke.port)).heading == "Today"


def test_behind_tls_the_cookie_is_for_that_host_alone() -> None:
    names = Names("https://kring.example")
    assert names.known("kring.example")
    assert names.secure("KRING.example")
    assert not names.secure("127.0.0.1:8080")
    ours = {"host": "kring.example", "origin": "https://kring.example", "sec-fetch-site": "same-origin"}
    assert names.own(ours)
    assert not names.own({**ours, "origin": "http://kring.example"})
    assert not names.own({**ours, "origin": "https://kring.example.elders.example"})


@pytest.mark.parametrize(
    "path",
    [
        "/console/static/../../../etc/passwd",
        "/console/static/..%2f..%2f..%2fetc%2fpasswd",
        "/console/static/%2e%2e/base.html",
        "/console/static/base.html",
        "/console/static/README.md",
        "/console/static/console.css%00",
        "/console/static/",
        "/console/static//etc/passwd",
    ],
)
def test_a_path_leads_to_no_other_file(stranger: Browser, path: str) -> None:
    page = stranger.ask("GET", path)
    assert page.status == 404
    assert b"root:" not in page.octets
    assert b"extends" not in page.octets


@pytest.mark.parametrize(
    "path", ["/console/nothing", "/console/today.html", "/console/%00", "/console/" + "a" * 9000]
)
def test_a_page_that_there_is_not_is_said_to_be_none(marieke: Browser, path: str) -> None:
    page = marieke.get(path)
    assert (page.status, page.heading) == (404, "There is no such page")


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("", b"a=b", 415),
        (FORM, b"a=" + b"x" * 70_000, 413),
        (FORM, b"&".join(b"a=b" for _ in range(600)), 400),
        (FORM, b"\xff\xfe", 400),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(
    marieke: Browser, kind: str, body: bytes, status: int
) -> None:
    page = marieke.ask("POST", "/console/log-out", body, Content_Type=kind, Origin=marieke.origin)
    assert page.status == status
    assert marieke.get("/console/").heading == "Today"


def test_every_answer_carries_the_fields_that_keep_strangers_out(marieke: Browser) -> None:
    for path in ("/console/", "/console/log-in", "/console/nothing", "/console/static/console.css"):
        head = {name.lower(): value for name, value in marieke.ask("GET", path).head.items()}
        assert head["content-security-policy"].startswith("default-src 'none'"), path
        assert "unsafe" not in head["content-security-policy"]
        assert "frame-ancestors 'none'" in head["content-security-policy"]
        assert head["x-content-type-options"] == "nosniff"
        assert head["referrer-policy"] == "same-origin"
    assert marieke.ask("GET", "/console/").head["cache-control"] == "no-store"


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(kring: Kring, stranger: Browser) -> None:
    body = urlencode({"password": ""}).encode()
    path = f"/console/welcome/{link_for(kring)}"
    page = stranger.ask("POST", path, body, Content_Type=FORM, Origin=stranger.origin)
    set_cookie = page.head["set-cookie"].lower()
    assert "httponly" in set_cookie
    assert "samesite=lax" in set_cookie


def test_no_page_has_a_script_or_a_style_of_its_own(kring: Kring, marieke: Browser) -> None:
    for path in (*paths(kring.app, "GET"), "/console/log-in"):
        tree = marieke.get(path).tree
        assert all(one.attributes.get("src") and not one.text() for one in tree.css("script")), path
        assert tree.css("style, [style], iframe, object, embed, base") == [], path
        named = {name for one in tree.css("*") for name in one.attributes}
        assert not {name for name in named if name.startswith("on")}, path


@pytest.mark.parametrize("path", ["/console/", "/console/people?q=x", "/console/a/b-c"])
def test_a_path_of_the_console_is_one(path: str) -> None:
    assert is_local_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/consoles",
        "console/",
        "//elders.example",
        "/console//x",
        "/console/\\x",
        "/console/\n",
        "/console/é",
    ],
)
def test_another_path_is_none(path: str) -> None:
    assert not is_local_path(path)
