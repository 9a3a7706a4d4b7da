"""Parked mails: shown with the doubtful words, decided with one click, and never decided by accident."""

import pytest

from mailer.console.doubts import doubts, marked
from mailer.domain.address import Mailbox
from mailer.domain.coordinator import Role
from mailer.domain.registration import Registration, RegistrationState, given_up
from mailer.domain.subscription import SubscriptionState
from tests.console.browser import Browser, Page
from tests.console.conftest import OMAR, Come
from tests.console.scene import ELS, IVO
from tests.service.kring import ANNA, BART, DIRK, Kring

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
NINA = Mailbox("nina@weidestad.example", "Nina Vos")


def open_mail(browser: Browser, name: str) -> Page:
    page = browser.get("/console/inbox")
    (link,) = (one for one in page.tree.css(".rows a") if name in one.text())
    return browser.get(str(link.attributes["href"]))


def test_what_needs_a_person_is_listed_and_nothing_else(busy: Kring, marieke: Browser) -> None:
    page = marieke.get("/console/inbox")
    assert [one.text() for one in page.tree.css(".rows strong")] == ["Dirk Visser", "Ivo Peters"]
    assert page.first("header .count").text().startswith("2")


def test_the_words_that_led_to_the_doubt_are_marked(busy: Kring, marieke: Browser) -> None:
    page = open_mail(marieke, "Ivo")
    assert (
        page.first("blockquote").text()
        == "Ik kom graag, tenzij de raad dan vergadert. Is er nog een hotel vrij?"
    )
    assert [one.text() for one in page.tree.css("mark")] == [
        "tenzij de raad dan vergadert",
        "Is er nog een hotel vrij",
    ]
    assert "comes on a condition: tenzij de raad dan vergadert" in page.said
    assert "Uitnodiging" in page.said


def test_the_suggestion_is_taken_with_one_click_and_the_writer_hears(busy: Kring, marieke: Browser) -> None:
    page = open_mail(marieke, "Dirk")
    assert "Maybe" in page.first(".suggestion").text()
    after = marieke.submit(page, ".suggestion")
    assert "dealt with" in after.first(".notice").text()
    assert after.heading == "Ivo Peters", "it goes on to the next"
    found = busy.registration(DIRK)
    assert found is not None
    assert found.state is RegistrationState.TENTATIVE
    busy.settle()
    assert busy.letters_to(DIRK)[-1] == "understood-maybe"
    with busy.look() as store:
        line = store.journal.lines()[-1]
    assert line.who == "Marieke in the console"


def test_what_is_shown_is_what_is_recorded(busy: Kring, marieke: Browser) -> None:
    page = open_mail(marieke, "Ivo")
    shown = page.first(".suggestion").text()
    assert all(part in shown for part in ("Thursday afternoon", "Thursday evening", "Friday morning"))
    marieke.submit(page, ".suggestion")
    found = busy.registration(IVO)
    assert found is not None
    assert found.dayparts == busy.meeting().daypart_keys
    assert found.state is RegistrationState.WAITLISTED


def test_the_coordinator_decides_otherwise(busy: Kring, marieke: Browser) -> None:
    page = open_mail(marieke, "Ivo")
    chosen = {"decision": "yes", "daypart": ["thu-evening"], "hotel": "no", "diet": "geen vis"}
    marieke.submit(page, "#otherwise", chosen)
    found = busy.registration(IVO)
    assert found is not None
    assert (found.dayparts, found.hotel, found.diet) == (("thu-evening",), False, "geen vis")


def test_a_question_beside_an_answer_that_is_recorded_is_all_that_waits(
    busy: Kring, marieke: Browser
) -> None:
    busy.reply(BART, "Ik kom alleen donderdag. Kan ik ergens parkeren?")
    assert "Kan ik ergens parkeren?" in marieke.get("/console/inbox").said
    page = open_mail(marieke, "Bart")
    assert "Only the question waits" in page.first(".suggestion").text()
    assert page.tree.css_first("[data-key=y]") is None, "nothing is recorded twice"
    assert "dealt with" in marieke.submit(page, "#by-hand").first(".notice").text()


def test_who_ticks_no_part_does_not_get_all_of_them(busy: Kring, marieke: Browser) -> None:
    page = open_mail(marieke, "Ivo")
    refused = marieke.submit(page, "#otherwise", {"decision": "yes", "daypart": []})
    assert refused.status == 409
    assert "No part is ticked" in refused.said
    assert busy.registration(IVO) is None


def test_by_hand_and_put_away_record_nothing(busy: Kring, marieke: Browser) -> None:
    dirk = open_mail(marieke, "Dirk")
    ivo = marieke.submit(dirk, "#by-hand")
    assert ivo.heading == "Ivo Peters"
    done = marieke.submit(ivo, "form[action$='/discard']")
    assert done.heading == "Inbox"
    assert "No mail needs a person" in done.said
    assert busy.registration(IVO) is None
    assert busy.registration(DIRK) is None


