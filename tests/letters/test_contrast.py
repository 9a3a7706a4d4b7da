"""WCAG 2.2 success criterion 1.4.3, computed: every word stands out from its ground, by day and by night."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.letters.scene import every_letter, mail, opened

ENOUGH = 4.5
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def style(text: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in text.split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value}


class Page:
    """A page and what its elements look like, with the rules of dark mode or without."""

    def __init__(self, html: str, *, dark: bool) -> None:
        self.tree = LexborHTMLParser(html)
        self.dark: dict[int, dict[str, str]] = {}
        if dark:
            rules = html.partition("@media (prefers-color-scheme: dark) {")[2].partition("</style>")[0]
            for selector, declarations in _RULE.findall(rules):
                for node in self.tree.css(selector.strip()):
                    self.dark.setdefault(node.mem_id, {}).update(style(declarations))

    def look(self, node: LexborNode, name: str) -> str:
        """The value an element has or inherits; the dark rules are all !important, so they win."""
        at: LexborNode | None = node
        while at is not None:
            own = style(at.attributes.get("style") or "") | self.dark.get(at.mem_id, {})
            if name in own:
                return own[name]
            at = at.parent
        raise AssertionError(f"nothing says the {name} of <{node.tag}> {node.text()[:40]!r}")

    def words(self) -> list[LexborNode]:
        """The elements that hold words of their own."""
        return [node for node in self.tree.css("body *") if node.text(deep=False, strip=True)]


@pytest.mark.parametrize("dark", [False, True], ids=["by day", "by night"])
@pytest.mark.parametrize(("kind", "language"), every_letter())
def test_every_word_can_be_read(kind: str, language: str, dark: bool) -> None:
    page = Page(opened(mail(kind, language)).html, dark=dark)
    seen = {(page.look(node, "color"), page.look(node, "background-color")) for node in page.words()}
    assert len(seen) >= 2
    assert {pair: contrast(*pair) for pair in seen if contrast(*pair) < ENOUGH} == {}


def test_the_sum_is_the_one_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < ENOUGH


def test_the_night_has_its_own_colours() -> None:
    html = opened(mail("invitation")).html
    day, night = (Page(html, dark=dark) for dark in (False, True))
    first = day.words()[0], night.words()[0]
    assert luminance(day.look(first[0], "background-color")) > 0.8
    assert luminance(night.look(first[1], "background-color")) < 0.1
