"""The invitation list: people ask, confirm, leave, move, and name each other."""

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import ImportPerson
from mailer.domain.errors import Refused
from mailer.domain.subscription import Proof, SubscriptionState
from tests.service.kring import ANNA, BART, INFO, MARIEKE, SERIES, Kring

ASK = "Graag ontvang ik voortaan een uitnodiging.\n\nMet vriendelijke groet,\nAnna de Wit\nGemeente Waterrijk"


def test_anna_asks_confirms_by_replying_and_is_on_the_list(kring: Kring) -> None:
    kring.write(ANNA, ASK, "Aanmelden")
    assert kring.subscription(ANNA) is SubscriptionState.UNCONFIRMED
    assert kring.letters_to(ANNA) == ["confirm-subscription"]
    kring.reply(ANNA, "Ja, dat klopt.")
    assert kring.subscription(ANNA) is SubscriptionState.SUBSCRIBED
    assert kring.letters_to(ANNA)[-1] == "subscribed"


def test_the_consent_points_at_the_mail_that_proves_it(kring: Kring) -> None:
    kring.write(ANNA, ASK, "Aanmelden")
    kring.reply(ANNA, "Ja, dat klopt.")
    with kring.look() as store:
        found = store.subscriptions.get(SERIES, kring_person(store, ANNA))
    assert found is not None
    assert found.proof.message_id == "guest-2@waterrijk.example"
    assert "dat klopt" in found.proof.words
    assert found.proof.at == kring.now


def kring_person(store: object, who: Mailbox) -> int:
    person = store.people.by_address(who.address)  # type: ignore[attr-defined]
    assert person is not None
    return int(person.id)


def test_a_question_beside_the_request_is_left_to_the_coordinator_too(kring: Kring) -> None:
    kring.write(ANNA, "Graag ontvang ik voortaan een uitnodiging. Is er parkeergelegenheid?", "Aanmelden")
    assert kring.subscription(ANNA) is SubscriptionState.UNCONFIRMED
    assert kring.parked() == {ANNA.address: "the request (subscribe) is recorded; asks a question"}


def test_who_says_no_to_the_confirmation_is_not_on_the_list(kring: Kring) -> None:
    kring.write(ANNA, ASK, "Aanmelden")
    kring.reply(ANNA, "Nee, dat heb ik niet gevraagd.")
    assert kring.subscription(ANNA) is SubscriptionState.UNSUBSCRIBED


def test_a_confirmation_from_another_address_is_left_to_the_coordinator(kring: Kring) -> None:
    kring.write(ANNA, ASK, "Aanmelden")
    kring.reply(BART, "Ja, dat klopt.", to=kring.mails_to(ANNA)[-1])
    assert kring.subscription(ANNA) is SubscriptionState.UNCONFIRMED
    assert list(kring.parked()) == [BART.address]


def test_confirming_twice_changes_nothing(kring: Kring) -> None:
    kring.write(ANNA, ASK, "Aanmelden")
    question = kring.mails_to(ANNA)[-1]
    kring.reply(ANNA, "Ja, dat klopt.", to=question)
    kring.reply(ANNA, "Nee, dat heb ik niet gevraagd.", to=question)
    assert kring.subscription(ANNA) is SubscriptionState.SUBSCRIBED


def test_who_is_never_confirmed_is_never_invited(kring: Kring) -> None:
    kring.write(ANNA, ASK, "Aanmelden")
    kring.hattem()
    kring.enlist(BART)
    kring.invite()
    assert kring.letters_to(ANNA) == ["confirm-subscription"]
    assert "invitation" in kring.letters_to(BART)


def test_a_mail_takes_bart_off_the_list_at_once(kring: Kring) -> None:
    kring.enlist(BART)
    kring.write(BART, "Graag afmelden van de uitnodigingslijst.", "Afmelden")
    assert kring.subscription(BART) is SubscriptionState.UNSUBSCRIBED
    assert kring.letters_to(BART) == ["unsubscribed"]


