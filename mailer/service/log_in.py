"""Coming in and going out: a password or a one-time link in, a session out; few guesses are looked at."""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mailer.domain.address import normalise
from mailer.domain.coordinator import SESSION_RESTS, Coordinator, Session, may_guess
from mailer.domain.errors import BadInput
from mailer.domain.totp import step_of
from mailer.service.work import Clock
from mailer.store.database import Database
from mailer.store.unit_of_work import UnitOfWork, look, unit_of_work

_HASHER = PasswordHasher()
_AT_ONCE = Semaphore(2)
"""A hash takes 64 MiB (RFC 9106's second choice): a crowd at the door must not take all memory there is."""
_NOBODYS = _HASHER.hash(secrets.token_urlsafe())
"""What a guess at an unknown address is held against, so that it takes as long as at a known one."""
_LONGEST_AGENT = 200


class Turned(StrEnum):
    """Why somebody is not let in."""

    WRONG = "wrong"
    """Address, password and code do not go together; which of them is wrong is not said."""
    TOO_MANY = "too many"
    """Too many wrong guesses of late: nothing was looked at."""
    NO_LINK = "no link"
    """The link was used before, is too old, or never was."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the door: from which address of the net, with which program."""

    peer: str
    agent: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody types to get in."""

    address: str
    password: str
    code: str


def digest(token: str) -> str:
    """Give what the database keeps of a token: who reads the database can't come in with it."""
    return sha256(token.encode()).hexdigest()


def hashed(password: str) -> str:
    """Give what is kept of a password (Argon2id, RFC 9106)."""
    with _AT_ONCE:
        return _HASHER.hash(password)


class Doorkeeper:
    """Lets people into the console and out; a token goes to one browser and is kept nowhere."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def log_in(self, tried: Tried, visitor: Visitor) -> str | Turned:
        """Give the token of a new session, or why there is none.

        A guess is counted before it is looked at, so that a hundred at once are a hundred.
        """
        address = _normal(tried.address)
        with unit_of_work(self._database) as store:
            if not may_guess(store.guesses.count(address, visitor.peer, self._clock())):
                return Turned.TOO_MANY
            store.guesses.add(address, visitor.peer, self._clock())
            found = store.coordinators.by_address(address)
            keys = store.coordinators.keys(found.id) if found else None
        known = _verified(keys.password if keys and keys.password else _NOBODYS, tried.password)
        with unit_of_work(self._database) as store:
            if found is None or not known or not self._second(store, found, tried.code):
                return Turned.WRONG
            store.guesses.right(address, visitor.peer)
            return self._open(store, found, visitor)

    def proves(self, who: Coordinator, password: str, visitor: Visitor) -> bool:
        """Say whether it is the password of somebody who is in; wrong ones count as guesses.

        Who has none yet proves nothing by one, and is let through.
        """
        if not who.has_password:
            return True
        with unit_of_work(self._database) as store:
            if not may_guess(store.guesses.count(who.address, visitor.peer, self._clock())):
                return False
            store.guesses.add(who.address, visitor.peer, self._clock())
            kept = store.coordinators.keys(who.id).password
        known = _verified(kept, password)
        if known:
            with unit_of_work(self._database) as store:
                store.guesses.right(who.address, visitor.peer)
        return known

    def welcomed(self, token: str) -> Coordinator | None:
        """Say whom a one-time link is for; changes nothing."""
        with look(self._database) as store:
            return store.coordinators.by_link(digest(token), self._clock())

    def log_in_by_link(self, token: str, visitor: Visitor) -> str | Turned:
        """Use a one-time link; no code is asked for, as the link comes from the machine itself."""
        with unit_of_work(self._database) as store:
            found = store.coordinators.by_link(digest(token), self._clock())
            if found is None or not store.coordinators.use_link(digest(token), self._clock()):
                return Turned.NO_LINK
            return self._open(store, found, visitor)

    def who(self, token: str) -> Session | None:
        """Give the session of a token, None for one that is over or never was."""
        now = self._clock()
        with look(self._database) as store:
            found = store.sessions.get(digest(token))
        if found is None or found.over(now):
            return None
        if (now - found.seen_at) * 60 > SESSION_RESTS:  # not at every page: a look should write nothing
            with unit_of_work(self._database) as store:
                store.sessions.seen(found.digest, now)
        return found

    def log_out(self, session: str) -> None:
        """End a session, by its digest."""
        with unit_of_work(self._database) as store:
            store.sessions.end(session)

    def _second(self, store: UnitOfWork, found: Coordinator, code: str) -> bool:
        secret = store.coordinators.keys(found.id).second_factor
        if not secret:
            return True
        step = step_of(secret, code, self._clock())
        return step is not None and store.coordinators.use_step(found.id, step)

    def _open(self, store: UnitOfWork, found: Coordinator, visitor: Visitor) -> str:
        token = secrets.token_urlsafe(32)
        now = self._clock()
        store.sessions.forget(now - SESSION_RESTS)
        store.sessions.open(digest(token), found.id, visitor.agent[:_LONGEST_AGENT], now)
        return token


def _verified(kept: str, password: str) -> bool:
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def _normal(address: str) -> str:
    """Give the spelling an address is kept in; what is none is counted as it was typed."""
    try:
        return normalise(address)
    except BadInput:
        return address.strip().lower()[:_LONGEST_AGENT]
