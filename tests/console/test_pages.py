"""The files pages are made of: those of others unchanged, ours kept by browsers until they change."""

import re
from hashlib import sha256

import pytest

from mailer.speech.catalogue import FOLDER
from tests.console.browser import Browser

STATIC = FOLDER / "static"


def test_what_others_wrote_is_unchanged() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| .* \| `([0-9a-f]{64})` \|$", (STATIC / "README.md").read_text(), re.MULTILINE
    )
    assert [name for name, _ in rows] == ["htmx.min.js"]
    assert {name: sha256((STATIC / name).read_bytes()).hexdigest() for name, _ in rows} == dict(rows)


def test_a_page_names_its_files_by_what_is_in_them(stranger: Browser) -> None:
    tree = stranger.get("/console/log-in").tree
    named = [
        one.attributes.get("href") or one.attributes.get("src") for one in tree.css("head [href], head [src]")
    ]
    assert len(named) == 4
    for path in named:
        page = stranger.get(str(path))
        assert page.status == 200
        assert "immutable" in page.head["cache-control"]
        assert str(path).endswith(sha256(page.octets).hexdigest()[:12])


def test_an_older_name_of_a_file_is_not_kept_for_ever(stranger: Browser) -> None:
    assert stranger.get("/console/static/console.css?000000000000").head["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/console", "/console/"])
def test_every_way_leads_in(marieke: Browser, path: str) -> None:
    assert marieke.get(path).heading == "Today"


def test_the_style_sheet_minds_the_dark_the_narrow_and_the_printer() -> None:
    css = (STATIC / "console.css").read_text("utf-8")
    for what in ("prefers-color-scheme: dark", "max-width: 40rem", ":focus-visible", "@media print"):
        assert what in css
    assert not re.search(r"url\(|@import|expression|transition|animation", css), (
        "nothing from elsewhere moves in"
    )
