"""Stories of answers: what is acted on, what is asked, and why. The corpus holds a thousand more."""

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.meeting import Meeting
from mailer.intake.answer import read_answer
from mailer.intake.verdict import Action, Answer, Kind, Setting, Someone, Standing, Verdict
from mailer.message.mail import Mail
from mailer.message.own_words import Inline, OwnWords
from tests.intake.meetings import hattem, venlo

THURSDAY = ("thu-afternoon", "thu-evening")
WHOLE = (*THURSDAY, "fri-morning")
ANNA = Mailbox("anna.dewit@zwolle.example", "Anna de Wit")


def reading(
    text: str,
    *,
    standing: Standing = Standing.NONE,
    subject: str = "Re: Uitnodiging",
    writer: Mailbox = ANNA,
    meeting: Meeting | None = None,
    inline: tuple[Inline, ...] = (),
    doubt: str = "",
) -> Verdict:
    words = OwnWords(text=text, inline=inline, signature="", quoted="", doubt=doubt)
    return read_answer(
        words,
        Mail(subject=subject, originator=writer),
        Setting(meeting=meeting or hattem(), standing=standing),
    )


def rules(verdict: Verdict) -> set[str]:
    return {reason.rule for reason in verdict.why}


def acted(verdict: Verdict) -> tuple[Answer | None, tuple[str, ...] | None]:
    assert verdict.action is Action.ACT, verdict.why
    return verdict.answer, verdict.dayparts


@pytest.mark.parametrize(
    "text", ["Ja", "Ja, ik kom.", "👍", "Akkoord", "Yes", "Ik ben van de partij", "Present!"]
)
def test_a_short_yes_is_a_yes_to_the_whole(text: str) -> None:
    assert acted(reading(text)) == (Answer.YES, WHOLE)


@pytest.mark.parametrize(
    "text", ["Nee", "Helaas.", "Ik pas", "Ik sla deze keer over", "Verhinderd", "Can't make it"]
)
def test_a_short_no_is_a_no(text: str) -> None:
    assert acted(reading(text)) == (Answer.NO, None)


@pytest.mark.parametrize("text", ["Misschien", "Ik weet het nog niet", "I'm not sure yet"])
def test_who_does_not_know_yet_is_tentative(text: str) -> None:
    assert acted(reading(text)) == (Answer.MAYBE, None)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Donderdag wel, vrijdag niet.", THURSDAY),
        ("Alleen 14/9", THURSDAY),
        ("do 14 ben ik er, vr 15 niet", THURSDAY),
        ("De 14e kan ik, de 15e niet.", THURSDAY),
        ("Ik ben alleen de eerste dag aanwezig", THURSDAY),
        ("Ik kom alleen naar het diner", ("thu-evening",)),
        ("Het hele programma behalve het diner", ("thu-afternoon", "fri-morning")),
        ("Ik ben er donderdagmiddag en -avond", THURSDAY),
        ("Ik ben er vanaf het diner", ("thu-evening", "fri-morning")),
        ("Ik kom niet alleen donderdag maar ook vrijdag", WHOLE),
        ("Van donderdagmiddag tot en met vrijdagochtend ben ik erbij", WHOLE),
        ("I'll be there on Friday morning only", ("fri-morning",)),
        ("Ich komme, aber am Freitag nicht", THURSDAY),
        ("Je serai là, sauf le vendredi matin", THURSDAY),
        ("Ik kin allinnich tongersdei", THURSDAY),
    ],
)
def test_day_parts_are_named_in_many_ways(text: str, parts: tuple[str, ...]) -> None:
    assert acted(reading(text)) == (Answer.YES, parts)


def test_the_words_for_day_parts_come_from_the_meeting_itself() -> None:
    assert acted(reading("Alleen dinsdagmiddag", meeting=venlo())) == (Answer.YES, ("tue-afternoon",))
    assert acted(reading("Ik kom alleen 21/3", meeting=venlo())) == (Answer.YES, ("wed-afternoon",))
    assert reading("Alleen donderdag", meeting=venlo()).action is Action.REVIEW