def test_a_mail_to_the_unsubscribe_address_needs_no_words(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(BART)
    kring.invite()
    leave = kring.mails_to(BART)[-1].get("List-Unsubscribe")
    address = leave.partition("mailto:")[2].partition("?")[0]
    kring.write(BART, "", "unsubscribe", to=address)
    assert kring.subscription(BART) is SubscriptionState.UNSUBSCRIBED


def test_who_left_is_not_put_back_by_an_import(kring: Kring) -> None:
    kring.enlist(BART)
    kring.write(BART, "Graag afmelden van de uitnodigingslijst.", "Afmelden")
    with pytest.raises(Refused, match="has to ask for it again"):
        kring.do(ImportPerson(SERIES, BART, "", "nl", Proof("import: old sheet")))


def test_who_left_comes_back_by_a_new_confirmation(kring: Kring) -> None:
    kring.enlist(ANNA)
    kring.write(ANNA, "Graag afmelden van de uitnodigingslijst.", "Afmelden")
    kring.write(ANNA, ASK, "Aanmelden")
    assert kring.subscription(ANNA) is SubscriptionState.UNCONFIRMED
    kring.reply(ANNA, "Ja, dat klopt.")
    assert kring.subscription(ANNA) is SubscriptionState.SUBSCRIBED


def test_a_change_of_address_is_confirmed_from_both(kring: Kring) -> None:
    new = Mailbox("anna@nieuwerwerve.example", "Anna de Wit")
    kring.enlist(ANNA)
    kring.write(ANNA, f"Mijn e-mailadres wijzigt. Mijn nieuwe adres is {new.address}.", "Nieuw adres")
    kring.reply(ANNA, "Ja, dat klopt.")
    assert kring.subscription(new) is None
    kring.reply(new, "Ja, dat klopt.")
    assert kring.subscription(new) is SubscriptionState.SUBSCRIBED
    assert kring.subscription(ANNA) is None


def test_a_change_of_address_that_one_side_denies_does_not_happen(kring: Kring) -> None:
    new = Mailbox("anna.dewit@elders.example", "Anna de Wit")
    kring.enlist(ANNA)
    kring.write(ANNA, f"Mijn e-mailadres wijzigt. Mijn nieuwe adres is {new.address}.", "Nieuw adres")
    kring.reply(new, "Ja, dat klopt.")
    kring.reply(ANNA, "Nee, dat was ik niet.")
    assert kring.subscription(ANNA) is SubscriptionState.SUBSCRIBED


def test_a_third_person_stays_pending_until_that_person_writes(kring: Kring) -> None:
    from mailer.domain.commands import NamePerson

    kring.do(NamePerson(SERIES, BART, "", "nl", Proof(f"named by {ANNA.address}")))
    kring.hattem()
    kring.enlist(ANNA)
    kring.invite()
    assert kring.mails_to(BART) == []
    kring.write(BART, "Graag ontvang ik voortaan een uitnodiging.", "Aanmelden")
    kring.reply(BART, "Ja, dat klopt.")
    assert kring.subscription(BART) is SubscriptionState.SUBSCRIBED


def test_unrelated_mail_is_left_alone_and_counted(kring: Kring) -> None:
    kring.write(Mailbox("facturen@drukkerij.example", "Drukkerij"), "Bijgaand onze factuur 118.", "Factuur")
    assert kring.post.sent == []
    with kring.look() as store:
        assert store.inbox.counts() == {"ignored": 1}


def test_the_same_octets_twice_are_one_mail(kring: Kring) -> None:
    octets = b"From: Anna <anna.dewit@waterrijk.example>\r\nSubject: Aanmelden\r\n\r\n" + ASK.encode()
    kring.arrive(octets, ANNA.address)
    kring.arrive(octets, ANNA.address)
    assert kring.letters_to(ANNA) == ["confirm-subscription"]


def test_every_change_stands_in_the_journal_with_who_and_why(kring: Kring) -> None:
    kring.write(ANNA, ASK, "Aanmelden")
    kring.reply(ANNA, "Ja, dat klopt.")
    with kring.look() as store:
        lines = store.journal.lines(person=kring_person(store, ANNA))
    assert [line.command for line in lines] == ["RequestSubscription", "Confirm"]
    assert all(line.who == ANNA.address and line.inbox for line in lines)


def test_the_coordinators_word_names_its_source(kring: Kring) -> None:
    kring.enlist(ANNA)
    with kring.look() as store:
        (row,) = store.views.people()
    assert row["source"] == "import: test"
    assert row["address"] == ANNA.address
    assert MARIEKE.who


def test_a_mail_that_its_own_domain_denies_takes_nobody_off_the_list(kring: Kring) -> None:
    kring.enlist(BART)
    found = "mx.kennisplatform.example; dmarc=fail header.from=dijkveld.example"
    text = "Graag afmelden van de uitnodigingslijst."
    kring.write(BART, text, "Afmelden", Authentication_Results=found)
    assert kring.subscription(BART) is SubscriptionState.SUBSCRIBED
    assert "DMARC" in kring.parked()[BART.address]


def test_the_mailbox_itself_can_not_subscribe(kring: Kring) -> None:
    kring.write(Mailbox(INFO, "Kennisplatform"), ASK, "Aanmelden")
    assert kring.subscription(Mailbox(INFO)) is None
    assert kring.post.sent == []
