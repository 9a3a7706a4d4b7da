"""A person asks what is kept, and to be forgotten: nothing tells of that person any more."""

import json
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from mailer.domain.address import Mailbox
from mailer.domain.commands import (
    ErasePerson,
    ImportPerson,
    NamePerson,
    RecordComplaint,
    RetryDelivery,
    Suppress,
)
from mailer.domain.delivery import DeliveryState
from mailer.domain.errors import Refused
from mailer.domain.registration import RegistrationState
from mailer.domain.subscription import Proof, SubscriptionState, SuppressionReason
from mailer.service.dossier import dossier
from mailer.service.work import Work
from mailer.store.schema import metadata
from tests.console.scene import at_work
from tests.service.kring import ANNA, BART, CARLA, GONE, HATTEM, MARIEKE, SERIES, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""
TRACES = (b"anna.dewit", b"Anna de Wit", b"Vegetarisch", b"vegetarisch")


def erase(kring: Kring, who: Mailbox) -> int:
    number = kring.person(who)
    kring.do(ErasePerson(number))
    return number


def traces(kring: Kring, words: tuple[bytes, ...] = TRACES) -> list[str]:
    """Give the tables in which something of these words stands."""
    found = []
    with kring.look() as store:
        for table in metadata.sorted_tables:
            for row in store.connection.execute(select(table)):
                whole = b" ".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
                found += [table.name for one in words if one in whole]
    return sorted(set(found))


@pytest.fixture
def invited(kring: Kring) -> Kring:
    kring.hattem(capacity=1)
    kring.enlist(ANNA, BART, CARLA)
    kring.invite()
    kring.reply(ANNA, "Ja, ik kom graag! Vegetarisch.")
    kring.reply(BART, "Ik kom ook.")
    return kring


def test_nothing_tells_of_who_was_forgotten(invited: Kring) -> None:
    assert len(traces(invited)) > 5
    number = erase(invited, ANNA)
    assert traces(invited) == []
    with invited.look() as store:
        assert store.people.get(number).erased
        line = store.journal.lines()[-1]
        assert line.command == "ErasePerson"
        assert line.person is None
        assert "a person was erased, with 1 mails in and 2 mails out" in line.what


def test_the_place_goes_to_the_next_in_line_and_the_counts_stay(invited: Kring) -> None:
    number = erase(invited, ANNA)
    found = invited.registration(BART)
    assert found is not None
    assert found.state is RegistrationState.OFFERED
    with invited.look() as store:
        mine = store.registrations.get(HATTEM, number)
        assert mine is not None
        assert mine.state is RegistrationState.WITHDRAWN
        assert len(store.outbox.of_step(HATTEM, "invitation")) == 3, "so many invitations were sent"


def test_a_run_under_way_drops_the_person_and_goes_on(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.post.outcomes[ANNA.address] = GONE
    kring.invite()
    (failed,) = kring.deliveries(DeliveryState.FAILED)
    erase(kring, ANNA)
    with pytest.raises(Refused, match="has been erased"):
        kring.do(RetryDelivery(failed.id or 0))
    for days in range(0, 100, 5):
        kring.later(days=5)
        kring.tick()
        assert days or "reminder" not in kring.letters_to(ANNA)
    assert kring.mails_to(ANNA) == []
    assert [one.state for one in kring.deliveries() if one.address == f"erased-{failed.person}"] == [
        DeliveryState.FAILED
    ]


def test_who_was_forgotten_is_not_put_back_by_others_but_may_come_back(invited: Kring) -> None:
    proof = Proof("an old list", at=invited.now)
    erase(invited, ANNA)
    with pytest.raises(Refused, match="asked to be forgotten"):
        invited.do(ImportPerson(SERIES, ANNA, "", "nl", proof))
    with pytest.raises(Refused, match="asked to be forgotten"):
        invited.do(NamePerson(SERIES, ANNA, "", "nl", proof))
    invited.write(ANNA, "Graag op de uitnodigingslijst.", "Aanmelden")
    invited.reply(ANNA, "Ja, dat klopt.")
    assert invited.subscription(ANNA) is SubscriptionState.SUBSCRIBED
    assert invited.registration(ANNA) is None
    invited.do(ImportPerson(SERIES, ANNA, "", "nl", proof))


def test_a_complaint_is_remembered_without_the_address(kring: Kring) -> None:
    kring.enlist(ANNA)
    kring.do(RecordComplaint(ANNA.address, "a report"))
    erase(kring, ANNA)
    assert traces(kring) == []
    kring.write(ANNA, "Graag op de uitnodigingslijst.", "Aanmelden")
    with kring.look() as store:
        assert store.suppressions.reason(ANNA.address) is SuppressionReason.COMPLAINT
    assert kring.mails_to(ANNA) == []


def test_an_answer_to_a_mail_of_before_is_of_nobody_known(invited: Kring) -> None:
    number = erase(invited, ANNA)
    invited.reply(ANNA, "Ik kom toch, met hotel graag.")
    with invited.look() as store:
        mine = store.registrations.get(HATTEM, number)
        assert mine is not None
        assert mine.state is RegistrationState.WITHDRAWN
    with pytest.raises(Refused, match="was erased before"):
        invited.do(ErasePerson(number))


def test_a_dossier_has_all_that_is_kept_with_every_mail(invited: Kring) -> None:
    invited.do(Suppress(ANNA.address, SuppressionReason.BY_HAND, "asked by telephone"))
    number = invited.person(ANNA)
    with invited.look() as store:
        work = Work(store, invited.app.house, invited.now, MARIEKE)
        with dossier(work, store.people.get(number)) as file, ZipFile(file) as pack:
            known = json.loads(pack.read("person.json"))
            mails = {name: pack.read(name) for name in pack.namelist() if name.endswith(".eml")}
        (mine,) = store.erasures.mails_of(number)
        octets = store.inbox.get(mine).octets
    assert mails[f"in/{mine}.eml"] == octets
    assert [name.partition("/")[0] for name in mails].count("out") == 2
    assert known["person"]["address"] == ANNA.address
    assert known["nothing is sent because of"] == "by hand"
    assert known["registrations"][0]["diet"] == "Vegetarisch"
    assert known["subscriptions"][0]["source"] == "import: test"
    assert {"RecordAnswer", "Suppress"} <= {line["command"] for line in known["changes"]}
    assert BART.address not in json.dumps(known)


def test_a_mail_in_a_senders_hands_is_waited_for(kring: Kring) -> None:
    at_work(kring)
    with kring.look() as store:
        (one,) = store.outbox.in_state(DeliveryState.UNKNOWN)
        store.connection.exec_driver_sql("UPDATE deliveries SET state = 'sending' WHERE id = " + str(one.id))
    with pytest.raises(Refused, match="on its way"):
        kring.do(ErasePerson(one.person))
