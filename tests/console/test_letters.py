"""The letters in the console: read, tried, kept, brought back; and nobody shut out of any of them."""

import json

import pytest
from playwright.sync_api import sync_playwright

from mailer.console.drafts import MOST, Draft, Drafts
from mailer.domain.coordinator import Role
from mailer.letters.preview import previews
from tests.console.browser import Browser, Page
from tests.console.conftest import OMAR, Come
from tests.console.test_in_a_browser import AXE, RULES, desk
from tests.letters.scene import BOOK, every_letter
from tests.real import needs
from tests.service.kring import Kring

INVITATION = "/console/letters/invitation/nl"
OLD, NEW = "Graag nodigen we u uit", "Van harte welkom op"


def source(page: Page) -> str:
    return page.form("#edit")[1]["source"][0]


def frames(browser: Browser, page: Page) -> list[Page]:
    found = page.tree.css("iframe")
    assert all("sandbox" in one.attributes and not one.attributes["sandbox"] for one in found)
    return [browser.get(str(one.attributes["src"])) for one in found]


def test_every_letter_is_listed_and_can_be_read(kring: Kring, marieke: Browser) -> None:
    page = marieke.get("/console/letters")
    for kind, language in every_letter():
        assert f"/console/letters/{kind}/{language}" in page.links()
    page = marieke.get(INVITATION)
    assert page.heading == "Invitation Nederlands"
    assert OLD in source(page)
    assert "Never edited" in page.said
    full, bare = frames(marieke, page)
    assert "Beste Anna de Wit," in full.text
    assert "Hotel De Brug" in full.text
    assert "Beste collega," in bare.text
    assert "Hotel De Brug" not in bare.text
    for words in ("Subject: Uitnodiging 11 en 12 september", "kB", "every word stands out", "9 links"):
        assert words in page.said


def test_a_letter_is_kept_and_brought_back(kring: Kring, marieke: Browser) -> None:
    page = marieke.get(INVITATION)
    new = source(page).replace(OLD, NEW).replace("\n", "\r\n")
    page = marieke.submit(page, "#edit", {"source": new, "why": "te stijf <b>"})
    assert "goes out from now on" in page.first(".notice").text()
    assert NEW in source(page)
    assert "te stijf <b>" in page.said
    assert "Marieke in the console" in page.said
    assert "edited" in marieke.get("/console/letters").said
    page = marieke.submit(page, "#shipped", {"version": "0"})
    assert OLD in source(page)
    page = marieke.get(f"{INVITATION}?version=1")
    assert NEW in source(page)
    assert "not what goes out" in page.said
    page = marieke.submit(page, "form[action$='/restore']", {"version": "1"})
    assert NEW in source(page)
    assert len(page.tree.css(".is-plain > li")) == 3


def test_what_is_wrong_is_said_beside_the_text_and_nothing_is_lost(kring: Kring, marieke: Browser) -> None:
    page = marieke.get(INVITATION)
    wrong = source(page).replace(OLD, "{{ meeting.vneue }} </textarea><script>alert(1)</script>")
    page = marieke.submit(page, "#edit", {"source": wrong, "why": "kort"})
    assert page.status == 409
    assert "invitation.nl.md:8" in page.first("[role='alert']").text()
    assert source(page).strip() == wrong.strip()
    assert page.form("#edit")[1]["why"] == ["kort"]
    assert [one.text() for one in page.tree.css("script")] == ["", ""]
    assert page.tree.css("iframe") == []
    assert "Never edited" in page.said


def test_who_was_slower_is_not_let_through_by_pressing_again(kring: Kring, come: Come) -> None:
    marieke, omar = come(), come(OMAR)
    hers, his = marieke.get(INVITATION), omar.get(INVITATION)
    marieke.submit(hers, "#edit", {"source": source(hers).replace(OLD, NEW)})
    for _ in range(2):
        his = omar.submit(his, "#edit", {"source": source(his).replace(OLD, "Kom toch")})
        assert (his.status, "meanwhile" in his.said) == (409, True)
    assert NEW in source(omar.get(INVITATION))