def test_a_form_sent_twice_does_it_once(busy: Kring, marieke: Browser) -> None:
    page = open_mail(marieke, "Dirk")
    marieke.submit(page, ".suggestion")
    before = len(busy.deliveries())
    again = marieke.submit(page, ".suggestion")
    assert again.status == 409
    assert len(busy.deliveries()) == before


def test_two_coordinators_at_one_mail_decide_it_once(busy: Kring, marieke: Browser, come: Come) -> None:
    omar = come(OMAR)
    hers, his = open_mail(marieke, "Dirk"), open_mail(omar, "Dirk")
    marieke.submit(hers, "#otherwise", {"decision": "no"})
    assert omar.submit(his, "#otherwise", {"decision": "yes", "daypart": ["thu-evening"]}).status == 409
    found = busy.registration(DIRK)
    assert found is not None
    assert found.state is RegistrationState.DECLINED


def test_mail_about_something_else_is_shown_on_a_click_only(kring: Kring, marieke: Browser) -> None:
    kring.write(NINA, "Waarom staan mijn gegevens bij u? Ik wil inzage volgens de AVG.", "Privacy")
    page = open_mail(marieke, NINA.address)
    assert "gegevens" not in page.text
    shown = marieke.get(f"{page.path}?whole=1")
    assert "Waarom staan mijn gegevens bij u?" in shown.said


def test_a_wish_to_be_on_the_list_is_asked_about(kring: Kring, marieke: Browser) -> None:
    kring.write(NINA, "Zet mijn collega en misschien ook mij op de lijst, maar dat hoor ik nog.", "Lijst?")
    page = open_mail(marieke, NINA.address)
    marieke.submit(page, "#otherwise", {"decision": "subscribe"})
    assert kring.subscription(NINA) is SubscriptionState.UNCONFIRMED


def test_an_answer_from_somebody_unknown_is_given_to_a_person(busy: Kring, marieke: Browser) -> None:
    busy.write(NINA, "Ik kom graag naar de bijeenkomst in Hattem", "Namens Els")
    page = open_mail(marieke, NINA.address)
    chosen = {"decision": "no", "meeting": "hattem-2017", "person": ELS.address}
    assert marieke.submit(page, "#otherwise", chosen).status == 200
    found = busy.registration(ELS)
    assert found is not None
    assert found.state is RegistrationState.WITHDRAWN


def test_an_answer_without_meeting_or_person_is_refused(busy: Kring, marieke: Browser) -> None:
    busy.write(NINA, "Ik kom graag naar de bijeenkomst in Hattem", "Namens Els")
    page = open_mail(marieke, NINA.address)
    for more in ({}, {"meeting": "hattem-2017"}, {"meeting": "hattem-2017", "person": "x@elders.example"}):
        assert marieke.submit(page, "#otherwise", {"decision": "no", **more}).status in {404, 409}
    assert marieke.submit(page, "#otherwise", {"decision": "perhaps so"}).status == 409


def test_an_answer_opens_ones_own_mail_program(busy: Kring, marieke: Browser) -> None:
    link = open_mail(marieke, "Dirk").first("a[data-key='r']").attributes["href"]
    assert str(link).startswith(f"mailto:{DIRK.address}?subject=Re%3A%20Uitnodiging")
    assert "&In-Reply-To=%3Cguest-" in str(link)


def test_the_keys_lead_from_mail_to_mail(busy: Kring, marieke: Browser) -> None:
    dirk = open_mail(marieke, "Dirk")
    ivo = marieke.get(str(dirk.first("[data-key='j']").attributes["href"]))
    assert ivo.heading == "Ivo Peters"
    assert marieke.get(str(ivo.first("[data-key='k']").attributes["href"])).heading == "Dirk Visser"
    assert {one.attributes["data-key"] for one in ivo.tree.css("[data-key]")} >= {
        "k",
        "y",
        "n",
        "r",
        "h",
        "?",
    }


def test_a_reader_sees_the_mail_and_no_button(busy: Kring, come: Come) -> None:
    page = open_mail(come(OMAR, role=Role.READER), "Dirk")
    assert page.first("blockquote").text().startswith("Misschien")
    assert page.tree.css("main form") == []


def test_what_is_written_to_us_is_never_more_than_text(kring: Kring, marieke: Browser) -> None:
    kring.hattem()
    evil = Mailbox("evil@elders.example", EVIL)
    kring.write(
        evil,
        f"Zet mij misschien op de lijst {EVIL}, of toch niet? {{{{ 7 * 7 }}}}",
        f"Lijst {EVIL}",
        From=f'"{EVIL.replace(chr(34), "")}" <evil@elders.example>',
    )
    pages = [marieke.get("/console/"), marieke.get("/console/inbox"), open_mail(marieke, "evil@elders")]
    for page in pages:
        assert [
            one.attributes.get("src") for one in page.tree.css("script") if not one.attributes.get("src")
        ] == []
        assert page.tree.css("img, [onerror]") == []
        assert "alert(1)" not in " ".join(one.text() for one in page.tree.css("script"))
    assert "{{ 7 * 7 }}" in pages[-1].said


