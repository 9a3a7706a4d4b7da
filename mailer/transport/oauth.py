"""Where the tokens for XOAUTH2 come from: Microsoft, Google, or a command of the operator's."""

import asyncio
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Protocol

MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
"""What an application asks for to use SMTP AUTH with its own credentials at Exchange Online."""
GOOGLE_SCOPE = "https://mail.google.com/"

_BEFORE_THE_END = 60.0
"""A token that ends within so many seconds is not used any more."""
_OF_A_COMMAND = 300.0
"""A command says only what the token is: after so many seconds it is asked again."""
_LONGEST_WAIT = 60


class NoToken(Exception):  # noqa: N818 - nothing came; the words say why
    """A source could give no token; the message says why and holds no secret."""


@dataclass(frozen=True, slots=True)
class Token:
    """What stands in for a password, and the seconds it is good for."""

    value: str
    lasts: float


class TokenSource(Protocol):
    """Gives tokens; called in a thread, so it may wait."""

    def fetch(self) -> Token:
        """Get a new token; raises `NoToken`."""
        ...


class TokenPurse:
    """Keeps a token as long as it is good; for one event loop."""

    def __init__(self, source: TokenSource) -> None:
        self._source = source
        self._token = Token("", 0)
        self._ends = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def get(self, refused: str = "") -> str:
        """Give a token other than the one that was `refused`; raises `NoToken`."""
        async with self._one_at_a_time:
            if self._token.value == refused or monotonic() > self._ends:
                self._token = await asyncio.to_thread(self._source.fetch)
                self._ends = monotonic() + self._token.lasts - _BEFORE_THE_END
            return self._token.value


@dataclass(frozen=True, slots=True)
class _Command:
    words: Sequence[str]

    def fetch(self) -> Token:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command
                list(self.words),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LONGEST_WAIT,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            raise NoToken(f"the token command can't be run: {error}") from error
        value = done.stdout.decode("ascii", "replace").strip()
        if done.returncode != 0:
            raise NoToken(f"the token command ended with status {done.returncode}")
        if not value.isascii() or not value.isprintable() or not value:
            raise NoToken("the token command gave something else than one line with a token")
        return Token(value, _OF_A_COMMAND)


@dataclass(frozen=True, slots=True)
class _Microsoft:
    tenant: str
    client_id: str
    secret: str

    def fetch(self) -> Token:
        try:
            from msal import ConfidentialClientApplication  # type: ignore[import-untyped]
        except ImportError as error:
            raise NoToken("microsoft_tenant needs the extra m365: pip install '.[m365]'") from error
        try:
            application = ConfidentialClientApplication(
                self.client_id,
                authority=f"https://login.microsoftonline.com/{self.tenant}",
                client_credential=self.secret,
                timeout=_LONGEST_WAIT,
            )
            answer = application.acquire_token_for_client([MICROSOFT_SCOPE])
        except Exception as error:  # msal lets those of requests through, and ValueError for a wrong tenant
            raise NoToken(f"Microsoft gives no token: {error}") from error
        return _of_microsoft(answer)


def _of_microsoft(answer: Mapping[str, object]) -> Token:
    if "access_token" not in answer:
        raise NoToken(f"Microsoft gives no token: {answer.get('error_description') or answer.get('error')}")
    return Token(str(answer["access_token"]), float(str(answer.get("expires_in", 0))))


@dataclass(frozen=True, slots=True)
class _Google:
    key: Path
    user: str

    def fetch(self) -> Token:
        try:
            from google.auth.transport.requests import Request
            from google.oauth2.service_account import Credentials
        except ImportError as error:
            raise NoToken("google_key needs the extra google: pip install '.[google]'") from error
        try:
            credentials = Credentials.from_service_account_file(  # type: ignore[no-untyped-call]
                str(self.key), scopes=[GOOGLE_SCOPE], subject=self.user
            )
            credentials.refresh(Request())
        except (
            Exception
        ) as error:  # those of google.auth, of requests, and OSError or ValueError for the file
            raise NoToken(f"Google gives no token: {error}") from error
        lasts = (credentials.expiry.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()
        return Token(str(credentials.token), lasts)


def from_command(words: Sequence[str]) -> TokenSource:
    """Give the source that runs a command, without a shell; what it prints is the token."""
    return _Command(words)


def from_microsoft(tenant: str, client_id: str, secret: str) -> TokenSource:
    """Give the source for Exchange Online: an application's own credentials (needs msal, the extra m365)."""
    return _Microsoft(tenant, client_id, secret)


def from_google(key: Path, user: str) -> TokenSource:
    """Give the source for Google Workspace: a service account with the domain's delegation for `user`.

    `key` is its key as JSON (needs google-auth, the extra google).
    """
    return _Google(key, user)
