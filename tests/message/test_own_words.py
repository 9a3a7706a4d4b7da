"""The writer's own words: what belongs to whom in a reply, told by the people of the Kring."""

import pytest

from mailer.domain.address import Mailbox
from mailer.message.mail import Mail
from mailer.message.own_words import NOT_FOUND, own_words
from mailer.message.own_words.reading import BELOW_ONLY, STRUCK, TOO_LONG
from mailer.message.own_words.signature import STRANGER, WORKDAYS

ANNA = Mailbox("anna.dewit@zwolle.example", "Anna de Wit")
INVITATION = """Beste leden,

Komt u donderdagmiddag naar de bijeenkomst in Hattem?
Komt u vrijdagochtend?

Alleen donderdag
Nee, helaas

Marieke, namens het kennisplatform van gemeenten"""
QUOTED = "\n".join(f"> {line}" for line in INVITATION.split("\n"))
ATTRIBUTION = "Op 13 juli 2017 om 10:11 schreef Kring <info@kring.example>:"


def mail(text: str, html: str = "") -> Mail:
    return Mail(text=text, html=html, originator=ANNA, subject="Re: Uitnodiging")


def text(body: str) -> str:
    return own_words(mail(body)).text


def page(body: str) -> str:
    return own_words(mail("", body)).text


def test_anna_answers_above_the_quotation() -> None:
    words = own_words(mail(f"Ja, ik kom graag.\n\n{ATTRIBUTION}\n{QUOTED}\n"))
    assert words.text == "Ja, ik kom graag."
    assert words.quoted.startswith(ATTRIBUTION)
    assert words.doubt == ""


def test_anna_answers_below_it() -> None:
    assert text(f"{ATTRIBUTION}\n{QUOTED}\n\nJa, ik kom graag.\n") == "Ja, ik kom graag."


def test_every_word_of_a_mail_is_somewhere() -> None:
    body = f"Ja.\n\nGroet,\nAnna de Wit\nGemeente Zwolle\nT 038-1234567\n\n{ATTRIBUTION}\n{QUOTED}\n"
    words = own_words(mail(body))
    told = f"{words.text} {words.signature} {words.quoted}".split()
    assert set(body.split()) <= set(told)


def test_closing_and_name_are_the_writers_and_stand_in_the_signature_too() -> None:
    words = own_words(mail("Ja.\n\nMet vriendelijke groet,\nAnna de Wit\nGemeente Zwolle\n"))
    assert words.text == "Ja.\n\nMet vriendelijke groet,\nAnna de Wit"
    assert words.signature == "Met vriendelijke groet,\nAnna de Wit\nGemeente Zwolle"


def test_a_line_broken_at_the_margin_is_one_sentence_again() -> None:
    wrapped = (
        "Ik kan helaas niet bij het diner op donderdagavond zijn, want ik heb dan\nraad. Vrijdag kom ik wel."
    )
    assert text(wrapped) == wrapped.replace("\n", " ")


@pytest.mark.parametrize(
    "sentence",
    [
        "Op 14 september schreef ik jullie al:",
        "Zoals Jan in 2016 schreef:",
        "On 14 September you wrote:",
        "Ik kom met Bart Smit <b.smit@deventer.example> en wel op 14-9-2017:",
        "Let op: vanaf 1 augustus heb ik een nieuw mailadres.",
        "Let op: ik eet geen noten.",
        "Verstuurd vanaf mijn werkplek, want mijn telefoon is kapot.",
        "Is de uitnodiging alleen bedoeld voor leden?",
        "Wilt u mij afmelden?",
        "Dank, ik kom.",
        "Groeten aan Jan, ik kom donderdag.",
        "-- nee, ik kom niet",
    ],
)
def test_a_sentence_that_looks_like_something_a_program_writes_is_the_writers(sentence: str) -> None:
    assert text(f"{sentence}\n\n{ATTRIBUTION}\n{QUOTED}\n") == sentence


@pytest.mark.parametrize(
    "line",
    [
        "Verstuurd vanaf mijn iPhone",
        "Verzonden vanaf mijn Galaxy",
        "Outlook voor Android downloaden<https://aka.ms/AAb9ysg>",
        "Sent from my Samsung Galaxy smartphone.",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Verstuurd vanaf mijn mobiel, excuses voor de typefouten",
        "LET OP: deze e-mail komt van buiten de organisatie.",
        "CAUTION: This email originated from outside the organization.",
        "ACHTUNG: Externe E-Mail",
        "[EXTERN]",
    ],
)
def test_what_a_telephone_or_a_gateway_adds_is_not_the_writers(line: str) -> None:
    words = own_words(mail(f"{line}\n\nIk kom.\n\n{line}\n"))
    assert words.text == "Ik kom."
    assert line.split("<")[0] in words.signature


def test_answers_stand_with_the_question_above_them() -> None:
    words = own_words(mail(f"{ATTRIBUTION}\n> Komt u donderdag?\nja\n> En vrijdag?\n>\n\nnee, dan niet\n"))
    assert words.text == "ja\n\nnee, dan niet"
    assert [tuple(pair) for pair in words.inline] == [
        ("Komt u donderdag?", "ja"),
        ("En vrijdag?", "nee, dan niet"),
    ]


def test_words_below_a_whole_letter_answer_no_question_in_it() -> None:
    assert own_words(mail(f"{ATTRIBUTION}\n{QUOTED}\n\nJa, ik kom.\n")).inline == ()


def test_a_button_fills_in_words_of_ours_that_become_the_writers() -> None:
    assert own_words(mail("Alleen donderdag\n"), INVITATION).text == "Alleen donderdag"


