"""The rules in their order: machines first, then a calendar's button, then people; who may be answered."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer.intake.explain import as_json
from mailer.intake.interpret import interpret
from mailer.intake.rules import RULES, answerable
from mailer.intake.verdict import Action, Answer, Kind, Reason, Report, Setting, Someone, Verdict
from mailer.message.parse import parse
from tests.intake.meetings import hattem

OURS = frozenset({"info@kring.example"})
LIST = Setting(own_addresses=OURS)
MEETING = Setting(meeting=hattem(), own_addresses=OURS)


def read(text: str, setting: Setting = LIST) -> Verdict:
    """Say what a mail means."""
    return interpret(parse(text.encode()), setting)


def anna(words: str, header: str = "", subject: str = "Re: Uitnodiging") -> str:
    """Write a mail of Anna's."""
    return (
        f"From: Anna de Wit <anna.dewit@zwolle.example>\nTo: info@kring.example\nSubject: {subject}\n{header}"
        f"Content-Type: text/plain; charset=utf-8\n\n{words}\n"
    )


def test_the_rules_can_be_read_aloud() -> None:
    assert [rule.name for rule in RULES] == [
        "bounce",
        "complaint",
        "receipt",
        "too long",
        "automatic reply",
        "loop guard",
        "calendar reply",
        "human",
    ]


def test_a_person_answers_a_meeting() -> None:
    found = read(anna("Ja, ik kom graag."), MEETING)
    assert (found.kind, found.action, found.answer) == (Kind.REGISTRATION, Action.ACT, Answer.YES)


def test_a_person_writes_to_the_list() -> None:
    found = read(anna("Graag wil ik van de lijst af. Schrijf mij uit.", subject="Uitschrijven"))
    assert (found.kind, found.action) == (Kind.UNSUBSCRIBE, Action.ACT)


def test_who_leaves_the_list_in_answer_to_an_invitation_leaves_the_list() -> None:
    found = read(anna("Haal mij van de lijst."), MEETING)
    assert (found.kind, found.answer) == (Kind.UNSUBSCRIBE, None)


def test_who_answers_and_leaves_in_one_mail_is_asked_about() -> None:
    found = read(anna("Nee, ik kom niet. Haal mij van de lijst."), MEETING)
    assert found.action is Action.REVIEW


def test_an_automatic_reply_is_no_answer_whatever_it_says() -> None:
    found = read(anna("Ja, ik kom graag.", "Auto-Submitted: auto-replied\n"), MEETING)
    assert (found.kind, found.action, found.answer) == (Kind.AUTO_REPLY, Action.IGNORE, None)


def test_a_no_that_tells_what_becomes_of_our_mail_may_be_a_note() -> None:
    found = read(anna("Ik kan er nu niet bij. Uw mail wordt later bekeken."), MEETING)
    assert (found.kind, found.action, found.answer) == (Kind.REGISTRATION, Action.REVIEW, Answer.NO)
    assert found.why[0] == Reason("automatic-reply", "uw mail wordt")
    assert read(anna("Ik kan niet. Dank voor uw mail."), MEETING).action is Action.ACT


def test_a_report_on_our_own_address_still_is_a_report() -> None:
    words = (
        "Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: Undeliverable\n\n<{}>: 550 5.1.1 unknown\n"
    )
    named = words.format("info@kring.example") + "<carla@kampen.example>: 550 5.1.1 unknown\n"
    assert [report.address for report in read(named).bounces] == ["carla@kampen.example"]
    assert read(words.format("info@kring.example")).kind is Kind.BOUNCE


def test_mail_of_a_list_is_left_alone_but_looked_at_when_it_answers_us() -> None:
    listed = anna("Ja, ik kom.", "List-Id: <nieuws.lijst.example>\n")
    assert read(listed).action is Action.IGNORE
    assert read(listed, MEETING).action is Action.REVIEW


def test_a_group_that_hands_us_our_own_mail_is_no_list() -> None:
    for header in ("List-Id: <info.kring.example>\n", "List-Post: <mailto:info@kring.example>\n"):
        found = read(anna("Ja, ik kom graag.", f"{header}Precedence: list\n"), MEETING)
        assert found.answer is Answer.YES


def test_our_own_mail_coming_back_is_left_alone() -> None:
    back = read("From: Kennisplatform <INFO@kring.example>\nSubject: Uitnodiging\n\nGraag nodigen we je uit.")
    assert (back.kind, back.action, back.why[0].rule) == (Kind.OTHER, Action.IGNORE, "loop")


def calendar(partstat: str, comment: str = "", method: str = "REPLY", **attendee: str) -> str:
    """Write a calendar reply of Anna's, with a comment in the mail's text."""
    parameters = "".join(f";{name.replace('_', '-')}={value}" for name, value in attendee.items())
    address = "anna.dewit@zwolle.example" if "SENT_BY" not in attendee else "els@dalfsen.example"
    return f"""From: Anna de Wit <anna.dewit@zwolle.example>
Subject: Geaccepteerd: Bijeenkomst
Auto-Submitted: auto-generated
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

{comment}

--b
Content-Type: text/calendar; method={method}; charset=utf-8

BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
UID:k7-anna@kring.example
ATTENDEE;PARTSTAT={partstat}{parameters}:mailto:{address}
DTSTART:20170921T100000Z
END:VEVENT
END:VCALENDAR
--b--
"""


