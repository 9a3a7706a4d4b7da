"""XOAUTH2: where a token comes from, how long it is used, and what happens when the relay refuses it."""

import asyncio
import json
import sys
import threading
from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mailer.domain.delivery import DeliveryState, Stage
from mailer.transport.hop import Hop
from mailer.transport.oauth import (
    NoToken,
    Token,
    TokenPurse,
    TokenSource,
    from_command,
    from_google,
    from_microsoft,
)
from mailer.transport.smtp import SmtpCourier
from tests.transport.carrying import Hand
from tests.transport.cast import KRING, to_anna
from tests.transport.relay import FaultyRelay, Script, relay

OFFERS: Script = {Stage.EHLO: [b"250-relay.example\r\n250 AUTH PLAIN XOAUTH2\r\n"]}
FAULT_FOR_PROGRAMS = b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"
REFUSED = b"535 5.7.3 authentication unsuccessful\r\n"


class Mint:
    """Gives token-1, token-2, and so on; good for so many seconds."""

    def __init__(self, lasts: float = 3600) -> None:
        self.given = 0
        self._lasts = lasts

    def fetch(self) -> Token:
        self.given += 1
        return Token(f"token-{self.given}", self._lasts)


class Dry:
    """Has no token today."""

    def fetch(self) -> Token:
        raise NoToken("the well is dry")


def courier_to(there: FaultyRelay, tokens: TokenSource) -> Hand:
    hop = Hop("127.0.0.1", there.port, "none", KRING, tokens=tokens, timeout=5)
    return Hand(SmtpCourier([hop], ehlo_name="mail.kring.example"))


def shown(there: FaultyRelay) -> list[str]:
    """What was said after EHLO until the first mail, tokens in the clear."""
    said = []
    for command in there.commands[1:]:
        if command.startswith("MAIL"):
            break
        words = command.removeprefix("AUTH XOAUTH2 ")
        said.append(b64decode(words).decode() if words != command else command)
    return said


class TestLogIn:
    def test_a_token_lets_us_in(self) -> None:
        with relay(OFFERS) as there, courier_to(there, Mint()) as hand:
            assert hand.deliver(to_anna()).state is DeliveryState.SENT
        assert shown(there) == [f"user={KRING}\1auth=Bearer token-1\1\1"]

    def test_it_is_used_again_for_the_next_connection(self) -> None:
        mint = Mint()
        with relay(OFFERS) as there, courier_to(there, mint) as hand:
            for _ in range(3):
                hand.deliver(to_anna())
                hand.close()
        assert (there.connections, mint.given) == (3, 1)

    @pytest.mark.parametrize("with_fault", [True, False])
    def test_a_token_that_was_withdrawn_is_fetched_anew_once(self, with_fault: bool) -> None:
        refusal: Script = {Stage.AUTH: [REFUSED], (Stage.AUTH, 2): [b"235 2.7.0 welcome\r\n"]}
        if with_fault:
            refusal = {
                Stage.AUTH: [FAULT_FOR_PROGRAMS],
                (Stage.AUTH, 2): [REFUSED],
                (Stage.AUTH, 3): [b"235 2.7.0 welcome\r\n"],
            }
        with relay({**OFFERS, **refusal}) as there, courier_to(there, Mint()) as hand:
            assert hand.deliver(to_anna()).state is DeliveryState.SENT
        first, *empty, second = shown(there)
        assert ("token-1" in first, empty, "token-2" in second) == (True, [""] if with_fault else [], True)

    def test_a_second_refusal_is_believed(self) -> None:
        mint = Mint()
        with relay({**OFFERS, Stage.AUTH: [REFUSED]}) as there, courier_to(there, mint) as hand:
            outcome = hand.deliver(to_anna())
        assert (outcome.state, outcome.stage) == (DeliveryState.DEFERRED, Stage.AUTH)
        assert (outcome.code, outcome.relay_wide, mint.given) == (535, True, 2)

    def test_a_relay_that_is_only_busy_is_not_shown_another(self) -> None:
        mint = Mint()
        with (
            relay({**OFFERS, Stage.AUTH: [b"454 4.7.0 later\r\n"]}) as there,
            courier_to(there, mint) as hand,
        ):
            assert hand.deliver(to_anna()).code == 454
        assert mint.given == 1

    def test_a_relay_without_xoauth2_is_shown_none(self) -> None:
        mint = Mint()
        with relay() as there, courier_to(there, mint) as hand:
            outcome = hand.deliver(to_anna())
        assert (outcome.stage, outcome.words) == (Stage.AUTH, "the relay does not offer AUTH XOAUTH2")
        assert (there.commands, mint.given) == (["EHLO mail.kring.example"], 0)

    def test_without_a_token_nothing_goes_and_the_reason_is_told(self) -> None:
        with relay(OFFERS) as there, courier_to(there, Dry()) as hand:
            outcome = hand.deliver(to_anna())
            assert hand.check() == f"127.0.0.1:{there.port}, at auth: the well is dry"
        assert (outcome.stage, outcome.relay_wide, outcome.words) == (Stage.AUTH, True, "the well is dry")


