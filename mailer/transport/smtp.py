"""The courier to a relay over SMTP (RFC 5321), with STARTTLS or implicit TLS (RFC 3207, 8314) and AUTH."""

import ssl
from base64 import b64encode
from time import monotonic
from typing import Literal

from mailer.domain.delivery import Envelope, Outcome, Stage
from mailer.transport.link import Broken, Link
from mailer.transport.replies import broken, judge, settle
from mailer.transport.wire import Offers, commands, offers, stuffed, unfit, unsendable

Security = Literal["none", "starttls", "implicit"]

LONGEST_IDLE = 60.0
"""Seconds after which a kept connection is given up; relays close silent ones, some within minutes."""


class SmtpCourier:
    """Takes one mail at a time to a relay, over a connection that is kept between mails; for one thread.

    Every outcome is a value. With `security` "starttls" or "implicit" the certificate must be right for
    `host`; there is no way back to an open connection, and over an open one the password goes to this
    machine only.
    `timeout` is in seconds, for every step by itself. `ehlo_name` is our own full domain name.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        ehlo_name: str,
        security: Security = "starttls",
        user: str = "",
        password: str = "",
        timeout: float = 120.0,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._host, self._port, self._timeout = host, port, timeout
        self._ehlo_name, self._security = ehlo_name, security
        self._user, self._password = user, password
        self._context = ssl_context
        self._link: Link | None = None
        self._offers: Offers = {}
        self._last_used = 0.0

    def deliver(self, envelope: Envelope) -> Outcome:
        """Try once. A kept connection that turns out to be closed before MAIL was answered is made anew."""
        if fault := unsendable(envelope):
            return fault
        try:
            return self._deliver(envelope)
        except BaseException:
            # Interrupted halfway: whatever came next would be read as part of this mail.
            self._drop()
            raise

    def check(self) -> str:
        """Connect, encrypt and log in; say what went wrong, "" if nothing did."""
        link = self._open()
        if isinstance(link, Link):
            self.close()
            return ""
        return f"{self._host}:{self._port}, at {link.stage}: {link.words}"

    def close(self) -> None:
        """Leave politely; safe to call twice. The next `deliver` connects again."""
        if self._link:
            self._link.leave()
        self._link = None

    def _deliver(self, envelope: Envelope) -> Outcome:
        if self._link and self._reusable(self._link):
            outcome = self._transact(self._link, envelope)
            if self._link or outcome.stage is not Stage.MAIL:
                return outcome
        link = self._open()
        return self._transact(link, envelope) if isinstance(link, Link) else link

    def _reusable(self, link: Link) -> bool:
        if monotonic() - self._last_used < LONGEST_IDLE and not link.surprise():
            return True
        self.close()
        return False

    def _transact(self, link: Link, envelope: Envelope) -> Outcome:
        self._last_used = monotonic()
        try:
            return unfit(envelope, self._offers) or self._hand_over(link, envelope)
        except Broken as error:
            self._drop()
            return error.outcome

    def _hand_over(self, link: Link, envelope: Envelope) -> Outcome:
        for stage, command in commands(envelope, self._offers):
            reply = link.ask(stage, command)
            if outcome := judge(stage, reply):
                if not (reply.refuses and self._start_over(link, stage)):
                    self._drop()
                return outcome
        reply = link.hand_over(stuffed(envelope.octets))
        if reply.code // 100 != 2 and not reply.refuses:
            self._drop()
        return settle(reply)

    @staticmethod
    def _start_over(link: Link, stage: Stage) -> bool:
        """Take back what was said of a mail that was refused; False when the connection is of no more use."""
        try:
            return link.ask(stage, "RSET").code == 250
        except Broken:
            return False

    def _drop(self) -> None:
        if self._link:
            self._link.close()
        self._link = None

    def _open(self) -> Link | Outcome:
        """Connect, greet, encrypt and log in, as configured."""
        try:
            self._link = link = Link(self._host, self._port, self._timeout)
            refused = self._greet(link) or self._encrypt(link) or self._log_in(link)
        except Broken as error:
            refused = error.outcome
        if refused:
            self._drop()
            return refused
        return link

    def _greet(self, link: Link) -> Outcome | None:
        if self._security == "implicit":
            link.secure(Stage.CONNECT, self._trust(), self._host)
        return judge(Stage.GREETING, link.reply(Stage.GREETING)) or self._introduce(link)

    def _introduce(self, link: Link) -> Outcome | None:
        reply = link.ask(Stage.EHLO, f"EHLO {self._ehlo_name}")
        self._offers = offers(reply)
        return judge(Stage.EHLO, reply)

    def _encrypt(self, link: Link) -> Outcome | None:
        if self._security != "starttls":
            return None
        if "STARTTLS" not in self._offers:
            return broken(Stage.STARTTLS, "the relay does not offer STARTTLS, and nothing is sent without")
        if refused := judge(Stage.STARTTLS, link.ask(Stage.STARTTLS, "STARTTLS")):
            return refused
        # RFC 3207 section 6: what was said in the clear may not be taken for the encrypted answer.
        if surprise := link.surprise():
            return broken(Stage.STARTTLS, surprise)
        link.secure(Stage.STARTTLS, self._trust(), self._host)
        return self._introduce(link)

    def _trust(self) -> ssl.SSLContext:
        self._context = self._context or ssl.create_default_context()
        return self._context

    def _log_in(self, link: Link) -> Outcome | None:
        if not self._user:
            return None
        if not (link.encrypted or link.loopback):
            return broken(Stage.AUTH, "the connection is not encrypted: the password is not sent")
        mechanisms = self._offers.get("AUTH", "").upper().split()
        if "PLAIN" in mechanisms:
            words = _base64(f"\0{self._user}\0{self._password}")
            return judge(Stage.AUTH, link.ask(Stage.AUTH, f"AUTH PLAIN {words}"))
        if "LOGIN" in mechanisms:
            return self._log_in_by_questions(link)
        return broken(Stage.AUTH, "the relay offers neither AUTH PLAIN nor AUTH LOGIN")

    def _log_in_by_questions(self, link: Link) -> Outcome | None:
        for answer in ("AUTH LOGIN", _base64(self._user)):
            reply = link.ask(Stage.AUTH, answer)
            if reply.code != 334:
                return judge(Stage.AUTH, reply)
        return judge(Stage.AUTH, link.ask(Stage.AUTH, _base64(self._password)))


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()
