"""How a relay lets us in: greeting, EHLO, encryption, and AUTH PLAIN, LOGIN or XOAUTH2 (RFC 4954)."""

import ssl
from base64 import b64encode

from mailer.domain.delivery import Outcome, Stage
from mailer.transport.hop import Hop
from mailer.transport.oauth import NoToken, TokenPurse
from mailer.transport.opening import Broken, Opening, connect
from mailer.transport.replies import Reply, judge
from mailer.transport.wire import Offers, offers

_WRONG_PASSWORD = 535
_GO_ON = 334


class Login:
    """The way into one relay; what it learns (whom to trust, a token) is kept for the next time."""

    def __init__(self, hop: Hop, ehlo_name: str) -> None:
        self._hop, self._ehlo_name = hop, ehlo_name
        self._context = hop.context
        self._purse = TokenPurse(hop.tokens) if hop.tokens else None

    async def enter(self) -> tuple[Opening, Offers]:
        """Connect, greet, encrypt and log in, as configured; raises only `Broken`."""
        opening = await connect(self._hop.host, self._hop.port, self._hop.timeout)
        try:
            offered = await self._encrypt(opening, await self._greet(opening))
            await self._log_in(opening, offered)
            opening.demand_silence(Stage.AUTH)
        except BaseException:
            opening.transport.abort()
            raise
        return opening, offered

    async def _greet(self, opening: Opening) -> Offers:
        if self._hop.security == "implicit":
            await opening.secure(Stage.CONNECT, self._trust(), self._hop.host)
        reply = await opening.reply(Stage.GREETING)
        _demand(judge(Stage.GREETING, reply))
        opening.greeting = reply.words
        return await self._introduce(opening)

    async def _introduce(self, opening: Opening) -> Offers:
        reply = await opening.ask(Stage.EHLO, f"EHLO {self._ehlo_name}")
        _demand(judge(Stage.EHLO, reply))
        return offers(reply)

    async def _encrypt(self, opening: Opening, offered: Offers) -> Offers:
        if self._hop.security != "starttls":
            return offered
        if "STARTTLS" not in offered:
            raise Broken.at(Stage.STARTTLS, "the relay does not offer STARTTLS, and nothing is sent without")
        _demand(judge(Stage.STARTTLS, await opening.ask(Stage.STARTTLS, "STARTTLS")))
        await opening.secure(Stage.STARTTLS, self._trust(), self._hop.host)
        return await self._introduce(opening)

    def _trust(self) -> ssl.SSLContext:
        self._context = self._context or ssl.create_default_context()
        return self._context

    async def _log_in(self, opening: Opening, offered: Offers) -> None:
        if not self._hop.user:
            return
        if not (opening.encrypted or opening.loopback):
            raise Broken.at(Stage.AUTH, "the connection is not encrypted: the password is not sent")
        mechanisms = offered.get("AUTH", "").upper().split()
        if self._purse:
            await self._by_token(opening, mechanisms, self._purse)
        elif "PLAIN" in mechanisms:
            words = _base64(f"\0{self._hop.user}\0{self._hop.password}")
            _demand(judge(Stage.AUTH, await opening.ask(Stage.AUTH, f"AUTH PLAIN {words}")))
        elif "LOGIN" in mechanisms:
            await self._by_questions(opening)
        else:
            raise Broken.at(Stage.AUTH, "the relay offers neither AUTH PLAIN nor AUTH LOGIN")

    async def _by_questions(self, opening: Opening) -> None:
        for answer in ("AUTH LOGIN", _base64(self._hop.user)):
            reply = await opening.ask(Stage.AUTH, answer)
            if reply.code != _GO_ON:
                _demand(judge(Stage.AUTH, reply))
                return
        _demand(judge(Stage.AUTH, await opening.ask(Stage.AUTH, _base64(self._hop.password))))

    async def _by_token(self, opening: Opening, mechanisms: list[str], purse: TokenPurse) -> None:
        """Log in with a token, and once more with a new one when it is refused."""
        if "XOAUTH2" not in mechanisms:
            raise Broken.at(Stage.AUTH, "the relay does not offer AUTH XOAUTH2")
        try:
            token = await purse.get()
            reply = await self._show(opening, token)
            if reply.code == _WRONG_PASSWORD:
                reply = await self._show(opening, await purse.get(refused=token))
        except NoToken as error:
            raise Broken.at(Stage.AUTH, str(error)) from error
        _demand(judge(Stage.AUTH, reply))

    async def _show(self, opening: Opening, token: str) -> Reply:
        words = _base64(f"user={self._hop.user}\1auth=Bearer {token}\1\1")
        reply = await opening.ask(Stage.AUTH, f"AUTH XOAUTH2 {words}")
        # With 334 comes what is wrong, for a program to read; an empty answer brings the verdict.
        return await opening.ask(Stage.AUTH, "") if reply.code == _GO_ON else reply


def _demand(refused: Outcome | None) -> None:
    if refused:
        raise Broken(refused)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()