@pytest.mark.parametrize(
    ("partstat", "answer"), [("ACCEPTED", Answer.YES), ("DECLINED", Answer.NO), ("TENTATIVE", Answer.MAYBE)]
)
def test_a_button_in_a_calendar_is_an_answer(partstat: str, answer: Answer) -> None:
    found = read(calendar(partstat), MEETING)
    assert (found.kind, found.action, found.answer) == (Kind.REGISTRATION, Action.ACT, answer)
    assert found.dayparts == (hattem().daypart_keys if answer is Answer.YES else None)


def test_a_comment_narrows_what_the_button_says() -> None:
    found = read(calendar("ACCEPTED", "Ik kom alleen donderdagmiddag."), MEETING)
    assert (found.action, found.answer, found.dayparts) == (Action.ACT, Answer.YES, ("thu-afternoon",))
    assert found.own_words == "Ik kom alleen donderdagmiddag."


@pytest.mark.parametrize(
    ("partstat", "comment"),
    [("ACCEPTED", "Helaas kan ik toch niet komen."), ("DECLINED", "Ik kom graag!"), ("ACCEPTED", "Nee.")],
)
def test_a_comment_that_contradicts_the_button_is_for_the_coordinator(partstat: str, comment: str) -> None:
    assert read(calendar(partstat, comment), MEETING).action is Action.REVIEW


def test_a_counter_proposal_is_a_question_and_never_a_yes() -> None:
    found = read(calendar("ACCEPTED", method="COUNTER"), MEETING)
    assert (found.action, found.answer, found.question) == (Action.REVIEW, None, True)


def test_a_delegate_is_a_substitute_to_be_asked_about() -> None:
    found = read(calendar("DELEGATED", DELEGATED_TO='"mailto:bart@x.example"'), MEETING)
    assert (found.action, found.answer, found.substitute) == (
        Action.REVIEW,
        Answer.NO,
        Someone("bart@x.example"),
    )


@pytest.mark.parametrize(
    "attendee", [{"SENT_BY": '"mailto:anna.dewit@zwolle.example"'}, {"X_NUM_GUESTS": "2"}]
)
def test_an_answer_for_somebody_else_or_for_more_is_asked_about(attendee: dict[str, str]) -> None:
    assert read(calendar("ACCEPTED", **attendee), MEETING).action is Action.REVIEW


def test_an_answer_to_a_meeting_nobody_knows_is_asked_about() -> None:
    assert read(calendar("ACCEPTED")).action is Action.REVIEW


def test_no_answer_yet_is_nothing() -> None:
    assert read(calendar("NEEDS-ACTION"), MEETING).action is Action.IGNORE


@pytest.mark.parametrize(
    ("header", "may"),
    [
        ("", True),
        ("Auto-Submitted: no\n", True),
        ("X-Auto-Response-Suppress: All\n", True),
        ("Auto-Submitted: auto-replied\n", False),
        ("Precedence: bulk\n", False),
        ("List-Id: <nieuws.lijst.example>\n", False),
        ("Return-Path: <>\n", False),
    ],
)
def test_what_may_be_answered_by_a_program(header: str, may: bool) -> None:
    assert answerable(parse(anna("Ja!", header).encode())) is may


@pytest.mark.parametrize(
    "originator",
    [
        "MAILER-DAEMON@zwolle.example",
        "postmaster@zwolle.example",
        "noreply@zwolle.example",
        "No-Reply <no-reply@zwolle.example>",
        "lijst-request@zwolle.example",
        "info@kring.example",
        "",
    ],
)
def test_who_may_not_be_answered_by_a_program(originator: str) -> None:
    assert not answerable(parse(f"From: {originator}\nTo: info@kring.example\n\nJa!".encode()))


def test_the_null_reverse_path_is_never_answered() -> None:
    mail = anna("Ja!").encode()
    assert answerable(parse(mail, "anna.dewit@zwolle.example"))
    assert not answerable(parse(mail, ""))


def test_explain_gives_exactly_the_keys_of_the_design() -> None:
    verdict = Verdict(
        Kind.BOUNCE,
        Action.ACT,
        (Reason("delivery report: failed", "550"),),
        guests=(Someone("b@x.example", "Bart"),),
        people=(Someone("c@x.example", "Carla", "Kampen"),),
        bounces=(Report("a@x.example", status="5.1.1", words="550"), Report("")),
    )
    assert json.loads(json.dumps(as_json(verdict, "mail.eml"))) == {
        "file": "mail.eml",
        "kind": "bounce",
        "action": "act",
        "why": [{"rule": "delivery report: failed", "words": "550"}],
        "own_words": "",
        "answer": None,
        "dayparts": None,
        "hotel": None,
        "diet": None,
        "guests": [{"name": "Bart", "email": "b@x.example"}],
        "substitute": None,
        "question": False,
        "people": [{"email": "c@x.example", "name": "Carla", "organisation": "Kampen"}],
        "new_address": None,
        "bounces": [{"address": "a@x.example", "action": "failed", "status": "5.1.1", "permanent": True}],
    }


@given(st.binary(max_size=2_000), st.sampled_from([LIST, MEETING]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_octets_crash_the_rules(octets: bytes, setting: Setting) -> None:
    head = b"From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; boundary=b\n\n--b\n"
    for mail in (octets, head + b"Content-Type: message/delivery-status\n\nFinal-Recipient: " + octets):
        assert interpret(parse(mail), setting).kind in Kind


def test_a_mail_no_hand_has_written_is_for_a_person_at_once() -> None:
    mail = parse(b"From: anna.dewit@zwolle.example\r\n\r\n" + b"Ja, ik kom.\r\n" * 40_000)
    verdict = interpret(mail, Setting())
    assert verdict.action is Action.REVIEW
    assert verdict.why[0].rule == "too long"