def test_marks_that_overlap_are_one() -> None:
    why = [{"rule": "condition", "words": "als het kan"}, {"rule": "perhaps", "words": "kan ik / misschien"}]
    pieces = marked("Als het kan ik misschien.", why)
    assert [(one.text, one.marked) for one in pieces] == [
        ("Als het kan ik", True),
        (" ", False),
        ("misschien", True),
        (".", False),
    ]


@pytest.mark.parametrize("text", ["", "İstanbul als het kan", "ß als het kan", "als het kan " * 5000])
def test_marks_leave_every_text_as_it_is(text: str) -> None:
    pieces = marked(
        text, [{"rule": "condition", "words": "als het kan"}, {"rule": "never heard of", "words": "x"}]
    )
    assert "".join(one.text for one in pieces) == text


def test_a_doubt_is_named_once() -> None:
    why = [{"rule": "asked", "words": "Hoe laat?"}, {"rule": "question", "words": "Waar?"}]
    (doubt,) = doubts(why)
    assert doubt.words == ("Hoe laat?", "Waar?")


def test_a_guess_takes_no_place_at_one_click(busy: Kring, marieke: Browser) -> None:
    busy.reply(ANNA, "Helaas moet ik donderdagavond toch afzeggen, maar misschien komt mijn collega Jan")
    before = busy.registration(ANNA)
    page = open_mail(marieke, ANNA.name)
    assert "What is recorded now comes Thursday afternoon" in page.said
    assert "donderdagavond" in [one.text() for one in page.tree.css("mark")], "the words that name a part"
    proposal = page.first(".suggestion")
    assert "That gives up: Thursday evening" in " ".join(proposal.text(separator=" ").split())
    assert proposal.css_first("[data-key]") is None, "no key does it"
    refused = marieke.submit(page, ".suggestion")
    assert (refused.status, busy.registration(ANNA)) == (409, before)
    assert marieke.submit(page, ".suggestion", {"sure": "yes", "guests": ""}).status == 200
    assert busy.registration(ANNA) != before


def test_what_nothing_is_said_about_stays_as_it_was(busy: Kring, marieke: Browser) -> None:
    busy.reply(ANNA, "Ik weet nog niet of ik kan. Is er een hotel bij het stadhuis?")
    before = busy.registration(ANNA)
    page = open_mail(marieke, ANNA.name)
    fields = page.form("#otherwise")[1]
    assert before is not None
    assert (fields["hotel"], fields["diet"]) == ([""], [before.diet])
    busy.reply(BART, "Kan ik mijn auto kwijt bij het stadhuis?")
    ticked = open_mail(marieke, BART.name).form("#otherwise")[1]["daypart"]
    assert ticked == ["thu-afternoon", "thu-evening"], "as it is recorded, not all there are"
    marieke.submit(page, "#otherwise", {"decision": "yes"})
    after = busy.registration(ANNA)
    assert after is not None
    assert (after.hotel, after.diet, after.dayparts) == (before.hotel, before.diet, before.dayparts)


def test_what_is_done_with_can_be_looked_up_and_taken_up_again(busy: Kring, marieke: Browser) -> None:
    marieke.submit(open_mail(marieke, "Dirk"), ".suggestion")
    marieke.submit(open_mail(marieke, "Ivo"), "form[action$='/discard']")
    done = marieke.get("/console/inbox/done/handled")
    row = next(one.text(separator=" ") for one in done.tree.css(".rows li") if DIRK.name in one.text())
    assert "Maybe" in row
    assert "by Marieke in the console" in " ".join(row.split())
    away = marieke.get("/console/inbox/done/discarded")
    (link,) = (one for one in away.links() if one.startswith("/console/inbox/") and one[-1].isdigit())
    page = marieke.get(link)
    assert "put away" in page.said
    again = marieke.submit(page, "#reopen")
    assert "waits for a decision again" in again.said
    assert again.tree.css_first(".suggestion") is not None
    assert marieke.submit(page, "#reopen").status == 409, "once is enough"
    with busy.look() as store:
        assert store.journal.lines()[-1].command == "ReopenMail"
    assert marieke.get("/console/inbox/done/parked").status == 404


def test_what_another_answer_would_take_away() -> None:
    known = Registration("m", 1, RegistrationState.ACCEPTED, ("a", "b"), guests=("Jan",))
    assert given_up(known, ("a",), ("Jan",)).dayparts == ("b",)
    assert given_up(known, ("a", "b"), ()).guests == ("Jan",)
    assert not given_up(known, ("b", "a", "c"), ("Jan", "Piet"))
    assert not given_up(Registration("m", 1, RegistrationState.TENTATIVE), (), ())
    assert not given_up(None, (), ())
