"""What a doctor looks at: each check says in words how it stands."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailer.domain.delivery import Courier, DeliveryState
from mailer.domain.errors import Unusable
from mailer.domain.inbox import InboxState
from mailer.domain.run import RunState
from mailer.message.dkim import Dkim
from mailer.service.letters import faults_of
from mailer.service.readiness import RELEASE
from mailer.service.work import House
from mailer.store import faults
from mailer.store.database import Database
from mailer.store.migrate import lacking
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

LONG = timedelta(hours=1)
"""How long a mail may stay unread before the doctor frowns."""

_NAMED = 5
"""How many are named one by one before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    what: str
    well: bool
    words: str


def of_letters(house: House) -> Check:
    """Look whether every letter can be written, in every language somebody may get it in."""
    kinds = house.letters.kinds()
    languages = {language for series in house.series.values() for language in series.languages}
    faults_found = [
        f"{kind}.{language}.md is missing"
        for kind in kinds
        for language in sorted(languages.difference(house.letters.languages(kind)))
    ]
    for kind in kinds:
        for language in house.letters.languages(kind):
            faults_found += map(str, house.letters.check(kind, language))
    return Check("letters", not faults_found, "; ".join(faults_found) or f"all {len(kinds)} can be written")


def of_database(database: Database, now: datetime, house: House | None = None) -> Iterator[Check]:
    """Look at the database, at what waits in it, and at the letters that were edited, if there is a house."""
    try:
        with faults.told(str(database)):
            fault = lacking(database)
            yield Check("database", not fault, fault or f"{database} is at this program's version")
            if not fault:
                with unit_of_work(database) as store:
                    if house is not None:
                        yield _edited(store, house)
                    yield from _rows(store, now)
    except Unusable as error:
        yield Check("database", well=False, words=str(error))


def of_courier(courier: Courier) -> Check:
    """Look whether mail can leave now."""
    fault = asyncio.run(_asked(courier))
    return Check("mail out", not fault, fault or "the relay answers, and takes our log-in")


async def _asked(courier: Courier) -> str:
    try:
        return await courier.check()
    finally:
        await courier.close()


def of_signing(dkim: Dkim, mailboxes: Iterable[str]) -> Check:
    """Say what the DNS must hold for our signature, and whether it counts as that of the sender (DMARC)."""
    name, value = dkim.record
    astray = sorted({box for box in mailboxes if not _related(box.rpartition("@")[2], dkim.domain)})
    if astray:
        words = f"{dkim.domain} signs for {_listed(astray)}: another domain, so readers count it for nothing"
        return Check("signing", well=False, words=words)
    return Check("signing", well=True, words=f"publish as TXT, if it is not there yet: {name} {value}")


def _related(one: str, other: str) -> bool:
    """Whether two domains are the same, or one lies under the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _edited(store: UnitOfWork, house: House) -> Check:
    """Look whether what was kept can be sent still: what letters share may have changed since."""
    kept = [one for one in store.letters.all_newest().values() if one.source is not None]
    faults = [words for one in kept for words in faults_of(house, one.letter, one.language, one.source or "")]
    words = "; ".join(faults) or (f"{len(kept)} can be written" if kept else "none")
    return Check("kept letters", not faults, words)


def _rows(store: UnitOfWork, now: datetime) -> Iterator[Check]:
    pause = store.pauses.open()
    words = f"nothing is sent: {pause.words}; {RELEASE}" if pause else "the house is not paused"
    yield Check("sending", well=pause is None, words=words)
    parked = store.inbox.counts().get(InboxState.PARKED, 0)
    words = f"{parked} wait for the coordinator; run_service.py inbox list" if parked else "none"
    yield Check("parked mails", well=True, words=words)
    unread = [row for row in store.inbox.in_state(InboxState.RECEIVED) if now - row.received_at > LONG]
    words = f"{len(unread)} for more than an hour; does the service run?" if unread else "none"
    yield Check("unread mails", well=not unread, words=words)
    unknown = [f"{row['letter']} to {row['address']} ({row['id']})" for row in store.unknowns.listed()]
    yield _mails("unknown", unknown, "may have arrived or not; run_service.py outbox resolve")
    failed = [
        f"{one.letter} to {one.address} ({one.id})" for one in store.outbox.in_state(DeliveryState.FAILED)
    ]
    yield _mails("failed", failed, "did not arrive; run_service.py outbox show NUMBER says why")
    waiting = [f"{run.step} of {run.meeting} ({run.id})" for run in store.runs.in_state(RunState.WAITING)]
    yield Check("waiting runs", well=True, words=_listed(waiting) or "none")


def _mails(what: str, found: list[str], remedy: str) -> Check:
    return Check(f"{what} mails", not found, f"{_listed(found)}: {remedy}" if found else "none")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
