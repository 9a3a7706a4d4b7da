"""`doctor`: whether all is well, from the settings to the relay, in words."""

from collections.abc import Iterator
from dataclasses import asdict

import typer

from mailer.app import Chance, certificate_of, house_for, utc_now
from mailer.cli.exits import Exit, in_words
from mailer.cli.opened import configuration
from mailer.cli.options import AsJson
from mailer.cli.tables import show
from mailer.couriers import courier_for
from mailer.domain.errors import KringError
from mailer.service import checks
from mailer.service.checks import Check
from mailer.service.seal import read_dkim
from mailer.service.work import House
from mailer.settings import secret
from mailer.settings.configuration import Configuration
from mailer.settings.mistakes import SettingsError
from mailer.settings.settings import Settings
from mailer.store import faults
from mailer.store.database import Database


def doctor(as_json: AsJson = False) -> None:
    """Look whether all is well, from the settings to the relay; exits 1 if something is not.

    It changes nothing and sends no mail; with a relay it logs in there.
    """
    found = list(_checks())
    show([asdict(check) for check in found], ["what", "well", "words"], as_json=as_json)
    if not all(check.well for check in found):
        raise typer.Exit(Exit.FAULTS)


def _checks() -> Iterator[Check]:
    try:
        found = configuration()
    except SettingsError as error:
        yield from (Check("settings", well=False, words=str(mistake)) for mistake in error.mistakes)
        return
    yield Check("settings", well=True, words=f"can be used; series: {', '.join(sorted(found.series))}")
    yield _secret(found.settings)
    yield _letters(found)
    yield from _certificate(found.settings)
    yield from _database(found)
    yield from _signing(found)
    yield _mail_out(found.settings)


def _signing(found: Configuration) -> Iterator[Check]:
    dkim = found.settings.dkim
    if dkim is None:
        return
    try:
        signer = read_dkim(dkim.domain, dkim.selector, dkim.key_file)
    except KringError as error:
        yield Check("signing", well=False, words=str(error))
        return
    yield checks.of_signing(signer, [series.mailbox for series in found.series.values()])


def _secret(settings: Settings) -> Check:
    if not settings.secret.exists():
        return Check("secret", well=True, words=f"{settings.secret} is made at the first start")
    try:
        secret.read_or_make(settings.secret)
    except SettingsError as error:
        return Check("secret", well=False, words=str(error))
    return Check("secret", well=True, words=f"{settings.secret} can be used")


def _certificate(settings: Settings) -> Iterator[Check]:
    certificate = certificate_of(settings.listener)
    if certificate is None:
        return
    try:
        certificate.load()
    except KringError as error:
        yield Check("certificate", well=False, words=str(error))
    else:
        yield Check("certificate", well=True, words=f"{settings.listener.certificate} can be used")


def _house(found: Configuration) -> House | None:
    """Give the house; None where its letters have no page, which another check says."""
    try:
        return house_for(found.settings, found.series, "", Chance())
    except KringError:
        return None


def _letters(found: Configuration) -> Check:
    try:
        return checks.of_letters(house_for(found.settings, found.series, "", Chance()))
    except KringError as error:
        return Check("letters", well=False, words=str(error))


def _database(found: Configuration) -> Iterator[Check]:
    try:
        with faults.told("the database"):
            database = Database(found.settings.database)
    except KringError as error:
        yield Check("database", well=False, words=str(error))
        return
    except OSError as error:
        yield Check("database", well=False, words=in_words(error))
        return
    try:
        yield from checks.of_database(database, utc_now(), _house(found))
    finally:
        database.close()


def _mail_out(settings: Settings) -> Check:
    try:
        courier = courier_for(settings)
    except OSError as error:
        return Check("mail out", well=False, words=in_words(error))
    except KringError as error:
        return Check("mail out", well=False, words=str(error))
    found = checks.of_courier(courier)
    if found.well and settings.relay is None:
        words = f"no relay: every mail is kept in {settings.captured}/, none leaves this machine"
        return Check("mail out", well=True, words=words)
    return found