def test_late_arrival_is_a_remark_and_no_other_choice() -> None:
    assert acted(reading("Ja ik ben er, donderdag vanaf 15.00 uur")) == (Answer.YES, WHOLE)
    assert acted(reading("Ik ben erbij, alleen moet ik vrijdag om 11 uur weg")) == (Answer.YES, WHOLE)
    assert reading("Ik kom, maar moet donderdag om 16 uur weg").action is Action.REVIEW


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Ik kom, tenzij de raad vergadert", "condition"),
        ("In principe ja", "condition"),
        ("Als ik oppas heb kom ik", "condition"),
        ("Laat ik nog weten", "promise"),
        ("Kan ik ook alleen vrijdag komen?", "hangs-on-a-question"),
        ("Ik kom graag. Helaas kan ik niet.", "contradiction"),
        ("Het is niet onmogelijk dat ik kom", "double-negation"),
        ("Ik kan donderdag of vrijdag", "either-part"),
        ("Vrijdag kan ik niet", "the-other-parts"),
        ("Ik kan een halve dag", "comes-for-a-bit"),
        ("Ik kom woensdag", "another-day"),
        ("Wij komen met drie personen", "more-than-one"),
        ("ik kan neit komen", "garbled"),
        ("Bedankt voor de uitnodiging!", "no-answer"),
        ("Staat genoteerd", "no-answer"),
        ("Ik kom niet alleen!", "not-alone"),
        ("Ja, maar alleen voor de lunch", "unread"),
    ],
)
def test_what_a_careful_person_would_ask_goes_to_the_coordinator(text: str, rule: str) -> None:
    verdict = reading(text)
    assert verdict.action is Action.REVIEW
    assert rule in rules(verdict)


@pytest.mark.parametrize(
    ("text", "hotel"),
    [
        ("Ik kom, hotel graag", True),
        ("Ik kom en blijf slapen", True),
        ("Ik kom. Kunt u een kamer reserveren?", True),
        ("Ik kom, hotel niet nodig", False),
        ("Ik doe mee en slaap thuis", False),
        ("Ik kom", None),
    ],
)
def test_the_hotel(text: str, hotel: bool | None) -> None:
    verdict = reading(text)
    assert acted(verdict) == (Answer.YES, WHOLE)
    assert verdict.hotel is hotel


@pytest.mark.parametrize(
    ("text", "diet"),
    [
        ("Ik kom. Ik eet geen vlees.", "geen vlees"),
        ("Ik kom, vegetarisch graag", "vegetarisch"),
        ("Ik kom. Ik ben allergisch voor pinda's en vis.", "allergisch voor pinda's en vis"),
        ("Ik kom. Geen bijzonderheden.", None),
        ("Ik kom en ik ben geen vegetariër", None),
    ],
)
def test_a_diet_is_kept_in_the_writers_words(text: str, diet: str | None) -> None:
    assert reading(text).diet == diet


def test_a_practical_question_goes_along_with_a_clear_yes() -> None:
    verdict = reading("Ja ik kom. Is er parkeergelegenheid?")
    assert acted(verdict) == (Answer.YES, WHOLE)
    assert verdict.question


def test_a_substitute_is_named_and_the_writer_stays_away() -> None:
    verdict = reading("Ik kan niet maar mijn collega Bart Smit (b.smit@deventer.example) komt in mijn plaats")
    assert acted(verdict) == (Answer.NO, None)
    assert verdict.substitute == Someone(name="Bart Smit", email="b.smit@deventer.example")


def test_a_substitute_without_a_name_is_asked_for() -> None:
    assert "which-substitute" in rules(reading("Ik kan niet, maar mijn collega komt"))


