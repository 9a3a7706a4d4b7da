"""Notes of people who are away, and people who write of their absence, without a field that tells."""

import tomllib
from pathlib import Path

import pytest

from mailer.message.automatic import read_automatic
from mailer.message.own_words import own_words
from mailer.message.parse import parse

WAVES = tomllib.loads(Path(__file__).with_name("absences.toml").read_text(encoding="utf-8"))["wave"]
NOT_KNOWN = {
    "Wegens een sterfgeval in de familie ben ik deze week niet bereikbaar.",
    "Met ingang van 1 juni ben ik in dienst van de gemeente Lindehoven."
    " Mijn nieuwe e-mailadres is b.smit@lindehoven.example.",
    "Office closed for the holidays. We reopen January 3rd.",
    "Ik neem een weekje pauze van mijn scherm. Maandag 31 juli ben ik terug.",
    "I no longer work at Northby Council.",
    "Op vakantie! Terug op 21 augustus.",
    "Vanwege een verhuizing ben ik beperkt online tot 20 juli.",
    "Afwezig wegens ouderschapsverlof op vrijdag. Maandag ben ik weer aanwezig.",
    "Jouw bericht is goed aangekomen maar ik ben even met verlof. Na 21 augustus ga ik er mee aan de slag.",
    "Ouderschapsverlof! Op woensdag ben ik bij mijn kinderen. Morgen lees ik je bericht.",
}
"""What a person might have written as well: it goes to the coordinator as a mail that holds no answer."""


def is_automatic(subject: str, text: str) -> bool:
    head = f"From: Anna de Wit <anna.dewit@zwolle.example>\r\nSubject: {subject}\r\n"
    mail = parse(f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode())
    words = own_words(mail)
    return read_automatic(mail, f"{words.text}\n{words.signature}".strip()) is not None


@pytest.mark.parametrize(("subject", "text"), [one for wave in WAVES for one in wave["people"]])
def test_a_person_is_not_taken_for_a_program(subject: str, text: str) -> None:
    assert not is_automatic(subject, text)


@pytest.mark.parametrize(("subject", "text"), [one for wave in WAVES for one in wave["notes"]])
def test_a_note_is_known_by_its_words(subject: str, text: str) -> None:
    assert is_automatic(subject, text) is (text not in NOT_KNOWN)
