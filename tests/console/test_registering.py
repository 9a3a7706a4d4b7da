"""A registration put right by the coordinator: shown beside what is recorded, with a reason, and told."""

from mailer.domain.commands import CloseMeeting
from mailer.domain.coordinator import Role
from mailer.domain.registration import RegistrationState
from tests.console.browser import Browser, Page
from tests.console.conftest import OMAR, Come
from tests.console.scene import JULIA
from tests.service.kring import ANNA, BART, HATTEM, Kring


def form_of(browser: Browser, kring: Kring, who: str) -> Page:
    """Go to the form from the list of who comes."""
    page = browser.get(f"/console/meetings/{HATTEM}")
    (link,) = (one for one in page.links() if one.endswith(f"/registrations/{who}"))
    return browser.get(link)


def test_who_rang_to_say_so_is_written_down_and_hears_of_it(busy: Kring, marieke: Browser) -> None:
    number = busy.person(BART)
    page = form_of(marieke, busy, str(number))
    assert "What is recorded now comes Thursday afternoon" in page.said
    assert page.form("#change")[1]["daypart"] == ["thu-afternoon", "thu-evening"], (
        "filled with what is recorded"
    )
    chosen = {"daypart": ["thu-afternoon"], "hotel": "no", "diet": "geen noten", "why": "he rang me"}
    page = marieke.submit(page, "#change", chosen)
    assert "The registration is changed" in page.said
    found = busy.registration(BART)
    assert found is not None
    assert (found.dayparts, found.hotel, found.diet) == (("thu-afternoon",), False, "geen noten")
    busy.settle()
    assert busy.letters_to(BART)[-1] == "understood-part"
    with busy.look() as store:
        line = next(one for one in store.journal.lines(meeting=HATTEM) if one.why == "he rang me")
    assert (line.who, line.command) == ("Marieke in the console", "RecordAnswer")


def test_nothing_is_lost_that_was_not_touched(busy: Kring, marieke: Browser) -> None:
    before = busy.registration(ANNA)
    page = form_of(marieke, busy, str(busy.person(ANNA)))
    marieke.submit(page, "#change", {"diet": "vegan", "why": "she rang"})
    after = busy.registration(ANNA)
    assert before is not None
    assert after is not None
    assert (after.dayparts, after.hotel, after.diet) == (before.dayparts, before.hotel, "vegan")
    page = form_of(marieke, busy, str(busy.person(ANNA)))
    marieke.submit(page, "#change", {"decision": "no", "substitute": "Jan Vos", "why": "sends Jan"})
    after = busy.registration(ANNA)
    assert after is not None
    assert (after.state, after.substitute) == (RegistrationState.WITHDRAWN, "Jan Vos")


def test_without_a_reason_or_a_part_nothing_is_recorded(busy: Kring, marieke: Browser) -> None:
    before = busy.registration(ANNA)
    page = form_of(marieke, busy, str(busy.person(ANNA)))
    for chosen in ({"why": ""}, {"why": "x", "daypart": []}, {"why": "x", "decision": "subscribe"}):
        assert marieke.submit(page, "#change", {"decision": "yes", **chosen}).status == 409
    assert busy.registration(ANNA) == before


def test_what_changed_meanwhile_is_looked_at_again(busy: Kring, marieke: Browser) -> None:
    page = form_of(marieke, busy, str(busy.person(ANNA)))
    busy.reply(ANNA, "Ik kom alleen donderdagmiddag.")
    refused = marieke.submit(page, "#change", {"why": "too late"})
    assert (refused.status, "has changed since" in refused.said) == (409, True)


def test_a_late_yes_is_recorded_on_the_coordinators_word(busy: Kring, marieke: Browser) -> None:
    busy.do(CloseMeeting(HATTEM))
    person = marieke.get(f"/console/people/{busy.person(JULIA)}")
    assert "no answer yet" in person.said
    (link,) = (one for one in person.links() if "/registrations/" in one)
    chosen = {"decision": "yes", "daypart": ["fri-morning"], "why": "I asked her to come"}
    assert marieke.submit(marieke.get(link), "#change", chosen).status == 200
    found = busy.registration(JULIA)
    assert found is not None
    assert found.state is RegistrationState.ACCEPTED


def test_a_reader_sees_it_and_changes_nothing(busy: Kring, come: Come) -> None:
    omar = come(OMAR, role=Role.READER)
    assert not any("/registrations/" in one for one in omar.get(f"/console/meetings/{HATTEM}").links())
    page = omar.get(f"/console/meetings/{HATTEM}/registrations/{busy.person(ANNA)}")
    assert "Vegetarisch" in page.said or "vegetarisch" in page.said
    assert page.tree.css("#change") == []