class TestPurse:
    @staticmethod
    def get(purse: TokenPurse, *refused: str) -> list[str]:
        async def ask() -> list[str]:
            return list(await asyncio.gather(*(purse.get(one) for one in refused)))

        return asyncio.run(ask())

    def test_a_token_is_kept_until_a_minute_before_its_end(self) -> None:
        mint = Mint(lasts=100)
        with patch("mailer.transport.oauth.monotonic") as clock:
            clock.return_value = 1000.0
            purse = TokenPurse(mint)
            assert self.get(purse, "", "", "") == ["token-1"] * 3
            clock.return_value = 1039.0
            assert self.get(purse, "") == ["token-1"]
            clock.return_value = 1041.0
            assert self.get(purse, "") == ["token-2"]

    def test_connections_that_are_refused_together_fetch_one_new_token(self) -> None:
        mint = Mint()
        purse = TokenPurse(mint)
        self.get(purse, "")
        assert self.get(purse, "token-1", "token-1", "") == ["token-2"] * 3
        assert mint.given == 2


class TestCommand:
    @staticmethod
    def python(program: str) -> TokenSource:
        return from_command((sys.executable, "-c", program))

    def test_what_it_prints_is_the_token(self) -> None:
        assert self.python("print('ya29.secret')").fetch().value == "ya29.secret"

    @pytest.mark.parametrize(
        ("program", "words"),
        [
            ("print('geheim'); raise SystemExit(3)", "the token command ended with status 3"),
            ("print()", "something else than one line"),
            ("print('two'); print('lines')", "something else than one line"),
            ("print('tw\\u00f3')", "something else than one line"),
        ],
    )
    def test_anything_else_is_told_without_what_it_said(self, program: str, words: str) -> None:
        with pytest.raises(NoToken, match=words) as refused:
            self.python(program).fetch()
        assert "geheim" not in str(refused.value)

    @pytest.mark.parametrize("words", [("no-such-command",), ("a\0b",)])
    def test_a_command_that_can_t_be_run(self, words: tuple[str, ...]) -> None:
        with pytest.raises(NoToken, match="can't be run"):
            from_command(words).fetch()

    def test_one_that_does_not_end_is_ended(self) -> None:
        with (
            patch("mailer.transport.oauth._LONGEST_WAIT", 0.2),
            pytest.raises(NoToken, match="timed out"),
        ):
            self.python("import time; time.sleep(9)").fetch()