def test_a_text_is_tried_and_not_kept(
    kring: Kring, marieke: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    page = marieke.get(INVITATION)
    fields = {**page.form("#edit")[1], "source": source(page).replace(OLD, NEW), "spam": "1"}
    page = marieke.post(f"{INVITATION}/try", fields)
    assert page.status == 200
    assert NEW in source(page)
    assert "SpamAssassin is not installed here" in page.said
    assert all(NEW in one.text for one in frames(marieke, page))
    assert OLD in source(marieke.get(INVITATION))
    part = marieke.post(f"{INVITATION}/try", fields, HX_Request="true")
    assert part.text.lstrip().startswith('<section id="tried"')


def test_a_draft_is_seen_by_who_made_it(kring: Kring, come: Come) -> None:
    marieke, omar = come(), come(OMAR)
    frame = str(marieke.get(INVITATION).first("iframe").attributes["src"])
    assert marieke.get(frame).status == 200
    assert omar.get(frame).status == 404
    policy = marieke.get(frame).head["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")


def test_only_the_last_drafts_are_kept() -> None:
    drafts = Drafts()
    names = [drafts.put(Draft("hers", str(number), "", "nl")) for number in range(MOST + 1)]
    assert drafts.get(names[0], "hers") is None
    assert drafts.get(names[-1], "his") is None
    found = drafts.get(names[-1], "hers")
    assert found is not None
    assert found.html == str(MOST)


def test_a_reader_reads_letters_and_changes_none(kring: Kring, come: Come) -> None:
    omar = come(OMAR, role=Role.READER)
    page = omar.get(INVITATION)
    assert page.tree.css("main form") == []
    assert OLD in page.first("pre[lang='nl']").text()
    assert len(frames(omar, page)) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/console/letters/nothing/nl",
        "/console/letters/invitation/xx",
        "/console/letters/..%2finvitation/nl",
        "/console/letters/layout/html",
        f"{INVITATION}?version=99",
        "/console/drafts/nothing",
    ],
)
def test_a_letter_that_there_is_not_is_said_to_be_none(marieke: Browser, path: str) -> None:
    assert marieke.get(path).status == 404


def test_odd_versions_do_no_harm(kring: Kring, marieke: Browser) -> None:
    for odd in ("x", "-1", "1" * 30, "%C2%B2"):
        assert marieke.get(f"{INVITATION}?version={odd}").status == 200
    token = marieke.get(INVITATION).form("#edit")[1]["form_token"][0]
    for odd in ("", "x", "-1", "1" * 30):
        page = marieke.post(f"{INVITATION}/restore", {"form_token": token, "version": odd})
        assert page.status in {404, 409}, odd
    assert "Never edited" in marieke.get(INVITATION).said


@pytest.mark.parametrize("script", [True, False], ids=["while one types", "without JavaScript"])
def test_a_letter_is_edited_in_a_browser(kring: Kring, *, script: bool) -> None:
    with desk(kring, java_script_enabled=script) as her:
        her.log_in(kring)
        page = her.open(INVITATION)
        page.fill("#source", page.input_value("#source").replace(OLD, NEW))
        if not script:
            page.click("button[name='spam']")
        letter = page.frame_locator("iframe >> nth=0")
        letter.get_by_text(NEW).wait_for(timeout=30_000)
        page.fill("#source", page.input_value("#source").replace(NEW, "{{ meeting.vneue }}"))
        if not script:
            page.click("button[name='spam']")
        page.wait_for_selector("#tried .fault:has-text('vneue')", timeout=30_000)
        page.fill("#source", page.input_value("#source").replace("{{ meeting.vneue }}", NEW))
        page.click("button.main")
        page.wait_for_selector(".notice:has-text('goes out from now on')")
        assert her.complaints == []
    with kring.look() as store:
        newest = store.letters.newest("invitation", "nl")
        assert newest is not None
        assert NEW in str(newest.source)


def test_nobody_is_shut_out_of_a_letter() -> None:
    """Every letter as a browser shows it, by day and by night, full and bare."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs("chromium"), args=["--no-sandbox"])
        pages = [browser.new_page(color_scheme=one) for one in ("light", "dark")]
        for kind, language in every_letter():
            for page, letter in zip(pages, previews(BOOK, kind, language), strict=True):
                page.set_content(letter.mail.html)
                page.evaluate(AXE)
                said = page.evaluate(f"axe.run(document, {json.dumps(_LETTER_RULES)})")
                words = [
                    f"{one['id']}: {node['html'][:150]}"
                    for one in said["violations"]
                    for node in one["nodes"]
                ]
                found[kind, language, letter.who.name] = words
        browser.close()
    assert {which: words for which, words in found.items() if words} == {}
    assert len(found) == 2 * len(every_letter())


_LETTER_RULES = {
    **RULES,
    # a mail is no page: its reader's program is what has landmarks and a heading
    "rules": {name: {"enabled": False} for name in ("region", "landmark-one-main", "page-has-heading-one")},
}