def test_guests_come_with_the_writer() -> None:
    verdict = reading("Ik kom en neem Carla Jansen mee (carla@kampen.example)")
    assert acted(verdict) == (Answer.YES, WHOLE)
    assert verdict.guests == (Someone(name="Carla Jansen", email="carla@kampen.example"),)


def test_the_own_mailbox_may_be_answered_by_a_secretary() -> None:
    text = "Namens Anna de Wit: zij komt graag"
    assert acted(reading(text)) == (Answer.YES, WHOLE)
    other = reading(text, writer=Mailbox("secretariaat@zwolle.example", "Secretariaat"))
    assert "on-behalf-of-another" in rules(other)


def test_a_correction_follows_from_the_standing() -> None:
    assert acted(reading("Vrijdag lukt me toch niet", standing=Standing.REGISTERED)) == (Answer.YES, THURSDAY)
    assert acted(reading("Ik kan toch niet", standing=Standing.REGISTERED)) == (Answer.NO, None)
    assert acted(reading("Ik kan toch komen!", standing=Standing.DECLINED)) == (Answer.YES, WHOLE)


def test_the_waiting_list() -> None:
    assert acted(reading("Zet mij maar op de wachtlijst")) == (Answer.YES, WHOLE)
    assert acted(reading("Haal me van de wachtlijst", standing=Standing.WAITLISTED)) == (Answer.NO, None)


def test_a_button_prefills_subject_and_body() -> None:
    verdict = reading("Ja, ik kom\n\nDieet: geen vis\nHotel: ja", subject="Ja, ik kom")
    assert acted(verdict) == (Answer.YES, WHOLE)
    assert (verdict.hotel, verdict.diet) == (True, "geen vis")
    assert acted(reading("", subject="Nee, helaas")) == (Answer.NO, None)


def test_a_template_left_as_it_was_says_nothing() -> None:
    verdict = reading("Ja, ik kom\n\nDieet:\nHotel: ja/nee", subject="Ja, ik kom")
    assert (verdict.hotel, verdict.diet) == (None, None)


def test_a_subject_of_ours_is_not_the_writers() -> None:
    assert reading("", subject="Re: Ja, ik kom").action is Action.REVIEW


def test_a_subject_that_only_names_the_hotel_books_no_room() -> None:
    assert reading("Ik kom, maar kan ik ergens parkeren bij het hotel?", subject="Hotel").hotel is None
    assert reading("Ik kom graag", subject="Hotel graag").hotel is True


def test_an_answer_between_our_lines_belongs_to_the_line_above_it() -> None:
    inline = (Inline("Donderdagmiddag:", "ja"), Inline("Donderdagavond:", "ja"), Inline("Vrijdag:", "nee"))
    assert acted(reading("ja\nja\nnee", inline=inline)) == (Answer.YES, THURSDAY)


def test_a_brief_answer_below_a_line_that_asks_nothing_is_asked_about() -> None:
    verdict = reading("ok", inline=(Inline("De kosten liggen tussen 300 en 450 euro.", "ok"),))
    assert verdict.action is Action.REVIEW
    assert "answer-to-what" in rules(verdict)


def test_a_request_to_leave_the_list_is_handed_over() -> None:
    verdict = reading("Wilt u mij van de lijst halen?")
    assert (verdict.kind, verdict.action) == (Kind.UNSUBSCRIBE, Action.REVIEW)


def test_doubt_about_whose_words_they_are_is_never_acted_on() -> None:
    assert reading("Ja, ik kom", doubt="nothing stands above the quoted mail").action is Action.REVIEW


def test_every_verdict_says_why_in_the_writers_words() -> None:
    assert [reason.words for reason in reading("Beste Marieke, ik kom graag.").why] == ["ik kom graag"]


def test_without_a_meeting_there_is_nothing_to_answer() -> None:
    with pytest.raises(ValueError, match="meeting"):
        read_answer(OwnWords("ja", (), "", "", ""), Mail(), Setting())
