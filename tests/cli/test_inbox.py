"""Parked mail: what came in, what was understood of it, and what the coordinator makes of it."""

import pytest

from mailer.cli.exits import Exit
from mailer.domain.address import Mailbox
from mailer.domain.commands import StartRun
from mailer.domain.registration import RegistrationState
from mailer.domain.subscription import SubscriptionState
from tests.cli.terminal import Terminal
from tests.service.kring import ANNA, BART, CARLA, HATTEM, Kring

DOUBT = "Ja, tenzij mijn agenda anders beslist; ik eet vegetarisch. Wat gaat het kosten?"
STRANGER = Mailbox("griffie@rozenburcht.example", "Griffie")


@pytest.fixture
def doubtful(kring: Kring) -> Kring:
    """Anna was invited and wrote something that only a person can decide: mail 1."""
    kring.enlist(ANNA, BART)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.settle()
    kring.reply(ANNA, DOUBT)
    assert list(kring.parked()) == [ANNA.address]
    return kring


def test_parked_mails_are_listed_with_the_reason_and_all_are_counted(
    terminal: Terminal, doubtful: Kring
) -> None:
    said = terminal("inbox", "list")
    assert f"{ANNA.address}  Re: Uitnodiging" in said.out
    assert said.out.endswith("\nAll mail: 1 parked\n")
    (row,) = terminal("inbox", "list", "--json").rows
    assert (row["id"], row["state"]) == (1, "parked")
    assert row["reason"] == doubtful.parked()[ANNA.address]


def test_other_states_are_listed_when_they_are_named(terminal: Terminal, doubtful: Kring) -> None:
    doubtful.write(Mailbox("facturen@drukkerij.example"), "Bijgaand onze factuur 118.", "Factuur")
    both = terminal("inbox", "list", "--state", "ignored", "--state", "parked", "--json").rows
    assert [row["state"] for row in both] == ["parked", "ignored"]
    assert terminal("inbox", "list", "--state", "discarded").out.startswith("no mail is discarded\n")


def test_a_mail_is_shown_with_its_own_words_and_what_was_understood(
    terminal: Terminal, doubtful: Kring
) -> None:
    said = terminal("inbox", "show", 1)
    assert f"From:     Anna de Wit <{ANNA.address}>" in said.out
    assert f"\n{DOUBT}\n" in said.out
    assert "Understood: registration\n" in said.out
    assert "  diet: " in said.out
    assert "  because " in said.out
    (row,) = terminal("inbox", "show", 1, "--json").rows
    assert row["verdict"]["own_words"] == DOUBT
    assert "octets" not in row


def test_the_mail_itself_comes_out_octet_for_octet(terminal: Terminal, doubtful: Kring) -> None:
    with doubtful.look() as store:
        octets = store.inbox.get(1).octets
    assert terminal("inbox", "show", 1, "--raw").octets == octets


def test_a_yes_is_recorded_with_what_was_understood_and_said_back(
    terminal: Terminal, doubtful: Kring
) -> None:
    said = terminal("inbox", "handle", 1, "yes")
    assert said.code == Exit.DONE
    found = doubtful.registration(ANNA)
    assert found is not None
    assert found.state is RegistrationState.ACCEPTED
    assert found.dayparts == ("thu-afternoon", "thu-evening", "fri-morning")
    assert "vegetarisch" in found.diet
    doubtful.later(minutes=1)
    doubtful.settle()
    assert doubtful.letters_to(ANNA)[-1] == "understood-yes"
    assert doubtful.parked() == {}


def test_the_coordinator_has_the_last_word_on_the_details(terminal: Terminal, doubtful: Kring) -> None:
    words = ["--daypart", "fri-morning", "--hotel", "--diet", "veganistisch"]
    terminal("inbox", "handle", 1, "yes", *words)
    found = doubtful.registration(ANNA)
    assert found is not None
    assert (found.dayparts, found.hotel, found.diet) == (("fri-morning",), True, "veganistisch")


def test_a_wrong_daypart_lists_the_right_ones(terminal: Terminal, doubtful: Kring) -> None:
    said = terminal("inbox", "handle", 1, "yes", "--daypart", "friday")
    assert said.code == Exit.NOT_FOUND
    assert said.err == (
        f"{HATTEM} has no day-part friday; its day-parts are thu-afternoon, thu-evening, fri-morning\n"
    )
    assert list(doubtful.parked()) == [ANNA.address]


def test_a_no_is_recorded(terminal: Terminal, doubtful: Kring) -> None:
    terminal("inbox", "handle", 1, "no")
    found = doubtful.registration(ANNA)
    assert found is not None
    assert found.state is RegistrationState.DECLINED


