"""Who may enter the console, in SQL: coordinators, their sessions, and wrong guesses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select, update

from mailer.domain.address import Mailbox
from mailer.domain.coordinator import GUESSING_WINDOW, Coordinator, Guessed, Role, Session
from mailer.domain.errors import NotFound
from mailer.store.schema import coordinators, digests, guesses, sessions


@dataclass(frozen=True, slots=True)
class Keys:
    """What a coordinator proves himself or herself with; "" for none."""

    password: str
    """Its Argon2 hash."""
    second_factor: str
    """The secret that the phone has too, in base32."""


class Coordinators:
    """The coordinators and readers; addresses are given normalised."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, number: int) -> Coordinator:
        """Give one; raises `NotFound`."""
        row = self._sql.execute(select(coordinators).where(coordinators.c.id == number)).first()
        if row is None:
            raise NotFound("no coordinator has number {number}", number=number)
        return _coordinator(row)

    def by_address(self, address: str) -> Coordinator | None:
        """Give the one with this address, or None."""
        row = self._sql.execute(select(coordinators).where(coordinators.c.address == address)).first()
        return _coordinator(row) if row else None

    def by_link(self, link: str, now: datetime) -> Coordinator | None:
        """Give whom a one-time link is for, while it can be used; `link` is the digest of its token."""
        where = and_(coordinators.c.link == link, coordinators.c.link_until > now)
        row = self._sql.execute(select(coordinators).where(where)).first()
        return _coordinator(row) if row else None

    def all(self) -> Sequence[Coordinator]:
        """Give everybody, by address."""
        query = select(coordinators).order_by(coordinators.c.address)
        return [_coordinator(row) for row in self._sql.execute(query)]

    def put(self, mailbox: Mailbox, role: Role, language: str, now: datetime) -> Coordinator:
        """Write down who may enter and as what; a known one keeps name, password and language."""
        found = self.by_address(mailbox.address)
        if found is None:
            values = {"address": mailbox.address, "name": mailbox.name, "language": language}
            self._sql.execute(insert(coordinators).values(role=role.value, created_at=now, **values))
        else:
            self.change(found.id, role=role.value, name=mailbox.name or found.name)
        made = self.by_address(mailbox.address)
        assert made is not None  # noqa: S101 - it was written two lines up
        return made

    def change(self, coordinator: int, **values: object) -> None:
        """Write columns of one."""
        self._sql.execute(update(coordinators).where(coordinators.c.id == coordinator).values(**values))

    def use_link(self, link: str, now: datetime) -> bool:
        """Use a one-time link up; False when somebody was quicker, or its time is over."""
        where = and_(coordinators.c.link == link, coordinators.c.link_until > now)
        return self._sql.execute(update(coordinators).where(where).values(link=None)).rowcount == 1

    def use_step(self, coordinator: int, step: int) -> bool:
        """Note the step of a code that was typed; False when it, or a later one, served before."""
        unused = and_(coordinators.c.id == coordinator, coordinators.c.second_factor_used < step)
        values = {"second_factor_used": step}
        return self._sql.execute(update(coordinators).where(unused).values(**values)).rowcount == 1

    def keys(self, coordinator: int) -> Keys:
        """Give what one proves himself or herself with."""
        columns = (coordinators.c.password, coordinators.c.second_factor)
        row = self._sql.execute(select(*columns).where(coordinators.c.id == coordinator)).one()
        return Keys(row.password, row.second_factor)

    def remove(self, coordinator: int) -> None:
        """Forget one, with every session."""
        self._sql.execute(delete(sessions).where(sessions.c.coordinator == coordinator))
        self._sql.execute(delete(digests).where(digests.c.coordinator == coordinator))
        self._sql.execute(delete(coordinators).where(coordinators.c.id == coordinator))


class Sessions:
    """The browsers that are logged in."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def open(self, digest: str, coordinator: int, agent: str, now: datetime) -> None:
        """Begin one."""
        values = {"made_at": now, "seen_at": now, "agent": agent}
        self._sql.execute(insert(sessions).values(digest=digest, coordinator=coordinator, **values))

    def get(self, digest: str) -> Session | None:
        """Give one with whose it is, over or not; None for one that there is not."""
        row = self._sql.execute(_sessions().where(sessions.c.digest == digest)).first()
        return _session(row) if row else None

    def of(self, coordinator: int) -> Sequence[Session]:
        """Give a coordinator's, the one used last first."""
        query = _sessions().where(sessions.c.coordinator == coordinator)
        return [_session(row) for row in self._sql.execute(query.order_by(sessions.c.seen_at.desc()))]

    def seen(self, digest: str, now: datetime) -> None:
        """Note that one is used."""
        self._sql.execute(update(sessions).where(sessions.c.digest == digest).values(seen_at=now))

    def end(self, digest: str) -> None:
        """End one, if it is there."""
        self._sql.execute(delete(sessions).where(sessions.c.digest == digest))

    def end_all(self, coordinator: int, but: str = "") -> None:
        """End all of a coordinator but one."""
        where = and_(sessions.c.coordinator == coordinator, sessions.c.digest != but)
        self._sql.execute(delete(sessions).where(where))

    def forget(self, before: datetime) -> None:
        """Drop those that nobody used since a moment."""
        self._sql.execute(delete(sessions).where(sessions.c.seen_at < before))


class Guesses:
    """The wrong passwords and codes of late."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, address: str, peer: str, now: datetime) -> int:
        """Note a guess, and forget old ones; give its number."""
        self._sql.execute(delete(guesses).where(guesses.c.at <= now - GUESSING_WINDOW))
        made = self._sql.execute(insert(guesses).values(at=now, address=address, peer=peer))
        assert made.inserted_primary_key is not None  # noqa: S101 - an INSERT of one row always has a key
        return int(made.inserted_primary_key[0])

    def right(self, address: str, peer: str) -> None:
        """Forget what somebody guessed wrong before he or she knew."""
        both = and_(guesses.c.address == address, guesses.c.peer == peer)
        self._sql.execute(delete(guesses).where(both))

    def count(self, address: str, peer: str, now: datetime) -> dict[Guessed, int]:
        """Count the guesses in the window, by what they are limited by."""
        who, where = guesses.c.address == address, guesses.c.peer == peer
        by = {Guessed.BOTH: and_(who, where), Guessed.ADDRESS: who, Guessed.PEER: where}
        lately = select(func.count()).select_from(guesses).where(guesses.c.at > now - GUESSING_WINDOW)
        return {what: self._sql.scalar(lately.where(found)) or 0 for what, found in by.items()}


def _sessions() -> Select[tuple[object, ...]]:
    columns = (sessions.c.digest, sessions.c.made_at, sessions.c.seen_at, sessions.c.agent)
    return select(*columns, coordinators).join(coordinators, coordinators.c.id == sessions.c.coordinator)


def _coordinator(row: Row[tuple[object, ...]]) -> Coordinator:
    return Coordinator(
        row.id,
        row.address,
        row.name,
        Role(row.role),
        row.language,
        has_password=bool(row.password),
        has_second_factor=bool(row.second_factor),
    )


def _session(row: Row[tuple[object, ...]]) -> Session:
    return Session(row.digest, _coordinator(row), row.made_at, row.seen_at, row.agent)
