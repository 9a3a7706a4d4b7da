"""People edit letters: every mistake is an error that names the file and the line, before the first mail."""

from dataclasses import replace
from pathlib import Path

import pytest

from mailer.letters.errors import LetterError
from mailer.letters.facts import Facts, Markdown
from mailer.letters.fill import fill
from tests.letters.scene import BARE, FULL, book_with, heading, opened, values


def mistake(folder: Path, body: str, *, facts: Facts = FULL["nl"], **more: str) -> LetterError:
    with pytest.raises(LetterError) as caught:
        book_with(folder, body, **more).skeleton("note", "nl", facts)
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        "Beste\n\n{{ meeting.thema }}\n",
        "Beste\n\n{{ metting.theme }}\n",
        "Beste\n\n{{ person.nmae }}\n",
        "Beste\n\n{{ meeting.hotel.nmae }}\n",
        "Beste\n\n{% for part in meeting.dayparts %}{{ part.nmae }}{% endfor %}\n",
        "{% if false %}\n\n{{ meeting.thema }}\n{% endif %}\n",
    ],
)
def test_an_undefined_name_stops_it_and_names_file_and_line(tmp_path: Path, body: str) -> None:
    error = mistake(tmp_path, body)
    assert error.path == tmp_path / "note.nl.md"
    assert error.line == 8
    assert str(error).startswith(f"{tmp_path / 'note.nl.md'}:8: ")
    assert "nmae" in error.words or "thema" in error.words or "metting" in error.words


@pytest.mark.parametrize(
    "computing",
    [
        "{{ person.name | upper }}",
        "{{ person.name ~ '!' }}",
        "{{ person.name + '!' }}",
        "{{ person['name'] }}",
        "{{ person.name[0] }}",
        "{{ person.name.upper() }}",
        "{% if person.name %}x{% endif %}",
        "{{ 'x' if person.name == 'Anna' else 'y' }}",
        "{{ person.name is defined }}",
        "{% set who = person.name %}{{ who }}",
        "{% for letter in person.name %}{{ letter }}{% endfor %}",
        "{% filter upper %}{{ person.name }}{% endfilter %}",
        "{% set who %}{{ person.name }}{% endset %}{{ who | upper }}",
        "{% macro who() %}{{ person.name }}{% endmacro %}{{ who() | upper }}",
        "{{ '%s' | format(link.reply_to) }}",
        "{{ person }}",
    ],
)
def test_a_slot_can_be_printed_and_not_computed_with(tmp_path: Path, computing: str) -> None:
    error = mistake(tmp_path, f"Beste\n{computing}\n")
    assert error.line == 7
    assert "computed with" in error.words or "a letter has no macros" in error.words


def test_a_subject_is_the_same_for_everyone(tmp_path: Path) -> None:
    error = mistake(tmp_path, "Beste\n", subject="Voor {{ person.name }}")
    assert (error.line, "no slots here" in error.words) == (2, True)


def test_a_mistake_in_a_subject_has_its_own_line(tmp_path: Path) -> None:
    front = "sent = 'run'\nreader = 'subscriber'\nsubject = '{{ meeting.nmae }}'"
    assert mistake(tmp_path, "Beste\n", front=front).line == 4


def test_a_mistake_in_what_letters_share_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "choices.nl.md").write_text("een\n\n{{ meeting.nmae }}\n")
    error = mistake(tmp_path, "Beste\n{% include 'parts/choices.nl.md' %}\n")
    assert (error.path.name, error.line) == ("choices.nl.md", 3)


def test_a_fact_that_is_not_there_is_not_printed_as_nothing(tmp_path: Path) -> None:
    body = "Beste\n\nEten: {{ answer.diet }}\n"
    book_with(tmp_path, body).skeleton("note", "nl", FULL["nl"])
    error = mistake(tmp_path, body, facts=BARE["nl"])
    assert (error.line, "{% if %}" in error.words) == (8, True)
    assert mistake(tmp_path, "{{ meeting.hotel }}\n", facts=BARE["nl"]).line == 6
    assert mistake(tmp_path, "{{ old.date }}\n", facts=replace(FULL["nl"], old=None)).line == 6
    assert "can't be printed" in mistake(tmp_path, "{{ meeting.dayparts }}\n").words


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Beste\n{% if meeting.hotel %}\n", 7),
        ("Beste\n\n{% include 'parts/nowhere.nl.md' %}\n", 8),
        ("{{ meeting.theme.__class__.__mro__ }}\n", 6),
        ("Beste\n{{ meeting.theme | nofilter }}\n", 7),
        ("Beste\n{{ 1 / 0 }}\n", 7),
        ("{{ range(10000000) | list }}\n", 6),
        ("[hier](http://kring.example)\n", 0),
        ("[hier](javascript:alert(1))\n", 0),
        ("```python\nprint()\n```\n", 0),
    ],
)
def test_whatever_else_is_wrong_is_a_letter_error_too(tmp_path: Path, body: str, line: int) -> None:
    assert mistake(tmp_path, body).line == line