class TestMicrosoft:
    def test_an_application_gets_a_token_for_exchange(self) -> None:
        answer = {"access_token": "eyJ0eXAi", "expires_in": 3599}
        with patch("msal.ConfidentialClientApplication") as application:
            application.return_value.acquire_token_for_client.return_value = answer
            token = from_microsoft("kring.example", "6731de76", "geheim").fetch()
        assert token == Token("eyJ0eXAi", 3599)
        [(client, settings)] = [(call.args[0], call.kwargs) for call in application.call_args_list]
        assert (client, settings["client_credential"]) == ("6731de76", "geheim")
        assert settings["authority"] == "https://login.microsoftonline.com/kring.example"
        asked = application.return_value.acquire_token_for_client.call_args.args[0]
        assert asked == ["https://outlook.office365.com/.default"]

    def test_a_refusal_is_told_in_its_words(self) -> None:
        answer = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
        with patch("msal.ConfidentialClientApplication") as application:
            application.return_value.acquire_token_for_client.return_value = answer
            with pytest.raises(NoToken, match="AADSTS7000215"):
                from_microsoft("kring.example", "6731de76", "geheim").fetch()

    def test_no_way_to_microsoft_is_no_crash(self) -> None:
        with (
            patch("msal.ConfidentialClientApplication", side_effect=ConnectionError("no route")),
            pytest.raises(NoToken, match="Microsoft gives no token: no route"),
        ):
            from_microsoft("kring.example", "6731de76", "geheim").fetch()

    def test_without_the_library_it_says_what_to_install(self) -> None:
        with patch.dict(sys.modules, {"msal": None}), pytest.raises(NoToken, match=r"\.\[m365\]"):
            from_microsoft("kring.example", "6731de76", "geheim").fetch()


class TokenOffice(BaseHTTPRequestHandler):
    """Stands in for Google: gives what its server holds ready, and remembers what it was asked."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked = self.rfile.read(length)  # type: ignore[attr-defined]
        body = json.dumps(self.server.answer).encode()  # type: ignore[attr-defined]
        self.send_response(200 if b"access_token" in body else 400)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def google() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), TokenOffice)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def key_of_a_service_account(folder: Path, token_uri: str) -> Path:
    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    path = folder / "key.json"
    path.write_text(
        json.dumps(
            {
                "type": "service_account", "client_email": "kring@kring.example", "private_key_id": "1",
                "private_key": pem.decode(), "token_uri": token_uri,
            }
        )
    )  # fmt: skip
    return path


class TestGoogle:
    def test_a_service_account_gets_a_token_for_the_mailbox(self, google: HTTPServer, tmp_path: Path) -> None:
        google.answer = {"access_token": "ya29.c", "expires_in": 3599}  # type: ignore[attr-defined]
        key = key_of_a_service_account(tmp_path, f"http://127.0.0.1:{google.server_port}/token")
        token = from_google(key, KRING).fetch()
        assert token.value == "ya29.c"
        assert 3500 < token.lasts < 3600
        claims = google.asked.split(b"assertion=")[1].split(b".")[1]  # type: ignore[attr-defined]
        asked = json.loads(b64decode(claims + b"=" * (-len(claims) % 4)))
        assert (asked["sub"], asked["scope"]) == (KRING, "https://mail.google.com/")

    def test_a_refusal_is_told_in_its_words(self, google: HTTPServer, tmp_path: Path) -> None:
        google.answer = {"error": "unauthorized_client"}  # type: ignore[attr-defined]
        key = key_of_a_service_account(tmp_path, f"http://127.0.0.1:{google.server_port}/token")
        with pytest.raises(NoToken, match="unauthorized_client"):
            from_google(key, KRING).fetch()

    def test_a_key_that_is_not_there_or_no_key(self, tmp_path: Path) -> None:
        (tmp_path / "odd.json").write_text("{}")
        for name in ("none.json", "odd.json"):
            with pytest.raises(NoToken, match="Google gives no token"):
                from_google(tmp_path / name, KRING).fetch()

    def test_without_the_library_it_says_what_to_install(self, tmp_path: Path) -> None:
        with (
            patch.dict(sys.modules, {"google.oauth2.service_account": None}),
            pytest.raises(NoToken, match=r"\.\[google\]"),
        ):
            from_google(tmp_path / "key.json", KRING).fetch()
