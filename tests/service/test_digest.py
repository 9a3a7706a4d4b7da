"""The digest: what Marieke is told on weekday mornings, and that she is told once."""

from datetime import UTC, datetime

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import InviteCoordinator
from mailer.domain.coordinator import Role
from mailer.domain.run import RunState
from mailer.message.mail import Mail
from tests.service.kring import ANNA, BART, Kring

ON_BOTH = True
MARIEKE = Mailbox("marieke@kennisplatform.example", "Marieke")
READER = Mailbox("els@kennisplatform.example", "Els")
MONDAY = datetime(2017, 7, 17, 6, 5, tzinfo=UTC)
"""Five past eight in Hattem."""


@pytest.fixture
def invited(kring: Kring) -> Kring:
    """The invitation is out since the Thursday before."""
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.do(InviteCoordinator(MARIEKE, Role.COORDINATOR, "nl", "link"))
    kring.do(InviteCoordinator(READER, Role.READER, "nl", "other link"))
    kring.invite()
    return kring


def digests(kring: Kring) -> list[Mail]:
    return [mail for mail in kring.mails_to(MARIEKE) if mail.subject.startswith("Kring:")]


def test_what_is_parked_is_told_with_number_words_and_suggestion(invited: Kring) -> None:
    invited.reply(ANNA, "Ik kom graag, maar alleen als ik oppas vind.")
    invited.now = MONDAY
    invited.tick()
    (digest,) = digests(invited)
    assert digest.subject == "Kring: 1 te beslissen"
    assert 'Nummer 1: Anna de Wit over Hattem\n"Ik kom graag, maar alleen als ik oppas vind."' in digest.text
    assert "Voorstel: komt" in digest.text
    assert digest.reply_to[0].address.startswith("info+r")
    assert invited.mails_to(READER) == []


def test_it_comes_once_a_morning_whatever_is_restarted(invited: Kring) -> None:
    invited.reply(ANNA, "Ik kom, als ik oppas vind.")
    invited.now = MONDAY
    invited.tick()
    invited.tick()
    invited.restart()
    invited.later(minutes=5)
    invited.tick()
    assert len(digests(invited)) == 1
    invited.later(days=1)
    invited.tick()
    assert len(digests(invited)) == 2


def test_without_anything_to_tell_there_is_none_and_none_later_that_day(kring: Kring) -> None:
    kring.do(InviteCoordinator(MARIEKE, Role.COORDINATOR, "nl", "link"))
    kring.now = MONDAY
    kring.tick()
    kring.write(ANNA, "Graag op de uitnodigingslijst.", "Aanmelden")
    kring.reply(ANNA, "Ja")
    kring.later(minutes=10)
    kring.tick()
    assert digests(kring) == []
    kring.later(days=1)
    kring.tick()
    (digest,) = digests(kring)
    assert "aan- en afmeldingen voor de lijst en nieuwe adressen, verwerkt: 1" in " ".join(
        digest.text.split()
    )


@pytest.mark.parametrize("hour", [5, 10, 15])
def test_only_in_the_morning(invited: Kring, hour: int) -> None:
    invited.reply(ANNA, "Ik kom, als ik oppas vind.")
    invited.now = MONDAY.replace(hour=hour)
    invited.tick()
    assert digests(invited) == []


def test_not_at_the_weekend(invited: Kring) -> None:
    invited.reply(ANNA, "Ik kom, als ik oppas vind.")
    invited.now = MONDAY.replace(day=15)
    invited.tick()
    assert digests(invited) == []


def test_a_run_that_starts_by_itself_is_told_of_a_day_ahead_even_over_a_weekend(invited: Kring) -> None:
    """The practical information goes on a Thursday; of what goes on a Monday Friday's digest tells."""
    invited.reply(ANNA, "Ja, ik kom.")
    invited.now = datetime(2017, 9, 4, 6, 5, tzinfo=UTC)
    told: list[str] = []
    while invited.now < datetime(2017, 9, 14, 9, tzinfo=UTC):
        before = len(digests(invited))
        invited.tick()
        told += [mail.text for mail in digests(invited)[before:]]
        with invited.look() as store:
            automatic = [
                run
                for run in store.runs.of_meeting("hattem-2017")
                if run.step in {"practical-information", "day-before"} and run.state is not RunState.CANCELLED
            ]
        for run in automatic:
            name = {"practical-information": "praktische informatie", "day-before": "de dag ervoor"}[run.step]
            assert any(f'"STOP {name}"' in " ".join(text.split()) for text in told)
        invited.later(hours=1)
    assert len(automatic) == 2