@pytest.mark.parametrize(
    ("front", "words", "line"),
    [
        ("subject = 'x'\nsent = 'later'\nreader = 'subscriber'", 'expected one of "run", "answer"', 3),
        ("subject = 'x'\nsent = 'run'", '"subscriber", "stranger"', 1),
        ("sent = 'run'\nreader = 'subscriber'", "a letter has a subject", 1),
        ("subject = 'x'\nsent = 'run'\nreader = 'subscriber'\ncolour = 'red'", "colour is unknown", 5),
        ("subject = 'x'\nsent = 'run'\nreader = 'subscriber'\ncalendar = 'REPLY'", '"REQUEST", "CANCEL"', 5),
        ("subject = een brief", "line 2", 1),
    ],
)
def test_what_a_letter_is_has_to_be_said(tmp_path: Path, front: str, words: str, line: int) -> None:
    error = mistake(tmp_path, "Beste\n", front=front)
    assert words in error.words
    assert error.line == line


def test_a_letter_without_front_matter_or_in_another_encoding_is_refused(tmp_path: Path) -> None:
    book = book_with(tmp_path, "Beste\n")
    (tmp_path / "note.nl.md").write_text("Beste\n")
    with pytest.raises(LetterError, match="begins with what it is"):
        book.skeleton("note", "nl", FULL["nl"])
    (tmp_path / "note.nl.md").write_bytes("+++\nsubject='café'\n+++\n".encode("latin-1"))
    with pytest.raises(LetterError, match="can't be read"):
        book.skeleton("note", "nl", FULL["nl"])


def test_a_letter_that_is_missing_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match=r"note\.de\.md: is missing; there is note\.nl"):
        book_with(tmp_path, "Beste\n").skeleton("note", "de", FULL["nl"])


def test_the_doctor_sees_a_mistake_that_only_some_meetings_would_meet(tmp_path: Path) -> None:
    body = "{% if not meeting.hotel %}\n{{ meeting.costs }}\n{% endif %}\n"
    book = book_with(tmp_path, body)
    book.skeleton("note", "nl", FULL["nl"])
    assert [error.line for error in book.check("note", "nl")] == [7]


def test_a_letter_that_is_edited_is_read_again(tmp_path: Path) -> None:
    book = book_with(tmp_path, "Beste Anna\n")
    before = book.skeleton("note", "nl", FULL["nl"])
    book_with(tmp_path, "Beste Bart en Carla\n")
    assert b"Beste Anna" in before.pieces[0]
    assert b"Beste Bart en Carla" in book.skeleton("note", "nl", FULL["nl"]).pieces[0]


def test_the_words_of_a_fact_are_never_markup(tmp_path: Path) -> None:
    meeting = FULL["nl"].meeting
    assert meeting
    theme = "**A** [b](https://x.example) <b>c</b> \ue000 `d` 1. & _e_ \\ # f\n- g {{ h }}"
    facts = replace(FULL["nl"], meeting=replace(meeting, theme=theme))
    written = book_with(tmp_path, "- {{ meeting.theme }}\n", subject="{{ meeting.theme }}")
    found = opened(fill(written.skeleton("note", "nl", facts), heading(), values()))
    said = "**A** [b](https://x.example) <b>c</b> `d` 1. & _e_ \\ # f - g {{ h }}"
    assert found.message["Subject"] == said.replace("  ", " ")
    assert f"- {said}" in " ".join(found.text.split())
    assert (
        "**A** [b](https://x.example) &lt;b&gt;c&lt;/b&gt; `d` 1. &amp; _e_ \\ # f - g {{ h }}" in found.html
    )


def test_a_programme_is_markdown_but_can_hold_no_slot(tmp_path: Path) -> None:
    meeting = FULL["nl"].meeting
    assert meeting
    facts = replace(FULL["nl"], meeting=replace(meeting, programme=Markdown("- **lunch** \ue000\n- diner")))
    written = book_with(tmp_path, "{{ meeting.programme }}\n").skeleton("note", "nl", facts)
    assert written.slots == frozenset()
    assert "<strong>lunch</strong>" in opened(fill(written, heading(), values())).html


def test_a_fact_inside_a_button_keeps_its_own_words(tmp_path: Path) -> None:
    body = "```buttons\nAlleen {{ meeting.dayparts[0].name }} (do. 14-9)\n```\n"
    written = book_with(tmp_path, body).skeleton("note", "nl", FULL["nl"])
    assert "  * Alleen donderdagmiddag (do. 14-9)" in opened(fill(written, heading(), values())).text
