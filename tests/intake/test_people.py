"""Who writes, for which organisation, and who else is named."""

import pytest

from mailer.intake.people import people_in, writer_of
from mailer.intake.verdict import Someone
from mailer.message.own_words import own_words
from mailer.message.parse import parse


def _writer(sender: str, text: str) -> Someone:
    fields = f"From: {sender}\nTo: info@kring.example\nContent-Type: text/plain; charset=utf-8"
    mail = parse(f"{fields}\n\n{text}\n".encode())
    return writer_of(mail, own_words(mail))


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Anna de Wit <anna.dewit@zwolle.example>", "Anna de Wit"),
        ('"Jansen, C. (Carla)" <carla@kampen.example>', "Carla Jansen"),
        ('"Smit, Bart" <b.smit@deventer.example>', "Bart Smit"),
        ('"mw. drs. E. Bakker" <e.bakker@kampen.example>', "E. Bakker"),
        ('"d.visser@kampen.example" <d.visser@kampen.example>', None),
        ("d.visser@kampen.example", None),
    ],
)
def test_the_writer_by_the_field(sender: str, name: str | None) -> None:
    assert _writer(sender, "Graag op de lijst.").name == name


def test_the_writer_by_the_signature() -> None:
    found = _writer(
        "dvisser@kampen.example",
        "Graag op de lijst.\n\nMet vriendelijke groet,\n\nDirk Visser\nGemeente Kampen",
    )
    assert (found.name, found.organisation) == ("Dirk Visser", "Gemeente Kampen")


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Ik werk bij de gemeente Deventer.", "gemeente Deventer"),
        ("Graag op de lijst. Anna de Wit, gemeente Zwolle", "gemeente Zwolle"),
        ("Ik sprak Bart Smit van de gemeente Deventer.", None),
        ("Head of data at the Municipality of Maasdorp", "Municipality of Maasdorp"),
        ("Ik ben manager in de gemeente Bergen op Zoom.", "gemeente Bergen op Zoom"),
    ],
)
def test_the_organisation_is_the_writers_own(text: str, organisation: str | None) -> None:
    assert _writer("Anna de Wit <anna.dewit@zwolle.example>", text).organisation == organisation


def test_people_with_an_address() -> None:
    text = "Graag Anna de Wit <anna.dewit@zwolle.example>, Bart Smit (b.smit@deventer.example)"
    text += " en carla@kampen.example."
    assert people_in(text, frozenset({"carla@kampen.example"})) == (
        Someone("anna.dewit@zwolle.example", "Anna de Wit"),
        Someone("b.smit@deventer.example", "Bart Smit"),
    )


@pytest.mark.parametrize(
    "hostile", ["A" * 50_000, "A. " * 20_000, "a@" * 20_000, "Van de " * 10_000, "x.y@z." * 9_000]
)
def test_long_hostile_lines_are_read_in_no_time(hostile: str) -> None:
    assert people_in(hostile, frozenset()) is not None
    assert _writer("Anna de Wit <anna.dewit@zwolle.example>", hostile).email == "anna.dewit@zwolle.example"
