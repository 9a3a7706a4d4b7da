"""Marieke answers her digest: each line is done once and said back; nobody else's reply does anything."""

from datetime import UTC, datetime

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import CancelMeeting, InviteCoordinator
from mailer.domain.coordinator import Role
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.message.mail import Mail
from mailer.sandbox import mailbag
from tests.service.kring import ANNA, BART, CARLA, DIRK, HATTEM, Kring
from tests.service.test_digest import MARIEKE, MONDAY, digests, invited

__all__ = ["invited"]

OTHER = Mailbox("nico@elders.example", "Nico")
GENUINE = {
    "Authentication_Results": "mx.kennisplatform.example; dmarc=pass header.from=kennisplatform.example"
}
FORGED = {
    "Authentication_Results": "mx.kennisplatform.example; dmarc=fail header.from=kennisplatform.example"
}
TUESDAY = MONDAY.replace(day=18)


@pytest.fixture
def told(invited: Kring) -> Kring:
    """Anna, Bart, Carla and Dirk wrote what has to be looked at; on Monday Marieke has her digest."""
    invited.enlist(CARLA, DIRK)
    invited.later(minutes=5)
    invited.tick()
    invited.reply(ANNA, "Ik kom graag, maar alleen als ik oppas vind.")
    invited.reply(BART, "Helaas kan ik niet, tenzij het een week later wordt.")
    invited.reply(CARLA, "Ik weet het nog niet zeker, ik denk van wel.")
    invited.reply(DIRK, "Kan ik er met de trein komen?")
    invited.now = MONDAY
    invited.tick()
    assert len(digests(invited)) == 1
    return invited


def answer(kring: Kring, text: str, to: Mail | None = None) -> str:
    """Marieke replies, and her answer comes back; in one line."""
    kring.reply(MARIEKE, text, to or digests(kring)[0], **GENUINE)
    last = kring.mails_to(MARIEKE)[-1]
    assert last.subject == "Kring: wat er met uw antwoord is gedaan"
    return " ".join(last.text.split())


def state(kring: Kring, who: Mailbox) -> RegistrationState | None:
    found = kring.registration(who)
    return found.state if found else None


def test_several_lines_in_one_reply_and_all_is_said_back(told: Kring) -> None:
    said = answer(told, "Dag,\n\n1 ja\n2 nee\n3 alleen donderdag\nstatus\n\nGroet,\nMarieke")
    assert state(told, ANNA) is RegistrationState.ACCEPTED
    assert state(told, BART) is RegistrationState.DECLINED
    carla = told.registration(CARLA)
    assert carla is not None
    assert carla.dayparts == ("thu-afternoon", "thu-evening")
    assert "1 ja: Anna de Wit komt (Donderdagmiddag, Donderdagavond met diner, Vrijdagochtend)" in said
    assert "2 nee: Bart Smit komt niet" in said
    assert "3 alleen donderdag: Carla Jansen komt (Donderdagmiddag, Donderdagavond met diner)" in said
    assert "status: zie hieronder" in said
    assert "komen: 2" in said
    assert "niet begrepen" not in said
    assert told.letters_to(ANNA)[-1] == "understood-yes"
    assert told.mails_to(ANNA)[-1].in_reply_to == ()
    with told.look() as store:
        by_mail = {line.what: line.who for line in store.journal.lines() if line.command == "HandleParked"}
    assert set(by_mail.values()) == {"Marieke by mail"}


def test_what_was_decided_is_said_and_not_done_again(told: Kring) -> None:
    first = digests(told)[0]
    answer(told, "1 ja")
    letters = told.letters_to(ANNA)
    assert "over de mail van Anna de Wit was al beslist, door Marieke per mail" in answer(
        told, "1 nee", first
    )
    assert state(told, ANNA) is RegistrationState.ACCEPTED
    assert told.letters_to(ANNA) == letters


