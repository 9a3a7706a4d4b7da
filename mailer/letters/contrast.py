"""Whether every word of a letter stands out from its ground (WCAG 2.2, success criterion 1.4.3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

ENOUGH = 4.5
"""The least contrast of text that is not large, as a ratio to one."""
_DARK = "@media (prefers-color-scheme: dark) {"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Faint:
    """Words that can hardly be read: two colours, and their contrast as a ratio to one."""

    colour: str
    ground: str
    ratio: float


def faint(html: str) -> tuple[Faint, ...]:
    """Give the pairs of colours with too little contrast, by day and by night; colours are #rrggbb."""
    pairs = {pair for dark in (False, True) for pair in Look(html, dark=dark).pairs()}
    found = (Faint(*pair, round(contrast(*pair), 1)) for pair in sorted(pairs) if contrast(*pair) < ENOUGH)
    return tuple(found)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Give the relative luminance as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Look:
    """A letter's HTML and what its elements look like, with the rules of dark mode or without."""

    def __init__(self, html: str, *, dark: bool) -> None:
        self._tree = LexborHTMLParser(html)
        self._dark: dict[int, dict[str, str]] = {}
        if dark:
            rules = html.partition(_DARK)[2].partition("</style>")[0]
            for selector, declarations in _RULE.findall(rules):
                for node in self._tree.css(selector.strip()):
                    self._dark.setdefault(node.mem_id, {}).update(_style(declarations))

    def of(self, node: LexborNode, name: str) -> str:
        """Give the value an element has or inherits, "" for none; dark rules are !important, so they win."""
        at: LexborNode | None = node
        while at is not None:
            own = _style(at.attributes.get("style") or "") | self._dark.get(at.mem_id, {})
            if name in own:
                return own[name]
            at = at.parent
        return ""

    def words(self) -> list[LexborNode]:
        """Give the elements that hold words of their own."""
        return [node for node in self._tree.css("body *") if node.text(deep=False, strip=True)]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give the colours of words, each with its ground."""
        for node in self.words():
            pair = self.of(node, "color"), self.of(node, "background-color")
            if all(map(_COLOUR.fullmatch, pair)):
                yield pair


def _style(text: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in text.split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value}
