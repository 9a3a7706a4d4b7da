"""Who may edit letters may not harm: no reach inside, no endless loop, no full memory."""

from pathlib import Path
from time import process_time

import pytest

from mailer.letters.errors import LetterError
from mailer.letters.letter import LetterBook
from mailer.letters.templating import LONGEST, MOST_ROUNDS
from tests.letters.scene import BOOK, FULL, book_with

HEAD = '+++\nsubject = "Een brief"\nsent = "run"\nreader = "subscriber"\n+++\n'
ROOM = LONGEST - 100


def refused(source: str, book: LetterBook = BOOK, kind: str = "invitation") -> LetterError:
    with pytest.raises(LetterError) as caught:
        book.skeleton(kind, "nl", FULL["nl"], source)
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ meeting.__class__ }}",
        "{{ meeting.theme.__class__ }}",
        "{{ meeting.theme.format.__globals__ }}",
        "{% for part in meeting.dayparts %}{{ part.__class__.__init__ }}{% endfor %}",
        "{{ meeting['__class__'] }}",
        "{{ meeting.theme | attr('__class__') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ lipsum.__globals__ }}",
        "{{ meeting.theme.upper }}",
        "{{ meeting.theme.replace('a', 'b') }}",
        "{% import 'invitation.nl.md' as x %}",
        "{% extends 'invitation.nl.md' %}",
        "{% include '../../config/kring.toml' %}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_it_reaches_for_nothing_but_its_facts(body: str) -> None:
    error = refused(HEAD + body)
    assert "root:" not in str(error)
    assert " at 0x" not in str(error), "no address of this process is told"


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'x' * 10000000000 }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{{ '%10000000000d' % 1 }}",
        "{{ 'x' ~ 'y' }}",
        "{{ 'x' | center(10000000000) }}",
        "{{ 'x' | indent(10000000000) }}",
        "{{ 'x'.zfill(10000000000) }}",
        "{{ [1] * 10000000000 }}",
        "{% set a = [1, 2] %}{% set b = [a, a] %}{{ b }}",
        "{{ meeting.theme | replace('a', 'aaaaaaaa') }}",
        "{{ meeting.dayparts | batch(1) }}",
        "{% for x in range(1000000000) %}x{% endfor %}",
        "{% for x in [1, 2, 3] %}x{% endfor %}",
        "{% for x in meeting.programme %}x{% endfor %}",
        "{% for x in meeting.dayparts recursive %}{{ loop(meeting.dayparts) }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for x in meeting.dayparts %}" * 12 + "x" + "{% endfor %}" * 12,
        "{% for x in meeting.dayparts %}" * 5 + "x" * 1000 + "{% endfor %}" * 5,
        "{% include 'invitation.nl.md' %}" * 400,
    ],
)
def test_it_fills_no_memory_and_comes_to_an_end(body: str) -> None:
    begun = process_time()
    refused(HEAD + body)
    assert process_time() - begun < 20


def test_a_file_that_brings_itself_in_is_refused(tmp_path: Path) -> None:
    book = book_with(tmp_path, "{% include 'note.nl.md' %}")
    refused(HEAD + "{% include 'note.nl.md' %}", book, "note")


@pytest.mark.parametrize(
    "body",
    [
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{% if " + "not " * 4000 + "meeting %}x{% endif %}",
        "{% if " + "meeting or " * 1500 + "meeting %}x{% endif %}",
        "{% if meeting %}" * 600 + "{% endif %}" * 600,
        "{{" * 9000,
        "{% " * 6000,
        "{{ '" + "a" * ROOM,
        "{{ " + "9" * ROOM + " }}",
    ],
)
def test_what_is_nested_without_end_is_refused_quickly(body: str) -> None:
    begun = process_time()
    refused(HEAD + body)
    assert process_time() - begun < 20


@pytest.mark.parametrize(
    "sign", ["[", "*", "_a", "[a](", "- ", "![", "<", "&", "\\", "# ", "1. ", "a\n", "**a "]
)
def test_no_markdown_takes_long(sign: str) -> None:
    begun = process_time()
    BOOK.skeleton("invitation", "nl", FULL["nl"], HEAD + (sign * ROOM)[: ROOM - len(HEAD)])
    assert process_time() - begun < 20, "it takes about one second"


@pytest.mark.parametrize(
    "front", ["subject = " + "[" * 9000 + "]" * 9000, "a" + ".a" * 9000 + " = 1", "[" * 9000]
)
def test_what_a_letter_is_may_be_hostile_too(front: str) -> None:
    refused(f"+++\n{front}\n+++\nBeste\n")


def test_a_letter_has_a_longest_source() -> None:
    assert str(LONGEST) in refused(HEAD + "a" * LONGEST).words


def test_loops_over_facts_are_what_they_are_for() -> None:
    body = (
        "{% for part in meeting.dayparts %}- {{ part.name }}{% if not loop.last %},{% endif %}\n{% endfor %}"
    )
    written = b"".join(BOOK.skeleton("invitation", "nl", FULL["nl"], HEAD + body).pieces)
    assert b"donderdagmiddag," in written
    assert b"vrijdagochtend," not in written
    assert len(FULL["nl"].meeting.dayparts) < MOST_ROUNDS  # type: ignore[union-attr]
