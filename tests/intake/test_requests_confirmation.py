"""Answer this mail to confirm: a plain reply is a yes, a refusal a no, and the rest is shown to a person."""

import pytest

from mailer.intake.requests import read_confirmation
from mailer.intake.verdict import Answer
from mailer.message.own_words import own_words
from mailer.message.parse import parse

OURS = """Beste Anna,

Iemand heeft gevraagd dit adres op de verzendlijst te zetten. Antwoord op deze mail om dat te bevestigen.
Heeft u dit niet aangevraagd? Dan hoeft u niets te doen.

Marieke"""


def _reply(text: str, subject: str = "Re: Bevestig uw aanmelding", fields: str = "") -> Answer | None:
    quoted = "\n".join("> " + line for line in OURS.splitlines())
    octets = (
        "From: Anna de Wit <anna.dewit@zwolle.example>\nTo: info@kring.example\n"
        f"Subject: {subject}\nIn-Reply-To: <c1@kring.example>\n{fields}\n"
        f"{text}\n\nOp di 4 jul. 2017 om 10:12 schreef Kring <info@kring.example>:\n\n{quoted}\n"
    ).encode()
    mail = parse(octets)
    return read_confirmation(own_words(mail, OURS), mail)


@pytest.mark.parametrize(
    "text",
    [
        "Ja",
        "ja graag",
        "Bevestigd.",
        "Akkoord!",
        "Klopt",
        "Graag!",
        "Prima, dank!",
        "👍",
        "Hierbij bevestig ik mijn aanmelding.\n\nMet vriendelijke groet,\nAnna de Wit",
        "Ja, dat klopt, ik heb dit aangevraagd.",
        "Ja hoor, zet me maar op de lijst.",
        "Oké, doe maar",
        "Beste Marieke,\n\nIk ga akkoord.\n\nGroeten,\nAnna",
        "Yes please",
        "Confirmed, thanks!",
        "I confirm my subscription.\n\nKind regards,\nAnna",
        "Bestätigt",
        "Oui, je confirme.",
        "Jawis, graach!",
        "Graag op de verzendlijst.",
        "Ik wil graag de uitnodigingen ontvangen",
        "Geen probleem, akkoord",
    ],
)
def test_a_plain_reply_is_a_yes(text: str) -> None:
    assert _reply(text) is Answer.YES


@pytest.mark.parametrize(
    "text", ["", "Anna de Wit", "Met vriendelijke groet,\nAnna de Wit\nGemeente Zwolle", "Dank!"]
)
def test_an_empty_reply_is_a_yes_for_it_is_a_reply(text: str) -> None:
    assert _reply(text) is Answer.YES


@pytest.mark.parametrize(
    "text",
    [
        "Nee",
        "Nee dank u",
        "Graag niet",
        "Liever niet.",
        "Ik heb dit niet aangevraagd.",
        "Dit is een vergissing.",
        "Ik weet hier niets van, ik heb mij nooit aangemeld",
        "Niet akkoord",
        "Haal mij van de lijst a.u.b.",
        "No thanks",
        "I did not request this.",
        "Nein",
        "Das habe ich nicht angefordert",
        "Non",
    ],
)
def test_a_refusal_is_a_no(text: str) -> None:
    assert _reply(text) is Answer.NO


@pytest.mark.parametrize(
    "text",
    [
        "Wat is dit?",
        "Wat kost het?",
        "Ja, als het gratis is.",
        "Ja, maar alleen in het najaar",
        "Ik laat het nog weten.",
        "Misschien",
        "Mijn collega heeft dit aangevraagd, niet ik. Die wil het wel.",
        "Wie heeft dit aangevraagd?",
        "Ja, tenzij er kosten zijn",
        "Yes, but only until December",
        "Kunt u mij eerst meer informatie sturen?",
        "Ja voor mijn collega",
    ],
)
def test_what_is_not_plain_goes_to_a_person(text: str) -> None:
    assert _reply(text) is None


def test_a_vacation_note_confirms_nothing() -> None:
    assert _reply("Ja, ik ben er even niet.", fields="Auto-Submitted: auto-replied\n") is None
    assert _reply("Ik ben met vakantie tot 4 september.") is None


def test_a_forwarded_mail_confirms_nothing() -> None:
    assert _reply("", subject="Fwd: Bevestig uw aanmelding") is None


def test_a_mail_that_answers_nothing_confirms_nothing_without_a_word() -> None:
    mail = parse(b"From: anna.dewit@zwolle.example\nSubject: hallo\n\n\n")
    assert read_confirmation(own_words(mail), mail) is None