def test_what_we_sent_is_taken_out_where_nothing_shows_that_it_is_quoted() -> None:
    letter = f"{INVITATION}\nDe kosten worden gedeeld onder wie er zijn, dit jaar naar schatting 350 euro.\n"
    words = own_words(mail(f"Ik kom niet.\n\n{letter}{letter}"), letter)
    assert words.text == "Ik kom niet."


def test_an_earlier_answer_of_hers_below_her_new_one_is_quoted_and_not_said_again() -> None:
    fields = "Van: {}\nVerzonden: vrijdag 14 juli 2017 09:00\nAan: {}\nOnderwerp: RE: Uitnodiging\n\n"
    earlier = fields.format("Anna de Wit", "Kring") + "Ja, ik kom beide dagen.\n\nAnna\n\n"
    letter = INVITATION.replace(
        "\n\nMarieke", "\nDe kosten worden gedeeld onder wie er zijn." * 12 + "\n\nMarieke"
    )
    ours = fields.format("Kring <info@kring.example>", "Anna de Wit") + letter
    words = own_words(mail(f"Helaas moet ik afzeggen.\n\n{earlier}{ours}\n"), letter)
    assert words.text == "Helaas moet ik afzeggen."
    assert "Ja, ik kom beide dagen." in words.quoted


def test_what_is_typed_between_our_lines_comes_back_to_the_writer() -> None:
    question = "Komt u donderdagmiddag naar de bijeenkomst in Hattem?"
    quoted = INVITATION.replace(question, f"{question}\nJa, met genoegen")
    words = own_words(mail(f"Zie onder.\n\n-----Oorspronkelijk bericht-----\n{quoted}"), INVITATION)
    assert words.text == "Zie onder.\n\nJa, met genoegen"
    assert words.inline[0] == (question, "Ja, met genoegen")
    assert words.doubt == ""


def test_answers_that_are_announced_and_not_found_are_a_doubt() -> None:
    words = own_words(
        mail(f"Mijn antwoorden staan hieronder.\n\n-----Oorspronkelijk bericht-----\n{INVITATION}")
    )
    assert words.doubt == NOT_FOUND


def test_nothing_above_the_quotation_is_a_doubt() -> None:
    assert own_words(mail(f"{ATTRIBUTION}\n\n{INVITATION}")).doubt == BELOW_ONLY


def test_struck_out_words_are_a_doubt() -> None:
    words = own_words(mail("", "<p>Ik kom <strike>donderdag</strike> vrijdag</p>"))
    assert words.text == "Ik kom donderdag vrijdag"
    assert words.doubt == STRUCK


def test_days_in_a_signature_are_working_days() -> None:
    words = own_words(mail("Ik kom.\n\nGroet,\nAnna de Wit\nT 038-1234567\nAanwezig: ma, di en do\n"))
    assert "Aanwezig" not in words.text
    assert words.doubt == ""


def test_days_below_a_bare_name_may_be_an_answer() -> None:
    words = own_words(mail("Hierbij.\n\nGroet,\nAnna\nAanwezig: donderdag en vrijdag\n"))
    assert "Aanwezig: donderdag en vrijdag" in words.text
    assert words.doubt == WORKDAYS


def test_a_last_remark_below_the_name_stays_and_a_function_goes() -> None:
    assert text("Ik kom.\n\nGroet,\nAnna\n\nVegan\n").endswith("Vegan")
    assert text("Ik kom.\n\nGroet,\nAnna\n\nBeleidsadviseur\nT 038-1234567\n").endswith("Anna")


def test_another_persons_address_below_the_closing_stays_and_is_a_doubt() -> None:
    words = own_words(mail("Ik kan niet.\n\nGroet,\nAnna\n\nBart Smit, b.smit@deventer.example\n"))
    assert "b.smit@deventer.example" in words.text
    assert words.doubt == STRANGER


def test_a_page_reads_as_a_person_reads_it() -> None:
    html = (
        "<html><head><title>x</title><style>p {color: red}</style></head><body><!-- weg --><p>Ik&nbsp;kom\n"
        "<b>graag</b>,</p><div>met<br>Bart</div><ul><li>geen noten</li></ul>"
        "<div style='display: none'>verborgen</div><img alt='👍'><img alt='Logo'></body></html>"
    )
    assert page(html).split("\n") == ["Ik kom graag,", "", "met", "Bart", "- geen noten", "", "👍"]


def test_one_client_lets_its_writer_type_in_the_element_of_the_attribution() -> None:
    html = (
        "<div class='moz-cite-prefix'>Ik kom.<br>Op 13-07-17 om 10:11 schreef Kring:<br></div>"
        "<blockquote type='cite'>Komt u?</blockquote>"
    )
    assert page(html) == "Ik kom."


def test_an_indented_block_is_quoted_only_when_a_header_introduces_it() -> None:
    assert page("<p>Mijn keuze:</p><blockquote>donderdag</blockquote>").split() == [
        "Mijn",
        "keuze:",
        "donderdag",
    ]
    introduced = (
        f"<p>Ja.</p><p>{ATTRIBUTION.replace('<', '&lt;')}</p><blockquote>donderdag?</blockquote><p>Anna</p>"
    )
    assert page(introduced).split() == ["Ja.", "Anna"]


def test_a_mail_longer_than_people_write_is_a_doubt_and_keeps_its_words() -> None:
    words = own_words(mail("Ik kom.\n" + "regel\n" * 12_000))
    assert words.doubt == TOO_LONG
    assert words.text.count("regel") == 12_000
