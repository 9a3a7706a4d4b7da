"""A meeting on one page: its facts, its timeline drawn, who comes, who waits and in which order."""

from datetime import timedelta

import pytest

from mailer.console.drawing import LINE_WIDE, timeline
from mailer.domain.meeting import Host
from tests.console.browser import Browser
from tests.service.kring import HATTEM, SPRING, Kring

EVIL = '"><script>alert(1)</script>'


def test_the_meetings_are_listed_and_lead_to_their_page(busy: Kring, marieke: Browser) -> None:
    assert "No meeting" not in marieke.get("/console/meetings").said
    page = marieke.get("/console/meetings")
    (link,) = (one for one in page.tree.css("main a") if one.text() == "Hattem")
    page = marieke.get(str(link.attributes["href"]))
    assert page.heading == "The use of open and big data in municipalities, and privacy and ethics"
    assert "Thu 14 Sept 2017, 12:00" in page.said


def test_who_comes_and_who_waits_stands_there_with_their_wishes(busy: Kring, marieke: Browser) -> None:
    page = marieke.get(f"/console/meetings/{HATTEM}")
    comes = page.first("section[aria-labelledby='come-head']").text(separator=" ")
    for words in ("Anna de Wit", "diet: Vegetarisch", "Els Bakker", "with a hotel room"):
        assert words in comes
    assert "Hanneke Mulder" not in comes
    assert "Hanneke Mulder" in page.first("section[aria-labelledby='wait-head'] ol").text()
    assert "Carla Jansen" in page.first("section[aria-labelledby='no-head']").text()


def test_the_mail_behind_an_answer_is_one_click_away(busy: Kring, marieke: Browser) -> None:
    page = marieke.get(f"/console/meetings/{HATTEM}")
    (row,) = (one for one in page.tree.css("li") if "Els Bakker" in one.text())
    mail = marieke.get(str(row.css_first("a[href*='/inbox/']").attributes["href"]))  # type: ignore[union-attr]
    assert "Ik ben er beide dagen bij, met hotel graag." in mail.said
    forms = [one.attributes.get("id") for one in mail.tree.css("main form")]
    assert forms == ["reopen"], "it was dealt with, and can be taken up again"


def test_the_timeline_is_drawn_and_said(busy: Kring, marieke: Browser) -> None:
    page = marieke.get(f"/console/meetings/{HATTEM}")
    steps = page.tree.css("svg.line .step")
    rows = page.tree.css(".agenda > li")
    assert len(steps) == len(rows) == 8
    assert "is-missed" in str(steps[0].attributes["class"])
    assert "is-done" in str(steps[1].attributes["class"]), "taken, and nothing of its run is left to send"
    assert "invitation" in rows[1].text()
    assert "done" in rows[1].text()
    assert "/console/runs/1" in page.links()


def test_a_meeting_that_there_is_not_is_said_to_be_none(marieke: Browser) -> None:
    for key in ("nothing", "..%2f..", "%00", "a" * 3000):
        assert marieke.get(f"/console/meetings/{key}").status == 404


def test_facts_of_a_meeting_are_never_more_than_text(kring: Kring, marieke: Browser) -> None:
    kring.hattem(theme={"nl": EVIL}, host=Host(EVIL, EVIL, EVIL))
    for path in ("/console/", "/console/meetings", f"/console/meetings/{HATTEM}"):
        page = marieke.get(path)
        assert EVIL in page.tree.text()
        assert all(one.attributes.get("src") for one in page.tree.css("script"))


@pytest.mark.parametrize("days", [[], [0], [0, 0, 0, 0], [0, 1, 2, 100], list(range(18)), [90, 99, 100, 100]])
def test_marks_on_the_line_keep_apart_and_on_it(kring: Kring, days: list[int]) -> None:
    kring.hattem()
    instants = [SPRING + timedelta(days=number) for number in days]
    line = timeline(instants, kring.meeting(), SPRING)
    assert len(line.steps) == len(days)
    assert all(later - earlier >= 40 for earlier, later in zip(line.steps, line.steps[1:], strict=False))
    assert all(0 <= one <= LINE_WIDE for one in (*line.steps, line.now, line.starts, line.ends))
