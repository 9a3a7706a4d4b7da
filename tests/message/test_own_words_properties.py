"""What holds for every mail: a quotation or a signature below takes nothing away, and nothing crashes."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.message.mail import Mail
from mailer.message.own_words import own_words
from mailer.message.own_words.attribution import attribution
from mailer.message.own_words.lines import Line
from mailer.message.parse import parse

ANNA = Mailbox("anna.dewit@zwolle.example", "Anna de Wit")
LETTER = (
    "Beste leden,\n\nKomt u donderdagmiddag naar Hattem?\nKomt u vrijdag?\n\nMet vriendelijke groet,\nMarieke"
)
QUOTED = "\n".join(f"> {line}" for line in LETTER.split("\n"))
BLOCK = (
    "Van: Kring <info@kring.example>\nVerzonden: donderdag 13 juli 2017 10:11\n"
    "Aan: Anna de Wit\nOnderwerp: Uitnodiging\n\n"
)
QUOTATIONS = {
    "Gmail": f"Op do 13 jul. 2017 om 10:11 schreef Kring <info@kring.example>:\n\n{QUOTED}",
    "Gmail in English": f"On Thu, Jul 13, 2017 at 10:11 AM Kring <info@kring.example> wrote:\n\n{QUOTED}",
    "Apple Mail": "Op 13 jul. 2017, om 10:11 heeft Kring <info@kring.example> het volgende geschreven:\n\n"
    + LETTER,
    "Thunderbird": f"Op 13-07-17 om 10:11 schreef Kring:\n{QUOTED}",
    "Thunderbird in German": f"Am 13.07.17 um 10:11 schrieb Kring:\n{QUOTED}",
    "Outlook": BLOCK + LETTER,
    "Outlook on the web": "________________________________\n" + BLOCK + LETTER,
    "old Outlook": "-----Oorspronkelijk bericht-----\n" + BLOCK + LETTER,
    "Samsung": "-------- Oorspronkelijk bericht --------\n" + BLOCK + LETTER,
    "GroupWise": f">>> Kring <info@kring.example> 13-7-2017 10:11 >>>\n{LETTER}",
    "French": f"Le jeu. 13 juil. 2017 à 10:11, Kring <info@kring.example> a écrit :\n{QUOTED}",
    "a forward": f"---------- Forwarded message ---------\n{BLOCK}{LETTER}",
}
PAGES = {
    "Gmail": "<div class='gmail_quote'><div class='gmail_attr'>Op 13 juli schreef Kring:</div>"
    "<blockquote class='gmail_quote'>%s</blockquote></div>",
    "Apple Mail": "<blockquote type='cite'>%s</blockquote>",
    "Outlook": "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>Van:</b> Kring<br>"
    "<b>Verzonden:</b> donderdag<br><b>Aan:</b> Anna<br><b>Onderwerp:</b> Uitnodiging</p></div>%s",
    "Outlook on the web": "<div id='appendonsend'></div><hr>"
    "<div id='divRplyFwdMsg'><b>Van:</b> Kring</div>%s",
    "Yahoo": "<div class='ydp12ab34yahoo_quoted'>%s</div>",
    "Proton": "<div class='protonmail_quote'>Op 13 juli 2017 10:11 schreef Kring &lt;info@kring.example&gt;:"
    "<blockquote class='protonmail_quote' type='cite'>%s</blockquote></div>",
    "Zimbra": "<hr id='zwchr'><div data-marker='__QUOTED_TEXT__'>%s</div>",
}
SIGNATURES = [
    "Verstuurd vanaf mijn iPhone",
    "-- \nAnna de Wit\nGemeente Zwolle",
    "Met vriendelijke groet,\nAnna de Wit\nBeleidsadviseur\nT 038-1234567\nwww.zwolle.example",
    "Groet,\nAnna de Wit\nGemeente Zwolle\n\nDit bericht is uitsluitend bestemd voor de geadresseerde.",
    "Kind regards,\nAnna de Wit\nWorking days: Mon, Tue, Thu",
]
SAID = [
    "Ja, ik kom graag.",
    "Nee",
    "Helaas, ik kan die donderdag niet.",
    "Beste Marieke,",
    "Ik eet vegetarisch en neem Bart Smit mee.",
    "Hotel: ja",
    "Alleen donderdag",
    "Is er ook een online optie?",
    "Op vrijdag ben ik er tot 12:00 uur.",
    "I'll be there, but not on Friday.",
    "Ich komme gern!",
    "👍",
    "> en dan nog dit",
    "- donderdag wel",
    "PS: tot dan",
]
typed = st.sampled_from([*(line for line in SAID if line[0] != ">"), ""])
bodies = st.lists(typed, min_size=1, max_size=6).map("\n".join).filter(str.strip)


def read(text: str, html: str = "") -> str:
    words = own_words(Mail(text=text, html=html, originator=ANNA, subject="Re: Uitnodiging"))
    return " ".join(words.text.split())


@pytest.mark.parametrize("client", QUOTATIONS)
@given(body=bodies)
@settings(max_examples=30, deadline=None)
def test_a_quotation_below_changes_nothing(client: str, body: str) -> None:
    assert read(f"{body}\n\n{QUOTATIONS[client]}\n") == read(body)


@pytest.mark.parametrize("client", PAGES)
@given(body=bodies)
@settings(max_examples=30, deadline=None)
def test_a_quotation_below_a_page_changes_nothing(client: str, body: str) -> None:
    own = "".join(f"<div>{line or '<br>'}</div>" for line in body.split("\n"))
    quoted = "".join(f"<p>{line}</p>" for line in LETTER.split("\n") if line)
    assert read("", own + PAGES[client] % quoted) == read("", own)


@pytest.mark.parametrize("signature", SIGNATURES)
@given(body=bodies)
@settings(max_examples=30, deadline=None)
def test_a_signature_takes_no_word_away(signature: str, body: str) -> None:
    assert read(f"{body}\n\n{signature}\n").startswith(read(body))


@given(octets=st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_octets_crash_it(octets: bytes) -> None:
    for head in (
        b"",
        b"Content-Type: text/plain\n\n",
        b"Content-Type: text/html; charset=utf-8\n\n<p>Ja<div>",
    ):
        own_words(parse(head + octets), "Komt u donderdagmiddag naar Hattem?")


@given(
    pieces=st.lists(st.sampled_from([*SAID, *QUOTATIONS.values(), *PAGES.values(), *SIGNATURES, "\t", ""]))
)
@settings(max_examples=150, deadline=None)
def test_no_mixture_crashes_it_or_loses_a_word(pieces: list[str]) -> None:
    body = "\n".join(pieces)
    words = own_words(Mail(text=body, originator=ANNA), LETTER)
    told = f"{words.text} {words.signature} {words.quoted}"
    assert set("".join(c if c.isalnum() else " " for c in body).split()) <= set(
        "".join(c if c.isalnum() else " " for c in told).split()
    )
    own_words(Mail(html=body, originator=ANNA), LETTER)


HOSTILE = {
    "marks": ">" * 300_000,
    "spaces": " " * 300_000,
    "openers": "Op " * 100_000,
    "half attributions": "Op heeft " * 30_000 + "geschreven:",
    "attributions": "Op 14 sep schreef x: y\n" * 12_000,
    "labels": "Van: a\n" * 40_000,
    "labels on one line": "Van: a " * 40_000,
    "dashes": "-" * 300_000,
    "separators": "-----Original Message-----\n" * 10_000,
    "brackets": "<mailto:a" * 30_000,
    "digits": "0 " * 150_000,
    "closings": "Groet,\n" * 40_000,
    "answers": "> a?\nja\n" * 40_000,
    "deep elements": "<div>" * 60_000,
    "deep boxes": "<div class=gmail_quote>" * 700 + "<blockquote>",
    "open elements": "<b><p>" * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines_take_no_more_than_linear_time(name: str) -> None:
    started = time.process_time()
    own_words(Mail(text=HOSTILE[name], html=HOSTILE[name]), HOSTILE[name][:10_000])
    assert time.process_time() - started < 8  # seconds; quadratic time would be minutes


def test_an_attribution_is_looked_for_in_a_few_lines_only() -> None:
    lines = [Line("x " * 400) for _ in range(50)] + [Line(":")]
    assert attribution(lines, 50, introduces=False) is None