def test_guests_that_were_understood_are_not_lost(terminal: Terminal, doubtful: Kring) -> None:
    guest = "Ik neem mijn collega Jan Postma (j.postma@dijkveld.example) mee."
    doubtful.reply(BART, f"Ja, tenzij de trein niet rijdt. {guest}")
    terminal("inbox", "handle", 2, "yes")
    found = doubtful.registration(BART)
    assert found is not None
    assert found.guests == ("Jan Postma <j.postma@dijkveld.example>",)


def test_nor_is_who_comes_instead(terminal: Terminal, doubtful: Kring) -> None:
    instead = "mijn collega Jan Postma (j.postma@dijkveld.example) komt in mijn plaats"
    doubtful.reply(BART, f"Ik kom niet, {instead}, als het mag.")
    terminal("inbox", "handle", 2, "no")
    found = doubtful.registration(BART)
    assert found is not None
    assert found.state is RegistrationState.DECLINED
    assert found.substitute == "Jan Postma <j.postma@dijkveld.example>"


def test_a_mail_from_elsewhere_counts_for_the_person_the_coordinator_names(
    terminal: Terminal, doubtful: Kring
) -> None:
    doubtful.reply(STRANGER, "Bart komt niet.", to=doubtful.mails_to(BART)[-1])
    nobody = terminal("inbox", "handle", 2, "no", "--meeting", HATTEM)
    assert nobody.code == Exit.BAD_INPUT
    assert "mail 2 is from nobody we know; say whose answer it is with --person ADDRESS" in nobody.err
    wrong = terminal("inbox", "handle", 2, "no", "--meeting", HATTEM, "--person", CARLA.address)
    assert wrong.code == Exit.NOT_FOUND
    terminal("inbox", "handle", 2, "no", "--meeting", HATTEM, "--person", BART.address)
    found = doubtful.registration(BART)
    assert found is not None
    assert found.state is RegistrationState.DECLINED


def test_a_mail_that_tells_no_meeting_needs_one(terminal: Terminal, kring: Kring) -> None:
    kring.write(CARLA, "Kunt u mij misschien op de lijst zetten, of is die vol?", "Vraag")
    assert list(kring.parked()) == [CARLA.address]
    said = terminal("inbox", "handle", 1, "yes")
    assert said.code == Exit.BAD_INPUT
    assert said.err == "mail 1 does not tell which meeting it answers; add --meeting KEY\n"


def test_a_request_is_decided_by_the_coordinator_and_confirmed_by_the_writer(
    terminal: Terminal, kring: Kring
) -> None:
    kring.write(CARLA, "Kunt u mij misschien op de lijst zetten, of is die vol?", "Vraag")
    terminal("inbox", "handle", 1, "subscribe")
    assert kring.subscription(CARLA) is SubscriptionState.UNCONFIRMED
    kring.later(minutes=1)
    kring.settle()
    assert kring.letters_to(CARLA) == ["confirm-subscription"]


def test_a_mail_is_handled_once(terminal: Terminal, doubtful: Kring) -> None:
    assert terminal("inbox", "handle", 1, "by-hand").out == "mail 1 is dealt with by hand\n"
    again = terminal("inbox", "handle", 1, "yes")
    assert again.code == Exit.REFUSED
    assert again.err == "mail 1 is handled; only a parked mail is handled\n"
    assert doubtful.registration(ANNA) is None
    assert terminal("inbox", "discard", 1).code == Exit.REFUSED


def test_a_discarded_mail_is_put_away_and_kept(terminal: Terminal, doubtful: Kring) -> None:
    assert terminal("inbox", "discard", 1).out == "mail 1 is discarded\n"
    shown = terminal("inbox", "show", 1)
    assert "State:    discarded, by " in shown.out
    assert "on the command line" in shown.out


def test_a_number_that_is_not_there_is_told(terminal: Terminal) -> None:
    for words in (["show", 9], ["handle", 9, "yes"], ["discard", 9]):
        said = terminal("inbox", *words)
        assert said.code == Exit.NOT_FOUND
        assert (
            said.err == "there is no mail 9 in the inbox; run_service.py inbox list shows the parked ones\n"
        )
    assert terminal("inbox", "handle", 9, "perhaps").code == Exit.USAGE


def test_a_hostile_subject_is_only_words_in_a_table(terminal: Terminal, kring: Kring) -> None:
    kring.write(CARLA, "Zet mij misschien op de lijst?", "[bold]\x1b[2JAanmelden[/nonsense]")
    said = terminal("inbox", "list", "--state", "parked", "--state", "handled", "--state", "ignored")
    assert said.code == Exit.DONE
    assert "[bold][2JAanmelden[/nonsense]" in said.out
