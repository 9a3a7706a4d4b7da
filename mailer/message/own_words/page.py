"""A text/html body as lines, with what its client marks as quoted or as a signature."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailer.message.own_words.clients import Role, role
from mailer.message.own_words.lines import Line, Mark, clean
from mailer.message.own_words.nesting import too_deep
from mailer.message.own_words.writer import RULE, LineWriter, State

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre"])
_STRUCK = frozenset({"s", "strike", "del"})
_STYLED = frozenset({*_STRUCK, "pre", "font"})
_CELLS = frozenset({"td", "th"})
_WRITES = frozenset({"br", "hr", "img", "li", "a"})
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([#\w(), .%]{1,40})")
_LAYOUT = re.compile(r"<(?:br|p|div|td|li|h\d)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")


_ROLES = {
    Role.QUOTE: Mark.QUOTED,
    Role.HEADER: Mark.HEADER,
    Role.INDENT: Mark.INDENTED,
    Role.ATTRIBUTION: Mark.PREFIX,
    Role.SIGNATURE: Mark.SIGNATURE,
}


def page_lines(html: str) -> list[Line]:
    """Give what a reader sees, line by line; never raises. Hidden elements and comments are left out."""
    if too_deep(html):
        return [Line(clean(text).strip()) for text in _ANY_TAG.sub("\n", html).split("\n")]
    body = LexborHTMLParser(html).body
    if body is None:
        return []
    writer = LineWriter()
    _walk(body, writer, pre=not _LAYOUT.search(html))
    return writer.finish()


class _Step(NamedTuple):
    """One visit of the walk: to a node, or, with `ends`, back to an element behind its last child."""

    node: LexborNode
    state: State
    ends: bool = False
    link: str = ""
    """The address a link goes to, where the words of the link don't show it."""


def _walk(body: LexborNode, writer: LineWriter, pre: bool) -> None:
    """Visit the tree in document order without recursion: it may be deep."""
    steps = [_Step(body, State(pre=pre))]
    while steps:
        node, state, ends, link = steps.pop()
        if ends:
            _leave(node, state, link, writer)
            continue
        following = node.next
        if following is not None and node.tag != "body":
            steps.append(_Step(following, state))
        if node.is_text_node:
            writer.text(node.text_content or "", state)
        elif node.is_element_node:
            steps += _enter(node, state, writer)


def _enter(node: LexborNode, state: State, writer: LineWriter) -> Iterator[_Step]:
    """Write what an element itself shows; give the visits to make inside and behind it."""
    tag = node.tag or ""
    quoted = state.mark is Mark.QUOTED
    attributes = {} if quoted else node.attributes  # nothing in a quotation changes whose words they are
    meaning = role(node, tag, attributes)
    if meaning is Role.HIDDEN:
        return
    if meaning is Role.CUT:
        writer.line("", Mark.CUT)
    inner = _inner_state(state, meaning, tag, attributes)
    if tag in _BLOCKS:
        writer.end_line()
    elif tag in _CELLS:
        writer.cell()
    if tag in _WRITES:
        _write_element(tag, attributes, inner, writer)
    link = _hidden_address(node, attributes) if tag == "a" else ""
    if link or tag in _BLOCKS:
        yield _Step(node, inner, ends=True, link=link)
    child = node.child
    if child is not None:
        yield _Step(child, inner)


def _inner_state(state: State, meaning: Role, tag: str, attributes: dict[str, str | None]) -> State:
    mark = Mark.QUOTED if state.mark is Mark.QUOTED else _ROLES.get(meaning, state.mark)
    if state.mark is Mark.SIGNATURE and mark is not Mark.QUOTED:
        mark = state.mark
    if not attributes and mark is state.mark and tag not in _STYLED:
        return state
    style = (attributes.get("style") or "").lower()
    colour = attributes.get("color") if tag == "font" else None
    found = _COLOUR.search(style) if "color" in style else None
    if mark is state.mark and not (style or colour or tag in _STYLED):
        return state
    return State(
        mark,
        state.pre or tag == "pre" or "white-space:pre" in style.replace(" ", ""),
        found.group(1).strip() if found else (colour or state.colour),
        state.struck or tag in _STRUCK or "line-through" in style,
    )


def _write_element(tag: str, attributes: dict[str, str | None], state: State, writer: LineWriter) -> None:
    if tag == "br":
        writer.line_break(state)
    elif tag == "hr":
        writer.line(RULE, state.mark)
    elif tag == "li":
        writer.text("- ", state)
    elif tag == "img":
        alternative = attributes.get("alt") or ""
        if alternative and not alternative.isascii() and not any(c.isalnum() for c in alternative):
            writer.text(alternative, state)  # an emoji; with letters it is a logo


def _hidden_address(node: LexborNode, attributes: dict[str, str | None]) -> str:
    """Give the address behind a name that links to it, as Outlook's "@Bart Smit" does."""
    target = attributes.get("href") or ""
    if target[:7].lower() != "mailto:" or "@" not in target:
        return ""
    address = target[7:].partition("?")[0].strip()
    shown = node.text()
    return address if len(address) < 255 and shown.strip() and "@" not in shown.strip()[1:] else ""


def _leave(node: LexborNode, state: State, link: str, writer: LineWriter) -> None:
    if link:
        writer.text(f" <{link}>", state)
    tag = node.tag or ""
    if tag in _BLOCKS:
        writer.end_line()
        if tag in _SPACED and _has_space_below(node):
            writer.gap(state)


def _has_space_below(node: LexborNode) -> bool:
    """Whether a paragraph ends with white space: Word's don't."""
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    name = (attributes.get("class") or "").lower()
    return not ("mso" in name or "plaintext" in name or "margin:0" in style or "margin-bottom:0" in style)
