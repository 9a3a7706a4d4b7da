"""What holds from the octets to the verdict: what stands below the words changes nothing, nothing is slow."""

import time
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer.intake.interpret import interpret
from mailer.intake.verdict import Action, Setting, Standing, Verdict
from mailer.message.own_words import own_words
from mailer.message.parse import parse
from tests.intake.additions import BELOW, PAGES, page
from tests.intake.answer_corpus import examples
from tests.intake.meetings import hattem
from tests.intake.request_corpus import samples

OURS = frozenset({"info@kring.example"})
ANSWERS = [(one.octets, Setting(hattem(), Standing(one.label["standing"]), "", OURS)) for one in examples()]
REQUESTS = [(one.octets, Setting(own_addresses=OURS)) for one in samples()]
MAILS = st.sampled_from(ANSWERS) | st.sampled_from(REQUESTS)
PATIENT = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(text: str, setting: Setting, kind: str = "text/plain") -> Verdict:
    head = "From: Anna de Wit <anna.dewit@zwolle.example>\nTo: info@kring.example\nSubject: Re: Uitnodiging\n"
    return interpret(parse(f"{head}Content-Type: {kind}; charset=utf-8\n\n{text}".encode()), setting)


def told(verdict: Verdict) -> tuple[object, ...]:
    """What would be done: whatever of a verdict reaches a list or a registration."""
    people = tuple(one.email for one in verdict.people)
    of_an_answer = (verdict.answer, verdict.dayparts, verdict.hotel, verdict.substitute)
    return verdict.kind, *of_an_answer, people, verdict.new_address


def holds(before: Verdict, after: Verdict) -> bool:
    """Whether nothing that was asked about is acted on now, and no act is another one."""
    return after.action is not Action.ACT or (before.action is Action.ACT and told(after) == told(before))


@pytest.mark.parametrize("added", BELOW, ids=lambda added: " ".join(added.split())[:30])
@PATIENT
@given(mail=MAILS)
def test_what_is_added_below_makes_no_act_of_a_doubt_and_no_other_act(
    added: str, mail: tuple[bytes, Setting]
) -> None:
    octets, setting = mail
    text = own_words(parse(octets)).text
    assert holds(read(text, setting), read(f"{text}\n\n{added}", setting))


@pytest.mark.parametrize("program", PAGES)
@PATIENT
@given(mail=MAILS)
def test_nor_does_a_letter_quoted_in_html(program: str, mail: tuple[bytes, Setting]) -> None:
    octets, setting = mail
    text = own_words(parse(octets)).text
    alone = f"<html><body><div dir='ltr'>{escape(text)}</div></body></html>".replace("\n", "<br>")
    assert holds(read(alone, setting, "text/html"), read(page(text, program), setting, "text/html"))


PIECES = (
    *(
        "a",
        " ",
        ".",
        "-",
        ">",
        "<",
        "@",
        "=",
        "*",
        "_",
        ":",
        ",",
        "(",
        "[",
        '"',
        "'",
        "|",
        "#",
        "\t",
        "é",
        "0",
    ),
    *(
        "a@",
        "a.",
        "> ",
        "-- ",
        "<a ",
        "<b>",
        "&#",
        "ja ",
        "niet ",
        "Ik kom ",
        "14/9 ",
        "Van: ",
        "op 1 ",
        "=?q?",
    ),
    *(
        "Op 1 jan. schreef a <",
        "heeft a ",
        "550 5.1.1 ",
        "To: <",
        "mailto:",
        "https://a.",
        "a-",
        "Aa ",
        "Aa, ",
    ),
    *(
        "van de ",
        "J. ",
        "gemeente A ",
        "en/of ",
        "met vriendelijke groet ",
        "wegens ",
        "bericht ",
        "http",
        "+a",
    ),
)


@pytest.mark.parametrize("setting", [Setting(hattem(), own_addresses=OURS), Setting(own_addresses=OURS)])
@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
@pytest.mark.parametrize("piece", PIECES)
def test_no_long_line_takes_more_than_its_length(piece: str, kind: str, setting: Setting) -> None:
    """Sixteen times the text may take sixteen times as long, and more on a busy machine; not the square.

    What is square is so at every try; a machine that was busy elsewhere is so at one.
    """
    assert any(_is_no_square(piece, setting, kind) for _ in range(3))


def _is_no_square(piece: str, setting: Setting, kind: str) -> bool:
    short, long = (_seconds(piece * (size // len(piece)), setting, kind) for size in (6_000, 96_000))
    return long < 0.5 or long < 40 * short


def _seconds(text: str, setting: Setting, kind: str) -> float:
    began = time.process_time()
    read(text, setting, kind)
    return time.process_time() - began
