"""Letting people into the console, and out of it, from the command line."""

import re

import pytest

from mailer.cli.exits import Exit
from tests.cli.terminal import Terminal
from tests.service.kring import Kring

MARIEKE = "marieke@kennisplatform.example"
LINK = re.compile(r"^http://127\.0\.0\.1:8080/console/welcome/(\S+)$", re.MULTILINE)


def test_a_link_is_printed_and_kept_nowhere(terminal: Terminal, kring: Kring) -> None:
    said = terminal("coordinator", "invite", MARIEKE, "--name", "Marieke")
    assert said.code == Exit.DONE
    (token,) = LINK.findall(said.out)
    assert len(token) >= 32
    with kring.look() as store:
        kept = str(store.connection.exec_driver_sql("SELECT link FROM coordinators").scalar_one())
        lines = [line.what for line in store.journal.lines()]
    assert token not in kept
    assert f"{MARIEKE} may enter the console as coordinator, by a link that serves once" in lines
    assert not any(token in line or kept in line for line in lines)


def test_the_link_has_the_public_address_where_there_is_one(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRING_WEB_URL", "https://kring.example/")
    assert "https://kring.example/console/welcome/" in terminal("coordinator", "invite", MARIEKE).out


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_console_that_listens_everywhere_is_reached_from_here(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("KRING_WEB_HOST", host)
    assert "http://localhost:8080/console/" in terminal("coordinator", "invite", MARIEKE).out


@pytest.mark.parametrize("url", ["http://kring.example", "https://kring.example/below", "kring.example"])
def test_an_address_that_will_not_do_is_a_mistake(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("KRING_WEB_URL", url)
    said = terminal("coordinator", "list")
    assert said.code == Exit.SETTINGS
    assert "KRING_WEB_URL" in said.err


def test_who_may_enter_is_listed_and_can_be_shut_out(terminal: Terminal) -> None:
    assert "nobody yet" in terminal("coordinator", "list").out
    terminal("coordinator", "invite", "Marieke@Kennisplatform.example")
    terminal("coordinator", "invite", "omar@kennisplatform.example", "--role", "reader")
    rows = terminal("coordinator", "list", "--json").rows
    assert [(row["address"], row["role"], row["password"]) for row in rows] == [
        (MARIEKE, "coordinator", False),
        ("omar@kennisplatform.example", "reader", False),
    ]
    assert terminal("coordinator", "remove", MARIEKE).code == Exit.REFUSED, "it asks first"
    assert terminal("coordinator", "remove", MARIEKE, "--yes").code == Exit.DONE
    assert [row["address"] for row in terminal("coordinator", "list", "--json").rows] == [rows[1]["address"]]


def test_an_invitation_anew_changes_the_role_and_keeps_the_name(terminal: Terminal) -> None:
    terminal("coordinator", "invite", MARIEKE, "--name", "Marieke")
    terminal("coordinator", "invite", MARIEKE, "--role", "reader")
    (row,) = terminal("coordinator", "list", "--json").rows
    assert (row["name"], row["role"]) == ("Marieke", "reader")


def test_who_is_not_there_can_not_be_removed(terminal: Terminal) -> None:
    terminal("coordinator", "invite", MARIEKE)
    said = terminal("coordinator", "remove", "omar@kennisplatform.example", "--yes")
    assert said.code == Exit.NOT_FOUND
    assert MARIEKE in said.err


def test_what_is_no_address_is_said(terminal: Terminal) -> None:
    assert terminal("coordinator", "invite", "marieke").code == Exit.BAD_INPUT
