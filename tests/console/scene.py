"""A house at work: a meeting to which some come, some wait, some are silent, and mails that need a person."""

from mailer.domain.address import Mailbox
from mailer.domain.commands import MoveMeeting
from mailer.domain.delivery import DeliveryState, Outcome, Stage
from tests.service.kring import ANNA, BART, CARLA, DIRK, Kring

ELS = Mailbox("els.bakker@weidestad.example", "Els Bakker")
FATIMA = Mailbox("f.elamrani@hooiveen.example", "Fatima el Amrani")
GERARD = Mailbox("gerard@lindehoven.example", "Gerard de Boer")
HANNEKE = Mailbox("hanneke@rozenburcht.example", "Hanneke Mulder")
IVO = Mailbox("ivo.peters@dijkveld.example", "Ivo Peters")
JULIA = Mailbox("julia@waterrijk.example", "Julia Smeets")
KEES = Mailbox("kees@oudeveer.example", "Kees Dekker")
PEOPLE = (ANNA, BART, CARLA, DIRK, ELS, FATIMA, GERARD, HANNEKE, IVO, JULIA, KEES)
LOST = Outcome(DeliveryState.UNKNOWN, Stage.END_OF_DATA, words="the connection ended before the reply")
AGENCY = Mailbox("verkoop@bureau.example", "Bureau Vooruit")


def at_work(kring: Kring) -> None:
    """Let it come to the middle of July: invited, and most have answered."""
    kring.hattem(capacity=5)
    kring.enlist(*PEOPLE)
    kring.post.outcomes[KEES.address] = LOST
    kring.invite()
    kring.later(hours=2)
    kring.reply(ANNA, "Ja, ik kom graag! Vegetarisch.")
    kring.reply(BART, "Ik kom alleen donderdag.")
    kring.reply(CARLA, "Helaas, ik kan er niet bij zijn.")
    kring.reply(ELS, "Ik ben er beide dagen bij, met hotel graag.")
    kring.reply(FATIMA, "Ja, ik doe mee")
    kring.reply(GERARD, "Ik kom!")
    kring.reply(HANNEKE, "Ja graag")
    kring.reply(DIRK, "Misschien, ik weet het nog niet zeker. Als mijn collega kan, dan kom ik ook.")
    kring.reply(IVO, "Ik kom graag, tenzij de raad dan vergadert. Is er nog een hotel vrij?")
    kring.write(AGENCY, "Wij maken mooie websites. Zullen we bellen?", "Een nieuwe website voor u?")


def meanwhile(kring: Kring) -> None:
    """Let another run wait for the coordinator: the meeting moves a week."""
    meeting = kring.meeting()
    kring.do(MoveMeeting(meeting.key, meeting.starts.replace(day=21)))