def test_a_number_belongs_to_the_digest_that_is_answered(told: Kring) -> None:
    """On Tuesday number 1 is Bart; a reply to Monday's digest still means Anna by it."""
    monday = digests(told)[0]
    answer(told, "1 ja")
    told.now = TUESDAY
    told.tick()
    assert "Nummer 1: Bart Smit" in told.mails_to(MARIEKE)[-1].text
    assert "van Anna de Wit was al beslist" in answer(told, "1 nee", monday)
    assert state(told, BART) is None


def test_the_answer_can_be_answered_with_the_same_numbers(told: Kring) -> None:
    said = answer(told, "2 ja")
    assert "twee dingen betekenen" in said
    assert state(told, BART) is None
    answer(told, "2 komt niet", told.mails_to(MARIEKE)[-1])
    assert state(told, BART) is RegistrationState.DECLINED


@pytest.mark.parametrize("text", ["1 ja 2 nee", "1 ja, als het kan", "een ja", "99 ja", "0 ja", "1 Anna: ja"])
def test_what_is_not_plain_is_said_back_with_what_can_be_written(told: Kring, text: str) -> None:
    said = answer(told, text)
    assert f"{text}: niets gedaan" in said
    assert "het nummer met ja, nee of misschien" in said
    assert (state(told, ANNA), state(told, BART)) == (None, None)
    assert len(told.parked()) == 4


def test_two_lines_about_one_number_do_nothing(told: Kring) -> None:
    said = answer(told, "1 ja\n1 nee")
    assert said.count("verschillende regels") == 2
    assert state(told, ANNA) is None


def test_by_hand_and_away(told: Kring) -> None:
    said = answer(told, "4 klaar\n2 weg")
    assert "de mail van Dirk Visser is afgehandeld" in said
    assert "de mail van Bart Smit is weggelegd" in said
    assert set(told.parked()) == {ANNA.address, CARLA.address}


def test_a_run_that_starts_by_itself_is_stopped_by_a_reply(told: Kring) -> None:
    told.now = datetime(2017, 8, 10, 6, 5, tzinfo=UTC)
    told.tick()
    digest = digests(told)[-1]
    assert 'Tegenhouden: "STOP herinnering"' in " ".join(digest.text.split())
    assert "STOP herinnering: gaat niet uit" in answer(told, "STOP herinnering", digest)
    before = len(told.post.sent)
    told.now = datetime(2017, 8, 12, 8, tzinfo=UTC)
    told.tick()
    with told.look() as store:
        run = store.runs.get_newest(HATTEM, "reminder")
    assert (run.state, run.why) == (RunState.CANCELLED, "Marieke wrote: STOP herinnering")
    assert len(told.post.sent) == before
    assert "niets gedaan: die is afgelast" in answer(told, "GO herinnering", digest)


def test_a_run_that_waits_is_let_go_once(kring: Kring) -> None:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.do(InviteCoordinator(MARIEKE, Role.COORDINATOR, "en", "link"))
    kring.now = datetime(2017, 7, 13, 7, 5, tzinfo=UTC)
    kring.tick()
    kring.later(days=1)
    kring.tick()
    digest = digests(kring)[-1]
    assert 'waits for you, goes to 2 people. Let it go: "GO invitation"' in " ".join(digest.text.split())
    kring.reply(MARIEKE, "GO uitnodiging", digest, **GENUINE)
    assert kring.letters_to(ANNA) == ["invitation"]
    kring.reply(MARIEKE, "go invitation hattem-2017", digest, **GENUINE)
    assert "nothing done: it goes out already" in " ".join(kring.mails_to(MARIEKE)[-1].text.split())
    assert kring.letters_to(ANNA) == ["invitation"]


def test_what_is_refused_is_said_in_the_coordinators_language(told: Kring) -> None:
    told.do(CancelMeeting(HATTEM))
    said = answer(told, "1 ja")
    assert "1 ja: niets gedaan: dat kon niet. hattem-2017 staat op „afgelast”; er worden geen" in said


def test_an_old_digest_starts_nothing_that_it_did_not_tell_of(told: Kring) -> None:
    assert "GO uitnodiging: niets gedaan: die brief staat niet in de mail" in answer(told, "GO uitnodiging")


def nothing_happened(kring: Kring, answers: int = 0) -> bool:
    states = {state(kring, who) for who in (ANNA, BART, CARLA)}
    return states == {None} and len(kring.mails_to(MARIEKE)) == 1 + answers


def test_a_forged_from_does_nothing_and_is_not_answered(told: Kring) -> None:
    for fields in (FORGED, {}, {"Authentication_Results": "mx.elders.example; dmarc=pass"}):
        told.reply(MARIEKE, "1 ja\n2 nee", digests(told)[0], **fields)
    assert nothing_happened(told)
    assert "does not vouch" in told.parked()[MARIEKE.address]


def test_without_the_token_nothing_happens(told: Kring) -> None:
    digest = digests(told)[0]
    told.write(MARIEKE, "1 ja", In_Reply_To=f"<{digest.message_id}>", **GENUINE)
    told.write(MARIEKE, "1 ja", to=digest.reply_to[0].address.replace("+r", "+u"), **GENUINE)
    told.write(MARIEKE, "1 ja", **GENUINE)
    assert nothing_happened(told)


def test_another_address_with_the_token_does_nothing(told: Kring) -> None:
    for who in (OTHER, ANNA):
        domain = who.address.partition("@")[2]
        told.reply(
            who,
            "1 ja",
            digests(told)[0],
            Authentication_Results=f"mx.kennisplatform.example; dmarc=pass header.from={domain}",
        )
    assert nothing_happened(told)


def test_another_coordinators_token_and_a_reader_do_nothing(told: Kring) -> None:
    second = Mailbox("joke@kennisplatform.example", "Joke")
    told.do(InviteCoordinator(second, Role.COORDINATOR, "nl", "a link"))
    told.reply(second, "1 ja", digests(told)[0], **GENUINE)
    assert f"went to {MARIEKE.address}" in told.parked()[second.address]
    told.do(InviteCoordinator(MARIEKE, Role.READER, "nl", "another link"))
    told.reply(MARIEKE, "1 ja", digests(told)[0], **GENUINE)
    assert "decides nothing" in told.parked()[MARIEKE.address]
    assert nothing_happened(told)


def test_an_automatic_reply_to_a_digest_does_nothing(told: Kring) -> None:
    told.reply(MARIEKE, "1 ja", digests(told)[0], Auto_Submitted="auto-replied", **GENUINE)
    told.reply(MARIEKE, "Ik ben afwezig tot 31 juli.\n1 ja", digests(told)[0], Precedence="bulk", **GENUINE)
    assert nothing_happened(told)


@pytest.mark.parametrize("program", ["plain", "outlook", "iphone"])
def test_a_digest_that_is_quoted_whole_does_nothing_by_itself(told: Kring, program: str) -> None:
    digest = digests(told)[0]
    octets = mailbag.reply(MARIEKE, digest, "Dank!", "one@kennisplatform.example", told.now, program)
    results = f"Authentication-Results: {GENUINE['Authentication_Results']}\r\n".encode()
    told.arrive(results + octets, MARIEKE.address, digest.reply_to[0].address)
    assert nothing_happened(told, answers=1)
    octets = mailbag.reply(MARIEKE, digest, "4 klaar", "two@kennisplatform.example", told.now, program)
    told.arrive(results + octets, MARIEKE.address, digest.reply_to[0].address)
    assert nothing_happened(told, answers=2)
    assert len(told.parked()) == 3


def test_a_guests_words_in_a_quoted_digest_decide_nothing(invited: Kring) -> None:
    """Anna's own words read like an order, and a program quotes the digest without any mark."""
    invited.reply(ANNA, "Ik weet het niet, misschien\n1 ja\nSTOP herinnering\n1 ja")
    invited.now = MONDAY
    invited.tick()
    digest = digests(invited)[0]
    invited.reply(MARIEKE, f"Dank.\n\n{digest.text}", digest, **GENUINE)
    assert state(invited, ANNA) is None
    assert invited.run("invitation").state is not RunState.CANCELLED
    assert len(invited.parked()) == 1
